"""Tells the inventory center by which codes the chain knows its SKUs, as its ERP does."""

from __future__ import annotations

from zhongtai.inventory.v1 import erp_pb2
from zhongtai.product.v1 import catalog_messages_pb2, product_feed_pb2

from apps.order_control.peers import Peers
from mesh.call.pages import each_page
from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

CODES_PER_CALL = 500
PRODUCTS_PER_PAGE = 200


class SkuCodes:
    """Hands on the codes of a catalog that has changed."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def handle(self, batch: Batch[product_feed_pb2.ProductEvent]) -> None:
        """Look at the catalog of one merchant once, however many changes of it are told."""
        changed = product_feed_pb2.PRODUCT_EVENT_KIND_CATALOG_CHANGED
        if not any(item.merchant_id and item.message.kind == changed for item in batch.items):
            return
        codes: list[erp_pb2.SkuCode] = []
        request = catalog_messages_pb2.ListProductsRequest(page_size=PRODUCTS_PER_PAGE)
        async for page in each_page(self._peers.product.ListProducts, request):
            codes += [
                erp_pb2.SkuCode(sku_id=sku.sku_id, code=sku.external_code)
                for product in page.products
                for sku in product.skus
                if not sku.archived
            ]
        for first in range(0, len(codes), CODES_PER_CALL):
            some = codes[first : first + CODES_PER_CALL]
            await self._peers.inventory.SetSkuCodes(erp_pb2.SetSkuCodesRequest(codes=some))


catalog_item: ItemOf[product_feed_pb2.ProductEvent] = item_about(lambda event: event.merchant_id)
"""An event of a catalog; it is about the chain."""
