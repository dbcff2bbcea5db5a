"""Taking over orders that a takeaway platform has sold: with its prices, once, durably."""

from __future__ import annotations

from collections.abc import Sequence

from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.store.v1 import serving_pb2

from apps.order_control.customers import Customers
from apps.order_control.dishes import Dishes
from apps.order_control.peers import Peers
from mesh.call.batch_answers import with_pauses
from mesh.call.message_rule import check_message
from mesh.pure.errors import InvalidRequest
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.validation import Check

PERSON_NOT_FOUND = "PERSON_NOT_FOUND"
"""As the user center says it."""

Batch = dict[int, pb.NewOrder]
"""Orders by their place in the request."""
Refused = dict[int, pb.ImportedOrder]
"""What became of refused orders, by their place in the request."""


class Importer:
    """Hands a channel's orders to the order center."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers
        self._customers = Customers(peers)
        self._dishes = Dishes(peers)

    async def take_over(self, orders: Sequence[pb.NewOrder]) -> list[pb.ImportedOrder]:
        """Return one result per order: what is wrong with one is no matter of the others.

        The day an order counts for and its route are its store's, where not given.
        """
        check = Check()
        check.count("orders", orders, min=1, max=MAX_BATCH_ITEMS)
        check.raise_if_any()
        refused = await _odd_ones(orders)
        refused |= await self._of_unknown_persons(_without(orders, refused))
        refused |= await self._ask_stores(_without(orders, refused))
        sound = _without(orders, refused)
        await self._dishes.map(sound.values())
        for order in sound.values():
            order.nothing_held = True
            order.nothing_reserved = not any(line.components for line in order.lines)
        taken: list[pb.ImportedOrder] = []
        if sound:
            request = pb.ImportOrdersRequest(orders=sound.values())
            taken = list((await self._peers.order.ImportOrders(request)).results)
        results = refused | dict(zip(sound, taken, strict=True))
        return [results[index] for index in range(len(orders))]

    async def _of_unknown_persons(self, orders: Batch) -> Refused:
        """Return the refusals of orders of persons whom the user center does not know.

        A merged person is no reason: what a channel has sold is booked for the one that stays.
        """
        unknown = await self._customers.unknown({order.person_id for order in orders.values()})
        refused: Refused = {}
        for index, order in orders.items():
            if order.person_id in unknown:
                message = f"There is no person {order.person_id}."
                refused[index] = _refusal(PERSON_NOT_FOUND, message)
        return refused

    async def _ask_stores(self, orders: Batch) -> Refused:
        """Fill in what the stores know, with one question for all of the batch."""
        if not orders:
            return {}
        request = serving_pb2.CheckStoresRequest(questions=map(_question, orders.values()))
        answers = (await self._peers.store.CheckStores(request)).answers
        refused: Refused = {}
        for (index, order), said in zip(orders.items(), answers, strict=True):
            if said.refusal_reason:
                refused[index] = _refusal(said.refusal_reason, said.refusal_message)
                continue
            try:
                _fill_in(order, said.answer)
            except InvalidRequest as refusal:
                refused[index] = _refusal(refusal.reason, refusal.message)
        return refused


async def _odd_ones(orders: Sequence[pb.NewOrder]) -> Refused:
    """Return the refusals of orders that break the rule for messages from outside."""
    refused: Refused = {}
    async for index, order in with_pauses(enumerate(orders)):
        try:
            check_message(order)
        except InvalidRequest as refusal:
            refused[index] = _refusal(refusal.reason, refusal.message)
    return refused


def _without(orders: Sequence[pb.NewOrder], refused: Refused) -> Batch:
    return {index: order for index, order in enumerate(orders) if index not in refused}


def _question(order: pb.NewOrder) -> serving_pb2.CheckStoreRequest:
    """Return what the store is asked: of the moment for which the order counts."""
    request = serving_pb2.CheckStoreRequest(
        store_id=order.store_id, service_type=order.service_type, channel=order.channel
    )
    for moment in ("expected_time", "channel_place_time"):
        if order.HasField(moment):
            request.at.CopyFrom(getattr(order, moment))
            break
    if order.HasField("finished"):
        # Only its business date is wanted, and days begin at whole minutes: many ask the same.
        request.at.seconds -= request.at.seconds % 60
        request.at.nanos = 0
    return request


def _fill_in(order: pb.NewOrder, store: serving_pb2.CheckStoreResponse) -> None:
    """Fill in what the store knows. Raise InvalidRequest for a currency that is not its own."""
    sells_in = store.store.currency_code
    check = Check()
    check.that(
        order.total.currency_code == sells_in,
        "total.currency_code",
        f"must be {sells_in}, in which the store sells",
    )
    check.raise_if_any()
    order.pos_plugin, order.pos_store_code = store.pos_plugin, store.pos_store_code
    order.business_date = order.business_date or store.business_date
    order.store_time_zone = store.store.time_zone
    if not order.fulfilment_route:
        order.fulfilment_route = store.fulfilment_route
    later = order.HasField("expected_time") and not order.HasField("finished")
    if later and store.HasField("prepare_from") and not order.HasField("prepare_from"):
        order.prepare_from.CopyFrom(store.prepare_from)


def _refusal(reason: str, message: str) -> pb.ImportedOrder:
    return pb.ImportedOrder(refusal_reason=reason, refusal_message=message)
