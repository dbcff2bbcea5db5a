"""The only place that calls OMS plug-ins: orders of vouchers down, what became of them back up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from zhongtai.order.v1 import event_pb2
from zhongtai.plugin.v1 import oms_order_pb2, oms_pb2, oms_pb2_grpc

from centers.order.model import Order
from centers.order.oms.messages import oms_order, oms_void
from mesh.feed.follower_items import Item
from mesh.feed.pulled import Pulled
from mesh.plugins.client import HELD_SECONDS, Handle, PluginClient
from mesh.plugins.faults import PluginFault, item_answers

T = TypeVar("T")

CALL_TIMEOUT_SECONDS = 10.0
MAX_BATCH = 100
PULL_PAUSE_SECONDS = 0.5
"""Between two looks for changes, at an OMS whose plug-in holds no calls."""


@dataclass(frozen=True, slots=True)
class OmsAnswer:
    """What an OMS answered about one item: a fault, or how its order stands now."""

    item_id: str
    fault: PluginFault | None
    state: oms_order_pb2.OmsOrderState


class OmsAdapter:
    """One OMS plug-in."""

    def __init__(self, handle: Handle) -> None:
        self._plugin: PluginClient[oms_pb2_grpc.OmsServiceAsyncStub] = PluginClient(
            handle, oms_pb2_grpc.OmsServiceStub, timeout=CALL_TIMEOUT_SECONDS
        )

    @property
    def name(self) -> str:
        """The plug-in's name, for example "oms_sandbox"."""
        return self._plugin.name

    async def submit(self, orders: Sequence[Order]) -> list[OmsAnswer]:
        """Hand orders over, and return the answer about each, by order id.

        Raise PluginUnavailable, PluginFault; what is handed over twice is there once.
        """
        answers: list[OmsAnswer] = []
        for part in _parts(orders):
            request = oms_pb2.SubmitVoucherOrdersRequest(orders=map(oms_order, part))
            reply = await self._plugin.call(self._plugin.stub.SubmitVoucherOrders, request)
            answers += self._answers(reply.answers)
        return answers

    async def void(self, events: Sequence[event_pb2.OrderEvent]) -> list[OmsAnswer]:
        """Make void what events give back, and return the answer about each, by void id."""
        answers: list[OmsAnswer] = []
        for part in _parts(events):
            request = oms_pb2.VoidVouchersRequest(voids=map(oms_void, part))
            reply = await self._plugin.call(self._plugin.stub.VoidVouchers, request)
            answers += self._answers(reply.answers)
        return answers

    async def look_up(
        self, merchant_id: str, order_ids: Sequence[str]
    ) -> Sequence[oms_order_pb2.OmsOrderState]:
        """Return how orders stand."""
        states: list[oms_order_pb2.OmsOrderState] = []
        for part in _parts(order_ids):
            request = oms_pb2.LookUpVoucherOrdersRequest(merchant_id=merchant_id, order_ids=part)
            reply = await self._plugin.call(self._plugin.stub.LookUpVoucherOrders, request)
            states += reply.states
        return states

    async def redeem(self, request: oms_pb2.RedeemVoucherRequest) -> oms_pb2.RedeemVoucherResponse:
        """Use a voucher up; repeated under its redemption_id it is used once."""
        return await self._plugin.call(self._plugin.stub.RedeemVoucher, request)

    async def pull(self, _chain: str, cursor: str) -> Pulled[oms_pb2.OmsChange]:
        """Return which orders of all chains have changed after a cursor."""
        request = oms_pb2.PullVoucherChangesRequest(
            after_cursor=cursor, page_size=MAX_BATCH, wait_seconds=HELD_SECONDS
        )
        reply = await self._plugin.pull(self._plugin.stub.PullVoucherChanges, request)
        return Pulled([change_item(each) for each in reply.changes], reply.cursor)

    def _answers(self, answers: Sequence[oms_pb2.OmsAnswer]) -> list[OmsAnswer]:
        results = item_answers((each.result for each in answers), self.name)
        return [
            OmsAnswer(result.item_id, result.fault, answer.state)
            for result, answer in zip(results, answers, strict=True)
        ]


def _parts(items: Sequence[T]) -> list[Sequence[T]]:
    """Return the items in parts that one call takes."""
    return [items[at : at + MAX_BATCH] for at in range(0, len(items), MAX_BATCH)]


def change_item(change: oms_pb2.OmsChange) -> Item[oms_pb2.OmsChange]:
    """Return a change at an OMS as an item; its subject is the order. It holds no code."""
    key = f"{change.merchant_id}/{change.order_id}"
    return Item.of(change, item_id=key, subject_id=change.order_id, merchant_id=change.merchant_id)
