"""What a plug-in owes when its process is killed: what it has answered for is there."""

from __future__ import annotations

from zhongtai.plugin.v1 import carrier_pb2, crm_pb2, oms_pb2, payment_provider_pb2, pos_pb2
from zhongtai.plugin.v1 import erp_pb2 as erp_messages

from zhongtai_plugin.conformance import carrier, crm, erp, oms, payment, pos, sms
from zhongtai_plugin.conformance.core import CALL_SECONDS, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_equal, expect_item_taken


@check(
    "pos",
    contract=(
        "An order that is known is answered already_known and is not changed. Answered only "
        "when durable."
    ),
)
async def an_order_that_was_taken_outlives_a_kill(subject: Subject) -> None:
    """Write the order to a disk, and wait for it, before you answer: Journal does that."""
    order = pos.sample_order(subject)
    await pos.push(subject, order)
    await subject.die()
    request = pos_pb2.LookUpOrdersRequest(order_ids=[order.order_id])
    answer = await pos.stub_of(subject).LookUpOrders(request, timeout=CALL_SECONDS)
    expect_equal([item.known for item in answer.orders], [True], "whether it is known")
    (again,) = await pos.push(subject, order)
    expect(again.already_known, "the same order again is not said to be known")


@check(
    "pos",
    hook="accept_order",
    contract="Updates wait in the plug-in until the host acknowledges them.",
)
async def updates_outlive_a_kill(subject: Subject) -> None:
    """Write it to a disk before the till is told that it was taken: Outbox does that."""
    order_id = await pos.accepted(subject)
    before = await pos.watch(subject, "", {order_id})
    await subject.die()
    after = await pos.watch(subject, "", {order_id})
    expect_equal(
        [update.update_id for update, _ in after],
        [update.update_id for update, _ in before],
        "the updates after a kill",
    )


@check(
    "payment",
    contract=(
        "The platform's payment_id and refund_id are the keys at the provider: a call that "
        "timed out is repeated with the same id, or looked up by it, and money moves once."
    ),
)
async def a_payment_outlives_a_kill(subject: Subject) -> None:
    """Look it up at the provider by its key; keep nothing else in memory alone."""
    request = payment.new_payment(subject)
    first = await payment.stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    await subject.die()
    status = (await payment.status_of(subject, request.payment_id)).status
    expect_equal(status, payment_provider_pb2.PROVIDER_PAYMENT_STATUS_PENDING, "the status")
    again = await payment.stub_of(subject).CreatePayment(request, timeout=CALL_SECONDS)
    expect_equal(again.provider_trade_no, first.provider_trade_no, "provider_trade_no")


@check(
    "carrier",
    contract="The same id again gives the same delivery; the same id for other places CONFLICT.",
)
async def a_delivery_outlives_a_kill(subject: Subject) -> None:
    """Look it up at the carrier by its key; keep nothing else in memory alone."""
    request = carrier.new_delivery(subject)
    stub = carrier.stub_of(subject)
    first = await stub.CreateDelivery(request, timeout=CALL_SECONDS)
    await subject.die()
    asked = carrier_pb2.QueryDeliveryRequest(delivery_id=request.delivery_id)
    found = (await stub.QueryDelivery(asked, timeout=CALL_SECONDS)).delivery
    expect_equal(found.carrier_delivery_no, first.delivery.carrier_delivery_no, "the number")
    again = await stub.CreateDelivery(request, timeout=CALL_SECONDS)
    number = again.delivery.carrier_delivery_no
    expect_equal(number, first.delivery.carrier_delivery_no, "the number when created again")


@check("erp", contract="One that is known is answered already_known. Answered only when durable.")
async def a_sale_that_was_taken_outlives_a_kill(subject: Subject) -> None:
    """Write its key to a disk, in the ERP or beside it, before you answer."""
    sale = erp.sample_sale(subject)
    await erp.post(subject, sale)
    await subject.die()
    request = erp_messages.LookUpSalesRequest(
        merchant_id=sale.merchant_id, posting_ids=[sale.posting_id]
    )
    answer = await erp.stub_of(subject).LookUpSales(request, timeout=CALL_SECONDS)
    expect_equal(list(answer.known_posting_ids), [sale.posting_id], "what is known")
    (again,) = await erp.post(subject, sale)
    expect_item_taken(again, known=True)


@check(
    "erp",
    capability=erp.MOVEMENTS,
    contract="One that is known is answered already_known. Answered only when durable.",
)
async def a_movement_that_was_taken_outlives_a_kill(subject: Subject) -> None:
    """Write its key to a disk, in the ERP or beside it, before you answer."""
    movement = erp.sample_movement(subject)
    await erp.move(subject, movement)
    await subject.die()
    (again,) = await erp.move(subject, movement)
    expect_item_taken(again, known=True)


@check("crm", contract="Answered only when durable.")
async def a_profile_that_was_taken_outlives_a_kill(subject: Subject) -> None:
    """Write the member and its key to a disk, in the CRM or beside it, before you answer."""
    profile = crm.sample_profile(subject)
    await crm.push(subject, profile)
    await subject.die()
    found = await crm.look_up(subject, profile.member_id)
    expect_equal(found.known_revision, 1, "known_revision after a kill")
    (again,) = await crm.push(subject, profile)
    expect_item_taken(again, known=True)


@check("crm", capability=crm.POINTS, contract="Answered only when durable.")
async def points_that_were_taken_outlive_a_kill(subject: Subject) -> None:
    """Write the balance and the movement's key in one transaction before you answer."""
    movement = crm.sample_movement(subject, await crm.joined(subject))
    await crm.move(subject, movement)
    before = await crm.look_up(subject, movement.member_id)
    await subject.die()
    request = crm_pb2.LookUpPointsRequest(
        merchant_id=movement.merchant_id, movement_ids=[movement.movement_id]
    )
    answer = await crm.stub_of(subject).LookUpPoints(request, timeout=CALL_SECONDS)
    expect_equal(list(answer.known_movement_ids), [movement.movement_id], "what is known")
    (again,) = await crm.move(subject, movement)
    expect_item_taken(again, known=True)
    after = await crm.look_up(subject, movement.member_id)
    expect_equal(after.points_balance, before.points_balance, "the balance after a kill")


@check("oms", contract="Answered REDEEMED only when durable.")
async def codes_and_their_use_outlive_a_kill(subject: Subject) -> None:
    """Write codes, and who used them, to a disk before you answer: Journal does that."""
    order = oms.sample_order(subject)
    issued = await oms.issued_order(subject, order, submit=True)
    key, code = subject.new_id("redemption"), issued.vouchers[0].code
    used = await oms.redeem_code(subject, code, key)
    await subject.die()
    (again,) = await oms.submit_orders(subject, order)
    oms.expect_taken(again, known=True)
    expect_equal(oms.codes_of(again.state), oms.codes_of(issued), "the codes after a kill")
    for each, outcome in ((key, used.outcome), ("", oms_pb2.OMS_REDEEM_OUTCOME_ALREADY_REDEEMED)):
        told = await oms.redeem_code(subject, code, each)
        expect_equal(told.outcome, outcome, "the outcome after a kill")


@check(
    "sms",
    contract="Answered only when the provider has taken the message and its key is durable:",
)
async def a_message_that_was_taken_outlives_a_kill(subject: Subject) -> None:
    """Write its key to a disk before you answer: Taken does that."""
    message = sms.new_message(subject)
    await sms.send(subject, message)
    await subject.die()
    again = await sms.send(subject, message)
    expect(again.already_known, "the same message again is not said to be known after a kill")
