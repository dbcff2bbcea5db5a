"""A poll whose events are odd in part: the others are taken, and nothing is done to a stranger."""

import json

import httpx
import pytest
from structlog.testing import capture_logs
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import (
    after_sale_messages_pb2,
    change_messages_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.store.v1 import serving_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, platform
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.polling import Polling
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from mesh.call.context import internal_identity
from mesh.edge.callbacks import Account
from mesh.edge.outside import Outside
from mesh.pure.clock import SystemClock
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway.meituan_gateway import Centers
from tests.unit.gateways.takeaway.test_opendelivery import SOLD


class Services(Centers):
    """The services; orders are listed as the order center does: an empty filter is off."""

    def __init__(self) -> None:
        super().__init__()
        self.reported: list[tuple[str, int]] = []
        self.words: list[str] = []

    async def ResolveChannelCode(self, _request):
        return serving_pb2.ResolveChannelCodeResponse(
            store=serving_pb2.StoreSummary(store_id="sto_1")
        )

    async def ListOrders(self, request):
        wanted = request.channel_order_number
        newest = reversed(self.orders.values())
        found = [each for each in newest if wanted in ("", each.channel_order_number)]
        return read_messages_pb2.ListOrdersResponse(orders=found[: request.page_size])

    async def ReportStatus(self, request):
        self.reported.append((request.order_id, request.status))
        return change_messages_pb2.ReportStatusResponse()

    async def ListAfterSales(self, _request):
        return after_sale_messages_pb2.ListAfterSalesResponse()

    async def SetFulfilmentSubStatus(self, request):
        self.words.append(request.fulfilment_sub_status)
        return change_messages_pb2.SetFulfilmentSubStatusResponse()


class Side:
    """The platform: polls give `events` until they are acknowledged, orders are as in SOLD."""

    def __init__(self) -> None:
        self.events: list[object] = []
        self.order: dict = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        match request.url.path.rsplit("/", 1)[-1]:
            case "token":
                return httpx.Response(200, json={"access_token": "t"})
            case "events:polling":
                return httpx.Response(200, json=self.events)
            case "acknowledgment":
                done = {each["id"] for each in json.loads(request.content)}
                self.events = [each for each in self.events if _id(each) not in done]
                return httpx.Response(202)
            case number:
                return httpx.Response(200, json=SOLD | self.order | {"id": number})


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


@pytest.fixture
def polling(side, services):
    outside = Outside("http://od", transport=httpx.MockTransport(side))
    accounts = {"app": Account("noodles", "odsecret")}
    opendelivery = platform.OpenDelivery(outside, accounts, Pace(10_000))
    peers = Peers(*[services] * 4)
    intake = Intake(peers, adapt.CHANNEL)
    own = trade_pb2.DELIVERED_BY_STORE
    events = Events(intake, Refunds(peers), opendelivery, own, SystemClock())
    return Polling(opendelivery, events, lambda chain: internal_identity("takeaway", chain))


@pytest.mark.parametrize(
    "odd", [event(None), event(""), event({"id": "private"}), None, "private", [], {}, 7]
)
async def test_an_odd_event_is_logged_once_without_its_content_and_others_are_taken(
    polling, side, services, odd
):
    services.orders["ord_9"] = order_pb2.Order(order_id="ord_9", channel_order_number="9")
    if isinstance(odd, dict) and odd:
        odd["eventType"] = "CANCELLED"
    side.events = [event("o1"), odd, event("o2", createdAt=None)]
    with capture_logs() as logs:
        await polling.do_round()
        await polling.do_round()
    assert {order.channel_order_number for _, order in services.imported} == {"o1", "o2"}
    assert services.reported == []
    assert side.events == [odd]
    assert [each["event"] for each in logs] == ["event_not_read"]
    assert "private" not in str(logs)


async def test_an_order_with_nulls_is_taken_as_if_they_were_not_said(polling, side, services):
    item = SOLD["items"][0] | {"externalCode": None, "specialInstructions": None}
    address = {"formattedAddress": "Plaza 1", "complement": None, "coordinates": None}
    side.order = {"extraInfo": None, "otherFees": None, "items": [item, None]}
    side.order["delivery"] = {"deliveredBy": "MERCHANT", "deliveryAddress": address}
    side.events = [event("o1")]
    await polling.do_round()
    [(_, order)] = services.imported
    assert (order.remark, order.delivery_address.street) == ("", "Plaza 1")
    assert [line.channel_item_code for line in order.lines] == ["Ramen"]
    assert side.events == []


async def test_an_order_without_number_is_none_that_we_have(services):
    services.orders["ord_9"] = order_pb2.Order(order_id="ord_9", channel_order_number="9")
    intake = Intake(Peers(*[services] * 4), adapt.CHANNEL)
    assert (await intake.find("9")).order_id == "ord_9"
    with pytest.raises(InvalidRequest):
        await intake.find("")


async def test_a_no_to_a_cancellation_without_money_that_waits_is_kept_with_the_order(
    polling, side, services
):
    side.events = [event("o1", "CANCELLATION_REQUEST_DENIED")]
    await polling.do_round()
    assert services.words == ["opendelivery_cancellation_request_denied"]
    assert side.events == []
