"""The dispatcher's REST interface: see deliveries and move riders by hand."""

from __future__ import annotations

import msgspec
from zhongtai_plugin import Rejected
from zhongtai_plugin.http import Answer, Handler, Request, guarded, problem

from plugins.carrier_sandbox.depot import Depot
from plugins.carrier_sandbox.model import Delivery

_encode = msgspec.json.Encoder().encode


class _Move(msgspec.Struct, forbid_unknown_fields=True):
    status: str
    reason: str = ""


class DispatchRest:
    """The routes; each needs the dispatcher's token."""

    def __init__(self, depot: Depot, token: str) -> None:
        self._depot = depot
        self._token = token

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Method and path of every route."""
        return {
            ("GET", "/carrier/v1/deliveries"): guarded(self.list_open, self._token),
            ("GET", "/carrier/v1/deliveries/{delivery_id}"): guarded(self.look, self._token),
            ("POST", "/carrier/v1/deliveries/{delivery_id}"): guarded(self.move, self._token),
        }

    async def list_open(self, request: Request) -> Answer:
        """Deliveries on their way, at most 500."""
        return Answer(
            body=_encode({"deliveries": list(map(_shown, self._depot.open_deliveries()))})
        )

    async def look(self, request: Request) -> Answer:
        """Return one delivery."""
        found = self._depot.delivery(request.path_value)
        if found is None:
            return problem(404, "DELIVERY_UNKNOWN", "There is no such delivery.")
        return Answer(body=_encode(_shown(found)))

    async def move(self, request: Request) -> Answer:
        """Report a status: assigned, at_store, picked_up, delivered, failed or cancelled."""
        try:
            wanted = msgspec.json.decode(request.body, type=_Move)
            moved = await self._depot.move(request.path_value, wanted.status, wanted.reason)
        except msgspec.DecodeError as wrong:
            return problem(400, "BODY_INVALID", str(wrong))
        except Rejected as refused:
            status = 404 if refused.code == "DELIVERY_UNKNOWN" else 409
            return problem(status, refused.code, refused.message)
        return Answer(body=_encode(_shown(moved)))


def _shown(delivery: Delivery) -> dict[str, object]:
    return {
        "delivery_id": delivery.delivery_id,
        "delivery_no": delivery.delivery_no,
        "store_id": delivery.store_id,
        "status": delivery.status,
        "fee": delivery.fee,
        "currency": delivery.currency,
        "reason": delivery.reason,
    }
