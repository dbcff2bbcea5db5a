"""Dishes as channels call them: which SKU each means, and those that mean none yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from zhongtai.order.v1 import create_messages_pb2, line_pb2, unmapped_pb2
from zhongtai.ordercontrol.v1 import unmapped_messages_pb2 as pb
from zhongtai.product.v1 import catalog_messages_pb2

from apps.order_control.peers import Peers
from mesh.pure.limits import MAX_QUANTITY

CODES_PER_CALL = 500

Meant = Mapping[tuple[str, str], catalog_messages_pb2.ResolvedItem]
"""What has codes, or had them before, by channel and code."""


class Dishes:
    """Puts our SKUs to the codes of channels."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def map(self, orders: Iterable[create_messages_pb2.NewOrder]) -> None:
        """Fill in what lines mean that have only their channel's code; the unknown stay so.

        A code means what it meant when the order was placed: a dish that is gone may have left
        it to another.
        """
        bare = [(order, line) for order in orders for line in order.lines if _is_bare(line)]
        codes = ((order.channel, line.channel_item_code) for order, line in bare)
        meant = await self._meant(codes, with_former=True)
        for order, line in bare:
            item = meant.get((order.channel, line.channel_item_code))
            found = _at_its_time(item, order) if item else None
            if found is not None:
                _fill_in(line, found)

    async def list_unmapped(
        self, request: pb.ListUnmappedItemsRequest
    ) -> pb.ListUnmappedItemsResponse:
        """Dishes that no SKU had the code of, with what has it by now."""
        wanted = unmapped_pb2.ListUnmappedItemsRequest(
            store_id=request.store_id,
            channel=request.channel,
            page_size=request.page_size,
            page_token=request.page_token,
        )
        page = await self._peers.order.ListUnmappedItems(wanted)
        meant = await self._meant((item.channel, item.channel_item_code) for item in page.items)
        answer = pb.ListUnmappedItemsResponse(next_page_token=page.next_page_token)
        for item in page.items:
            found = meant.get((item.channel, item.channel_item_code))
            if found is None or not found.sku_id:
                answer.dishes.add(item=item)
            elif not request.only_unmapped:
                answer.dishes.add(item=item, sku_id=found.sku_id, sku_name=found.name)
        return answer

    async def _meant(
        self, wanted: Iterable[tuple[str, str]], *, with_former: bool = False
    ) -> Meant:
        codes: defaultdict[str, set[str]] = defaultdict(set)
        for channel, code in wanted:
            codes[channel].add(code)
        found: dict[tuple[str, str], catalog_messages_pb2.ResolvedItem] = {}
        for channel, of_channel in codes.items():
            ordered = sorted(of_channel)
            for first in range(0, len(ordered), CODES_PER_CALL):
                request = catalog_messages_pb2.ResolveItemCodesRequest(
                    channel=channel,
                    codes=ordered[first : first + CODES_PER_CALL],
                    with_former=with_former,
                )
                answer = await self._peers.product.ResolveItemCodes(request)
                found |= {(channel, item.code): item for item in answer.items}
        return found


def _is_bare(line: line_pb2.OrderLine) -> bool:
    return bool(line.channel_item_code) and not line.sku_id


def _at_its_time(
    item: catalog_messages_pb2.ResolvedItem, order: create_messages_pb2.NewOrder
) -> catalog_messages_pb2.ResolvedItem | None:
    """Return the SKU that had the code when the order was placed; None when none had."""
    owner = item
    if order.HasField("channel_place_time"):
        placed = order.channel_place_time.ToNanoseconds()
        before = (each for each in item.former if placed < each.until.ToNanoseconds())
        owner = next(before, item)
    return owner if owner.sku_id else None


def _fill_in(line: line_pb2.OrderLine, found: catalog_messages_pb2.ResolvedItem) -> None:
    line.sku_id, line.product_id = found.sku_id, found.product_id
    line.sku_code = line.sku_code or found.external_code
    if not line.kitchen_name:
        # The till calls the dish as the chain does, whatever the channel calls it.
        line.kitchen_name = found.product_name if found.product_name != line.name else ""
        line.kitchen_sku_name = found.sku_name if found.sku_name != line.sku_name else ""
    # A quantity that cannot be is refused later, by the order center.
    if line.components or not 0 < line.quantity <= MAX_QUANTITY:
        return
    for used in found.components:
        line.components.add(sku_id=used.sku_id, quantity=used.quantity * line.quantity)
