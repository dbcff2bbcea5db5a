"""The gRPC face of the product center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from zhongtai.product.v1 import (
    availability_pb2,
    catalog_import_pb2,
    menu_pb2,
    pricing_pb2,
    product_feed_pb2,
)
from zhongtai.product.v1 import catalog_messages_pb2 as pb

from centers.product.answers import component_messages, sold_out_message
from centers.product.import_messages import import_items, imported_message
from centers.product.messages import line_of, place_of
from centers.product.model import Modifier, Product, Sku
from centers.product.operations import Found, Items
from centers.product.rules import own_components
from centers.product.selling import Availability, Selling
from centers.product.servicer_items import ItemMethods, page_of
from mesh.call.wire import moment
from mesh.data.auditing import Audit
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods
from mesh.pure.errors import InvalidRequest, Violation


class ProductServicer(LetterMethods, ItemMethods):
    """ProductService of zhongtai.product.v1."""

    def __init__(self, items: Items, selling: Selling, feed: Feed, audit: Audit) -> None:
        self.items = items
        self._selling = selling
        self._feed = feed
        self.letters = feed.letters
        self._audit = audit

    async def GetMenu(
        self, request: menu_pb2.GetMenuRequest, _: object
    ) -> menu_pb2.GetMenuResponse:
        place = place_of(request, self._selling.now())
        return await self._selling.menu(place, request.known_version)

    async def PriceLines(
        self, request: pricing_pb2.PriceLinesRequest, _: object
    ) -> pricing_pb2.PriceLinesResponse:
        place = place_of(request, self._selling.now())
        lines = [line_of(line) for line in request.lines]
        return await self._selling.price(
            place,
            lines,
            allow_problems=request.allow_problems,
            stock_is_asked=request.stock_is_asked,
        )

    async def ImportCatalog(
        self, request: catalog_import_pb2.ImportCatalogRequest, _: object
    ) -> catalog_import_pb2.ImportCatalogResponse:
        decisions = await self.items.import_items(import_items(request), dry_run=request.dry_run)
        results = [imported_message(decision, dry_run=request.dry_run) for decision in decisions]
        return catalog_import_pb2.ImportCatalogResponse(results=results)

    async def ResolveItemCodes(
        self, request: pb.ResolveItemCodesRequest, _: object
    ) -> pb.ResolveItemCodesResponse:
        at = moment(request, "at")
        meanings = await self.items.resolve_codes(request.channel, request.codes, at)
        answer = pb.ResolveItemCodesResponse()
        for meaning in meanings:
            former = meaning.former if request.with_former else ()
            if meaning.item is None:
                answer.unknown_codes.append(meaning.code)
            if meaning.item is not None or former:
                item = _resolved(meaning.code, meaning.item)
                for until, owner in former:
                    item.former.append(_resolved("", owner))
                    item.former[-1].until.FromDatetime(until)
                answer.items.append(item)
        return answer

    async def SetAvailability(
        self, request: availability_pb2.SetAvailabilityRequest, _: object
    ) -> availability_pb2.SetAvailabilityResponse:
        said = [
            _availability(change, f"changes[{index}]")
            for index, change in enumerate(request.changes)
        ]
        return await self._selling.set_availability(request, request.store_id, said)

    async def ListSoldOut(
        self, request: availability_pb2.ListSoldOutRequest, _: object
    ) -> availability_pb2.ListSoldOutResponse:
        page = page_of("sold_out", request, (str,))
        rows = await self._selling.list_sold_out(request.store_id, page)
        shown, token = page.cut(rows, key=lambda entry: (entry.item_id,))
        messages = map(sold_out_message, shown)
        return availability_pb2.ListSoldOutResponse(sold_out=messages, next_page_token=token)

    def WatchEvents(
        self, request: product_feed_pb2.WatchEventsRequest, _: object
    ) -> AsyncIterator[product_feed_pb2.WatchEventsResponse]:
        return watch_events(
            self._feed, request, product_feed_pb2.ProductEvent, product_feed_pb2.WatchEventsResponse
        )

    async def AckEvents(
        self, request: product_feed_pb2.AckEventsRequest, _: object
    ) -> product_feed_pb2.AckEventsResponse:
        return await ack_events(self._feed, request, product_feed_pb2.AckEventsResponse)

    async def RemoveReader(
        self, request: product_feed_pb2.RemoveReaderRequest, _: object
    ) -> product_feed_pb2.RemoveReaderResponse:
        return await remove_reader(self._feed, request, product_feed_pb2.RemoveReaderResponse)

    async def Audit(self, _request: pb.AuditRequest, _: object) -> pb.AuditResponse:
        return await self._audit.answer(pb.AuditResponse)

    async def ListMerchants(
        self, _request: pb.ListMerchantsRequest, _: object
    ) -> pb.ListMerchantsResponse:
        return await self._audit.merchants(pb.ListMerchantsResponse)


def _availability(message: availability_pb2.AvailabilityChange, field: str) -> Availability:
    named = message.WhichOneof("item")
    if named is None:
        raise InvalidRequest(violations=[Violation(f"{field}.item", "is required")])
    return Availability(
        item_id=getattr(message, named),
        is_modifier=named == "modifier_id",
        available=message.available,
        until=moment(message, "until", f"{field}.until"),
        by_stock=message.cause == availability_pb2.SOLD_OUT_CAUSE_STOCK,
    )


def _resolved(code: str, meant: Found | None) -> pb.ResolvedItem:
    message = pb.ResolvedItem(code=code)
    owner, part = meant or (None, None)
    if isinstance(owner, Product) and isinstance(part, Sku):
        message.sku_id, message.product_id = part.sku_id, owner.product_id
        message.external_code = part.external_code
        message.name = f"{owner.name} {part.name}".strip()
        message.product_name, message.sku_name = owner.name, part.name
        message.components.extend(component_messages(own_components(owner, part)))
    elif isinstance(part, Modifier):
        message.modifier_id, message.name = part.modifier_id, part.name
        message.external_code = part.external_code
    return message
