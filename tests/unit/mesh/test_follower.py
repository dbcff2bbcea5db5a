"""A follower never stands still because of one item, and loses and doubles none."""

import asyncio
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh.feed.follower import Follower, PartEnded
from mesh.feed.follower_items import Batch, Undone, undone_of_item
from mesh.feed.follower_reports import report
from mesh.plugins.faults import PluginAuth, PluginRateLimited, PluginRejected, PluginRetry
from mesh.pure.errors import InvalidRequest, PluginUnavailable
from tests.unit.mesh.following import (
    AGAIN,
    CLOCK,
    NEVER,
    QUICK,
    Event,
    Handler,
    Source,
    follower_of,
    following,
    item,
    until,
)

EVER = RuntimeError("ever")
AWAY = PluginUnavailable(plugin="pos")


async def test_what_fails_comes_again_and_its_neighbours_do_not_wait():
    source = Source([item("a"), item("b"), item("c")])
    handler = Handler(b=[AGAIN, AGAIN])
    async with following(source, handler):
        await until(lambda: len(handler.done) == 3)
        await until(lambda: not source.letters)
    assert handler.done == ["a", "c", "b"]
    assert source.acked == "1"


async def test_a_last_word_makes_a_letter_at_once_and_it_can_be_tried_again():
    source = Source([item("a"), item("b")])
    handler = Handler(a=[NEVER])
    async with following(source, handler) as follower:
        await until(lambda: source.acked == "1")
        await until(lambda: follower.health.stopped_letters == 1)
        assert (source.lying(), handler.done) == (["a"], ["b"])
        handler.script.clear()
        source.retry()
        await until(lambda: not source.letters)
        await until(lambda: follower.health.letters == 0)
    assert handler.done == ["b", "a"]
    assert handler.letters_since == [None, None, CLOCK.now()]


async def test_a_letter_that_an_operator_drops_while_it_is_tried_stays_away():
    source = Source([item("a")])

    class Dropping(Handler):
        async def __call__(self, batch: Batch) -> None:
            if self.batches:
                source.letters.clear()
            await super().__call__(batch)

    handler = Dropping(a=[NEVER])
    async with following(source, handler) as follower:
        await until(lambda: follower.health.stopped_letters == 1)
        source.retry()
        await until(lambda: follower.health.letters == 0)
    assert (handler.batches, source.lying(), handler.done) == (2, [], [])


async def test_what_fails_too_often_waits_for_an_operator():
    source = Source([item("a")])
    async with following(source, Handler(a=[AGAIN] * 99)) as follower:
        await until(lambda: follower.health.stopped_letters == 1)
        (letter,) = source.letters.values()
        assert (letter.attempts, letter.reason) == (3, "not now")


async def test_a_batch_that_fails_as_a_whole_is_tried_down_to_each_item():
    source = Source([item(str(n)) for n in range(64)])
    handler = Handler(**{"17": [EVER] * 9})
    async with following(source, handler):
        await until(lambda: source.acked == "1")
        assert source.lying() == ["17"]
        assert sorted(handler.done, key=int) == [str(n) for n in range(64) if n != 17]
        assert handler.batches < 16


async def test_later_items_of_the_same_subject_wait_in_order_and_no_others():
    source = Source([item("a1", "a"), item("a2", "a"), item("b1", "b")], [item("a3", "a")])
    handler = Handler(a1=[NEVER])
    async with following(source, handler):
        await until(lambda: source.acked == "2")
        assert (source.lying(), handler.done) == (["a1", "a2", "a3"], ["b1"])
        handler.script.clear()
        source.retry()
        await until(lambda: not source.letters)
    assert handler.done == ["b1", "a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("crash", "words"),
    [
        (PluginUnavailable("ever"), "PLUGIN_UNAVAILABLE: ever"),
        (PluginRateLimited("ever", plugin="p"), "RATE_LIMITED: ever"),
        (PluginAuth("ever", plugin="p"), "AUTH: ever"),
    ],
)
async def test_somebody_who_does_not_answer_makes_no_letters_but_trouble(crash, words):
    source = Source([item("a"), item("b")])
    handler = Handler(a=[crash], b=[crash])
    async with following(source, handler) as follower:
        await until(lambda: handler.batches > 9)
        assert follower.health.failing_since
        assert follower.health.last_error == words
        handler.script.clear()
        await until(lambda: source.acked == "1")
        assert follower.health.failing_since is None
    assert (sorted(handler.done), source.letters) == (["a", "b"], {})


async def test_an_item_that_brings_its_peer_down_is_found_out():
    crash = PluginUnavailable("ever")
    source = Source([item(name) for name in "abcdef"])
    async with following(source, handler := Handler(c=[crash])):
        await until(lambda: source.acked == "1")
        assert source.lying() == ["c"]
    assert sorted(set(handler.done)) == list("abdef")


async def test_letters_that_are_due_are_tried_together():
    names = [f"n{number}" for number in range(50)]
    source, handler = Source([item(name) for name in names]), Handler(**{n: [AGAIN] for n in names})
    async with following(source, handler):
        await until(lambda: handler.done and not source.letters)
    assert handler.done == names
    assert handler.batches == 2


async def test_a_letter_that_brings_its_peer_down_holds_up_no_other():
    script = {"a": [AGAIN], "bad": [AGAIN, PluginUnavailable("ever")], "c": [AGAIN]}
    source, handler = Source([item(name) for name in script]), Handler(**script)
    async with following(source, handler) as follower:
        await until(lambda: follower.health.stopped_letters == 1)
    assert sorted(handler.done) == ["a", "c"]
    (letter,) = source.letters.values()
    assert (letter.item_id, letter.attempts, letter.reason) == (
        "bad",
        3,
        "PLUGIN_UNAVAILABLE: ever",
    )


async def test_letters_that_cannot_be_kept_hold_the_place_in_the_feed():
    source = Source([item("a")])
    source.away = True
    async with following(source, Handler(a=[NEVER])) as follower:
        await until(lambda: follower.health.failing_since)
        assert source.acked == ""
        source.away = False
        await until(lambda: source.acked == "1")
        assert source.lying() == ["a"]


async def test_a_reader_begins_with_the_letters_it_had():
    source = Source([item("a1", "a")])
    async with following(source, Handler(a1=[NEVER])):
        await until(lambda: source.letters)
    source.pages = [[item("a2", "a"), item("b1", "b")]]
    async with following(source, handler := Handler(a1=[NEVER])):
        await until(lambda: source.acked == "1")
        await until(lambda: handler.done)
    assert (source.lying(), handler.done) == (["a1", "a2"], ["b1"])


async def test_a_source_that_breaks_off_ends_the_run_behind_what_was_read():
    class Broken(Source):
        async def read(self):
            async for page in super().read():
                yield page
                raise AWAY

    source, handler = Broken([item("a")]), Handler()
    follower = follower_of(source, handler)
    with pytest.raises(PluginUnavailable):
        await follower.run()
    assert (source.acked, handler.done) == ("1", ["a"])
    assert follower.health.failing_since


async def test_a_run_keeps_no_place_that_the_run_before_left():
    source, handler = Source([item("a")]), Handler()
    patience = replace(QUICK, ack_pause=1e9)
    follower = Follower("r", source, Event, handler, clock=CLOCK, patience=patience)
    run = asyncio.create_task(follower.run())
    await until(lambda: handler.done)
    (reading,) = (each for each in asyncio.all_tasks() if each.get_name() == "read")
    reading.cancel()
    with pytest.raises(PartEnded):
        await run

    async def away():
        raise AWAY
        yield

    source.read = away
    with pytest.raises(PluginUnavailable):
        await follower.run()
    assert source.acked == ""


@pytest.mark.parametrize("part", ["read", "letters", "work"])
async def test_a_part_that_somebody_cancels_ends_the_run(part):
    source = Source([item("a")])
    follower = follower_of(source, Handler())
    run = asyncio.create_task(follower.run())
    await until(lambda: source.acked == "1")
    (task,) = (each for each in asyncio.all_tasks() if each.get_name() == part)
    task.cancel()
    with pytest.raises(PartEnded, match=part):
        await run
    assert follower.health.failing_since
    assert not [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]


async def test_a_cancellation_that_comes_out_of_a_handler_belongs_to_its_item():
    async def handle(batch: Batch) -> None:
        if any(each.item_id == "b" for each in batch.items):
            (broken := asyncio.get_running_loop().create_future()).cancel()
            await broken
        done.extend(each.item_id for each in batch.items)

    done: list[str] = []
    source = Source([item(name) for name in "abc"])
    async with following(source, handle):
        await until(lambda: source.acked == "1")
    assert (done, source.lying()) == (["a", "c"], ["b"])


WORDS = st.lists(
    st.sampled_from([AGAIN, RuntimeError("once"), InvalidRequest()]), max_size=2
) | st.sampled_from([[NEVER], [EVER]])
ITEMS = st.lists(st.tuples(st.sampled_from("wxyz"), WORDS), min_size=1, max_size=12)


@given(ITEMS, st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_every_item_is_done_or_a_letter_and_each_subject_keeps_its_order(given_items, size):
    items = [item(f"{subject}{n}", subject) for n, (subject, _) in enumerate(given_items)]
    script = {each.item_id: deepcopy(w) for each, (_, w) in zip(items, given_items, strict=True)}
    source = Source(*(items[at : at + size] for at in range(0, len(items), size)))
    handler = Handler(**script)

    async def run() -> None:
        async with following(source, handler) as follower:
            await until(lambda: source.acked == str(len(source.pages)))
            await until(lambda: follower.health.letters == follower.health.stopped_letters)

    asyncio.run(run())
    assert sorted(handler.done + source.lying()) == sorted(each.item_id for each in items)
    for subject in "wxyz":
        story = [name for name in handler.done + source.lying() if name[0] == subject]
        assert story == [each.item_id for each in items if each.subject_id == subject]


def test_results_are_compared_with_what_was_asked():
    items = [item(name) for name in "abcd"]
    batch = Batch(items)
    told = batch.answers(
        items, ["a", "b", "b", "x"], asked=lambda event: event.event_id, answered=str
    )
    assert [(each.item_id, result) for each, result in told] == [("a", "a")]
    assert list(batch.undone) == ["b", "c", "d"]


def test_subjects_take_turns_and_one_that_failed_has_none_any_more():
    batch = Batch([item(name, name[0]) for name in ("a1", "a2", "b1", "a3", "b2", "c1")])
    turns = []
    for turn in batch.turns():
        turns.append([each.item_id for each in turn])
        for each in turn:
            if each.item_id == "a2":
                batch.fail(each, Undone("no"))
    assert turns == [["a1", "b1", "c1"], ["a2", "b2"]]


def test_an_id_that_was_asked_twice_is_answered_twice():
    twins = [item("a1", "a"), item("a2", "a")]
    told = Batch(twins).answers(
        twins, [("a", 1), ("a", 2)], asked=lambda event: event.store_id, answered=lambda r: r[0]
    )
    assert [(each.item_id, result[1]) for each, result in told] == [("a1", 1), ("a2", 2)]


@pytest.mark.parametrize(
    ("fault", "undone"),
    [
        (PluginRetry("x", plugin="p"), Undone("RETRY: x")),
        (
            PluginRateLimited("x", plugin="p", retry_after_seconds="7.5"),
            Undone("RATE_LIMITED: x", after_seconds=7.5),
        ),
        (PluginRejected("x\0y", plugin="p"), Undone("REJECTED: x y", final=True)),
    ],
)
def test_what_a_plug_in_says_of_one_item_is_about_that_item(fault, undone):
    assert undone_of_item(fault) == undone


async def test_how_far_a_follower_is_behind_is_known_until_it_has_caught_up():
    old = item("a")
    old.message.occur_time.FromDatetime(CLOCK.now() - timedelta(seconds=90))
    source, gate = Source([old, item("b")], [item("c")]), asyncio.Event()

    async def handle(batch: Batch) -> None:
        await gate.wait()

    async with following(source, handle) as follower:
        await until(lambda: follower.health.backlog.items == 3)
        told = report(follower.health, CLOCK.now())
        assert (told.items_waiting, told.seconds_behind) == (3, 90.0)
        gate.set()
        await until(lambda: source.acked == "2")
        told = report(follower.health, CLOCK.now())
        assert (told.items_waiting, told.seconds_behind) == (0, 0.0)


async def test_a_time_that_is_none_stops_no_follower():
    odd = item("a")
    odd.message.occur_time.seconds = 2**62
    handler = Handler()
    async with following(Source([odd]), handler):
        await until(lambda: handler.done == ["a"])
