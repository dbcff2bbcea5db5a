"""The desk's REST interface: see orders, decide them by hand, let vouchers end, make faults."""

from __future__ import annotations

import time

import msgspec
from zhongtai_plugin import PluginFault
from zhongtai_plugin.http import Answer, Handler, Request, guarded, problem

from plugins.oms_sandbox.desk import Desk
from plugins.oms_sandbox.faults import KILLED, LOST
from plugins.oms_sandbox.model import ISSUED, REJECTED, Order

_encode = msgspec.json.Encoder().encode


class _Wish(msgspec.Struct, forbid_unknown_fields=True):
    merchant_id: str
    do: str
    reason: str = "The desk rejected it."


class _Fault(msgspec.Struct, forbid_unknown_fields=True):
    next_submit: str


class DeskRest:
    """The routes; each needs the desk's token."""

    def __init__(self, desk: Desk, token: str) -> None:
        self._desk = desk
        self._token = token

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Method and path of every route."""
        return {
            ("POST", "/oms/v1/orders/{order_id}"): self._guarded(self.decide),
            ("POST", "/oms/v1/faults"): self._guarded(self.make_fault),
        }

    def _guarded(self, handler: Handler) -> Handler:
        async def handle(request: Request) -> Answer:
            try:
                return await handler(request)
            except msgspec.DecodeError as wrong:
                return problem(400, "BODY_INVALID", str(wrong))
            except PluginFault as refused:
                status = 404 if refused.code == "ORDER_UNKNOWN" else 409
                return problem(status, refused.code, refused.message)

        return guarded(handle, self._token)

    async def decide(self, request: Request) -> Answer:
        """Issue the codes of an order, reject it, let its vouchers end, or only look at it."""
        wish, book = msgspec.json.decode(request.body, type=_Wish), self._desk.book
        words = {"issue": ISSUED, "reject": REJECTED}
        if wish.do in words:
            await book.decide(wish.merchant_id, request.path_value, words[wish.do], wish.reason)
        elif wish.do == "expire":
            await book.expire(time.time(), request.path_value)
        elif wish.do != "look":
            return problem(400, "BODY_INVALID", "do is issue, reject, expire or look.")
        found = book.order(wish.merchant_id, request.path_value)
        if found is None:
            return problem(404, "ORDER_UNKNOWN", "There is no such order.")
        return Answer(body=_encode(_shown(found)))

    async def make_fault(self, request: Request) -> Answer:
        """Have the next answer to submitted orders lost, or the process killed before it."""
        fault = msgspec.json.decode(request.body, type=_Fault)
        if fault.next_submit not in ("", LOST, KILLED):
            return problem(400, "BODY_INVALID", "next_submit is lost, killed or empty.")
        self._desk.faults.next_submit = fault.next_submit
        return Answer(body=_encode({"next_submit": fault.next_submit}))


def _shown(order: Order) -> dict[str, object]:
    """Return an order as the desk sees it, without codes."""
    return {
        "order_id": order.order_id,
        "store_id": order.store_id,
        "decision": order.decision,
        "revision": order.revision,
        "vouchers": [
            {"voucher_id": each.voucher_id, "line_id": each.line_id, "state": each.state}
            for each in order.vouchers
        ],
    }
