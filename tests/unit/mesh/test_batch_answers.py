"""A batch answers each of its items: a malformed one is refused alone."""

import asyncio

import pytest
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.member.v1 import points_requests_pb2

from centers.inventory.reservations.model import CommitOutcome
from mesh.call import batch_answers
from mesh.call.batch_answers import answer_each, answer_orders, in_turns, refused_order
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import new_order_id
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.steps import in_one_go


def check(check, order_id):
    check.identifier("order_id", order_id)


class Center:
    """Answers ids with themselves, and notes each batch that it was given."""

    def __init__(self):
        self.batches = []

    async def do(self, items):
        self.batches.append(items)
        return iter(items)

    async def answer(self, items, look=check, **more):
        return await answer_each("ids", items, check=look, do=self.do, refuse=refuse, **more)


def refuse(item, refusal):
    return f"{refusal.reason}: {refusal.violations[0].field}"


BAD = "INVALID_REQUEST: order_id"


@pytest.mark.parametrize(
    ("items", "answers"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "b\0", "c", ""], ["a", BAD, "c", BAD]),
        (["", "a", "a"], [BAD, "a", "a"]),
    ],
)
async def test_each_item_is_answered_in_its_place(items, answers):
    center = Center()
    assert await center.answer(items) == answers
    assert center.batches == [[each for each in answers if each != BAD]]


async def test_a_batch_with_nothing_sound_is_not_done():
    center = Center()
    assert await center.answer(["", "\0"]) == [BAD, BAD]
    assert center.batches == []


@pytest.mark.parametrize("count", [0, MAX_BATCH_ITEMS + 1])
async def test_a_batch_has_one_item_and_not_too_many(count):
    center = Center()
    with pytest.raises(InvalidRequest):
        await center.answer(["a"] * count)
    assert center.batches == []


async def test_an_item_that_is_a_message_is_held_to_the_rule_of_the_doors():
    odd = points_requests_pb2.EarnItem(order_id="o")
    odd.complete_time.seconds = 2**62
    items = [points_requests_pb2.EarnItem(order_id="o"), odd]
    answers = await Center().answer(items, look=lambda check, item: None)
    assert answers == [items[0], "INVALID_REQUEST: complete_time"]


async def test_what_fails_a_whole_batch_fails_it():
    async def do(items):
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await answer_each("ids", ["a", ""], check=check, do=do, refuse=refuse)


def test_a_refused_order_says_why():
    outcome = reservation_pb2.COMMIT_OUTCOME_REFUSED
    refuse = refused_order(reservation_pb2.CommitResult, outcome=outcome)
    assert refuse("x", InvalidRequest("No.")) == reservation_pb2.CommitResult(
        order_id="x", outcome=outcome, refusal_reason="INVALID_REQUEST", refusal_message="No."
    )


async def test_each_order_has_an_outcome_and_what_is_none_is_refused():
    async def do(order_ids):
        return [CommitOutcome.COMMITTED for _ in order_ids]

    order_id, result = new_order_id("s1"), reservation_pb2.CommitResult
    refused = reservation_pb2.COMMIT_OUTCOME_REFUSED
    answers = await answer_orders(["x", order_id], do, result, refused)
    assert [(each.order_id, each.outcome) for each in answers] == [
        ("x", refused),
        (order_id, reservation_pb2.COMMIT_OUTCOME_COMMITTED),
    ]
    assert answers[0].refusal_reason == "INVALID_REQUEST"
    assert not answers[1].refusal_reason


async def turns_of_others(work):
    """How often somebody else has their turn while this is awaited."""
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    await work
    beside.cancel()
    return turns


async def test_other_calls_have_their_turn_while_a_large_batch_is_checked(monkeypatch):
    monkeypatch.setattr(batch_answers, "AT_ONCE_SECONDS", 0.0)
    items = [f"id{number}" for number in range(MAX_BATCH_ITEMS)]
    assert await turns_of_others(Center().answer(items)) >= MAX_BATCH_ITEMS


async def test_other_calls_have_their_turn_between_steps_of_long_work(monkeypatch):
    def steps():
        for _ in range(50):
            yield
        return "done"

    monkeypatch.setattr(batch_answers, "AT_ONCE_SECONDS", 0.0)
    assert await turns_of_others(in_turns(steps())) >= 50
    monkeypatch.setattr(batch_answers, "AT_ONCE_SECONDS", 60.0)
    assert await turns_of_others(in_turns(steps())) == 0
    assert await in_turns(steps()) == in_one_go(steps()) == "done"
