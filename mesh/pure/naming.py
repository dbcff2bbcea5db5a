"""What things are called: on a channel, in a language, or by their own name.

Everything that customers read has a name of its own, and may have others, as the contract says of
OtherName. Here it is chosen among them, for all centers, apps and gateways.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mesh.pure import limits
from mesh.pure.validation import Check

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class OtherName:
    """What something is called on a channel, in a language, or in both; empty means in any."""

    channel: str
    language: str
    name: str


class Named(Protocol):
    """Something with a name of its own, and names on channels and in languages."""

    @property
    def name(self) -> str:
        """The own name."""
        ...

    @property
    def names(self) -> tuple[OtherName, ...]:
        """The names on channels and in languages."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads names: on which channel, and in which language; empty means none."""

    channel: str = ""
    language: str = ""

    def name_of(self, thing: Named) -> str:
        """Return the channel's name in the language, the channel's, the language's, or the own."""
        return self.choose(thing.name, thing.names)

    def choose(self, name: str, names: Sequence[OtherName]) -> str:
        """Return the name that counts of an own one and others."""
        if not names or not (self.channel or self.language):
            return name
        return namings_of([names]).of(self.channel, self.language).choose(name, names)


OWN = Reader()
"""Who is told the own names."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Which of many names count: those on a channel, in some languages, the nearest first.

    Empty where nothing has names for the channel, or for any of the languages. `ranks` are by
    channel and language, as they are written: names of the lowest rank count first.
    """

    channel: str = ""
    languages: tuple[str, ...] = ()
    ranks: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False)

    def name_of(self, thing: Named) -> str:
        """Return the channel's name in the language, the channel's, the language's, or the own."""
        return self.choose(thing.name, thing.names)

    def choose(self, name: str, names: Iterable[OtherName]) -> str:
        """Return the name that counts of an own one and others."""
        first = len(self.ranks)
        for each in names if self.ranks else ():
            rank = self.ranks.get((each.channel, each.language), first)
            if rank < first:
                name, first = each.name, rank
        return name

    def own_name_of(self, thing: Named) -> str:
        """Return the own name where another one counts; empty otherwise."""
        return thing.name if self.name_of(thing) != thing.name else ""


OWN_NAMES = Naming()
"""Everything has its own name."""


@dataclass(frozen=True, slots=True)
class Namings:
    """The channels that there are names for, and the languages: by tag, as written."""

    channels: frozenset[str]
    languages: Mapping[str, frozenset[str]]

    def of(self, channel: str, language: str) -> Naming:
        """Return the naming for a channel and a language tag.

        Where the names are the same, namings are equal, whatever languages are asked for.
        """
        named = channel if channel in self.channels else ""
        tags = tuple(tag for tag in nearest_first(language) if tag in self.languages)
        if not named and not tags:
            return OWN_NAMES
        written = [*(self.languages[tag] for tag in tags), frozenset(("",))]
        places = [(place, forms) for place in dict.fromkeys((named, "")) for forms in written]
        ranks = {
            (place, form): rank for rank, (place, forms) in enumerate(places) for form in forms
        }
        return Naming(named, tags, ranks)


def namings_of(lists: Iterable[Iterable[OtherName]]) -> Namings:
    """Return the namings of all names in some lists of them."""
    places = {(each.channel, each.language) for one in lists for each in one}
    written: defaultdict[str, set[str]] = defaultdict(set)
    for _, language in places:
        if language:
            written[tag_of(language)].add(language)
    return Namings(
        frozenset(channel for channel, _ in places if channel),
        {tag: frozenset(forms) for tag, forms in written.items()},
    )


NO_NAMINGS = namings_of(())
"""Those of things without other names."""


def nearest_first(language: str) -> Iterator[str]:
    """Yield the tags that a language tag stands for: "zh-hant-hk", "zh-hant", "zh"."""
    tag = tag_of(language)
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def tag_of(language: str) -> str:
    """Return a language tag as tags are compared: in any case, "zh_CN" like "zh-CN"."""
    return language.replace("_", "-").casefold()


def check_reader(check: Check, reader: Reader) -> None:
    """Note what is wrong with who reads; neither channel nor language need be said."""
    if reader.channel:
        check.channel("channel", reader.channel)
    check.text("language", reader.language, min=0, max=limits.MAX_LANGUAGE)


def check_names(check: Check, names: Sequence[OtherName], longest: int, at: str = "names") -> None:
    """Note what is wrong with the names of something whose own has at most `longest` characters."""
    if not check.count(at, names, min=0, max=limits.MAX_NAMES):
        return
    check.distinct(at, ((each.channel, tag_of(each.language)) for each in names))
    for index, each in enumerate(names):
        inner = check.at(f"{at}[{index}]")
        inner.text("name", each.name, max=longest)
        inner.that(bool(each.name.strip()), "name", "must not be blank")
        said = bool(each.channel or each.language)
        inner.that(said, "channel", "or the language must be given: the own name stands in name")
        if each.channel:
            inner.channel("channel", each.channel)
        if each.language:
            fine = len(each.language) <= limits.MAX_LANGUAGE and _LANGUAGE.fullmatch(each.language)
            inner.that(bool(fine), "language", "must be a language tag such as zh-Hant")
