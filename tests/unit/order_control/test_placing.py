"""Placing step by step: what a failure undoes, what doubt leaves to lapse."""

import asyncio
import time
from types import SimpleNamespace

import grpc
import pytest
from zhongtai.common.v1 import money_pb2
from zhongtai.inventory.v1 import inventory_pb2, reservation_pb2, stock_pb2
from zhongtai.order.v1 import create_messages_pb2, line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import evaluation_pb2, hold_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.placing import Placer
from apps.order_control.quote import Quote
from mesh.call.context import Call, as_call, current, internal_identity
from mesh.call.errors_wire import failure_of, failure_of_refusal
from mesh.pure.clock import SystemClock
from mesh.pure.errors import DeadlineExceeded, InProgress, Kind, Refusal
from tests.unit.order_control.policies import nobody

ORDER_ID = "ord_00000000000000000000000000-sto_1"


class Service:
    """Notes every call; fails where told to."""

    def __init__(self, calls: list[str], fails: dict[str, grpc.aio.AioRpcError]) -> None:
        self._calls = calls
        self._fails = fails

    def __getattr__(self, name: str):
        async def call(request, **_options):
            self._calls.append(name)
            await asyncio.sleep(0)
            if name in self._fails:
                raise self._fails[name]
            return ANSWERS.get(name, lambda _: None)(request)

        return call


ANSWERS = {
    "BeginOrder": lambda _: create_messages_pb2.BeginOrderResponse(order_id=ORDER_ID, is_new=True),
    "CheckStock": lambda _: stock_pb2.CheckStockResponse(),
    "ReserveStock": lambda _: reservation_pb2.ReserveStockResponse(
        reservation=inventory_pb2.Reservation(order_id=ORDER_ID)
    ),
    "HoldPromotions": lambda _: hold_pb2.HoldPromotionsResponse(hold=hold_pb2.Hold()),
    "CreateOrder": lambda request: create_messages_pb2.CreateOrderResponse(
        order=order_pb2.Order(
            order_id=request.order.order_id or ORDER_ID,
            status=order_pb2.ORDER_STATUS_PENDING_PAYMENT,
            amounts=order_pb2.OrderAmounts(total=request.order.total),
        )
    ),
}


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


class Quoter:
    """Quotes one dish with a discount, or without; notes for which orders."""

    discounted = True

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def quote(self, draft, order_id, **_):
        self.asked.append(order_id)
        store = serving_pb2.CheckStoreResponse(business_date="2026-11-22", fulfilment_route=1)
        store.store.currency_code = "CNY"
        component = line_pb2.StockComponent(sku_id="sku_1", quantity=1)
        line = line_pb2.OrderLine(line_id="1", amount=cny(1000), components=[component])
        discount = evaluation_pb2.Discount(promotion_id="p", amount=cny(100), paid_by=1)
        evaluation = evaluation_pb2.EvaluateResponse(nothing_to_hold=not self.discounted)
        if self.discounted:
            evaluation.discounts.append(discount)
            evaluation.total_discount.CopyFrom(cny(100))
        return Quote(draft, "per_1", store, [line], evaluation, "1")


def centers(**fails: grpc.aio.AioRpcError) -> tuple[SimpleNamespace, list[str]]:
    calls: list[str] = []
    service = Service(calls, fails)
    return SimpleNamespace(order=service, inventory=service, promotion=service), calls


def world(**fails: grpc.aio.AioRpcError) -> tuple[Placer, list[str]]:
    peers, calls = centers(**fails)
    return Placer(peers, Quoter(), nobody(), SystemClock()), calls


def request(**fields) -> messages_pb2.PlaceOrderRequest:
    draft = messages_pb2.OrderDraft(store_id="sto_1", channel="miniapp", service_type=1)
    return messages_pb2.PlaceOrderRequest(request_id="r1", draft=draft, **fields)


def refused() -> grpc.aio.AioRpcError:
    return failure_of_refusal(Refusal("no")).as_rpc_error()


def in_doubt() -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), None)


def defect() -> grpc.aio.AioRpcError:
    return failure_of(RuntimeError(), "trace").as_rpc_error()


def unknown() -> grpc.aio.AioRpcError:
    return failure_of_refusal(OrderNotFound()).as_rpc_error()


class OrderNotFound(Refusal):
    """As the order center says it."""

    kind = Kind.NOT_FOUND


@pytest.fixture(autouse=True)
def caller():
    with as_call(internal_identity("miniapp", "demo", "per_1")):
        yield


async def test_each_step_comes_before_the_next():
    placer, calls = world()
    order = await placer.place(request())
    assert order.order_id == ORDER_ID
    assert calls == ["BeginOrder", "ReserveStock", "HoldPromotions", "CreateOrder"]


async def test_a_sure_refusal_undoes_in_reverse_and_lets_the_customer_try_again():
    placer, calls = world(CreateOrder=refused())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[-3:] == ["ReleaseHolds", "ReleaseReservations", "AbandonPlacement"]


async def test_doubt_undoes_nothing_because_the_order_may_be_there():
    placer, calls = world(CreateOrder=in_doubt())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls == ["BeginOrder", "ReserveStock", "HoldPromotions", "CreateOrder"]


async def test_a_defect_undoes_when_the_books_know_of_no_order():
    placer, calls = world(CreateOrder=defect(), GetOrder=unknown())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[-3:] == ["GetOrder", "ReleaseHolds", "ReleaseReservations"]


async def test_a_defect_undoes_nothing_when_the_order_is_there():
    placer, calls = world(CreateOrder=defect())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[-2:] == ["CreateOrder", "GetOrder"]


async def test_whatever_fails_before_the_order_is_written_is_undone():
    placer, calls = world(HoldPromotions=in_doubt(), ReleaseHolds=in_doubt())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[-3:] == ["HoldPromotions", "ReleaseHolds", "ReleaseReservations"]


async def test_what_was_not_held_is_not_given_back():
    placer, calls = world(ReserveStock=refused())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls == ["BeginOrder", "ReserveStock", "AbandonPlacement"]


async def test_another_price_than_the_one_seen_is_refused_before_anything_is_held():
    placer, calls = world()
    with pytest.raises(Refusal) as refusal:
        await placer.place(request(expected_total=cny(1)))
    assert refusal.value.reason == "PRICE_CHANGED"
    assert calls == ["BeginOrder", "AbandonPlacement"]


def bare_world(**fails: grpc.aio.AioRpcError) -> tuple[Placer, list[str], Quoter]:
    """Orders of which nothing is tracked, and that get no discount."""
    (peers, calls), quoter = centers(**fails), Quoter()
    quoter.discounted = False
    return Placer(peers, quoter, nobody(), SystemClock()), calls, quoter


async def test_an_order_that_takes_nothing_is_begun_and_written_in_one():
    placer, calls, quoter = bare_world()
    order = await placer.place(request())
    assert order.order_id == ORDER_ID
    assert calls == ["CheckStock", "CreateOrder"]
    assert quoter.asked == [""]


@pytest.mark.parametrize("why", ["refused", "begun"])
async def test_what_another_attempt_has_begun_is_gone_on_with_under_its_id(why):
    fault = refused() if why == "refused" else failure_of_refusal(InProgress()).as_rpc_error()
    placer, calls, quoter = bare_world(CreateOrder=fault)
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[:4] == ["CheckStock", "CreateOrder", "BeginOrder", "ReserveStock"]
    assert quoter.asked == ["", ORDER_ID]


async def test_doubt_about_an_order_that_takes_nothing_begins_no_other():
    placer, calls, _ = bare_world(CreateOrder=in_doubt())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls == ["CheckStock", "CreateOrder"]


async def test_a_request_that_is_refused_now_is_answered_with_the_order_it_placed_before(
    monkeypatch,
):
    placer, calls, _ = bare_world()
    placed = order_pb2.Order(order_id=ORDER_ID, status=order_pb2.ORDER_STATUS_PLACED)
    answer = create_messages_pb2.BeginOrderResponse(order_id=ORDER_ID, order=placed)
    monkeypatch.setitem(ANSWERS, "BeginOrder", lambda _: answer)
    assert await placer.place(request(expected_total=cny(1))) == placed
    assert calls == ["BeginOrder"]


async def test_twins_in_one_process_share_one_attempt():
    placer, calls = world()
    orders = await asyncio.gather(*(placer.place(request()) for _ in range(50)))
    assert {order.order_id for order in orders} == {ORDER_ID}
    assert calls.count("CreateOrder") == 1


async def test_a_caller_that_goes_away_leaves_the_attempt_to_be_finished():
    placer, calls = world()
    first = asyncio.create_task(placer.place(request()))
    await asyncio.sleep(0)
    first.cancel()
    order = await placer.place(request())
    assert order.order_id == ORDER_ID
    assert calls.count("CreateOrder") == 1


def no_time() -> grpc.aio.AioRpcError:
    return failure_of_refusal(DeadlineExceeded()).as_rpc_error()


class Timely(Service):
    """A center that is asked nothing by who has no time left; a step of it may use up all."""

    def __init__(self, calls: list[str], uses_up: str, call: Call | None = None) -> None:
        super().__init__(calls, {})
        self._uses_up, self._call = uses_up, call

    def __getattr__(self, name: str):
        asked = super().__getattr__(name)

        async def call(request, **options):
            if not current().remaining():
                raise no_time()
            answer = await asked(request, **options)
            if name == self._uses_up:
                (self._call or current()).deadline = time.monotonic()
            if not current().remaining():
                raise no_time()
            return answer

        return call


def timely(uses_up: str, call: Call | None = None) -> tuple[Placer, list[str]]:
    calls: list[str] = []
    service = Timely(calls, uses_up, call)
    peers = SimpleNamespace(order=service, inventory=service, promotion=service)
    return Placer(peers, Quoter(), nobody(), SystemClock()), calls


async def test_an_attempt_does_not_end_with_the_time_of_the_caller_who_began_it():
    placer, calls = timely("ReserveStock", current())
    first = asyncio.create_task(placer.place(request()))
    await asyncio.sleep(0)
    with as_call(current().identity):
        twin = await placer.place(request())
    assert current().remaining() == 0
    assert await first == twin
    assert calls == ["BeginOrder", "ReserveStock", "HoldPromotions", "CreateOrder"]


async def test_what_was_taken_is_released_when_taking_more_has_used_up_the_time():
    placer, calls = timely("HoldPromotions")
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[-3:] == ["HoldPromotions", "ReleaseHolds", "ReleaseReservations"]
