"""The route that an OpenDelivery platform calls: an event is answered when it is durable."""

from __future__ import annotations

from litestar import Router, get, post

from gateways.takeaway.opendelivery import bodies
from gateways.takeaway.opendelivery.events import Events
from gateways.takeaway.opendelivery.reading import read
from mesh.edge.callbacks import MAX_BODY_BYTES, CallbackDoor
from mesh.edge.incoming import Incoming
from mesh.edge.json_rule import check_json
from mesh.pure.callback import Callback


def webhook_routes(path: str, door: CallbackDoor, events: Events) -> Router:
    """Return the routes below `path`. The signature, which the door verifies, is the identity."""

    async def worked(callback: Callback) -> bodies.Taken:
        check_json(callback.body)
        event = read(callback.body, bodies.Event)
        await events.take(door.signature.account(callback), event)
        return bodies.Taken()

    @post("/v1/newEvent", summary="Something happened to an order", status_code=200)
    async def new_event(request: Incoming) -> bodies.Taken:
        """The same event may come again, also by polling."""
        return await door.take(request, worked)

    @get("/v1/newEvent", summary="Whether this address is reached", sync_to_thread=False)
    def reached() -> bodies.Taken:
        """Asked when the address is registered."""
        return bodies.Taken()

    return Router(
        path,
        route_handlers=[new_event, reached],
        request_max_body_size=MAX_BODY_BYTES,
        tags=[events.intake.channel],
    )
