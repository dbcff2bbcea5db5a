"""How adapters find plug-ins and call them."""

from types import SimpleNamespace

import pytest
from zhongtai.plugin.v1 import http_answer_pb2
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1.payment_provider_pb2_grpc import PaymentProviderServiceStub

from mesh.plugins.callbacks import http_reply
from mesh.plugins.client import PluginClients
from mesh.plugins.faults import PluginAuth, PluginRejected
from mesh.pure.errors import PluginUnavailable, Refusal


class Unknown(Refusal):
    """There is no {name}."""


class Handle:
    """A plug-in's handle that answers with what it was sent, or fails."""

    def __init__(self, name: str, fault: Exception | None = None) -> None:
        self.name = name
        self.fault = fault
        self.options: list[dict[str, object]] = []

    def stub(self, stub_class: object) -> SimpleNamespace:
        assert stub_class is PaymentProviderServiceStub
        return SimpleNamespace(QueryPayment=self.query)

    def can(self, capability: int) -> bool:
        return capability == 1

    async def call(self, method, request, **options):
        self.options.append(options)
        if self.fault:
            raise self.fault
        return method(request)

    def query(self, request: pb.QueryPaymentRequest) -> pb.QueryPaymentResponse:
        return pb.QueryPaymentResponse(payment=pb.ProviderPayment(payment_id=request.payment_id))


def clients(*handles: Handle) -> PluginClients:
    plugins = SimpleNamespace(of_kind=lambda kind: list(handles) if kind == "payment" else [])
    return PluginClients(
        plugins, "payment", PaymentProviderServiceStub, lambda name: Unknown(name=name), timeout=3
    )


async def query(handle: Handle, **options: bool) -> pb.QueryPaymentResponse:
    (client,) = clients(handle).all()
    request = pb.QueryPaymentRequest(payment_id="pay_1")
    return await client.call(client.stub.QueryPayment, request, **options)


def test_a_plug_in_is_found_with_and_without_its_kind():
    both = clients(Handle("payment_b"), Handle("payment_a"))
    assert both.names() == ["a", "b"]
    assert [each.name for each in both.all()] == ["payment_a", "payment_b"]
    assert both.named("a").name == both.named("payment_a").name == "payment_a"
    assert both.name_of("payment_b") == both.name_of("b") == "b"


@pytest.mark.parametrize("name", ["", "c", "payment_", "carrier_a"])
def test_a_name_that_no_plug_in_has_is_refused_in_the_words_of_the_center(name):
    with pytest.raises(Unknown) as refused:
        clients(Handle("payment_a")).named(name)
    assert refused.value.metadata["name"] == name


async def test_the_answer_comes_back_and_the_call_carries_its_time_out():
    handle = Handle("payment_a")
    assert (await query(handle)).payment.payment_id == "pay_1"
    await query(handle, repeatable=False)
    assert handle.options == [
        {"timeout": 3, "repeatable": True},
        {"timeout": 3, "repeatable": False},
    ]


async def test_refused_credentials_count_as_out_of_reach():
    with pytest.raises(PluginUnavailable) as late:
        await query(Handle("payment_a", PluginAuth("The certificate is over.")))
    assert late.value.message == "The certificate is over."
    assert late.value.metadata["plugin"] == "payment_a"


async def test_a_no_of_the_plug_in_reaches_the_adapter():
    with pytest.raises(PluginRejected):
        await query(Handle("payment_a", PluginRejected(code="NOT_PAID")))


def test_a_reply_without_a_status_is_a_failure():
    answer = http_answer_pb2.HttpAnswer(headers={"a": "b"}, body=b"no")
    assert http_reply(answer).status == 500
    answer.status = 204
    reply = http_reply(answer)
    assert (reply.status, dict(reply.headers), reply.body) == (204, {"a": "b"}, b"no")
