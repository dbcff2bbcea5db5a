"""A poll whose events are odd in part: the others are taken, and nothing is done to a stranger."""

import json
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import parse_qs

import httpx
import pytest
from structlog.testing import capture_logs
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import (
    after_sale_messages_pb2,
    after_sale_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.store.v1 import serving_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, platform
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.polling import Polled
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.pulling import Pulling
from gateways.takeaway.refunds import Refunds
from mesh.edge.callbacks import Account
from mesh.edge.outside import Outside
from mesh.pure.clock import SystemClock
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway.centers import Centers, identify
from tests.unit.gateways.takeaway.pulled import followed
from tests.unit.gateways.takeaway.test_opendelivery import SOLD
from tests.unit.mesh.following import QUICK, until


class Services(Centers):
    """The services; orders are listed as the order center does: an empty filter is off."""

    def __init__(self) -> None:
        super().__init__()
        self.refused_wishes: list[str] = []

    async def ResolveChannelCode(self, _request):
        return serving_pb2.ResolveChannelCodeResponse(
            store=serving_pb2.StoreSummary(store_id="sto_1")
        )

    async def ListOrders(self, request):
        wanted = request.channel_order_number
        newest = reversed(self.orders.values())
        found = [each for each in newest if wanted in ("", each.channel_order_number)]
        return read_messages_pb2.ListOrdersResponse(orders=found[: request.page_size])

    async def RefuseAfterSale(self, request):
        self.refused_wishes.append(request.after_sale_id)
        return after_sale_messages_pb2.RefuseAfterSaleResponse()


class Side:
    """The platform: polls give `events` until they are acknowledged, orders are as in SOLD.

    `bodies` has what is answered instead for single orders.
    """

    def __init__(self) -> None:
        self.events: list[object] = []
        self.order: dict = {}
        self.bodies: dict[str, object] = {}
        self.polls = self.forgets = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        match request.url.path.rsplit("/", 1)[-1]:
            case "token":
                return httpx.Response(200, json={"access_token": "t"})
            case "events:polling":
                self.polls += 1
                return httpx.Response(200, json=self.events)
            case "acknowledgment":
                if self.forgets:
                    self.forgets -= 1
                    return httpx.Response(503)
                done = {each["id"] for each in json.loads(request.content)}
                self.events = [each for each in self.events if _id(each) not in done]
                return httpx.Response(202)
            case number:
                sold = SOLD | self.order | {"id": number}
                return httpx.Response(200, json=self.bodies.get(number, sold))


def _id(event: object) -> object:
    return event.get("eventId") if isinstance(event, dict) else None


def event(number: object, kind: str = "CREATED", **more) -> dict:
    told = {"eventId": f"e{number}{kind}", "eventType": kind, "orderId": number}
    return told | {"createdAt": "2024-01-01T00:00:00Z"} | more


@pytest.fixture
def side():
    return Side()


@pytest.fixture
def services():
    return Services()


ACCOUNTS = {"app": Account("noodles", "odsecret"), "other": Account("pizza", "its own")}


def source_of(side, services, *apps) -> Pulling:
    """The gateway's way of polling for some accounts."""
    outside = Outside("http://od", transport=httpx.MockTransport(side))
    accounts = {app: ACCOUNTS[app] for app in apps}
    tokens = platform.tokens(outside, accounts)
    opendelivery = platform.OpenDelivery(outside, accounts, Pace(100_000), Pace(100_000), tokens)
    peers = Peers(*[services] * 4)
    intake = Intake(peers, adapt.CHANNEL)
    own = trade_pb2.DELIVERED_BY_STORE
    events = Events(intake, Refunds(peers), opendelivery, own, SystemClock())
    return Pulling("r", peers, Polled(events), identify, 0.001)


@asynccontextmanager
async def polling(side, services, *apps):
    """The gateway polls, for one account unless others are named."""
    async with followed(source_of(side, services, *(apps or ("app",)))) as follower:
        yield follower


def imported(services) -> set[str]:
    return {order.channel_order_number for _, order in services.imported}


@pytest.mark.parametrize(
    "odd", [event(None), event(""), event({"id": "private"}), None, "private", [], {}, 7]
)
async def test_an_odd_event_is_logged_once_without_its_content_and_others_are_taken(
    side, services, odd
):
    services.orders["ord_9"] = order_pb2.Order(order_id="ord_9", channel_order_number="9")
    if isinstance(odd, dict) and odd:
        odd["eventType"] = "CANCELLED"
    side.events = [event("o1"), odd, event("o2", createdAt=None)]
    with capture_logs() as logs:
        async with polling(side, services):
            await until(lambda: side.events == [odd] and side.polls > 3)
    assert imported(services) == {"o1", "o2"}
    assert services.reported == []
    assert [each["event"] for each in logs] == ["event_not_read"]
    assert "private" not in str(logs)


POISON = [
    None, 7, "text", [], {}, {"id": "bad"}, SOLD | {"items": "none"}, SOLD | {"items": [7]},
    SOLD | {"total": {"orderAmount": {"value": "a lot"}}}, SOLD | {"merchant": []},
]  # fmt: skip


@pytest.mark.parametrize("poison", POISON)
async def test_an_order_that_cannot_be_read_becomes_a_letter_and_stops_no_neighbour(
    side, services, poison
):
    side.bodies["bad"] = poison
    side.events = [event("bad"), event("bad", "CANCELLED"), event("o1"), event("o2")]
    async with polling(side, services) as follower:
        await until(lambda: not side.events)
        assert {"o1", "o2"} <= imported(services)
        await until(lambda: follower.health.stopped_letters == 2)
        assert services.letters.lying() == ["app ebadCREATED", "app ebadCANCELLED"]
        side.bodies.clear()
        services.letters.retry()
        await until(lambda: not services.letters.letters)
    assert imported(services) == {"o1", "o2", "bad"}
    assert services.reported == [("ord_bad", order_pb2.ORDER_STATUS_CANCELLED)]


async def test_an_event_is_acknowledged_when_it_is_durable_and_not_before(side, services):
    services.away = {"o1"}
    side.events = [event("o1")]
    async with polling(side, services) as follower:
        await until(lambda: bool(follower.health.last_error))
        assert side.events
        services.away.clear()
        await until(lambda: not side.events)
    assert imported(services) == {"o1"}


async def test_an_order_that_fails_here_every_time_is_a_letter_and_holds_up_no_later_poll(
    side, services
):
    services.refusal = "INTERNAL"
    side.events = [event("o1")]
    async with polling(side, services) as follower:
        await until(lambda: follower.health.letters == 1 and not side.events)
        services.refusal = ""
        side.events = [event("o2")]
        await until(lambda: imported(services) >= {"o2"})


async def test_what_is_dealt_with_is_not_begun_anew_while_others_wait_for_somebody_away(
    side, services
):
    services.away = {"o2", "o3", "o4", "o5"}
    side.events = [event("o1", "CONFIRMED"), *map(event, sorted(services.away))]
    async with polling(side, services) as follower:
        await until(lambda: bool(follower.health.last_error))
        fails = follower.health.failing_since
        await until(lambda: len(services.reported) == 1)
        services.away.clear()
        await until(lambda: not side.events)
    assert fails is not None
    assert len(services.reported) == 1


async def test_an_acknowledgement_that_fails_is_repeated_and_changes_nothing(side, services):
    side.forgets = 3
    side.events = [event("o1"), event("o1", "CANCELLED")]
    async with polling(side, services):
        await until(lambda: not side.events)
    assert len(services.imported) == 1
    assert set(services.reported) == {("ord_o1", order_pb2.ORDER_STATUS_CANCELLED)}


async def test_what_is_acknowledged_late_of_an_earlier_poll_takes_nothing_from_the_next(
    side, services
):
    side.events = [event("o1")]
    source = source_of(side, services, "app")
    for _ in range(2):
        reading = source.read()
        page = await anext(reading)
        await reading.aclose()
    await source.ack("1")
    assert (page.cursor, len(side.events)) == ("2", 1)
    await source.ack(page.cursor)
    assert side.events == []


async def test_of_a_long_poll_what_is_dealt_with_is_acknowledged_while_the_rest_waits(
    side, services
):
    services.away = {"o150"}
    side.events = [event(f"o{number:03}") for number in range(250)]
    async with polling(side, services) as follower:
        await until(lambda: bool(follower.health.last_error))
        assert [_id(each) for each in side.events[:1]] == ["eo100CREATED"]
        services.away.clear()
        await until(lambda: not side.events)


async def test_more_events_than_one_call_takes_are_acknowledged_in_several(side, services):
    side.events = [event(f"o{number}", "CONFIRMED") for number in range(250)]
    async with polling(side, services):
        await until(lambda: not side.events)
    assert len(imported(services)) == 250


async def test_events_out_of_order_are_worked_on_by_their_time_whatever_its_zone(side, services):
    side.events = [
        event("o1", "CONFIRMED", createdAt="2024-01-01T03:00:00Z"),
        event("o1", "READY_FOR_PICKUP", createdAt="2024-01-01T01:30:00-03:00"),
        event("o1", "CREATED", createdAt="2024-01-01T02:00:00.000Z"),
    ]
    async with polling(side, services):
        await until(lambda: not side.events)
    told = [order_pb2.ORDER_STATUS_ACCEPTED, order_pb2.ORDER_STATUS_READY]
    assert [status for _, status in services.reported] == told


async def test_each_account_is_polled_for_its_own_chain(side, services):
    side.events = [event("o1")]
    async with polling(side, services, "app", "other"):
        await until(lambda: not side.events)
    assert {chain for chain, _ in services.imported} <= {"noodles", "pizza"}


async def test_an_order_with_nulls_is_taken_as_if_they_were_not_said(side, services):
    item = SOLD["items"][0] | {"externalCode": None, "specialInstructions": None}
    address = {"formattedAddress": "Plaza 1", "complement": None, "coordinates": None}
    side.order = {"extraInfo": None, "otherFees": None, "items": [item, None]}
    side.order["delivery"] = {"deliveredBy": "MERCHANT", "deliveryAddress": address}
    side.events = [event("o1")]
    async with polling(side, services):
        await until(lambda: not side.events)
    [(_, order)] = services.imported
    assert (order.remark, order.delivery_address.street) == ("", "Plaza 1")
    assert [line.channel_item_code for line in order.lines] == ["Ramen"]


async def test_an_order_without_number_is_none_that_we_have(services):
    services.orders["ord_9"] = order_pb2.Order(order_id="ord_9", channel_order_number="9")
    intake = Intake(Peers(*[services] * 4), adapt.CHANNEL)
    assert (await intake.find("9")).order_id == "ord_9"
    with pytest.raises(InvalidRequest):
        await intake.find("")


async def test_a_no_to_a_cancellation_without_money_that_waits_is_kept_with_the_order(
    side, services
):
    side.events = [event("o1", "CANCELLATION_REQUEST_DENIED")]
    async with polling(side, services):
        await until(lambda: not side.events)
    assert services.words == ["opendelivery_cancellation_request_denied"]


async def test_an_order_that_the_platform_keeps_though_the_store_cancelled_waits_for_a_person(
    side, services
):
    order = order_pb2.Order(order_id="ord_o1", channel_order_number="o1", status=9)
    order.amounts.paid.minor_units = 2300
    services.orders["ord_o1"] = order
    side.events = [event("o1", "CANCELLATION_REQUEST_DENIED"), event("o2")]
    async with polling(side, services) as follower:
        await until(lambda: follower.health.stopped_letters == 1 and not side.events)
    assert imported(services) == {"o2"}


async def test_a_no_to_the_customer_is_about_the_wish_that_waits_not_one_refused_before(
    side, services
):
    services.after_sales = [
        after_sale_pb2.AfterSale(after_sale_id=name, channel_refund_number=name, status=status)
        for name, status in (("first", after_sale_pb2.AFTER_SALE_STATUS_REFUSED), ("second", 1))
    ]
    side.events = [event("o1", "CANCELLED_DENIED")]
    async with polling(side, services):
        await until(lambda: not side.events)
    assert services.refused_wishes == ["second"]


async def test_a_chain_with_too_many_letters_is_not_asked_for_and_the_other_is(services):
    sides = {"app": Side(), "other": Side()}
    bad, good = sides["app"], sides["other"]
    bad.events = [event(f"bad{n}") for n in range(3)]
    bad.bodies = {f"bad{n}": None for n in range(6)}

    def ask(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("token"):
            app = parse_qs(request.content.decode())["client_id"][0]
            return httpx.Response(200, json={"access_token": app})
        return sides[request.headers["Authorization"].removeprefix("Bearer ")](request)

    few = replace(QUICK, attempts=1, letters_of_chain=3)
    async with followed(source_of(ask, services, *sides), few) as follower:
        await until(lambda: follower.health.held == ["noodles"] and not bad.events)
        bad.events, polls = [event("bad4"), event("o1")], bad.polls
        for number in range(3):
            good.events = [event(f"g{number}")]
            await until(lambda: not good.events)
        assert (len(bad.events), bad.polls, len(services.letters.letters)) == (2, polls, 3)
        bad.bodies.clear()
        services.letters.retry()
        await until(lambda: not bad.events and not services.letters.letters)
        assert follower.health.held == []
    assert imported(services) == {"bad0", "bad1", "bad2", "bad4", "o1", "g0", "g1", "g2"}
