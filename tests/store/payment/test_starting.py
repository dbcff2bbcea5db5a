"""Starting payments: once per request, once per order and provider."""

import asyncio

import pytest
from zhongtai.payment.v1 import payment_pb2
from zhongtai.plugin.v1 import plugin_pb2

from centers.payment.errors import (
    OpenPaymentDiffers,
    OrderAlreadyPaid,
    PayerNeeded,
    PaymentNotFound,
    ProviderRefused,
    ProviderUnknown,
)
from mesh.call.context import Identity, as_call
from mesh.plugins.faults import PluginRejected
from mesh.pure.errors import InvalidRequest, PluginUnavailable, RequestIdReused
from tests.store.payment.world import cny

PENDING = payment_pb2.PAYMENT_STATUS_PENDING
FAILED = payment_pb2.PAYMENT_STATUS_FAILED


async def test_a_started_payment_tells_the_client_how_to_pay(world):
    payment = await world.start()
    assert payment.status == PENDING
    assert payment.client_parameters["ticket"] == f"ticket of {payment.payment_id}"
    assert payment.pay_url
    assert await world.get(payment.payment_id) == payment


async def test_the_same_request_a_hundred_times_at_once_starts_one_payment(world):
    request = world.start_request("ord-1")
    create = world.center.servicer.CreatePayment
    replies = await asyncio.gather(*(create(request, None) for _ in range(100)))
    assert len({reply.payment.payment_id for reply in replies}) == 1
    assert len(world.provider.trades) == 1


async def test_a_provider_that_wants_the_payer_is_not_asked_without_one(world):
    world.provider.claims.add(plugin_pb2.CAPABILITY_PAYMENT_PAYER)
    request = world.start_request("ord-1")
    with pytest.raises(PayerNeeded):
        await world.center.servicer.CreatePayment(request, None)
    assert world.provider.calls == []
    request.payer_subject = "o-anna"
    reply = await world.center.servicer.CreatePayment(request, None)
    assert reply.payment.status == PENDING


async def test_a_second_start_goes_on_with_the_open_payment(world):
    first = await world.start("ord-1")
    second = await world.start("ord-1")
    assert second == first


async def test_many_different_starts_of_one_order_share_one_payment(world):
    payments = await asyncio.gather(*(world.start("ord-1") for _ in range(20)))
    assert len({payment.payment_id for payment in payments}) == 1


async def test_a_request_id_with_another_body_is_refused(world):
    await world.start("ord-1", request_id="same")
    with pytest.raises(RequestIdReused):
        await world.start("ord-2", request_id="same")


async def test_an_open_payment_over_another_amount_must_be_closed_first(world):
    payment = await world.start("ord-1")
    with pytest.raises(OpenPaymentDiffers) as refusal:
        await world.start("ord-1", amount=cny(999))
    assert refusal.value.metadata["payment_id"] == payment.payment_id


async def test_a_paid_order_starts_no_payment(world):
    payment = await world.captured("ord-1")
    with pytest.raises(OrderAlreadyPaid) as refusal:
        await world.start("ord-1")
    assert refusal.value.metadata["payment_id"] == payment.payment_id


async def test_when_the_provider_is_away_the_same_request_goes_on_later(world):
    request = world.start_request("ord-1")
    world.provider.faults["CreatePayment"].append("before")
    with pytest.raises(PluginUnavailable):
        await world.center.servicer.CreatePayment(request, None)
    reply = await world.center.servicer.CreatePayment(request, None)
    assert reply.payment.status == PENDING
    assert len(world.provider.trades) == 1


@pytest.mark.parametrize(("first", "told"), [("", "o-anna"), ("o-before", "o-before")])
async def test_a_repeated_request_may_know_the_payer_better(world, first, told):
    request = world.start_request("ord-1")
    request.payer_subject = first
    world.provider.faults["CreatePayment"].append("before")
    with pytest.raises(PluginUnavailable):
        await world.center.servicer.CreatePayment(request, None)
    request.payer_subject = "o-anna"
    reply = await world.center.servicer.CreatePayment(request, None)
    assert reply.payment.status == PENDING
    assert world.provider.payers == [told]


async def test_a_lost_answer_of_the_provider_opens_no_second_trade(world):
    request = world.start_request("ord-1")
    world.provider.faults["CreatePayment"].append("after")
    with pytest.raises(PluginUnavailable):
        await world.center.servicer.CreatePayment(request, None)
    await world.center.servicer.CreatePayment(request, None)
    assert len(world.provider.trades) == 1


async def test_a_payment_that_the_provider_refuses_is_failed_and_can_be_started_anew(world):
    world.provider.faults["CreatePayment"].append(PluginRejected("No.", plugin="p", code="X"))
    with pytest.raises(ProviderRefused) as refusal:
        await world.start("ord-1")
    failed = await world.get(refusal.value.metadata["payment_id"])
    assert (failed.status, failed.failure_reason) == (FAILED, "No.")
    assert (await world.start("ord-1")).status == PENDING


async def test_an_unknown_provider_is_named(world):
    with pytest.raises(ProviderUnknown, match="paypal"):
        await world.start(provider="paypal")


async def test_every_mistake_of_a_request_is_named_at_once(world):
    with pytest.raises(InvalidRequest) as refusal:
        await world.center.servicer.CreatePayment(world.start_request("x" * 121), None)
    assert [violation.field for violation in refusal.value.violations] == ["order_id"]


async def test_a_person_does_not_see_the_payment_of_another(world):
    payment = await world.start()
    with as_call(Identity("person", "per_2", "demo")), pytest.raises(PaymentNotFound):
        await world.get(payment.payment_id)


async def test_a_merchant_does_not_see_the_payment_of_another(world):
    payment = await world.start()
    with as_call(Identity("operator", "ann", "other")), pytest.raises(PaymentNotFound):
        await world.get(payment.payment_id)
