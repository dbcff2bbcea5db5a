"""Changes of an order: moved by verbs, by tills, by money; told once, watched at once."""

import asyncio
from types import SimpleNamespace

import pytest
from zhongtai.order.v1 import change_messages_pb2 as pb
from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2
from zhongtai.plugin.v1 import pos_pb2

from centers.order.errors import CancelNeedsAfterSale, IllegalMove, OrderNotFound, StatusDiffers
from centers.order.tills.adapters import report_item
from centers.order.tills.operations import TillSync
from mesh.call.context import as_call, internal_identity
from mesh.feed.follower_items import Batch
from mesh.pure.errors import InvalidRequest, RequestIdReused
from tests.store.order.build import placed, usd
from tests.times import within

ACCEPTED = pos_pb2.TILL_UPDATE_KIND_ACCEPTED
READY = pos_pb2.TILL_UPDATE_KIND_READY
COMPLETED = pos_pb2.TILL_UPDATE_KIND_COMPLETED


async def get(center, order_id: str) -> order_pb2.Order:
    request = read_messages_pb2.GetOrderRequest(order_id=order_id)
    return (await center.servicer.GetOrder(request, None)).order


def accept(order_id: str, request_id: str = "r1", code: str = "A7") -> pb.AcceptOrderRequest:
    return pb.AcceptOrderRequest(request_id=request_id, order_id=order_id, pickup_code=code)


def reported(*updates: pos_pb2.TillUpdate) -> Batch:
    return Batch([report_item(each) for each in updates])


def update(order_id: str, kind: int, number: int, code: str = "") -> pos_pb2.TillUpdate:
    return pos_pb2.TillUpdate(
        update_id=f"u{number}-{order_id}",
        order_id=order_id,
        merchant_id="demo",
        store_id="sto_1",
        kind=kind,
        pickup_code=code,
        till_id="T1",
    )


async def test_a_repeated_verb_changes_nothing(center):
    order_id = await placed(center)
    first = await center.servicer.AcceptOrder(accept(order_id), None)
    again = await center.servicer.AcceptOrder(accept(order_id), None)
    assert first.order.pickup_code == "A7"
    assert again.order.version == first.order.version


async def test_a_used_request_id_with_another_body_is_refused(center):
    order_id = await placed(center)
    await center.servicer.AcceptOrder(accept(order_id), None)
    with pytest.raises(RequestIdReused):
        await center.servicer.AcceptOrder(accept(order_id, code="B1"), None)


async def test_a_wrong_move_names_from_and_to(center):
    order_id = await placed(center)
    request = pb.StartDeliveryRequest(request_id="r", order_id=order_id)
    with pytest.raises(IllegalMove) as refused:
        await center.servicer.StartDelivery(request, None)
    assert refused.value.metadata == {"from_state": "PLACED", "to_state": "DELIVERING"}


async def test_an_order_of_another_merchant_or_person_is_not_found(center):
    order_id = await placed(center)
    for identity in (internal_identity("x", "other"), internal_identity("x", "demo", "per_2")):
        with as_call(identity), pytest.raises(OrderNotFound):
            await get(center, order_id)


async def test_a_customer_cannot_cancel_what_the_store_accepted(center):
    order_id = await placed(center)
    await center.servicer.AcceptOrder(accept(order_id), None)
    request = pb.CancelOrderRequest(
        request_id="c", order_id=order_id, reason=order_pb2.CANCEL_REASON_CUSTOMER
    )
    with (
        as_call(internal_identity("miniapp", "demo", "per_1")),
        pytest.raises(CancelNeedsAfterSale),
    ):
        await center.servicer.CancelOrder(request, None)


def cancel_if(order_id: str, *statuses: str) -> pb.CancelOrderRequest:
    return pb.CancelOrderRequest(
        request_id="c" + "".join(statuses)[:30],
        order_id=order_id,
        reason=order_pb2.CANCEL_REASON_OUT_OF_STOCK,
        only_if_status=[order_pb2.OrderStatus.Value(f"ORDER_STATUS_{each}") for each in statuses],
    )


async def test_what_was_decided_on_a_status_that_is_over_cancels_nothing(center):
    order_id = await placed(center)
    prepare = pb.StartPreparingRequest(request_id="p", order_id=order_id)
    _, refused = await asyncio.gather(
        center.servicer.StartPreparing(prepare, None),
        center.servicer.CancelOrder(cancel_if(order_id, "PLACED", "ACCEPTED"), None),
        return_exceptions=True,
    )
    assert isinstance(refused, StatusDiffers)
    assert refused.metadata == {"status": "PREPARING"}


async def test_an_order_is_cancelled_in_a_status_that_was_named_and_answers_again(center):
    order_id = await placed(center)
    wanted = cancel_if(order_id, "PLACED", "ACCEPTED")
    order = (await center.servicer.CancelOrder(wanted, None)).order
    assert order.status == order_pb2.ORDER_STATUS_CANCELLED
    for repeated in (wanted, cancel_if(order_id, "ACCEPTED")):
        again = (await center.servicer.CancelOrder(repeated, None)).order
        assert again.version == order.version
    with pytest.raises(InvalidRequest, match="only_if_status"):
        await center.servicer.CancelOrder(cancel_if(order_id, "PLACED", "PLACED"), None)


async def test_what_tills_report_is_applied_once_however_often_it_comes(center):
    order_id = await placed(center)
    tills = TillSync(SimpleNamespace(name="pos_test"), center.store, center.changing)
    told = [update(order_id, ACCEPTED, 1, "A1"), update(order_id, READY, 2)]
    for _ in range(3):
        await tills.apply(reported(*told, update(order_id, COMPLETED, 3)))
    order = await get(center, order_id)
    assert order.status == order_pb2.ORDER_STATUS_COMPLETED
    assert order.pickup_code == "A1"
    kinds = await center.db.fetchval("SELECT array_agg(kind ORDER BY seq) FROM events")
    moves = ["MOVED"] * 5
    assert sorted(kinds) == sorted(["CREATED", "PICKUP_CODE_GIVEN", *moves])


async def test_a_report_that_comes_too_late_is_recorded_and_changes_nothing(center):
    order_id = await placed(center)
    cancel = pb.CancelOrderRequest(
        request_id="c", order_id=order_id, reason=order_pb2.CANCEL_REASON_OPERATOR
    )
    await center.servicer.CancelOrder(cancel, None)
    tills = TillSync(SimpleNamespace(name="pos_test"), center.store, center.changing)
    await tills.apply(reported(update(order_id, READY, 1)))
    assert (await get(center, order_id)).status == order_pb2.ORDER_STATUS_CANCELLED
    count = "SELECT count(*) FROM events WHERE kind = 'LATE_MESSAGE'"
    assert await center.db.fetchval(count) == 1


async def test_a_watcher_sees_the_pickup_code_without_asking_again(center):
    order_id = await placed(center)
    follower = asyncio.create_task(center.order_changes.run_forever())
    seen = asyncio.Queue()

    async def watch() -> None:
        request = read_messages_pb2.WatchOrderRequest(order_id=order_id)
        async for reply in center.servicer.WatchOrder(request, None):
            seen.put_nowait(reply.order)

    watcher = asyncio.create_task(watch())
    assert (await within(seen.get(), 10)).pickup_code == ""
    await center.servicer.AcceptOrder(accept(order_id, code="C42"), None)
    assert (await within(seen.get(), 10)).pickup_code == "C42"
    watcher.cancel()
    follower.cancel()


async def test_refunds_never_exceed_what_was_paid_under_concurrency(center):
    order_id = await placed(center)

    async def refund(number: int) -> str:
        payment_id = f"pay_{order_id[4:30]}"
        item = pb.RefundItem(
            order_id=order_id, refund_id=f"ref_{number}", amount=usd(300), payment_id=payment_id
        )
        request = pb.RecordRefundsRequest(items=[item])
        return (await center.servicer.RecordRefunds(request, None)).results[0].refusal_reason

    results = await asyncio.gather(*(refund(n) for n in range(10)))
    assert results.count("") == 3
    assert (await get(center, order_id)).amounts.refunded.minor_units == 900


async def test_the_audit_is_clean_after_a_life_and_names_a_broken_sum(center):
    order_id = await placed(center)
    reply = await center.servicer.Audit(read_messages_pb2.AuditRequest(), None)
    assert [check.name for check in reply.checks if check.breach_count] == []
    assert reply.totals["paid_minor_units"] == 1000
    await center.db.execute("UPDATE order_lines SET amount = amount + 1")
    reply = await center.servicer.Audit(read_messages_pb2.AuditRequest(), None)
    broken = [check for check in reply.checks if check.breach_count]
    assert [(check.name, list(check.breaches)) for check in broken] == [
        ("lines_add_up", [order_id])
    ]


async def test_lists_page_through_all_orders_newest_first(center):
    made = [await placed(center) for _ in range(5)]
    request = read_messages_pb2.ListOrdersRequest(page_size=2, store_id="sto_1")
    seen: list[str] = []
    while True:
        reply = await center.servicer.ListOrders(request, None)
        seen += [order.order_id for order in reply.orders]
        request.page_token = reply.next_page_token
        if not reply.next_page_token:
            break
    assert seen == made[::-1]


def report(order_id: str, status: str, number: int, **more) -> pb.ReportStatusRequest:
    wanted = order_pb2.OrderStatus.Value(f"ORDER_STATUS_{status}")
    return pb.ReportStatusRequest(request_id=f"p{number}", order_id=order_id, status=wanted, **more)


async def test_what_a_platform_says_late_is_recorded_and_changes_nothing(center):
    order_id = await placed(center)
    left = {"cancel_reason": order_pb2.CANCEL_REASON_CHANNEL, "note": "1101"}
    told = [("READY", {}), ("ACCEPTED", {}), ("CANCELLED", left), ("COMPLETED", {})]
    seen = []
    for number, (status, more) in enumerate(told):
        for _ in range(2):
            request = report(order_id, status, number, **more)
            order = (await center.servicer.ReportStatus(request, None)).order
        seen.append(order_pb2.OrderStatus.Name(order.status).removeprefix("ORDER_STATUS_"))
    assert seen == ["READY", "READY", "CANCELLED", "CANCELLED"]
    request = read_messages_pb2.ListOrderEventsRequest(order_id=order_id)
    events = (await center.servicer.ListOrderEvents(request, None)).events
    kinds = [event_pb2.OrderEventKind.Name(each.kind)[17:] for each in events]
    assert kinds.count("LATE_MESSAGE") == 1
    assert kinds.count("MOVED") == 3  # placed, ready, cancelled


async def test_a_platforms_end_of_an_order_fulfils_it_on_the_way(center):
    order_id = await placed(center)
    order = (await center.servicer.ReportStatus(report(order_id, "COMPLETED", 1), None)).order
    assert order.times.HasField("fulfil_time")
    with pytest.raises(InvalidRequest):
        await center.servicer.ReportStatus(report(order_id, "PLACED", 2), None)
