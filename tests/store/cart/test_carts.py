"""Carts: what is put in stays, on every device, and what changed is told."""

import asyncio
import random

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.cart.v1 import cart_pb2
from zhongtai.cart.v1 import messages_pb2 as pb
from zhongtai.order.v1 import line_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.cart import errors
from apps.cart.rules import MAX_CARTS
from mesh.pure.errors import AccessDenied, InvalidRequest
from mesh.pure.ids import new_id
from tests.store.cart.conftest import GUEST, MINE, Carts, as_gateway, as_person

PRICE = cart_pb2.CART_LINE_CHANGE_PRICE
NAME = cart_pb2.CART_LINE_CHANGE_NAME
TOO_FEW = cart_pb2.CART_LINE_CHANGE_TOO_FEW


def chosen(*modifiers: str) -> list[order_pb.DraftModifier]:
    return [order_pb.DraftModifier(modifier_id=each, quantity=1) for each in modifiers]


async def test_the_same_choice_adds_up_whatever_the_order_it_was_made_in(carts: Carts):
    await carts.add("tea", modifiers=chosen("hot", "oat"))
    added = await carts.add("tea", 2, modifiers=chosen("oat", "hot"))
    assert added.quantity == 3
    await carts.add("tea", modifiers=chosen("oat"))
    await carts.add("tea", remark="no sugar")
    assert [line.wanted.quantity for line in (await carts.get()).lines] == [3, 1, 1]


async def test_devices_that_add_at_once_lose_nothing(carts: Carts):
    skus = [f"dish{number % 3}" for number in range(30)]
    await asyncio.gather(*(carts.add(sku) for sku in skus))
    cart = await carts.get()
    assert await carts.pieces() == {"dish0": 10, "dish1": 10, "dish2": 10}
    assert cart.version == 30


@pytest.mark.parametrize("seed", range(8))
async def test_a_cart_holds_what_its_changes_add_up_to(carts: Carts, seed):
    dice, held = random.Random(seed), {}
    for _ in range(40):
        sku, cart = f"dish{dice.randrange(4)}", await carts.get()
        lines = {line.wanted.sku_id: line.line_id for line in cart.lines}
        if sku in lines and dice.random() < 0.5:
            held[sku] = dice.randrange(4)
            await carts.change(lines[sku], held[sku], cart.version)
        else:
            held[sku] = held.get(sku, 0) + 1
            await carts.add(sku)
        held = {name: number for name, number in held.items() if number}
        assert await carts.pieces() == held


async def test_what_was_decided_on_an_older_version_is_refused(carts: Carts):
    added = await carts.add("tea")
    await carts.add("rice")
    with pytest.raises(errors.CartChanged) as refused:
        await carts.change(added.line_id, 0, added.version)
    assert refused.value.metadata["version"] == "2"
    assert await carts.pieces() == {"tea": 1, "rice": 1}


async def test_a_repeated_request_changes_nothing(carts: Carts):
    line = order_pb.DraftLine(sku_id="tea", quantity=1)
    request = pb.AddCartLineRequest(request_id=new_id("req"), key=MINE, line=line)
    first = await carts.app.servicer.AddCartLine(request, None)
    assert await carts.app.servicer.AddCartLine(request, None) == first
    assert await carts.pieces() == {"tea": 1}


async def test_a_cart_takes_no_more_than_an_order(carts: Carts):
    await carts.add("tea", 998)
    with pytest.raises(errors.CartFull):
        await carts.add("tea", 2)
    for number in range(99):
        await carts.add(f"dish{number}")
    with pytest.raises(errors.CartFull):
        await carts.add("one_more")
    assert len((await carts.get()).lines) == 100


async def test_who_begins_many_carts_keeps_the_latest(carts: Carts):
    for number in range(MAX_CARTS + 2):
        carts.clock.advance(1)
        await carts.add("tea", key=cart_pb2.CartKey(store_id=f"sto_{number}", channel="miniapp"))
    request = pb.ListCartsRequest(channel="miniapp", page_size=200)
    listed = (await carts.app.servicer.ListCarts(request, None)).carts
    assert len(listed) == MAX_CARTS
    assert listed[0].store_id == f"sto_{MAX_CARTS + 1}"


async def test_changes_of_price_and_name_are_told_until_they_are_accepted(carts: Carts):
    await carts.add("tea", 3)
    await carts.get()
    carts.control.prices["tea"], carts.control.names["tea"] = 120, "green tea"
    for _ in range(2):
        [line] = (await carts.get()).lines
        assert list(line.changes) == [PRICE, NAME]
        assert (line.previous_unit_amount.minor_units, line.previous_name) == (100, "tea")
    seen = pb.SeenLine(line_id=line.line_id, name=line.name, unit_amount=line.unit_amount)
    request = pb.AcceptCartChangesRequest(request_id=new_id("req"), key=MINE, lines=[seen])
    await carts.app.servicer.AcceptCartChanges(request, None)
    [line] = (await carts.get()).lines
    assert not line.changes


async def test_names_in_another_language_are_no_change(carts: Carts):
    await carts.add("tea")
    await carts.get(language="en")
    carts.control.names["tea"] = "茶"
    [line] = (await carts.get(language="zh")).lines
    assert (line.name, list(line.changes)) == ("茶", [])


async def test_what_cannot_be_ordered_stays_and_is_told_with_its_name(carts: Carts):
    await carts.add("tea", 5)
    await carts.add("rice")
    await carts.get()
    carts.control.problems["tea"] = {"reason": "OUT_OF_STOCK", "available_quantity": 2}
    cart = await carts.get()
    tea, rice = cart.lines
    assert (tea.name, tea.can_be_ordered, list(tea.changes)) == ("tea", False, [TOO_FEW])
    assert tea.available_quantity == 2
    assert [line.line_id for line in cart.price.lines] == [rice.line_id]
    assert cart.price.amounts.total.minor_units == 100


async def test_a_cart_is_its_persons_own(carts: Carts):
    await carts.add("tea")
    with as_person("per_ben"):
        assert not (await carts.get()).lines
        mine = cart_pb2.CartKey(store_id="sto_1", channel="miniapp", person_id="per_anna")
        with pytest.raises(AccessDenied):
            await carts.get(mine)
        with pytest.raises(AccessDenied):
            await carts.add("tea", key=cart_pb2.CartKey(store_id="sto_1", channel="mall"))


async def test_a_guests_cart_is_joined_once_into_that_of_the_person_who_logs_in(carts: Carts):
    await carts.add("tea", 2)
    with as_gateway():
        await carts.add("tea", key=GUEST)
        await carts.add("rice", key=GUEST)
    request = pb.MergeCartsRequest(guest_id=GUEST.guest_id)
    joined = [(await carts.app.servicer.MergeCarts(request, None)).merged_line_count for _ in "12"]
    assert joined == [2, 0]
    assert await carts.pieces() == {"tea": 3, "rice": 1}
    with as_gateway():
        assert not (await carts.get(GUEST)).lines


async def test_discounts_name_the_lines_of_the_cart_and_the_fees_as_they_are(carts: Carts):
    tea = await carts.add("tea")
    rice = await carts.add("rice")
    shares = [line_pb2.DiscountAllocation(line_id=n) for n in ("2", "delivery", "packaging", "1")]
    carts.control.discounts = [line_pb2.OrderDiscount(allocations=shares)]
    [discount] = (await carts.get()).price.discounts
    named = [share.line_id for share in discount.allocations]
    assert named == [rice.line_id, "delivery", "packaging", tea.line_id]


async def test_a_guest_is_not_a_person(carts: Carts):
    with pytest.raises(InvalidRequest):
        await carts.get(GUEST)


async def test_carts_that_nobody_touches_go_away(carts: Carts):
    await carts.add("tea")
    carts.clock.advance(29 * 86400)
    await carts.app.sweeper.do_round()
    assert await carts.pieces()
    carts.clock.advance(2 * 86400)
    await carts.app.sweeper.do_round()
    assert (await carts.get()).version == 0


async def test_a_draft_leaves_to_the_cart_what_is_the_carts(carts: Carts):
    with pytest.raises(InvalidRequest):
        await carts.get(store_id="sto_2")
    assert (await carts.get(expected_time=Timestamp(seconds=1))).cart_id == ""
