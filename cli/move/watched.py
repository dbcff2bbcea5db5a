"""Orders that an old system makes and the platform has to see: they go where they are there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from zhongtai.order.v1 import change_messages_pb2 as pb
from zhongtai.order.v1 import order_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.ordercontrol.v1 import payment_messages_pb2
from zhongtai.ordercontrol.v1.order_control_service_pb2_grpc import OrderControlServiceStub

from cli.move.books import Seen
from cli.move.model import ENDED, STATUSES, Facts, Order, Place
from cli.replay.connection import Link, Method, Reply, Request
from mesh.call.wire import money
from mesh.pure.ids import key_of

Step = Callable[[str, str], Awaitable[None]]
"""Says of an order (its id) under a request_id that it has come so far."""


class Watched:
    """Moves orders step by step, as an operator may."""

    def __init__(self, link: Link, places: Mapping[str, Place]) -> None:
        self._link = link
        self._places = places
        self._control = OrderControlServiceStub(link.channel)
        orders = OrderServiceStub(link.channel)
        self._orders = orders
        self._steps: Mapping[str, Step] = {
            "accepted": self._step(orders.AcceptOrder, pb.AcceptOrderRequest),
            "preparing": self._step(orders.StartPreparing, pb.StartPreparingRequest),
            "ready": self._step(orders.MarkReady, pb.MarkReadyRequest),
            "delivering": self._step(orders.StartDelivery, pb.StartDeliveryRequest),
            "fulfilled": self._step(orders.FulfilOrder, pb.FulfilOrderRequest),
            "completed": self._step(orders.CompleteOrder, pb.CompleteOrderRequest),
        }

    def is_behind(self, order: Order, seen: Seen) -> bool:
        """Return whether an order is watched and has gone on in the old system."""
        if seen.is_ours:
            return False
        if seen.status in ENDED:
            # Money may go back of an order that is over; it never comes again.
            return order.status == seen.status and refunded_of(order.facts) > seen.refunded
        code = order.facts.pickup_code or ""
        return _steps_to(order.status, seen.status) != [] or (
            order.status not in ENDED and code not in ("", seen.pickup_code)
        )

    async def follow(self, order: Order, seen: Seen) -> None:
        """Move it. Raise AioRpcError for a step that the order center refuses."""
        if order.status == "cancelled":
            if seen.status != "cancelled":
                await self._cancel(seen)
            await self._refund(order, seen)
            return
        code = order.facts.pickup_code or ""
        if code not in ("", seen.pickup_code) and seen.status not in ENDED:
            give = pb.GivePickupCodeRequest(
                request_id=key_of("move", seen.order_id, seen.version, code),
                order_id=seen.order_id,
                pickup_code=code,
            )
            await self._link.ask(self._orders.GivePickupCode, give)
        for step in _steps_to(order.status, seen.status):
            await self._steps[step](seen.order_id, key_of("move", seen.order_id, step))
        if order.status == "completed":
            await self._refund(order, seen)

    def _step(self, method: Method[Request, Reply], request: Callable[..., Request]) -> Step:
        async def take(order_id: str, request_id: str) -> None:
            await self._link.ask(method, request(request_id=request_id, order_id=order_id))

        return take

    async def _cancel(self, seen: Seen) -> None:
        request = payment_messages_pb2.CancelOrderRequest(
            request_id=key_of("move", seen.order_id, "cancelled"),
            order_id=seen.order_id,
            reason=order_pb2.CANCEL_REASON_CHANNEL,
            note="Cancelled in the old system",
        )
        await self._link.ask(self._control.CancelOrder, request)

    async def _refund(self, order: Order, seen: Seen) -> None:
        """Record what the old system has given back beyond what is known."""
        more = refunded_of(order.facts) - seen.refunded
        if more <= 0:
            return
        request = payment_messages_pb2.RecordChannelRefundRequest(
            order_id=seen.order_id,
            channel_refund_number=f"moved-{refunded_of(order.facts)}",
            amount=money(more, self._places[order.key.store].currency),
            reason="Given back by the old system",
        )
        await self._link.ask(self._control.RecordChannelRefund, request)


def refunded_of(facts: Facts) -> int:
    """Return what went back: all of a cancelled order, where nothing else is said."""
    if facts.refunded is None:
        return (facts.total or 0) if facts.status == "cancelled" else 0
    return facts.refunded


def _steps_to(wanted: str, status: str) -> list[str]:
    """Return what has to be said so that an order of a status gets to the wanted one."""
    if wanted == "cancelled":
        return ["cancelled"] if status != "cancelled" else []
    if STATUSES.index(wanted) <= STATUSES.index(status):
        return []
    # A till that only says "ready" is right, but nothing is completed that nobody has.
    skipped = ["fulfilled"] if wanted == "completed" and status != "fulfilled" else []
    return [*skipped, wanted]
