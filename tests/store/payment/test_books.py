"""Lists of the books, differences, and the audit."""

import pytest
from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import feed_messages_pb2 as feed_pb
from zhongtai.payment.v1 import notice_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import refund_messages_pb2 as refund_pb

from centers.payment.errors import DifferenceNotFound
from mesh.pure.errors import InvalidRequest, PageTokenInvalid
from tests.store.payment.world import cny

LISTS = [
    ("ListPayments", pb.ListPaymentsRequest, "payments"),
    ("ListNotices", pb.ListNoticesRequest, "notices"),
    ("ListRefunds", refund_pb.ListRefundsRequest, "refunds"),
    ("ListLedgerEntries", book_pb.ListLedgerEntriesRequest, "entries"),
    ("ListAccountBalances", book_pb.ListAccountBalancesRequest, "balances"),
    ("ListDifferences", book_pb.ListDifferencesRequest, "differences"),
]


@pytest.mark.parametrize(("method", "request_type", "field"), LISTS)
async def test_pages_of_a_list_show_everything_once(world, method, request_type, field):
    for amount in (900, 800, 700):
        payment = await world.start()
        world.provider.pay(payment.payment_id, amount)
        await world.notify(world.provider.notice(payment.payment_id))
    call, seen, token = getattr(world.center.servicer, method), [], ""
    whole = getattr(await call(request_type(), None), field)
    while True:
        reply = await call(request_type(page_size=1, page_token=token), None)
        seen += getattr(reply, field)
        token = reply.next_page_token
        if not token:
            break
    assert seen == list(whole)
    assert len(seen) >= 3


async def test_a_page_token_of_other_filters_is_refused(world):
    for _ in range(2):
        await world.start("ord-1")
        await world.start()
    first = await world.center.servicer.ListPayments(pb.ListPaymentsRequest(page_size=1), None)
    request = pb.ListPaymentsRequest(order_id="ord-1", page_token=first.next_page_token)
    with pytest.raises(PageTokenInvalid):
        await world.center.servicer.ListPayments(request, None)


async def test_a_filter_that_is_not_in_the_contract_is_refused(world):
    with pytest.raises(InvalidRequest):
        await world.center.servicer.ListPayments(pb.ListPaymentsRequest(status=99), None)


async def test_an_operator_settles_a_difference_once(world):
    await world.notify(world.provider.notice("pay_x", amount=cny(5)))
    listed = await world.center.servicer.ListDifferences(book_pb.ListDifferencesRequest(), None)
    request = book_pb.ResolveDifferenceRequest(
        request_id="r", difference_id=listed.differences[0].difference_id, note="Another shop."
    )
    settled = (await world.center.servicer.ResolveDifference(request, None)).difference
    assert (settled.status, settled.note) == (
        notice_pb2.DIFFERENCE_STATUS_RESOLVED,
        "Another shop.",
    )
    request.request_id, request.note = "r2", "Something else."
    again = (await world.center.servicer.ResolveDifference(request, None)).difference
    assert again == settled
    request.difference_id, request.request_id = "dif_none", "r3"
    with pytest.raises(DifferenceNotFound):
        await world.center.servicer.ResolveDifference(request, None)


BREACHES = {
    "captures_are_in_the_ledger": "DELETE FROM ledger_entries",
    "refunds_within_captured": "UPDATE refunds SET amount = amount + 1",
    "refund_steps_are_in_the_ledger": "DELETE FROM ledger_entries WHERE kind = 3",
    "accounts_match_payments": "UPDATE ledger_entries SET amount = amount - 1 WHERE kind = 1",
    "one_payment_kept_per_order": "UPDATE payables SET kept_payment_id = ''",
    "surplus_goes_back": "UPDATE payments SET use = 2 WHERE refunded = 0",
    "statuses_match_amounts": "UPDATE payments SET status = 7",
    "notices_applied_once": (
        "INSERT INTO notices SELECT provider, event_id || 'x', merchant_id, payment_id,"
        " trade_id, outcome, amount, currency, received_at FROM notices"
    ),
    "captures_have_their_event": "DELETE FROM events WHERE kind = 'PAYMENT_CAPTURED'",
}


@pytest.mark.parametrize("name", BREACHES)
async def test_the_audit_finds_a_breach(world, name):
    first, _ = await world.captured(), await world.captured()
    await world.refund(first.payment_id, 400)
    await world.clean_totals()
    await world.db.execute(BREACHES[name])
    reply = await world.center.servicer.Audit(feed_pb.AuditRequest(), None)
    found = {check.name: check for check in reply.checks}
    assert set(BREACHES) == set(found)
    assert found[name].breach_count > 0
    assert found[name].breaches


async def test_what_is_told_of_an_order_parts_its_money_from_what_pays_nothing(world):
    first = await world.captured("ord-1")
    await world.refund(first.payment_id, 400)
    second = await world.captured("ord-2")
    await world.center.servicer.DeclinePayment(
        pb.DeclinePaymentRequest(payment_id=second.payment_id), None
    )
    pages = world.center.servicer.AuditOrders(feed_pb.AuditOrdersRequest(), None)
    (page,) = [page async for page in pages]
    assert list(page.names) == ["captured", "refunded", "refunding", "surplus"]
    assert [(order.order_id, list(order.figures)) for order in page.orders] == [
        ("ord-1", [1000, 400, 0, 0]),
        ("ord-2", [0, 0, 0, 1000]),
    ]
