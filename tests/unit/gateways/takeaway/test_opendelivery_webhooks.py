"""What an OpenDelivery platform tells at its webhook comes in signed, once, in the right chain."""

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from structlog.testing import capture_logs
from zhongtai.common.v1 import trade_pb2

from gateways.takeaway.intake import Intake
from gateways.takeaway.opendelivery import adapt, platform, signature
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.routes import webhook_routes
from gateways.takeaway.pace import Pace
from gateways.takeaway.peers import Peers
from gateways.takeaway.refunds import Refunds
from mesh.edge.callbacks import Account
from mesh.edge.http import build_app
from mesh.edge.outside import Outside
from mesh.process.metrics import Metrics
from mesh.pure.clock import SystemClock
from tests.unit.gateways.takeaway.centers import URL, Centers, door_of
from tests.unit.gateways.takeaway.test_opendelivery import SOLD

ACCOUNTS = {"app": Account("noodles", "odsecret"), "other": Account("pizza", "its own")}
NUMBER = "a-number"


class Gateway:
    """The gateway, with its way in; the platform answers with one order."""

    def __init__(self, store: str) -> None:
        self.centers = Centers()
        sold = SOLD | {"id": NUMBER, "merchant": {"id": store, "name": "N"}}

        def answer(request: httpx.Request) -> httpx.Response:
            token = request.url.path.endswith("token")
            return httpx.Response(200, json={"access_token": "t"} if token else sold)

        outside = Outside("http://od", transport=httpx.MockTransport(answer))
        paces = Pace(10_000), Pace(10_000)
        there = platform.OpenDelivery(outside, ACCOUNTS, *paces, platform.tokens(outside, ACCOUNTS))
        peers, own = Peers(*[self.centers] * 4), trade_pb2.DELIVERED_BY_STORE
        intake = Intake(peers, adapt.CHANNEL)
        events = Events(intake, Refunds(peers), there, own, SystemClock())
        door = door_of(signature.Webhooks(accounts=ACCOUNTS), ACCOUNTS)
        app = build_app([webhook_routes("/od", door, events)], Metrics(), "Test")
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL)

    async def tell(self, secret: str = "odsecret", age: timedelta = timedelta()) -> httpx.Response:
        """Tell that the order was placed."""
        at = (datetime.now(UTC) - age).isoformat()
        event = {"eventId": "e1", "eventType": "CREATED", "orderId": NUMBER, "createdAt": at}
        body = json.dumps(event).encode()
        headers = {signature.HEADER: signature.signed(body, secret, signature.HEX)}
        return await self.client.post("/od/v1/newEvent", content=body, headers=headers)


@pytest.mark.parametrize(
    ("store", "wrong", "status", "reason"),
    [
        pytest.param("S001", {"secret": "guess"}, 401, "UNAUTHENTICATED", id="signature"),
        pytest.param("S001", {"age": timedelta(hours=25)}, 401, "UNAUTHENTICATED", id="time"),
        pytest.param("P001", {}, 404, "CHANNEL_CODE_NOT_FOUND", id="store of another chain"),
        pytest.param(
            "S001", {"secret": "its own"}, 404, "CHANNEL_CODE_NOT_FOUND", id="account of another"
        ),
    ],
)
async def test_what_is_not_the_chains_own_changes_nothing(store, wrong, status, reason):
    gateway = Gateway(store)
    with capture_logs() as logs:
        answer = await gateway.tell(**wrong)
    told = answer.json()
    assert (answer.status_code, told["reason"]) == (status, reason)
    assert gateway.centers.imported == []
    # Whatever is refused is said once, with what is signed.
    [line] = logs
    assert line["signed"] == told["signed"]
    assert "***" in told["signed"]
    assert (store in told["detail"]) is (status == 404)
    for said in (answer.text, str(line)):
        assert not any(each.secret in said for each in ACCOUNTS.values())


async def test_an_event_that_comes_again_byte_for_byte_is_answered_and_worked_on_once():
    gateway = Gateway("S001")
    answers = [await gateway.tell() for _ in range(3)]
    assert [each.status_code for each in answers] == [200] * 3
    assert len(gateway.centers.imported) == 1
