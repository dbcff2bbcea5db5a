"""Routes that Meituan calls, one for each event: answered when what it says is durable."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar import Router, route
from litestar.handlers import HTTPRouteHandler

from gateways.takeaway.meituan import bodies, signature
from gateways.takeaway.meituan.pushes import Fields, Pushes
from mesh.edge.callbacks import MAX_BODY_BYTES, CallbackDoor
from mesh.edge.incoming import Incoming
from mesh.pure.callback import Callback

Work = Callable[[str, Fields], Awaitable[None]]


def push_routes(path: str, door: CallbackDoor, pushes: Pushes) -> Router:
    """Return the routes below `path`. The signature, which the door verifies, is the identity."""
    events: dict[str, Work] = {
        "order": pushes.order,
        "confirmed": pushes.confirmed,
        "completed": pushes.completed,
        "cancelled": pushes.cancelled,
        "refund": pushes.refund,
        "part-refund": pushes.refund,
        "logistics": pushes.logistics,
        "reminder": pushes.reminder,
        "privacy": pushes.noted,
        "store": pushes.noted,
    }
    return Router(
        path,
        route_handlers=[_route(event, door, work) for event, work in events.items()],
        request_max_body_size=MAX_BODY_BYTES,
        tags=["meituan"],
    )


def _route(event: str, door: CallbackDoor, work: Work) -> HTTPRouteHandler:
    async def worked(callback: Callback) -> bodies.Taken:
        app = signature.account(callback)
        fields = signature.verified(callback, door.accounts[app].secret) or {}
        await work(app, fields)
        return bodies.Taken()

    @route(f"/{event}", http_method=["GET", "POST"], status_code=200, summary=f"Push: {event}")
    async def push(request: Incoming) -> bodies.Taken:
        if not request.query_params and not await request.body():
            return bodies.Taken()  # Asked whether this address is reached.
        return await door.take(request, worked)

    push.fn.__name__ = f"meituan_{event.replace('-', '_')}"
    return push
