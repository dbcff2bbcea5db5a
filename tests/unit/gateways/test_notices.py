"""The gateway of notices: messages go on as they came, answers come back as they are."""

from types import SimpleNamespace

import httpx
import pytest
from zhongtai.delivery.v1 import messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from gateways.notices.peers import Peers
from gateways.notices.routes import MAX_BODY_BYTES, notice_routes
from mesh.call.context import current, internal_identity
from mesh.call.errors_wire import failure_of_refusal
from mesh.edge.http import build_app
from mesh.edge.sender_limits import SenderLimits
from mesh.process.metrics import Metrics
from mesh.pure.errors import PluginUnavailable


class Recorder:
    """A service that remembers what it was sent, and by whom."""

    def __init__(self, reply) -> None:
        self.reply = reply
        self.requests: list = []
        self.callers: list = []

    async def __call__(self, request):
        self.requests.append(request)
        self.callers.append(current().identity)
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


@pytest.fixture
def payment():
    reply = payment_messages_pb2.HandlePaymentNoticeResponse(
        reply_status=201, reply_headers={"X-Provider": "yes"}, reply_body=b"SUCCESS"
    )
    return Recorder(reply)


@pytest.fixture
def carrier():
    reply = messages_pb2.HandleCallbackResponse(
        reply_status=200, reply_headers={"Content-Type": "application/xml"}, reply_body=b"<ok/>"
    )
    return Recorder(reply)


def client_of(
    payment, carrier, per_second: int = 100, sender: str = "10.0.0.1"
) -> httpx.AsyncClient:
    peers = Peers(
        SimpleNamespace(HandlePaymentNotice=payment), SimpleNamespace(HandleCallback=carrier)
    )
    limits = SenderLimits("notices", per_second, 1000, at_once=4)
    routes = notice_routes("/notices", peers, limits, internal_identity("notices"))
    app = build_app([routes], Metrics(), "Test")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://edge")


@pytest.fixture
async def client(payment, carrier):
    async with client_of(payment, carrier) as client:
        yield client


async def test_a_payment_notice_goes_on_byte_for_byte_and_the_answer_comes_back(client, payment):
    body = b"\x00\xff not text"
    answer = await client.post(
        "/notices/payment/sandbox", content=body, headers={"X-Signature": "abc"}
    )
    (request,) = payment.requests
    assert (request.provider, request.body) == ("sandbox", body)
    assert request.headers["x-signature"] == "abc"
    assert (answer.status_code, answer.content) == (201, b"SUCCESS")
    assert answer.headers["x-provider"] == "yes"


async def test_a_callback_of_a_carrier_goes_to_the_delivery_center(client, carrier):
    answer = await client.post("/notices/carrier/sandbox?sign=a%2Bb&x", content=b"{}")
    request = carrier.requests[0]
    assert (request.carrier, request.query) == ("sandbox", "sign=a%2Bb&x")
    assert answer.headers["content-type"].startswith("application/xml")
    assert answer.content == b"<ok/>"


async def test_the_gateway_calls_as_itself_and_for_no_merchant(client, payment):
    await client.post("/notices/payment/sandbox", content=b"{}")
    (caller,) = payment.callers
    assert (caller.subject, caller.merchant_id, caller.is_internal) == ("notices", "", True)


async def test_header_fields_that_come_several_times_are_joined(client, payment):
    headers = [("x-part", "a"), ("x-part", "b")]
    await client.post("/notices/payment/sandbox", content=b"{}", headers=headers)
    assert payment.requests[0].headers["x-part"] == "a, b"


async def test_a_body_beyond_the_limit_is_not_taken(client, payment):
    answer = await client.post("/notices/payment/sandbox", content=b"x" * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413
    assert not payment.requests


async def test_what_could_not_be_worked_in_is_no_success_so_that_the_sender_repeats(
    client, payment
):
    refusal = PluginUnavailable(plugin="payment_sandbox")
    payment.reply = failure_of_refusal(refusal).as_rpc_error()
    answer = await client.post("/notices/payment/sandbox", content=b"{}")
    assert (answer.status_code, answer.json()["reason"]) == (503, "PLUGIN_UNAVAILABLE")


async def test_too_many_messages_are_told_to_come_again(payment, carrier):
    async with client_of(payment, carrier, per_second=2) as client:
        answers = [await client.post("/notices/payment/a", content=b"{}") for _ in range(3)]
    assert answers[2].status_code == 429
    assert answers[2].headers["retry-after"] == "1"
