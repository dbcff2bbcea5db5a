"""What a plug-in for a delivery company owes."""

from __future__ import annotations

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2_grpc, plugin_pb2

from zhongtai_plugin.conformance.core import CALL_SECONDS, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_equal, expect_fault
from zhongtai_plugin.conformance.pages import FOREIGN
from zhongtai_plugin.errors import BadRequest, Conflict, Rejected

WATCH = plugin_pb2.CAPABILITY_CARRIER_WATCH
CANCEL = plugin_pb2.CAPABILITY_CARRIER_CANCEL
CALLBACK = plugin_pb2.CAPABILITY_CARRIER_CALLBACK
NOWHERE = "http://127.0.0.1:9/notices/carrier"
"""Nobody listens there: what a carrier calls back is lost, which it must bear."""


def stub_of(subject: Subject) -> carrier_pb2_grpc.CarrierServiceAsyncStub:
    """Return the plug-in's service."""
    return carrier_pb2_grpc.CarrierServiceStub(subject.channel)


def _place(subject: Subject, name: str) -> pb.DeliveryPlace:
    place = pb.DeliveryPlace()
    latitude, _, longitude = subject.parameter(name).partition(",")
    place.address.contact_name, place.address.contact_phone = "Conformance", "+8613900000000"
    place.address.street = "1 Conformance Road"
    place.address.point.latitude = float(latitude)
    place.address.point.longitude = float(longitude)
    return place


def new_quote(subject: Subject, dropoff: str = "dropoff") -> pb.QuoteRequest:
    """Return a question about a way, to the place of a parameter."""
    return pb.QuoteRequest(
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        pickup=_place(subject, "pickup"),
        dropoff=_place(subject, dropoff),
        goods_value=Money(minor_units=3000, currency_code=subject.parameter("currency")),
    )


def new_delivery(subject: Subject) -> pb.CreateDeliveryRequest:
    """Return a delivery that any carrier should make."""
    return pb.CreateDeliveryRequest(
        delivery_id=subject.new_id("delivery"),
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        pickup=_place(subject, "pickup"),
        dropoff=_place(subject, "dropoff"),
        goods_value=Money(minor_units=3000, currency_code=subject.parameter("currency")),
        callback_url=NOWHERE if CALLBACK in subject.info.capabilities else "",
    )


def calling_off(delivery_id: str) -> pb.CancelDeliveryRequest:
    """Return the request to call a delivery off."""
    return pb.CancelDeliveryRequest(delivery_id=delivery_id, reason="conformance")


async def created(subject: Subject) -> pb.CreateDeliveryRequest:
    """Return a delivery that was taken."""
    request = new_delivery(subject)
    await stub_of(subject).CreateDelivery(request, timeout=CALL_SECONDS)
    return request


@check(
    "carrier",
    ground=True,
    contract="What a delivery would cost and how long it would take. Has no effect.",
)
async def a_quote_has_a_fee_and_a_distance(subject: Subject) -> None:
    """Fill fee, in the currency of the goods, and distance_metres."""
    answer = await stub_of(subject).Quote(new_quote(subject), timeout=CALL_SECONDS)
    expect(answer.fee.minor_units >= 0, "the fee is negative")
    expect_equal(answer.fee.currency_code, subject.parameter("currency"), "the currency")
    expect(answer.distance_metres > 0, "the distance is missing")


@check(
    "carrier",
    contract="REJECTED with code OUT_OF_RANGE or NO_RIDERS when the carrier does not take it.",
)
async def what_is_too_far_is_rejected(subject: Subject) -> None:
    """Turn the carrier's refusal of the way into the code OUT_OF_RANGE."""
    call = stub_of(subject).Quote(new_quote(subject, "dropoff_too_far"), timeout=CALL_SECONDS)
    await expect_fault(call, Rejected, "OUT_OF_RANGE")


@check(
    "carrier",
    contract="The same id again gives the same delivery; the same id for other places CONFLICT.",
)
async def a_delivery_created_twice_is_there_once(subject: Subject) -> None:
    """Give delivery_id to the carrier as its key, and answer with what is there."""
    request = new_delivery(subject)
    first = await stub_of(subject).CreateDelivery(request, timeout=CALL_SECONDS)
    expect(bool(first.delivery.carrier_delivery_no), "carrier_delivery_no is empty")
    for _ in range(2):
        again = await stub_of(subject).CreateDelivery(request, timeout=CALL_SECONDS)
        expect_equal(
            again.delivery.carrier_delivery_no,
            first.delivery.carrier_delivery_no,
            "carrier_delivery_no",
        )


@check(
    "carrier",
    contract="The same id again gives the same delivery; the same id for other places CONFLICT.",
)
async def other_places_under_the_same_key_conflict(subject: Subject) -> None:
    """Keep the places, or a digest of them, beside the key."""
    request = await created(subject)
    request.dropoff.address.street = "2 Conformance Road"
    await expect_fault(stub_of(subject).CreateDelivery(request, timeout=CALL_SECONDS), Conflict)


@check(
    "carrier",
    contract=(
        "A delivery it does not know is answered with status UNKNOWN, not with an error: what "
        "the caller does after a timeout."
    ),
)
async def a_delivery_never_seen_is_unknown(subject: Subject) -> None:
    """Turn the carrier's "no such delivery" into that status, without a fee."""
    request = pb.QueryDeliveryRequest(delivery_id=subject.new_id("never"))
    answer = await stub_of(subject).QueryDelivery(request, timeout=CALL_SECONDS)
    expect_equal(answer.delivery.status, pb.CARRIER_DELIVERY_STATUS_UNKNOWN, "the status")
    expect(not answer.delivery.HasField("fee"), "a fee of what was never seen")


@check(
    "carrier",
    capability=CANCEL,
    contract="Calls a delivery off. Repeating is fine and costs nothing more.",
)
async def calling_off_may_be_repeated(subject: Subject) -> None:
    """Answer CANCELLED again, with the same cancel_fee."""
    delivery = await created(subject)
    request = calling_off(delivery.delivery_id)
    first = await stub_of(subject).CancelDelivery(request, timeout=CALL_SECONDS)
    again = await stub_of(subject).CancelDelivery(request, timeout=CALL_SECONDS)
    expect_equal(again.delivery.status, pb.CARRIER_DELIVERY_STATUS_CANCELLED, "the status")
    expect_equal(again.cancel_fee, first.cancel_fee, "the fee the second time")


@check(
    "carrier",
    capability=CANCEL,
    contract="REQUIRED. Status CANCELLED, or UNKNOWN when the carrier never saw it.",
)
async def calling_off_what_was_never_seen_is_fine(subject: Subject) -> None:
    """Answer with one of the two, and not with an error."""
    request = calling_off(subject.new_id("never"))
    answer = await stub_of(subject).CancelDelivery(request, timeout=CALL_SECONDS)
    wanted = (pb.CARRIER_DELIVERY_STATUS_UNKNOWN, pb.CARRIER_DELIVERY_STATUS_CANCELLED)
    expect(answer.delivery.status in wanted, "a wrong status")


@check(
    "carrier",
    capability=CALLBACK,
    contract="It is not: AUTH with code BAD_SIGNATURE or STALE, BAD_REQUEST when unreadable.",
)
async def garbage_is_no_callback(subject: Subject) -> None:
    """Answer with the error, and with both HTTP answers: a success and a failure."""
    for body in (b"", b"garbage", b"[]", b'{"order_id": "any"}'):
        request = pb.VerifyCallbackRequest(headers={"content-type": "text/plain"}, body=body)
        answer = await stub_of(subject).VerifyCallback(request, timeout=CALL_SECONDS)
        expect(answer.WhichOneof("result") == "error", "garbage passes for a callback")
        expect(answer.error.error_class != 0, "the error has no class")
        expect(not 200 <= answer.failure_answer.status < 300, "the failure answer is a success")
        expect(200 <= answer.success_answer.status < 300, "the success answer is none")


@check(
    "carrier",
    capability=WATCH,
    contract="BAD_REQUEST when the cursor is not one of this plug-in's.",
)
async def a_foreign_delivery_cursor_is_a_bad_request(subject: Subject) -> None:
    """Recognise your cursors, by a name in them: going on elsewhere loses updates."""
    request = pb.WatchDeliveryUpdatesRequest(after_cursor=FOREIGN)
    stream = stub_of(subject).WatchDeliveryUpdates(request, timeout=CALL_SECONDS)
    await expect_fault(anext(aiter(stream)), BadRequest)


@check(
    "carrier",
    capability=WATCH,
    hook="move_delivery",
    contract=(
        "Streams changes of deliveries in the order in which the plug-in made them durable, at "
        "least once."
    ),
)
async def delivery_updates_resume_after_a_cursor(subject: Subject) -> None:
    """Number updates as they become durable, and give what is above the cursor's number."""
    ids = set()
    for _ in range(3):
        delivery = await created(subject)
        ids.add(delivery.delivery_id)
        if subject.hooks.move_delivery is not None:
            await subject.hooks.move_delivery(delivery.delivery_id)
    seen = await watch(subject, "", ids)
    left = {update.delivery.delivery_id for update, _ in seen[1:]}
    rest = await watch(subject, seen[0][1], ids & left)
    expect_equal(
        [update.update_id for update, _ in rest],
        [update.update_id for update, _ in seen[1:]],
        "what follows a cursor",
    )


@check(
    "carrier",
    capability=WATCH,
    hook="move_delivery",
    contract="REQUIRED. The chain given at CreateDelivery.",
)
async def delivery_updates_carry_merchant_and_store(subject: Subject) -> None:
    """Keep merchant_id and store_id with the delivery, and give them back with status_time."""
    delivery = await created(subject)
    if subject.hooks.move_delivery is not None:
        await subject.hooks.move_delivery(delivery.delivery_id)
    seen = await watch(subject, "", {delivery.delivery_id})
    update = seen[-1][0]
    expect_equal(update.merchant_id, delivery.merchant_id, "merchant_id")
    expect_equal(update.store_id, delivery.store_id, "store_id")
    expect(update.delivery.HasField("status_time"), "status_time is missing")
    request = pb.AckDeliveryUpdatesRequest(cursor=seen[-1][1])
    for _ in range(2):
        await stub_of(subject).AckDeliveryUpdates(request, timeout=CALL_SECONDS)


async def watch(
    subject: Subject, cursor: str, until: set[str]
) -> list[tuple[pb.DeliveryUpdate, str]]:
    """Updates one by one with their cursors, until a rider moved each of the deliveries."""
    request = pb.WatchDeliveryUpdatesRequest(after_cursor=cursor, max_batch=1)
    seen: list[tuple[pb.DeliveryUpdate, str]] = []
    missing = set(until)
    stream = stub_of(subject).WatchDeliveryUpdates(request, timeout=CALL_SECONDS)
    while missing:
        batch = await anext(aiter(stream))
        for update in batch.updates:
            seen.append((update, batch.cursor))
            if update.delivery.status != pb.CARRIER_DELIVERY_STATUS_CREATED:
                missing.discard(update.delivery.delivery_id)
    stream.cancel()
    return seen
