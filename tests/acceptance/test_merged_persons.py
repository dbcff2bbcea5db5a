"""Two persons become one in the middle of an order, and two again, on both topologies."""

import asyncio
import operator
import secrets
from collections.abc import Awaitable

import grpc
import pytest
from tenacity import AsyncRetrying, retry_if_result, wait_fixed
from zhongtai.common.v1 import trade_pb2
from zhongtai.member.v1 import member_requests_pb2, points_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.order.v1 import create_messages_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import coupon_requests_pb2, promotion_requests_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub
from zhongtai.user.v1 import person_requests_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from mesh.call.errors_wire import refusal_of
from tests.acceptance.channel_orders import sound_order
from tests.acceptance.coupons import coupon_becomes, coupon_for
from tests.acceptance.shop import PATIENCE_SECONDS, Phone, Problem, Shop
from tests.acceptance.test_address_book import HOME

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]


class Desk:
    """The service desk of the chain, with what it reads of persons."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._users = UserServiceStub(shop.channel)

    async def merge(self, gone: Phone, kept: Phone) -> str:
        request = person_requests_pb2.MergePersonsRequest(
            request_id=secrets.token_hex(8),
            from_person_id=gone.person_id,
            into_person_id=kept.person_id,
            reason="the same customer",
        )
        return (await self._users.MergePersons(request, **self._shop.operator)).merge.merge_id

    async def undo(self, merge_id: str) -> None:
        request = person_requests_pb2.UndoMergeRequest(merge_id=merge_id)
        await self._users.UndoMerge(request, **self._shop.operator)

    async def orders(self, phone: Phone) -> set[str]:
        request = read_messages_pb2.ListOrdersRequest(person_id=phone.person_id, page_size=200)
        reply = await self._shop.orders.ListOrders(request, **self._shop.operator)
        return {order.order_id for order in reply.orders}

    async def coupons(self, phone: Phone) -> set[str]:
        request = coupon_requests_pb2.ListCouponsRequest(person_id=phone.person_id)
        stub = PromotionServiceStub(self._shop.channel)
        reply = await stub.ListCoupons(request, **self._shop.operator)
        return {coupon.coupon_id for coupon in reply.coupons}

    async def is_refused(self, phone: Phone) -> bool:
        """Whether all centers know by now that the person is another one."""
        calls = naming(self._shop, phone.person_id)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        return all(
            isinstance(answer, grpc.aio.AioRpcError)
            and refusal_of(answer).reason == "PERSON_MERGED"
            for answer in answers
        )

    async def points(self, phone: Phone) -> int:
        request = member_requests_pb2.GetMemberRequest(person_id=phone.person_id)
        stub = MemberServiceStub(self._shop.channel)
        try:
            return (await stub.GetMember(request, **self._shop.operator)).member.points_balance
        except grpc.aio.AioRpcError as exc:
            return 0 if refusal_of(exc).reason == "MEMBER_NOT_FOUND" else -1


@pytest.fixture
def desk(shop: Shop) -> Desk:
    return Desk(shop)


async def becomes(read, wanted) -> None:
    """Look until what is read is as wanted: centers follow each other's feeds."""

    async def is_as_wanted() -> bool:
        return await read() == wanted

    async with asyncio.timeout(PATIENCE_SECONDS):
        await AsyncRetrying(wait=wait_fixed(0.1), retry=retry_if_result(operator.not_))(
            is_as_wanted
        )


async def moved(shop: Shop, gone: Phone) -> None:
    """Wait until the person's token is known to be good no more."""

    async def refused() -> str:
        try:
            await gone.get("/orders")
        except Problem as problem:
            return problem.reason or ""
        return ""

    await becomes(refused, "UNAUTHENTICATED")


async def two(shop: Shop) -> tuple[Phone, Phone]:
    """Two customers nobody has seen before."""
    return await shop.phone(secrets.token_hex(4)), await shop.phone(secrets.token_hex(4))


async def finish(shop: Shop, phone: Phone, order_id: str) -> None:
    for kind in ("fulfilled", "completed"):
        await shop.till_says(order_id, kind)
    await phone.until(order_id, lambda seen: seen["status"] == "COMPLETED")


async def again(shop: Shop, gone: Phone) -> Phone:
    """The merged person's own phone, logged in again."""
    return await shop.phone(gone.name)


async def brought_to(shop: Shop, phone: Phone, moment: str) -> str:
    """An order of the phone's that stands at a moment of its life."""
    order_id: str = (await phone.order("soy-milk"))["order_id"]
    if moment == "created":
        return order_id
    await phone.pay(order_id)
    await phone.until(order_id, lambda seen: seen["status"] == "PLACED")
    for kind in {"in the kitchen": ["accepted"], "delivered": ["accepted", "fulfilled"]}.get(
        moment, []
    ):
        await shop.till_says(order_id, kind)
        await phone.until(order_id, lambda seen, kind=kind: seen["status"] == kind.upper())
    return order_id


@pytest.mark.parametrize("moment", ["created", "paid", "in the kitchen", "delivered"])
async def test_an_order_ends_with_the_person_that_stays(shop: Shop, desk: Desk, moment: str):
    ann, bea = await two(shop)
    order_id = await brought_to(shop, ann, moment)
    merge_id = await desk.merge(ann, bea)
    await becomes(lambda: desk.orders(bea), {order_id})
    phone = await again(shop, ann)
    assert phone.person_id == bea.person_id
    if moment == "created":
        await phone.pay(order_id)
    await finish(shop, phone, order_id)
    await becomes(lambda: desk.points(bea), 6)
    await desk.undo(merge_id)
    await becomes(lambda: desk.orders(ann), {order_id})
    # What was earned after the merge stays with whom it was earned.
    assert (await desk.points(bea), await desk.orders(bea)) == (6, set())


async def labels(phone: Phone) -> set[str]:
    """What a customer calls the addresses that they keep."""
    return {each["label"] for each in (await phone.get("/addresses"))["addresses"]}


async def test_points_coupons_and_addresses_move_and_come_back(shop: Shop, desk: Desk):
    ann, bea = await two(shop)
    order_id = await brought_to(shop, ann, "delivered")
    await finish(shop, ann, order_id)
    await becomes(lambda: desk.points(ann), 6)
    coupon = await coupon_for(shop, ann.person_id)
    for phone, label in ((ann, "ann's"), (bea, "bea's")):
        await phone.post("/addresses", {"address": HOME, "label": label})
    merge_id = await desk.merge(ann, bea)
    await becomes(lambda: desk.coupons(bea), {coupon})
    assert await labels(bea) == {"ann's", "bea's"}
    await becomes(lambda: desk.points(bea), 6)
    placed = await bea.paid_order("beef-noodles-m", coupon_ids=[coupon])
    await coupon_becomes(shop, coupon, "REDEEMED")
    await desk.undo(merge_id)
    await becomes(lambda: desk.points(ann), 6)
    await becomes(lambda: desk.orders(ann), {order_id})
    assert await desk.orders(bea) == {placed["order_id"]}
    # It was used by an order of bea's own.
    assert (await desk.coupons(bea), await desk.coupons(ann)) == ({coupon}, set())
    assert (await labels(await again(shop, ann)), await labels(bea)) == ({"ann's"}, {"bea's"})


def naming(shop: Shop, person_id: str) -> list[Awaitable[object]]:
    """Calls of systems and operators that name a person."""
    draft = messages_pb2.OrderDraft(
        person_id=person_id,
        store_id=shop.store_id,
        channel="miniapp",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[messages_pb2.DraftLine(sku_id=shop.skus["soup-dumplings"]["sku_id"], quantity=1)],
    )
    place = messages_pb2.PlaceOrderRequest(request_id=person_id, draft=draft)
    grant = points_requests_pb2.AdjustPointsRequest(
        request_id=person_id, person_id=person_id, points=5, reason="welcome"
    )
    crm = shop.platform.metadata("service", "crm", scopes=["orders.write"])
    return [
        shop.control.PlaceOrder(place, metadata=crm, timeout=30),
        MemberServiceStub(shop.channel).AdjustPoints(grant, **shop.operator),
        coupon_for(shop, person_id),
    ]


async def test_nothing_of_the_merged_person_can_act(shop: Shop, desk: Desk):
    ann, bea = await two(shop)
    await desk.merge(ann, bea)
    await moved(shop, ann)
    await becomes(lambda: desk.is_refused(ann), True)
    for call in naming(shop, ann.person_id):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
        refusal = refusal_of(caught.value)
        assert refusal.reason == "PERSON_MERGED"
        assert refusal.metadata["merged_into_person_id"] == bea.person_id


async def test_what_is_placed_and_used_while_persons_are_merged_is_the_survivors(
    shop: Shop, desk: Desk
):
    ann, bea = await two(shop)
    coupons = [await coupon_for(shop, ann.person_id) for _ in range(3)]

    async def place(number: int) -> str:
        used = [coupons[number]] if number < len(coupons) else []
        try:
            return (await ann.order("beef-noodles-m", coupon_ids=used))["order_id"]
        except Problem as problem:
            # A token that is good no more, a coupon that is another's: never a defect.
            return "" if problem.status < 500 else "defect"

    answers = await asyncio.gather(*(place(n) for n in range(10)), desk.merge(ann, bea))
    await moved(shop, ann)
    await becomes(lambda: desk.coupons(bea), set(coupons))
    await becomes(lambda: desk.orders(ann), set())
    assert {each for each in answers[:-1] if each} <= await desk.orders(bea)
    assert await desk.coupons(ann) == set()


async def sold(shop: Shop, person: Phone, number: str) -> create_messages_pb2.ImportedOrder:
    """What became of an order that a channel has sold to a person."""
    order = sound_order(shop)
    order.channel_order_number, order.person_id = number, person.person_id
    hub = {"metadata": shop.platform.metadata("service", "hub", scopes=["orders.write"])}
    request = messages_pb2.ImportOrderRequest(order=order)
    return (await shop.control.ImportOrder(request, timeout=30, **hub)).result


async def test_what_a_channel_sold_to_a_merged_person_is_the_survivors_and_comes_twice(
    shop: Shop, desk: Desk
):
    ann, bea = await two(shop)
    before, after = secrets.token_hex(8), secrets.token_hex(8)
    first = await sold(shop, ann, before)
    merge_id = await desk.merge(ann, bea)
    await becomes(lambda: desk.orders(bea), {first.order_id})
    again = await sold(shop, ann, before)
    second = await sold(shop, ann, after)
    assert (again.order_id, again.created, second.created) == (first.order_id, False, True)
    await becomes(lambda: desk.orders(bea), {first.order_id, second.order_id})
    await desk.undo(merge_id)
    await becomes(lambda: desk.orders(ann), {first.order_id})
    assert await desk.orders(bea) == {second.order_id}


@pytest.mark.parametrize("center", ["member", "promotion", "order", "apps"])
async def test_a_merge_goes_on_after_a_crash_between_the_centers(
    shop: Shop, desk: Desk, center: str
):
    if shop.platform.topology.is_single:
        pytest.skip("there is one process")
    ann, bea = await two(shop)
    order_id = await brought_to(shop, ann, "delivered")
    await finish(shop, ann, order_id)
    await becomes(lambda: desk.points(ann), 6)
    await shop.platform.kill(center)
    merge_id = await desk.merge(ann, bea)
    await shop.platform.start(center)
    await becomes(lambda: desk.orders(bea), {order_id})
    await becomes(lambda: desk.points(bea), 6)
    await desk.undo(merge_id)
    await becomes(lambda: desk.orders(ann), {order_id})
    await becomes(lambda: desk.points(ann), 6)


async def standing_merges(shop: Shop) -> int:
    """How many merges stand by the books of all centers alike, which hold; -1 as long as not."""
    stubs = [UserServiceStub, MemberServiceStub, PromotionServiceStub]
    messages = [person_requests_pb2, member_requests_pb2, promotion_requests_pb2]
    asked = [(stub(shop.channel), pb) for stub, pb in zip(stubs, messages, strict=True)]
    answers = [
        await center.Audit(pb.AuditRequest(), **shop.operator)
        for center, pb in [*asked, (shop.orders, read_messages_pb2)]
    ]
    assert [check for each in answers for check in each.checks if check.breach_count] == []
    counts = {each.totals["standing_merges"] for each in answers}
    return counts.pop() if len(counts) == 1 else -1


async def test_the_books_of_all_centers_hold_and_know_the_same_merges(shop: Shop, desk: Desk):
    ann, bea = await two(shop)
    await coupon_for(shop, ann.person_id)
    await becomes(lambda: settled(shop), True)
    before = await standing_merges(shop)
    merge_id = await desk.merge(ann, bea)
    await becomes(lambda: standing_merges(shop), before + 1)
    await desk.undo(merge_id)
    await becomes(lambda: standing_merges(shop), before)


async def settled(shop: Shop) -> bool:
    return await standing_merges(shop) >= 0
