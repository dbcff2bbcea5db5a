"""OpenDelivery: signatures by our vectors, orders in the contract's words, commands and events."""

import asyncio
import json
import time
from datetime import UTC, datetime
from unittest.mock import ANY

import httpx
import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import event_pb2, order_pb2
from zhongtai.store.v1 import store_pb2

from gateways.takeaway.commands import Command, Task
from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, bodies, platform, signature, statuses
from gateways.takeaway.opendelivery.missed import Missed
from gateways.takeaway.opendelivery.reading import read
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.platforms import NotLetIn, OrderUnreadable
from gateways.takeaway.refunds import Refunds
from gateways.takeaway.standing import Standing
from mesh.call.context import as_call
from mesh.edge.callbacks import Account
from mesh.edge.outside import Outside
from mesh.feed.follower_items import PeerAway, Undone, undone_of
from mesh.pure.callback import Callback
from mesh.pure.errors import InvalidRequest, RateLimited
from tests.unit.gateways.takeaway.centers import Centers, identify

EVENT = (
    b'{"eventId":"e1","eventType":"CREATED","orderId":"o1","orderURL":"https://x/o1",'
    b'"createdAt":"2024-01-01T00:00:00Z","sourceAppId":"a1"}'
)
HEX = "b528b8a698cb80455d3cb864430bd0ed9a3fda9dc63630834bfe0cd26de5a185"
BASE64 = "tSi4ppjLgEVdPLhkQwvQ7Zo/2p3GNjCDS/4M0m3loYU="
NOW = datetime(2024, 1, 1, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def for_the_chain():
    """The platform is called for the chain that has the account."""
    with as_call(identify("demo")):
        yield


@pytest.mark.parametrize(("encoding", "expected"), [("hex", HEX), ("base64", BASE64)])
def test_a_webhook_has_the_signature_of_the_vector(encoding, expected):
    rule = signature.Webhooks(encoding)
    told = Callback("POST", "", headers={"x-app-signature": expected}, body=EVENT)
    assert rule.is_valid(told, "odsecret")
    assert not rule.is_valid(told, "another")
    assert (rule.message_id(told), rule.sent_at(told)) == ("e1", 1_704_067_200)


def test_a_webhook_has_the_signature_that_ifood_itself_has_published():
    body = (
        b'{"code":"PLC","createdAt":"2023-02-20T18:19:03.20162269Z","fullCode":"PLACED",'
        b'"id":"a38ba215-f949-4b2c-982a-0582a9d0c10e",'
        b'"merchantId":"cad65e8f-6fc6-438a-b159-e64a902a6b9a",'
        b'"orderId":"2c97e104-35ed-4c18-85d7-854a40b6b9e3"}'
    )
    published = "6f9ed23a7b505a3b6907c5f6eb2ad1b056fbf35a643d365a9a072ed7aabca153"
    told = Callback("POST", "", headers={"x-app-signature": published}, body=body)
    assert signature.Webhooks("hex").is_valid(told, "dummysecret")
    assert not signature.Webhooks("hex").is_valid(told, "dummy")


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'{"createdAt": 5}'])
def test_a_body_that_is_no_event_is_as_old_as_can_be(body):
    rule = signature.Webhooks()
    assert rule.sent_at(Callback("POST", "", body=body)) == 0.0


@pytest.fixture
def in_sao_paulo(monkeypatch):
    """The machine's own zone, three hours behind UTC."""
    monkeypatch.setenv("TZ", "America/Sao_Paulo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_sao_paulo")
def test_a_time_without_a_zone_is_that_of_utc_wherever_the_gateway_runs():
    body = EVENT.replace(b"00:00Z", b"00:00")
    assert b"Z" not in body
    told = Callback("POST", "", body=body)
    assert signature.Webhooks().sent_at(told) == 1_704_067_200


def brl(value: float) -> dict:
    return {"value": value, "currency": "BRL"}


SOLD = {
    "id": "o1",
    "type": "DELIVERY",
    "displayId": "77",
    "createdAt": "2024-01-01T00:00:00Z",
    "merchant": {"id": "M1", "name": "Noodles"},
    "items": [
        {
            "name": "Ramen",
            "externalCode": "R1",
            "unit": "UN",
            "quantity": 2,
            "unitPrice": brl(10),
            "optionsPrice": brl(1.5),
            "totalPrice": brl(23),
            "options": [{"name": "egg", "quantity": 1, "unitPrice": brl(1.5)}],
        }
    ],
    "otherFees": [{"name": "fee", "type": "DELIVERY_FEE", "price": brl(5)}],
    "discounts": [
        {
            "amount": brl(3),
            "target": "DELIVERY_FEE",
            "sponsorshipValues": [{"name": "MARKETPLACE", "amount": brl(3)}],
        },
        {
            "amount": brl(2),
            "target": "CART",
            "sponsorshipValues": [{"name": "MERCHANT", "amount": brl(2)}],
        },
    ],
    "total": {"orderAmount": brl(23)},
    "customer": {"name": "Ana", "phone": {"number": "11", "extension": "2"}},
    "delivery": {
        "deliveredBy": "MERCHANT",
        "deliveryAddress": {
            "formattedAddress": "Plaza 1",
            "coordinates": {"latitude": -23.5, "longitude": -46.6},
        },
    },
}


def adapted(**changes):
    body = read(json.dumps(SOLD | changes).encode(), bodies.Order)
    return adapt.new_order(body, "sto_1", "app", trade_pb2.DELIVERED_BY_STORE, NOW)


def test_an_order_keeps_dishes_choices_fees_and_who_bears_discounts():
    order = adapted()
    [line] = order.lines
    assert (line.channel_item_code, line.quantity, line.amount.minor_units) == ("R1", 2, 2300)
    assert [choice.unit_price.minor_units for choice in line.modifiers] == [150]
    borne = [(off.paid_by, off.allocations[0].line_id) for off in order.discounts]
    assert borne == [(trade_pb2.DISCOUNT_PAYER_PLATFORM, "delivery"), (1, "1")]
    assert (order.total.minor_units, order.total.currency_code) == (2300, "BRL")
    assert "amount_difference" not in order.extension
    assert order.delivered_by == trade_pb2.DELIVERED_BY_STORE
    who, where = order.customer, order.delivery_address
    assert (who.name, who.phone) == (where.contact_name, where.contact_phone) == ("Ana", "11 2")
    assert where.street == "Plaza 1"
    assert order.delivery_address.point.latitude == pytest.approx(-23.5)


def test_what_is_sold_by_weight_is_one_piece_at_its_total():
    item = SOLD["items"][0] | {"unit": "KG", "quantity": 0.35, "totalPrice": brl(7.77)}
    [line] = adapted(items=[item | {"options": []}]).lines
    assert (line.quantity, line.amount.minor_units, line.name) == (1, 777, "Ramen 0.35 KG")


@pytest.mark.parametrize(
    ("changes", "service"), [({"type": "TAKEOUT"}, 1), ({"type": "INDOOR"}, 2)]
)
def test_orders_that_are_not_brought_have_no_rider(changes, service):
    order = adapted(**changes)
    assert (order.service_type, order.delivered_by) == (service, 0)


def test_every_command_has_a_verb():
    assert set(statuses.VERBS) == set(Command) - {Command.ACCEPT}


class Side:
    """The platform: gives tokens, keeps what it is told, answers as it is set."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.status, self.last_event, self.token_status = 202, "CREATED", 200
        self.tokens, self.refused = 0, 0
        self.odd: dict = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/oauth/token":
            assert b"client_secret=odsecret" in request.content
            if self.token_status != 200:
                return httpx.Response(self.token_status, text="odsecret is wrong")
            self.tokens += 1
            return httpx.Response(200, json={"access_token": f"t{self.tokens}"})
        self.told.append((request.method, path))
        if request.headers["authorization"] == f"Bearer t{self.refused}":
            return httpx.Response(401)
        if request.method == "GET":
            return httpx.Response(200, json=SOLD | {"lastEvent": self.last_event} | self.odd)
        return httpx.Response(self.status, headers={"Retry-After": "7"})


@pytest.fixture
def side():
    return Side()


@pytest.fixture
def opendelivery(side):
    outside = Outside("http://od", transport=httpx.MockTransport(side))
    accounts = {"app": Account("demo", "odsecret")}
    return platform.OpenDelivery(
        outside, accounts, Pace(10_000), Pace(10_000), platform.tokens(outside, accounts)
    )


def task(command: Command, *, again: bool = False) -> Task:
    order = order_pb2.Order(channel_order_number="o1", extension={adapt.APP: "app"})
    return Task(command, order, event_pb2.OrderEvent(), again)


async def test_a_command_is_a_call_and_a_cancellation_is_only_asked_for(side, opendelivery):
    assert await opendelivery.carry_out(task(Command.CONFIRM))
    assert not await opendelivery.carry_out(task(Command.CANCEL))
    paths = [path for _, path in side.told]
    assert paths == ["/v1/orders/o1/confirm", "/v1/orders/o1/requestCancellation"]


async def test_what_may_have_been_heard_is_asked_before_it_is_told_again(side, opendelivery):
    side.last_event = "READY_FOR_PICKUP"
    assert await opendelivery.carry_out(task(Command.CONFIRM, again=True))
    assert side.told == [("GET", "/v1/orders/o1")]


@pytest.mark.parametrize(("last_event", "refused"), [("CONFIRMED", False), ("CREATED", True)])
async def test_a_refusal_of_what_is_so_already_is_none(side, opendelivery, last_event, refused):
    side.status, side.last_event = 422, last_event
    if refused:
        with pytest.raises(InvalidRequest):
            await opendelivery.carry_out(task(Command.CONFIRM))
    else:
        assert await opendelivery.carry_out(task(Command.CONFIRM))


async def test_a_token_that_is_refused_is_renewed_once_and_the_call_goes_on(side, opendelivery):
    side.refused = 1
    assert await opendelivery.carry_out(task(Command.READY))
    assert side.tokens == 2
    assert side.told == [("POST", "/v1/orders/o1/readyForPickup")] * 2


async def test_a_token_is_fetched_once_for_all_who_wait_and_again_before_its_end(
    side, opendelivery, monkeypatch
):
    await asyncio.gather(*(opendelivery.carry_out(task(Command.READY)) for _ in range(9)))
    assert side.tokens == 1
    later = time.monotonic() + 3545
    monkeypatch.setattr("gateways.takeaway.tokens.time.monotonic", lambda: later)
    await opendelivery.carry_out(task(Command.READY))
    assert side.tokens == 2


async def test_a_platform_that_wants_us_to_wait_is_called_again_after_its_time(side, opendelivery):
    side.status = 429
    with pytest.raises(RateLimited) as limited:
        await opendelivery.carry_out(task(Command.READY))
    assert undone_of(limited.value) == Undone(ANY, after_seconds=7)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await opendelivery.pace.turn("app")


async def test_an_answer_to_a_wish_that_is_over_is_no_failure(side, opendelivery):
    side.status = 422
    for command in (Command.AGREE, Command.REFUSE):
        assert not await opendelivery.carry_out(task(command))


@pytest.mark.parametrize(
    ("command", "last_event", "again"),
    [
        (Command.CANCEL, "CANCELLATION_REQUESTED", True),
        (Command.CANCEL, "CANCELLATION_REQUEST_DENIED", True),
        (Command.CONFIRM, "ORDER_CANCELLATION_REQUEST", False),
        (Command.READY, "PICKUP_AREA_ASSIGNED", False),
    ],
)
async def test_what_is_negotiated_says_nothing_of_a_step_and_all_of_a_request(
    side, opendelivery, command, last_event, again
):
    side.status, side.last_event = 422, last_event
    assert not await opendelivery.carry_out(task(command, again=again))
    assert (("POST", f"/v1/orders/o1/{statuses.VERBS[command]}") in side.told) is not again


async def test_only_who_wants_it_is_told_that_a_rider_has_brought_it(side, opendelivery):
    assert not await opendelivery.carry_out(task(Command.DELIVER))
    assert side.told == []
    wanted = task(Command.DELIVER)
    wanted.order.extension[adapt.WANTS_DELIVERED] = "yes"
    assert await opendelivery.carry_out(wanted)
    assert side.told == [("POST", "/v1/orders/o1/delivered")]


async def test_an_order_that_cannot_be_read_is_no_reason_to_wait_for_the_platform(
    side, opendelivery
):
    side.status, side.odd = 422, {"items": {"private": 1}}
    with pytest.raises(OrderUnreadable) as odd:
        await opendelivery.carry_out(task(Command.CONFIRM))
    assert not undone_of(odd.value).final
    assert "private" not in str(odd.value)


def test_a_webhook_is_for_the_client_whose_secret_signed_it_whatever_the_platforms_name():
    accounts = {"one": Account("demo", "s1"), "two": Account("demo", "odsecret")}
    rule = signature.Webhooks("hex", accounts)
    named = {"x-app-id": "the platform", "x-app-signature": HEX}
    assert rule.account(Callback("POST", "", headers=named, body=EVENT)) == "two"
    assert rule.account(Callback("POST", "", headers=named, body=EVENT + b" ")) == "the platform"
    long = EVENT + b" " * signature.MAX_EVENT_BYTES
    signed = named | {"x-app-signature": signature.signed(long, "odsecret")}
    assert rule.account(Callback("POST", "", headers=signed, body=long)) == "the platform"


@pytest.mark.parametrize(
    ("token", "status"), [(200, 401), (200, 403), (400, 202), (401, 202), (403, 202), (422, 202)]
)
async def test_an_account_that_is_not_let_in_holds_up_no_other(side, opendelivery, token, status):
    side.token_status, side.status = token, status
    with pytest.raises(NotLetIn) as refused:
        await opendelivery.carry_out(task(Command.READY))
    undone = undone_of(refused.value)
    assert not undone.final
    assert str(status if token == 200 else token) in undone.reason
    assert "odsecret" not in undone.reason


@pytest.mark.parametrize("token", [301, 408, 500, 503])
async def test_a_platform_that_gives_nobody_a_token_is_waited_for(side, opendelivery, token):
    side.token_status = token
    with pytest.raises(PeerAway):
        await opendelivery.carry_out(task(Command.READY))


@pytest.mark.parametrize(
    ("last_event", "reported"),
    [
        ("CANCELLED", [order_pb2.ORDER_STATUS_CANCELLED]),
        ("CONCLUDED", [order_pb2.ORDER_STATUS_COMPLETED]),
        ("CONFIRMED", [order_pb2.ORDER_STATUS_ACCEPTED]),
        ("MOON_PHASE_CHANGED", []),
    ],
)
async def test_an_order_of_which_nothing_was_heard_is_brought_to_where_it_stands_there(
    side, opendelivery, last_event, reported
):
    centers, side.last_event = Centers(), last_event
    peers = Peers(*[centers] * 4)
    swept = Missed(opendelivery, Standing(Intake(peers, "opendelivery"), Refunds(peers)))
    order = order_pb2.Order(
        order_id="ord_1", channel_order_number="o1", extension={adapt.APP: "app"}
    )
    await swept.look_again(order)
    assert [status for _, status in centers.reported] == reported
    assert await swept.missed(store_pb2.Store(), "M1") == 0
