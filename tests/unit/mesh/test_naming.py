"""What things are called, to whom."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.pure.naming import (
    OWN_NAMES,
    Naming,
    OtherName,
    Reader,
    check_names,
    check_reader,
    namings_of,
    nearest_first,
    tag_of,
)
from mesh.pure.validation import Check

CHANNELS = st.sampled_from(["", "hub", "miniapp"])
LANGUAGES = st.sampled_from(["", "en", "EN-us", "zh", "zh_Hant", "zh-Hant-HK", "de"])


@dataclass(frozen=True)
class Thing:
    """Something with names."""

    name: str
    names: tuple[OtherName, ...] = ()


def called(**names: str) -> tuple[OtherName, ...]:
    """Names as channel__language, either of which may be left out: en, hub__, hub__en."""
    split = ((key.partition("__"), name) for key, name in names.items())
    return tuple(
        OtherName(left if mark else "", (right if mark else left).replace("_", "-"), name)
        for (left, mark, right), name in split
    )


TEA = Thing("tea", called(hub__en="1", hub__="2", en="3", zh_Hant="4", zh="5"))


@st.composite
def things(draw: st.DrawFn) -> Thing:
    """A thing with a name for some channels and languages, each pair once in any spelling."""
    pairs = st.tuples(CHANNELS, LANGUAGES).filter(any)
    places = draw(st.lists(pairs, unique_by=lambda pair: (pair[0], tag_of(pair[1]))))
    return Thing("own", tuple(OtherName(*place, str(n)) for n, place in enumerate(places)))


@pytest.mark.parametrize(
    ("channel", "language", "name"),
    [
        ("hub", "en", "1"),
        ("hub", "EN-us", "1"),
        ("hub", "zh", "2"),
        ("hub", "", "2"),
        ("miniapp", "en-GB", "3"),
        ("miniapp", "zh-Hant-HK", "4"),
        ("miniapp", "zh_CN", "5"),
        ("miniapp", "zh-Hans", "5"),
        ("miniapp", "fr", "tea"),
        ("miniapp", "", "tea"),
    ],
)
def test_the_channel_counts_before_the_language_and_both_before_the_own_name(
    channel, language, name
):
    assert Reader(channel, language).name_of(TEA) == name


def test_a_name_of_one_channel_is_not_heard_on_another():
    assert Reader("miniapp", "en").name_of(Thing("tea", called(hub__="2", hub__en="1"))) == "tea"


def test_the_nearest_language_comes_first():
    assert list(nearest_first("zh-Hant-HK")) == ["zh-hant-hk", "zh-hant", "zh"]
    assert list(nearest_first("")) == []


def by_the_contract(thing: Thing, channel: str, language: str) -> str:
    """The name as the contract words it, looked for place by place."""
    spoken = {(each.channel, tag_of(each.language)): each.name for each in thing.names}
    tags = [*nearest_first(language), ""]
    places = [(where, tag) for where in dict.fromkeys((channel, "")) for tag in tags]
    return next((spoken[place] for place in places if place in spoken), thing.name)


@given(things(), CHANNELS, LANGUAGES)
def test_the_name_is_the_one_that_the_contract_says(thing, channel, language):
    told = Reader(channel, language).name_of(thing)
    assert told == by_the_contract(thing, channel, language)


@given(st.lists(things(), max_size=4), CHANNELS, LANGUAGES)
def test_among_many_things_each_is_called_as_it_is_by_itself(many, channel, language):
    naming = namings_of(each.names for each in many).of(channel, language)
    reader = Reader(channel, language)
    assert [naming.name_of(each) for each in many] == [reader.name_of(each) for each in many]


@given(things())
def test_who_asks_for_nothing_reads_the_own_names(thing):
    assert Reader().name_of(thing) == Naming().name_of(thing) == thing.name
    assert Naming().own_name_of(thing) == ""


@given(st.text(max_size=35), st.text(max_size=35))
def test_whatever_is_asked_for_there_are_few_namings(channel, language):
    naming = namings_of([TEA.names]).of(channel, language)
    assert set(naming.languages) <= {"en", "zh-hant", "zh"}
    assert naming.channel in ("", "hub")
    assert namings_of([]).of(channel, language) == OWN_NAMES


@pytest.mark.parametrize(
    ("names", "field"),
    [
        (called(en=" "), "names[0].name"),
        (called(en="x" * 9), "names[0].name"),
        ((OtherName("", "", "x"),), "names[0].channel"),
        ((OtherName("My Hub", "", "x"),), "names[0].channel"),
        (called(e="x"), "names[0].language"),
        ((OtherName("", "en", "x"), OtherName("", "EN", "y")), "names"),
        (tuple(OtherName("", f"x{n:03}", "x") for n in range(51)), "names"),
    ],
)
def test_names_that_no_one_could_be_told_are_refused(names, field):
    check = Check()
    check_names(check, names, longest=8)
    assert [violation.field for violation in check.violations] == [field]


def test_a_reader_has_a_channel_and_a_language_that_could_be_some():
    check = Check()
    for reader in (Reader(), Reader("hub", "en-GB")):
        check_reader(check, reader)
    assert not check.violations
    check_reader(check, Reader("My Hub", "x" * 36))
    assert [violation.field for violation in check.violations] == ["channel", "language"]
