"""Events of an order, and a platform that is told of them."""

from zhongtai.order.v1 import event_pb2

from gateways.takeaway.following import Telling, order_item
from mesh.call.context import as_call
from mesh.feed.follower_items import Batch, Undone
from tests.unit.gateways.takeaway.centers import identify

PLACED, ACCEPTED, READY, DELIVERING, FULFILLED, CANCELLED = 2, 3, 5, 6, 7, 9


def moved_on(
    channel: str, to: int, before: int = PLACED, *, node: str = "till:1", **more
) -> event_pb2.OrderEvent:
    """The order ord_1 of a channel came from one status to another."""
    event = event_pb2.OrderEvent(
        event_id=f"e{to}",
        order_id="ord_1",
        channel=channel,
        node=node,
        kind=event_pb2.ORDER_EVENT_KIND_MOVED,
        from_status=before,
        to_status=to,
        **more,
    )
    event.occur_time.GetCurrentTime()
    return event


async def told(telling: Telling, *events: event_pb2.OrderEvent) -> dict[str, Undone]:
    """Have the platform told; gives what could not be."""
    batch = Batch([order_item(event) for event in events])
    with as_call(identify("noodles")):
        await telling.handle(batch)
    return batch.undone
