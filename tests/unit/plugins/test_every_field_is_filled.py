"""Whatever the contract of plug-ins asks for, the platform gives: field by field."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2
from zhongtai.member.v1 import member_event_pb2, member_pb2
from zhongtai.order.v1 import after_sale_pb2, event_pb2, line_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.plugin.v1 import (
    carrier_pb2,
    crm_pb2,
    erp_pb2,
    identity_provider_pb2,
    payment_provider_pb2,
    policy_pb2,
    pos_pb2,
    sms_provider_pb2,
)
from zhongtai.product.v1 import pricing_pb2
from zhongtai.promotion.v1 import evaluation_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.adapters import ChainPolicies
from apps.order_control.quote import Quote
from centers.delivery.adapters import Carriers, CarrierUpdates
from centers.delivery.dispatch.adapters import CarrierPolicies
from centers.delivery.model import BookingStatus, Delivery, Parcel, Place
from centers.inventory.erp.adapters import ErpAdapter as StockErp
from centers.inventory.erp.messages import movement_message
from centers.inventory.erp.model import Waiting
from centers.inventory.model import LedgerEntry, Movement, MovementKind, StockKey
from centers.member.crm.adapters import CrmAdapter
from centers.member.crm.messages import movement_message as told_movement
from centers.member.crm.messages import opening_message, profile_message
from centers.member.crm.model import Opening
from centers.order.deals.model import Deal, DealKind
from centers.order.erp.adapters import ErpAdapter as SalesErp
from centers.order.erp.messages import refund_of, sale_of
from centers.order.model import (
    Contact,
    DeliveredBy,
    DeliveryState,
    DeliveryStep,
    Head,
    Line,
    Modifier,
    Order,
    OrderDetails,
    OrderStatus,
    Route,
    ServiceType,
    Times,
)
from centers.order.tills.adapters import (
    NoteKind,
    TillAdapter,
    TillNote,
    TillReports,
)
from centers.payment.adapters import Providers
from centers.product.erp.adapters import ErpAdapter as ItemsErp
from centers.user.adapters import IdentityProviders
from centers.user.phones.adapters import SmsProviders
from centers.user.phones.model import CodeMessage
from mesh.call.context import as_call, internal_identity
from mesh.plugins.choice import PolicyChoice
from mesh.plugins.policy import Policies
from mesh.process.metrics import Metrics
from mesh.pure.address import Address
from mesh.pure.plugin_choice import PluginChoice
from tests.unit.plugins.filled import Recorder, unfilled

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOME = Address(
    "Anna", "13800000000", "Main street 1", "2nd floor", "Town", "CN", "200002", 31.2, 121.5
)

DEAL = Deal(DealKind.GROUP, "grp_1", "Noodles for two")

LEFT_OUT = {
    "PosService": {
        "LookUpOrdersRequest": "what a time-out leaves open is pushed again under its own id",
        "WatchUpdatesRequest.after_cursor": "a stream goes on behind what was acknowledged",
    },
    "PaymentProviderService": {
        "DownloadBillRequest.kind": "what is compared is the trades; fees are in no book here",
    },
    "CarrierService": {
        "WatchDeliveryUpdatesRequest.after_cursor": "as for tills",
        "WatchDeliveryUpdatesRequest.max_batch": "the carrier's own size will do",
        "CreateDeliveryRequest.quote_id": "carriers are raced: the price is that of the booking",
    },
    "IdentityProviderService": {},
    "ErpService": {
        "LookUpSalesRequest": "what a time-out leaves open is posted again under its own key",
        "LookUpMovementsRequest": "the same",
    },
    "CrmService": {
        "LookUpPointsRequest": "what a time-out leaves open is pushed again under its own key",
    },
    "PolicyService": {},
    "SmsProviderService": {},
}
"""What is not filled, and why that is right."""


def a_combo() -> Line:
    choice = Modifier("m1", "Hot", 2, 50, (Modifier("m2", "Very", 1, 10, code="M2"),), code="M1")
    part = Modifier("sku_tea", "Tea", 1, 100, (choice,), code="TEA", is_part=True)
    return Line(
        line_id="1",
        sku_id="sku_set",
        name="Set",
        quantity=2,
        unit_price=1000,
        amount=2000,
        sku_name="L",
        modifiers=(part, choice),
        remark="no ice",
        packaging_fee=100,
        sku_code="SET",
    )


def an_order() -> Order:
    """A delivery by the store's own rider, wanted later, with all that an order can have."""
    head = Head(
        order_id="ord_1",
        merchant_id="demo",
        store_id="sto_1",
        channel="miniapp",
        channel_order_number="77",
        service_type=ServiceType.DELIVERY,
        route=Route.TILL,
        person_id="per_1",
        business_date=date(2026, 11, 28),
        currency="CNY",
        lines_amount=2000,
        packaging_fee=100,
        delivery_fee=500,
        discount_amount=600,
        total=2000,
        paid_by_channel=0,
        payment_deadline=NOW,
        content_hash=b"",
        times=Times(NOW, NOW, NOW),
        status=OrderStatus.PLACED,
        daily_number=7,
        pickup_code="A7",
        paid=2000,
        delivered_by=DeliveredBy.STORE,
        prepare_from=NOW,
        waits=True,
        delivery=DeliveryState("dlv_1", 1, DeliveryStep.AT_STORE, "own", "Rita", "139", 300, NOW),
        pos_plugin="pos",
        pos_store_code="S1",
    )
    anna = Contact("Anna", "13800001234")
    details = OrderDetails(anna, HOME, NOW, "quick", 2, "T1", {}, 3, DEAL, "Asia/Shanghai")
    return Order(head, details, (a_combo(),), ())


def an_event() -> event_pb2.OrderEvent:
    request = after_sale_pb2.AfterSale(
        after_sale_id="afs_1", status=after_sale_pb2.AFTER_SALE_STATUS_APPLIED, reason="cold"
    )
    request.lines.add(line_id="1", quantity=1)
    request.amount.minor_units = 100
    event = event_pb2.OrderEvent(event_id="evt_1", order_id="ord_1", note="words", trace_id="t")
    event.after_sale.CopyFrom(request)
    event.occur_time.FromDatetime(NOW)
    return event


async def pos(plugin: Recorder) -> None:
    handle: Any = plugin
    letters: Any = None
    adapter, order = TillAdapter(handle), an_order()
    accepted = replace(order, head=replace(order.head, status=OrderStatus.ACCEPTED))
    await adapter.push([order, accepted], {"ord_1": "trace"})
    await adapter.tell([TillNote(an_event(), NoteKind.CHANGED, order)])
    reports = TillReports(handle, letters)
    assert [page async for page in reports.read()] == []
    await reports.ack("c")
    await adapter.pull_sales("", "c")


async def payment(plugin: Recorder) -> None:
    plugins: Any = SimpleNamespace(of_kind=lambda _kind: [plugin])
    providers = Providers(plugins, "https://shop.example")
    paid: Any = SimpleNamespace(
        payment_id="pay_1", merchant_id="demo", provider="x", amount=1, currency="CNY",
        subject="Noodles", payer_subject="openid", order_id="ord_1", expires_at=NOW,
    )  # fmt: skip
    await providers.start(paid)
    await providers.query(paid)
    await providers.close(paid, "late")
    back: Any = SimpleNamespace(
        refund_id="ref_1", payment_id="pay_1", merchant_id="demo", provider="x", amount=1,
        currency="CNY", reason="cold", attempts=2,
    )  # fmt: skip
    await providers.refund(back)
    await providers.verify("x", {"a": "b"}, b"body")
    assert [part async for part in providers.bill("x", "demo", NOW.date())]


async def carrier(plugin: Recorder) -> None:
    plugins: Any = SimpleNamespace(of_kind=lambda _kind: [plugin])
    carriers = Carriers(plugins, "https://shop.example")
    place: Any = SimpleNamespace(address=HOME, note="ring twice")
    parcel: Any = SimpleNamespace(
        weight_grams=900, goods_value=2000, currency="CNY", ready_at=NOW, wanted_at=NOW,
        pickup_reference="A7", preparation_minutes=15,
    )  # fmt: skip
    delivery: Any = SimpleNamespace(
        merchant_id="demo", store_id="sto_1", order_id="ord_1", pickup=place, dropoff=place,
        parcel=parcel,
    )  # fmt: skip
    await carriers.quote("x", delivery)
    booking: Any = SimpleNamespace(
        booking_id="bok_1", carrier="x", reason="called off", status=BookingStatus.CANCELLING
    )
    await carriers.create(delivery, booking)
    await carriers.query("x", "bok_1", None)
    await carriers.cancel(booking)
    await carriers.verify("x", {"a": "b"}, "sign=1", b"body")
    letters: Any = None
    updates = CarrierUpdates(carriers, "x", letters)
    assert [page async for page in updates.read()] == []
    await updates.ack("c")


async def identity(plugin: Recorder) -> None:
    plugins: Any = SimpleNamespace(of_kind=lambda _kind: [plugin])
    providers = IdentityProviders(plugins)
    await providers.exchange_code("miniapp", "code", "demo")
    await providers.verify_phone("miniapp", "code", "demo")


async def sms(plugin: Recorder) -> None:
    plugins: Any = SimpleNamespace(named=lambda _kind, _name: plugin)
    message = CodeMessage("phv_1", "+8613800138000", "123456", "zh-CN", NOW)
    await SmsProviders(plugins, PluginChoice(lambda: ["x"])).send("demo", message)


def channels() -> list[Any]:
    """Two pages of channels."""
    answer = identity_provider_pb2.ListChannelsResponse
    return [answer(next_page_token="more"), answer(channels=["miniapp"])]


async def erp(plugin: Recorder) -> None:
    handle: Any = plugin
    event = an_event()
    event.refund_id = "ref_1"
    for money in (event.refunded, event.amount):
        money.minor_units, money.currency_code = 100, "CNY"
    order = an_order()
    line = replace(a_combo(), discount=600)
    sale = sale_of(replace(order, lines=(line,)), event)
    await SalesErp(handle).post([sale, refund_of(order, event)])
    key = StockKey("demo", "sto_1", "sku_tea")
    movement = Movement(key, MovementKind.WASTE, -2, "r1", "fell down")
    waiting = Waiting(LedgerEntry(7, movement, "anna", NOW), "TEA")
    await StockErp(handle).push([movement_message(waiting)])
    await StockErp(handle).pull("demo", "c", "sto_1")
    await ItemsErp(handle).pull("demo", "c")


async def crm(plugin: Recorder) -> None:
    handle: Any = plugin
    ann = member_pb2.Member(member_id="mem_1", person_id="per_1", status=1, tier_code="base")
    ann.revision = 1
    entry = member_pb2.LedgerEntry(entry_id="ple_1", member_id="mem_1", position=2, kind=4)
    entry.points, entry.balance_after, entry.reason = -5, 20, "a cake"
    entry.order_id, entry.refund_id, entry.redemption_id = "ord_1", "ref_1", "rdm_1"
    for moment in (ann.enroll_time, entry.occur_time, entry.expire_time):
        moment.FromDatetime(NOW)
    event = member_event_pb2.MemberEvent(member=ann, entry=entry, merchant_id="demo")
    movement = told_movement(event)
    adapter = CrmAdapter(handle)
    await adapter.push_members([profile_message(ann, "demo")])
    await adapter.push_points([opening_message(event, Opening(0, 25)), movement])
    await adapter.look_up("demo", ["mem_1"])
    await adapter.pull("demo", "c")


async def policy(plugin: Recorder) -> None:
    plugins: Any = SimpleNamespace(of_kind=lambda _kind: [plugin], named=lambda *_names: plugin)
    policies = Policies(plugins, PolicyChoice({"demo": "x"}), Metrics())
    chains = ChainPolicies(policies, lambda: ["pos_till"])
    money = money_pb2.Money(minor_units=1, currency_code="CNY")
    named = {"sku_id": "sku_tea", "sku_code": "TEA", "product_id": "prd_tea", "quantity": 1}
    line = pricing_pb2.PricedLine(line_ref="1", unit_price=money, amount=money, **named)
    now = Timestamp(seconds=1)
    asked = pricing_pb2.PriceLinesRequest(
        store_id="sto_1", channel="miniapp", service_type=1, time_zone="UTC", at=now
    )
    store = serving_pb2.CheckStoreResponse(
        business_date="2026-11-28", fulfilment_route=1, pos_plugin="pos_till"
    )
    store.store.time_zone, store.store.currency_code = "UTC", "CNY"
    draft = messages_pb2.OrderDraft(store_id="sto_1", channel="miniapp", service_type=1)
    lines = [line_pb2.OrderLine(line_id="1", unit_price=money, amount=money, **named)]
    quote = Quote(draft, "per_1", store, lines, evaluation_pb2.EvaluateResponse(), "7")
    with as_call(internal_identity("order_control", "demo")):
        await chains.priced(asked, pricing_pb2.PriceLinesResponse(lines=[line]), "per_1")
        await chains.decide(quote, "plc_1", now)
    place, parcel = Place(HOME), Parcel(1, "CNY", ready_at=NOW)
    far = Place(replace(HOME, latitude=31.3))
    trip = ("dlv_1", "demo", "sto_1", "ord_1", 1, "per_1", place, far, parcel)
    await CarrierPolicies(policies).choose(Delivery(*trip, b"", NOW, NOW), ["dada"])


@pytest.mark.parametrize(
    ("drive", "module", "answers"),
    [
        (crm, crm_pb2, {}),
        (pos, pos_pb2, {}),
        (payment, payment_provider_pb2, {}),
        (carrier, carrier_pb2, {}),
        (erp, erp_pb2, {}),
        (policy, policy_pb2, {}),
        (sms, sms_provider_pb2, {}),
        (
            identity,
            identity_provider_pb2,
            {
                "ListChannels": channels(),
                "ExchangeCode": [identity_provider_pb2.ExchangeCodeResponse(subject="s")],
                "VerifyPhone": [identity_provider_pb2.VerifyPhoneResponse(phone="+8613800000000")],
            },
        ),
    ],
)
async def test_every_field_of_the_contract_is_filled_or_is_left_out_for_a_reason(
    drive, module, answers
):
    (service,) = module.DESCRIPTOR.services_by_name.values()
    plugin = Recorder("x", service, **answers)
    await drive(plugin)
    assert unfilled(service, plugin.sent) == set(LEFT_OUT[service.name])


def test_a_field_that_nobody_fills_is_named():
    (service,) = pos_pb2.DESCRIPTOR.services_by_name.values()
    sent = [pos_pb2.AckUpdatesRequest(), pos_pb2.UpdateOrdersRequest(changes=[{"note": "n"}])]
    missing = unfilled(service, sent)
    assert {"AckUpdatesRequest.cursor", "OrderChange.order_id", "PosOrder.trace_id"} <= missing
    assert "OrderChange.note" not in missing
    assert "PushOrdersRequest" in missing
