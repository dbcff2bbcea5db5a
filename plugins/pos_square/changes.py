"""Tells Square what happened to an order elsewhere: its version is taken fresh each time."""

from __future__ import annotations

from square.types.money import Money
from square.types.order import Order
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin import Conflict
from zhongtai_plugin.pos.records import Task

from plugins.pos_square import words
from plugins.pos_square.client import Client
from plugins.pos_square.faults import is_version_mismatch
from plugins.pos_square.progress import ENDED, fulfilment_of
from plugins.pos_square.words import Body

MOST_VERSIONS = 4
"""So often a till may be quicker than we before the change is put off."""


class Changes:
    """For the orders of one chain."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tell(self, task: Task, change: pos_pb2.OrderChange) -> Order | None:
        """Tell one change, and return the order; None for one that Square never got."""
        known = task.known
        if not known.remote_id:
            return None
        if change.kind == pos_pb2.ORDER_CHANGE_KIND_CANCELLED:
            reason = words.cancel_reason(change.note)
            details = {"pickup_details": {"cancel_reason": reason}}
            order = await self._change(task, known.remote_id, {"state": "CANCELED", **details})
            await self._refund(task, order, None)
        elif change.kind == pos_pb2.ORDER_CHANGE_KIND_FINISHED:
            order = await self._change(task, known.remote_id, {"state": "COMPLETED"})
        else:
            # As the order is by now: what happened since stands in it, too.
            details = {"pickup_details": words.pickup(known.order, known.notice)}
            order = await self._change(task, known.remote_id, details)
            if change.after_sale.state == "refunded":
                await self._refund(task, order, change.after_sale.amount.minor_units)
        return order

    async def accept(self, task: Task, square_id: str) -> Order:
        """Take a new order at its store for accepted, where nobody there has; return the order."""
        return await self._change(task, square_id, {})

    async def _change(self, task: Task, square_id: str, fulfilment: Body) -> Order:
        """Change the order's fulfilment, unless it has ended; return the order.

        One that is accepted elsewhere is accepted with it.
        """
        last = None
        for _ in range(MOST_VERSIONS):
            order = await self._client.one(square_id)
            current = fulfilment_of(order)
            if current is None or str(current.state) in ENDED or order.state != "OPEN":
                return order
            waits = current.state == "PROPOSED" and task.known.order.accepted
            change = ({"state": "RESERVED"} if waits else {}) | fulfilment
            if not change:
                return order
            body = {
                "location_id": order.location_id,
                "version": order.version,
                "fulfillments": [{"uid": current.uid, **change}],
            }
            try:
                key = words.key_of(task.task_id, order.version)
                return await self._client.update(square_id, body, key)
            except Conflict as conflict:
                if not is_version_mismatch(conflict):
                    raise
                last = conflict
        raise last or Conflict("VERSION_MISMATCH", "The order changes all the time.")

    async def _refund(self, task: Task, order: Order, amount: int | None) -> None:
        """Record that money went back, all that is left where no amount is named."""
        tender = next((each for each in order.tenders or () if each.payment_id), None)
        if tender is None or tender.payment_id is None:
            return
        if amount is None:
            payment = await self._client.payment(tender.payment_id)
            amount = _amount(payment.total_money) - _amount(payment.refunded_money)
        if amount <= 0:
            return
        currency = task.known.order.total.currency_code
        await self._client.refund(
            {
                "idempotency_key": words.key_of("refund", task.task_id),
                "payment_id": tender.payment_id,
                "amount_money": {"amount": amount, "currency": currency},
                "reason": "Given back by the platform",
            }
        )


def _amount(money: Money | None) -> int:
    return money.amount or 0 if money is not None else 0
