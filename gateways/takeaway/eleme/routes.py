"""The route that Ele.me calls, one for all messages: answered when what one says is durable."""

from __future__ import annotations

from litestar import Router, get, post

from gateways.takeaway.eleme import adapt, bodies, reading, signature
from gateways.takeaway.eleme.pushes import Pushes
from gateways.takeaway.reading import decoded
from mesh.edge.callbacks import MAX_BODY_BYTES, CallbackDoor
from mesh.edge.incoming import Incoming
from mesh.pure.callback import Callback


def push_routes(path: str, door: CallbackDoor, pushes: Pushes) -> Router:
    """Return the routes at `path`. The signature, which the door verifies, is the identity."""

    async def worked(callback: Callback) -> bodies.Taken:
        push = reading.read(decoded(callback.body), bodies.Push)
        await pushes.take(signature.account(callback), push)
        return bodies.Taken()

    @post("/", summary="A message", status_code=200)
    async def push(request: Incoming) -> bodies.Taken:
        """The same message may come again, also when it is pulled."""
        return await door.take(request, worked)

    @get("/", summary="Whether this address is reached", sync_to_thread=False)
    def reached() -> bodies.Taken:
        """Asked when the address is registered."""
        return bodies.Taken()

    push.fn.__name__, reached.fn.__name__ = "eleme_push", "eleme_reached"
    return Router(
        path,
        route_handlers=[push, reached],
        request_max_body_size=MAX_BODY_BYTES,
        tags=[adapt.CHANNEL],
    )
