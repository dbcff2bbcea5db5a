"""Baskets at the counter: who may sell where, and what is asked for one."""

from dataclasses import replace

import pytest
from google.protobuf.message import Message
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2
from zhongtai.ordercontrol.v1 import counter_messages_pb2 as pb
from zhongtai.promotion.v1 import coupon_pb2, coupon_requests_pb2

from apps.order_control.counter import Counter
from apps.order_control.placing import Placer
from mesh.call.context import Identity, as_call
from mesh.pure.clock import SystemClock
from mesh.pure.errors import AccessDenied, InvalidRequest
from tests.unit.order_control.policies import nobody
from tests.unit.order_control.test_placing import ANSWERS, ORDER_ID, Quoter, centers, unknown

PLUGIN = Identity("plugin", "pos_a", "demo")


class Store(Quoter):
    """Quotes for a store whose tills are behind a plug-in."""

    def __init__(self, plugin: str) -> None:
        super().__init__()
        self._plugin = plugin

    async def quote(self, draft, order_id, **_):
        quote = await super().quote(draft, order_id)
        quote.store.pos_plugin = self._plugin
        return quote


def counter(plugin: str = "") -> tuple[Counter, list[str]]:
    peers, calls = centers()
    quoter = Store(plugin)
    return Counter(peers, quoter, Placer(peers, quoter, nobody(), SystemClock())), calls


def order(till_id: str = "t1", currency: str = "CNY") -> pb.PlaceCounterOrderRequest:
    line = pb.CounterLine(sku_id="sku_1", quantity=1)
    service = trade_pb2.SERVICE_TYPE_DINE_IN
    draft = pb.CounterDraft(store_id="sto_1", till_id=till_id, service_type=service, lines=[line])
    taken = money_pb2.Money(minor_units=900, currency_code=currency)
    return pb.PlaceCounterOrderRequest(till_order_number="1", draft=draft, taken=taken)


async def placed(desk: Counter, request: Message, identity: Identity = PLUGIN) -> order_pb2.Order:
    with as_call(identity, timeout=5):
        return await desk.place(request)


async def test_a_plug_in_sells_for_stores_that_name_it_or_none():
    for plugin in ("", "pos_a"):
        assert (await placed(counter(plugin)[0], order())).order_id == ORDER_ID
    desk, calls = counter("pos_b")
    with pytest.raises(AccessDenied):
        await placed(desk, order())
    assert calls == ["BeginOrder", "AbandonPlacement"]


async def test_a_till_of_another_store_begins_nothing():
    desk, calls = counter()
    till = replace(PLUGIN, kind="till", store_id="sto_2")
    with pytest.raises(AccessDenied):
        await placed(desk, order(), till)
    assert calls == []


async def test_what_is_placed_already_is_told_again_and_nobody_is_asked(monkeypatch):
    known = create_messages_pb2.BeginOrderResponse(order_id=ORDER_ID)
    known.order.order_id = ORDER_ID
    monkeypatch.setitem(ANSWERS, "BeginOrder", lambda _: known)
    desk, calls = counter("pos_b")
    request = order()
    # Its code may be nobody's by now, and its store another plug-in's.
    request.draft.lines[0].sku_id, request.draft.lines[0].sku_code = "", "gone"
    assert (await placed(desk, request)).order_id == ORDER_ID
    assert calls == ["BeginOrder"]


@pytest.mark.parametrize("odd", [order(till_id="a/b"), order(currency="USD"), order(currency="")])
async def test_an_order_that_cannot_be_is_refused_and_leaves_nothing(odd):
    desk, calls = counter()
    with pytest.raises(InvalidRequest):
        await placed(desk, odd)
    assert calls in ([], ["BeginOrder", "AbandonPlacement"])


@pytest.mark.parametrize(
    ("shown", "holder"), [([], ""), (["bad"], ""), (["bad", "ann", "bea"], "per_ann")]
)
async def test_a_basket_is_whose_the_first_coupon_is_that_there_is(monkeypatch, shown, holder):
    def coupon(asked):
        if asked.coupon_id == "bad":
            raise unknown()
        kept = coupon_pb2.Coupon(person_id=f"per_{asked.coupon_id}")
        return coupon_requests_pb2.GetCouponResponse(coupon=kept)

    monkeypatch.setitem(ANSWERS, "GetCoupon", coupon)
    desk, _ = counter()
    request = order()
    request.draft.coupon_ids.extend(shown)
    assert await desk._holder(request.draft) == holder
