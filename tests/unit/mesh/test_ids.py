"""Ids are unique, sort by time, and an order's id carries its store."""

import contextlib
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.pure import ids
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import first_id, key_of, new_id, new_order_id, store_of_order, valid_id


def test_an_id_says_what_it_names():
    prefix, ulid = new_id("mem").split("_")
    assert (prefix, len(ulid)) == ("mem", 26)
    assert set(ulid) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_ids_grow():
    made = [new_id("mem") for _ in range(5000)]
    assert made == sorted(set(made))


@given(st.integers(1_577_836_800, 4_102_444_800), st.integers(1, 10**6))
def test_the_first_id_of_a_moment_sorts_between_those_of_before_and_of_then(second, earlier):
    at = datetime.fromtimestamp(second, UTC)

    def made(nanoseconds: int) -> str:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(ids.time, "time_ns", lambda: nanoseconds)
            patched.setattr(ids, "_ulids", ids._Ulids())
            return new_id("led")

    then = int(at.timestamp() * 1000) * 1_000_000
    assert made(then - earlier * 1_000_000) < first_id("led", at) <= made(then)


def test_ids_made_in_threads_are_all_different():
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda: made.extend(new_id("x") for _ in range(2000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8000


def test_ids_grow_even_when_the_clock_steps_back(monkeypatch):
    earlier = new_id("mem")
    monkeypatch.setattr(ids.time, "time_ns", lambda: 0)
    assert new_id("mem") > earlier


def test_an_id_begins_with_its_moment_as_every_ulid_does(monkeypatch):
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_469_922_850_259 * 1_000_000)
    assert ids._Ulids().next()[:10] == "01arz3ndek"


@pytest.mark.parametrize("prefix", ["", "Mem", "a_b", "9a", "ä", "x" * 13])
def test_a_prefix_of_another_form_is_refused(prefix):
    with pytest.raises(ValueError, match="is not a prefix"):
        new_id(prefix)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,48}", fullmatch=True))
def test_an_order_id_gives_its_store_back(store_id):
    order_id = new_order_id(store_id)
    assert valid_id(order_id)
    assert store_of_order(order_id) == store_id


@pytest.mark.parametrize("store_id", ["", "-x", "a b", "s" * 50])
def test_what_is_no_store_id_makes_no_order_id(store_id):
    with pytest.raises(ValueError, match="is not a store id"):
        new_order_id(store_id)


@given(st.one_of(st.text(), st.from_regex(r"ord_[0-9a-z]{24,28}-?[a-z]*")))
def test_any_text_gives_a_store_or_a_refusal(text):
    with contextlib.suppress(InvalidRequest):
        assert text == f"{text[:30]}-{store_of_order(text)}"


@pytest.mark.parametrize("text", ["", "ord_1-s", "ord_" + "0" * 26, "mem_" + "0" * 26 + "-s"])
def test_what_is_no_order_id_is_refused(text):
    with pytest.raises(InvalidRequest) as refused:
        store_of_order(text)
    assert refused.value.violations[0].field == "order_id"


@pytest.mark.parametrize("text", ["", " ", "a b", "é", "a/b", "x" * 81, "-a", "a\n"])
def test_what_is_no_id(text):
    assert not valid_id(text)


def test_a_key_is_the_same_for_the_same_parts_and_for_no_others():
    same = key_of("accept", "ord_1", 2)
    assert same == key_of("accept", "ord_1", 2)
    others = [key_of("accept", "ord_1"), key_of("acceptord_1", 2), key_of("accept", "ord_1", "2")]
    assert len({same, *others}) == 4
    assert valid_id(same)
