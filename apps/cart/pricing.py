"""What a cart costs now: asked of order control, which alone prices."""

from __future__ import annotations

import grpc
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb
from zhongtai.ordercontrol.v1 import problem_pb2

from apps.cart.messages import draft_of
from apps.cart.model import Cart
from apps.cart.peers import Peers
from mesh.call.errors_wire import refusal_of

_ABOUT_THE_CART = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.FAILED_PRECONDITION,
}
"""A refusal with one of these is about what is in the cart: it is shown all the same."""


async def price_of(
    peers: Peers, cart: Cart, draft: order_pb.OrderDraft
) -> order_pb.PreviewOrderResponse:
    """Return a preview of a cart with lines; what refuses the whole of it is an obstacle."""
    wanted = draft_of(cart.key, draft, cart.lines)
    request = order_pb.PreviewOrderRequest(draft=wanted, allow_problems=True)
    try:
        return await peers.order_control.PreviewOrder(request)  # type: ignore[no-any-return]
    except grpc.aio.AioRpcError as exc:
        if exc.code() not in _ABOUT_THE_CART:
            raise
        return order_pb.PreviewOrderResponse(obstacles=[_obstacle(exc)])


def _obstacle(exc: grpc.aio.AioRpcError) -> problem_pb2.Obstacle:
    refusal = refusal_of(exc)
    wrong = [f"{each.field}: {each.description}" for each in refusal.violations]
    return problem_pb2.Obstacle(
        domain=refusal.domain,
        reason=refusal.reason,
        message="; ".join([refusal.message, *wrong]),
        metadata=refusal.metadata,
    )
