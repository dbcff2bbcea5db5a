"""Whatever one order does to a peer, each reader of order control looks after all others."""

from asyncio import create_task, gather
from contextlib import asynccontextmanager
from dataclasses import fields
from types import SimpleNamespace

import pytest
from zhongtai.order.v1 import order_pb2
from zhongtai.payment.v1 import payment_event_pb2

from apps.order_control.following import followers
from apps.order_control.paying import Payer
from apps.order_control.peers import Peers
from mesh.call.context import internal_identity
from mesh.pure.clock import SystemClock
from tests.unit.mesh.following import CLOCK, QUICK, until
from tests.unit.order_control.one_center import (
    OneCenter,
    brought,
    merged,
    moved,
    paid,
    ran_out,
    renamed,
    shut_out,
    sold,
)

BAD, GOOD = "ord_bad", ["ord_1", "ord_2"]
UNPAID, PLACED, ACCEPTED, FULFILLED, COMPLETED, CANCELLED = (
    order_pb2.OrderStatus.Value(f"ORDER_STATUS_{word}")
    for word in ("PENDING_PAYMENT", "PLACED", "ACCEPTED", "FULFILLED", "COMPLETED", "CANCELLED")
)
CAPTURED = payment_event_pb2.PAYMENT_EVENT_KIND_PAYMENT_CAPTURED
REFUNDED = payment_event_pb2.PAYMENT_EVENT_KIND_REFUND_SUCCEEDED

CASES = {
    "stock": (lambda order_id: moved(order_id, UNPAID, PLACED), "CommitReservations"),
    "coupons": (lambda order_id: moved(order_id, UNPAID, PLACED), "RedeemHolds"),
    "money": (lambda order_id: moved(order_id, PLACED, CANCELLED), "CancelOrderPayments"),
    "points": (lambda order_id: moved(order_id, FULFILLED, COMPLETED), "EarnPoints"),
    "riders": (lambda order_id: moved(order_id, PLACED, ACCEPTED), "CreateDelivery"),
    "till_sales": (sold, "RecordTillSales"),
    "payments": (lambda order_id: paid(order_id, CAPTURED), "MarkOrdersPaid"),
    "refunds": (lambda order_id: paid(order_id, REFUNDED), "RecordRefunds"),
    "shelf": (ran_out, "SetAvailability"),
    "deliveries": (brought, "FulfilOrder"),
    "tills": (shut_out, "RevokeAccessTokens"),
    "persons.member": (merged, "MovePerson"),
    "persons.order": (merged, "MovePerson"),
    "persons.promotion": (merged, "MovePerson"),
    "persons.delivery": (merged, "MovePerson"),
    "store_tills": (renamed, "SetStoreTill"),
}
"""Of each reader an event, and the call that it leads to."""

OF_A_CHAIN = {"sku_codes"}
"""Readers whose events are about a whole chain: there are no neighbours in it to wait."""

every_reader = pytest.mark.parametrize("kind", CASES)


def readers(center: OneCenter):
    """The readers of order control, all of whose peers are this center."""
    host = SimpleNamespace(
        unit="order_control",
        identity=lambda merchant: internal_identity("order_control", merchant),
        clock=CLOCK,
    )
    peers = Peers(**{field.name: center for field in fields(Peers)})
    found = followers(host, peers, Payer(peers, SystemClock()), patience=QUICK)
    return {reader.health.reader.removeprefix("order_control."): reader for reader in found}


@asynccontextmanager
async def after_a_bad_order(kind: str, *, answers_each: bool = False):
    """The center when a reader has read a page with an order that no peer can deal with."""
    center = OneCenter(BAD, answers_each=answers_each)
    center.pages.put_nowait([CASES[kind][0](order_id) for order_id in (GOOD[0], BAD, GOOD[1])])
    task = create_task(readers(center)[kind].run())
    try:
        await until(lambda: center.acked == "1" and center.box.dead())
        yield center
    finally:
        task.cancel()
        await gather(task, return_exceptions=True)


@every_reader
async def test_neighbours_do_not_wait_and_the_bad_one_is_a_letter(kind):
    async with after_a_bad_order(kind) as center:
        assert set(center.orders_of(CASES[kind][1])) == set(GOOD)
        assert center.box.lying() == [f"e-{BAD}"]
        (letter,) = center.box.letters.values()
        assert letter.subject_id.endswith(BAD)
        assert letter.merchant_id == "demo"


@pytest.mark.parametrize("kind", ["stock", "coupons", "money", "points", "till_sales"])
async def test_what_a_center_refuses_as_malformed_is_a_letter_after_one_call(kind):
    async with after_a_bad_order(kind, answers_each=True) as center:
        assert center.calls == [CASES[kind][1]]
        assert center.orders_of(CASES[kind][1]) == GOOD
        (letter,) = center.box.letters.values()
        assert letter.reason == "INVALID_REQUEST: order_id: is not the id of an order"


@every_reader
async def test_the_bad_one_is_made_up_for_when_its_cause_is_mended(kind):
    async with after_a_bad_order(kind) as center:
        center.bad.clear()
        center.box.retry()
        await until(lambda: not center.box.letters)
        assert center.orders_of(CASES[kind][1]).count(BAD) == 1


@every_reader
async def test_a_dropped_letter_lets_what_comes_later_of_its_order_through(kind):
    async with after_a_bad_order(kind) as center:
        center.bad.clear()
        later = CASES[kind][0](BAD)
        later.event_id = "later"
        center.box.letters.clear()
        center.pages.put_nowait([later])
        await until(lambda: center.acked == "2" and not center.box.letters)
        assert center.orders_of(CASES[kind][1]).count(BAD) == 1


def test_no_reader_is_left_out():
    assert readers(OneCenter(BAD)).keys() == CASES.keys() | OF_A_CHAIN
