"""Sales, and money given back, as Tryton's sales: confirmed, which makes them count."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from zhongtai.plugin.v1 import erp_sale_pb2
from zhongtai_plugin import PluginFault
from zhongtai_plugin.tryton.client import Client

from plugins.erp_tryton.books import Books
from plugins.erp_tryton.company import Companies
from plugins.erp_tryton.filing import Filing, Kind, Outcome
from plugins.erp_tryton.mapping import REFUND, mark_of_sale, sale_paper

SALES = Kind(
    "sale.sale",
    ("description",),
    mark_of_sale,
    (("draft", "quote"), ("quotation", "confirm")),
    # Tryton itself leads on from here.
    frozenset({"confirmed", "processing", "done"}),
)


class Sales:
    """The postings of one account."""

    def __init__(
        self, client: Client, companies: Companies, books: Books, settle_seconds: float
    ) -> None:
        self._companies = companies
        self._filing = Filing(SALES, client, books, settle_seconds)
        self._alone = asyncio.Lock()

    async def known(self, keys: Sequence[str]) -> Sequence[str]:
        """Return those of the keys that are in the books. Raise PluginFault."""
        found = await self._filing.ids(keys)
        return [key for key in keys if key in found]

    async def put(self, sales: Sequence[erp_sale_pb2.ErpSale]) -> Mapping[str, Outcome]:
        """Put postings in; what is given back comes after what it is given back of."""
        async with self._alone:
            first = [sale for sale in sales if sale.kind != REFUND]
            after = [sale for sale in sales if sale.kind == REFUND]
            outcomes: dict[str, Outcome] = {}
            for some in filter(None, (first, after)):
                outcomes |= await self._put(some)
            return outcomes

    async def _put(self, sales: Sequence[erp_sale_pb2.ErpSale]) -> Mapping[str, Outcome]:
        company = await self._companies.with_stores({sale.store_id for sale in sales})
        codes = {line.sku_code for sale in sales for line in sale.lines}
        products = await self._companies.products(codes)
        given_back = [sale.order_id for sale in sales if sale.kind == REFUND]
        origins = await self._filing.ids(given_back) if given_back else {}
        outcomes: dict[str, Outcome] = {}
        papers = []
        for sale in sales:
            origin = origins.get(sale.order_id, 0) if sale.kind == REFUND else 0
            try:
                papers.append(sale_paper(sale, company, products, origin))
            except PluginFault as fault:
                outcomes[sale.posting_id] = fault
        return outcomes | (await self._filing.file(papers) if papers else {})
