"""`zhongtai move switch`: who takes a store's orders of one channel, and makes them.

One rule: whoever takes an order hands it to the till. So the switch is what the store center knows
already: on a channel of ours, whether the store is paused there; on another, whether the store has
a code there, without which the gateway neither fetches its orders nor is told of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from google.protobuf.field_mask_pb2 import FieldMask
from rich.table import Table
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from cli.move.books import seen_of
from cli.move.stores import OWN_CHANNELS, read_stores, taken_of
from cli.problems import Problem
from cli.replay.connection import PAGE, Link
from cli.replay.report import console
from mesh.pure.ids import key_of

PLATFORM, OLD = "platform", "old"
UNDER_WAY = (
    order_pb2.ORDER_STATUS_PENDING_PAYMENT,
    order_pb2.ORDER_STATUS_PLACED,
    order_pb2.ORDER_STATUS_ACCEPTED,
    order_pb2.ORDER_STATUS_PREPARING,
    order_pb2.ORDER_STATUS_READY,
    order_pb2.ORDER_STATUS_DELIVERING,
)


async def show_who(link: Link) -> None:
    """Print who takes the orders of each store and channel."""
    table = Table("store", "channel", "code there", "taken by", "under way here")
    under_way, stores = await _under_way(link), await read_stores(link)
    channels = sorted(set().union(*map(taken_of, stores)))
    for store in stores:
        codes = {code.channel: code.code for code in store.channel_codes}
        taken = taken_of(store)
        for channel in channels:
            who = PLATFORM if taken.get(channel) else OLD
            number = f"{under_way[store.store_id, channel]}"
            table.add_row(store.external_code, channel, codes.get(channel, ""), who, number)
    console.print(table)


@dataclass(frozen=True, slots=True)
class Switch:
    """Who shall take a store's orders of a channel: PLATFORM or OLD.

    `code` is how the channel calls the store, and `auto_accept` whether what it sells is accepted
    at once: both matter where the store has no code on the channel yet.
    """

    store: str
    channel: str
    to: str
    code: str = ""
    auto_accept: bool = False


async def switch(link: Link, wanted: Switch) -> str:
    """Let the platform, or the old system, take a store's orders of a channel.

    Return what was done, in words. Saying it again changes nothing. Raise Problem.
    """
    store = await _store(link, wanted.store)
    before = list(store.channel_codes)
    after = codes_after(store, wanted)
    if after != before:
        await _save(link, store, after)
    now = "now" if after != before else "already"
    who = "the platform" if wanted.to == PLATFORM else "the old system"
    words = f"{wanted.store} {wanted.channel}: {who} takes the orders {now}."
    for code in before:
        if code.channel not in {each.channel for each in after}:
            more = ", and it accepted by itself (--auto-accept)" if code.auto_accept else ""
            words += f" Its code there was {code.code}{more}."
    under_way = (await _under_way(link, store.store_id))[store.store_id, wanted.channel]
    if wanted.to == OLD and under_way:
        words += f" {under_way} that are under way here are made here to their end."
    return words


def codes_after(store: store_pb2.Store, wanted: Switch) -> list[store_pb2.ChannelCode]:
    """Return the store's codes as they are after the switch. Raise Problem."""
    channel, codes = wanted.channel, list(store.channel_codes)
    own = next((each for each in codes if each.channel == channel), None)
    others = [each for each in codes if each is not own]
    is_ours = channel in OWN_CHANNELS
    if wanted.to == OLD and not is_ours:
        return others
    if own is None and is_ours and wanted.to == PLATFORM:
        return codes
    code = wanted.code or (own.code if own else store.external_code if is_ours else "")
    if not code:
        raise Problem(
            f"{store.external_code} has no code on {channel}: name the one by which the channel "
            "knows the store, with --code."
        )
    made = store_pb2.ChannelCode(
        channel=channel,
        code=code,
        paused=wanted.to == OLD if is_ours else bool(own and own.paused),
        auto_accept=wanted.auto_accept or bool(own and own.auto_accept),
    )
    place = codes.index(own) if own else len(codes)
    return [*others[:place], made, *others[place:]]


async def _save(link: Link, store: store_pb2.Store, codes: Sequence[store_pb2.ChannelCode]) -> None:
    request = store_service_pb2.UpdateStoreRequest(
        request_id=key_of("move", store.store_id, store.revision, codes),
        store=store_pb2.Store(
            store_id=store.store_id, revision=store.revision, channel_codes=codes
        ),
        update_mask=FieldMask(paths=["channel_codes"]),
    )
    await link.ask(StoreServiceStub(link.channel).UpdateStore, request)


async def _store(link: Link, code: str) -> store_pb2.Store:
    request = store_service_pb2.ListStoresRequest(external_codes=[code], page_size=1)
    found = (await link.ask(StoreServiceStub(link.channel).ListStores, request)).stores
    if not found:
        raise Problem(f"The chain has no store with the code {code!r}.")
    return found[0]


async def _under_way(link: Link, store_id: str = "") -> Counter[tuple[str, str]]:
    """Return how many orders the platform makes at present, by store and channel."""
    request = read_messages_pb2.ListOrdersRequest(
        store_id=store_id, statuses=UNDER_WAY, page_size=PAGE
    )
    under_way = Counter[tuple[str, str]]()
    async for page in link.paged(OrderServiceStub(link.channel).ListOrders, request):
        for order in page.orders:
            under_way[order.store_id, order.channel] += seen_of(order).is_ours
    return under_way
