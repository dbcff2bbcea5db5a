"""Taking over orders that a takeaway platform has sold: with its prices, once, durably."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import grpc
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.store.v1 import serving_pb2

from apps.order_control.customers import Customers
from apps.order_control.peers import Peers
from mesh.errors import InvalidRequest
from mesh.errors_wire import refusal_of
from mesh.limits import MAX_BATCH_ITEMS
from mesh.message_rule import check_message
from mesh.validation import Check

# What meets all orders of the batch alike, and is no matter of one.
_OF_ALL = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.PERMISSION_DENIED,
    }
)


class Importer:
    """Hands a channel's orders to the order center."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._customers = Customers(peers)

    async def take_over(self, orders: Sequence[pb.NewOrder]) -> list[pb.ImportedOrder]:
        """One result per order: what is wrong with one is no matter of the others.

        The day an order counts for and its route are its store's, where not given.
        """
        check = Check()
        check.count("orders", orders, min=1, max=MAX_BATCH_ITEMS)
        check.raise_if_any()
        refused = dict(enumerate(await asyncio.gather(*map(self._complete, orders))))
        sound = [order for number, order in enumerate(orders) if refused[number] is None]
        taken: list[Any] = []
        if sound:
            request = pb.ImportOrdersRequest(orders=sound)
            taken = list((await self._peers.order.ImportOrders(request)).results)
        remaining = iter(taken)
        return [refused[number] or next(remaining) for number in range(len(orders))]

    async def _complete(self, order: pb.NewOrder) -> pb.ImportedOrder | None:
        """Fill in what the store knows; a result when it, the person or the order is refused."""
        try:
            check_message(order)
            await self._customers.demand_known(order.person_id)
            await self._ask_store(order)
        except grpc.aio.AioRpcError as exc:
            if exc.code() in _OF_ALL:
                raise
            said = refusal_of(exc)
            return _refused(said.reason, said.message)
        except InvalidRequest as refusal:
            return _refused(refusal.reason, refusal.message)
        return None

    async def _ask_store(self, order: pb.NewOrder) -> None:
        """Fill in what the store knows. Raise InvalidRequest for a currency that is not its own."""
        request = serving_pb2.CheckStoreRequest(
            store_id=order.store_id, service_type=order.service_type, channel=order.channel
        )
        if order.HasField("channel_place_time"):
            request.at.CopyFrom(order.channel_place_time)
        store = await self._peers.store.CheckStore(request)
        sells_in = store.store.currency_code
        check = Check()
        check.that(
            order.total.currency_code == sells_in,
            "total.currency_code",
            f"must be {sells_in}, in which the store sells",
        )
        check.raise_if_any()
        order.business_date = order.business_date or store.business_date
        if not order.fulfilment_route:
            order.fulfilment_route = store.fulfilment_route


def _refused(reason: str, message: str) -> pb.ImportedOrder:
    return pb.ImportedOrder(refusal_reason=reason, refusal_message=message)
