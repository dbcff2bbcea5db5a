"""The demo's flash sales and offers to groups: what of the tables is not there is made."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import grpc
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as flash_pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceStub
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as group_pb
from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceStub

from demo.tables import Tables
from mesh.call.pages import each_page

OPEN = (flash_pb.SESSION_STATE_ANNOUNCED, flash_pb.SESSION_STATE_RUNNING)
"""States of a session that is still to be seen; one that is sold out or over is made anew."""


class DemoSales:
    """Makes what there is to be had cheaper for a while, unless it is there already."""

    def __init__(
        self, channel: grpc.aio.Channel, options: Mapping[str, Any], tables: Tables
    ) -> None:
        """`options` go with every call of a stub."""
        self._flash_sales = FlashSaleServiceStub(channel)
        self._group_buy = GroupBuyServiceStub(channel)
        self._options = dict(options)
        self._tables = tables

    async def open(self, sku_ids: Mapping[str, str]) -> None:
        """Have all of them run; `sku_ids` gives the id of each SKU code."""
        now, running = datetime.now(UTC), await self._running()
        for session in self._tables.flash_sales(sku_ids, now):
            if session.name not in running:
                announce = flash_pb.CreateSessionRequest(request_id=_new_id(), session=session)
                await self._flash_sales.CreateSession(announce, **self._options)
        offered = await self._offered()
        for offer in self._tables.group_offers(sku_ids, now):
            if offer.name not in offered:
                make = group_pb.CreateOfferRequest(request_id=_new_id(), offer=offer)
                await self._group_buy.CreateOffer(make, **self._options)

    async def _running(self) -> set[str]:
        names: set[str] = set()
        for state in OPEN:
            request = flash_pb.ListSessionsRequest(state=state, page_size=200)
            async for page in each_page(self._flash_sales.ListSessions, request, **self._options):
                names |= {session.name for session in page.sessions}
        return names

    async def _offered(self) -> set[str]:
        request, names = group_pb.ListOffersRequest(page_size=200), set[str]()
        async for page in each_page(self._group_buy.ListOffers, request, **self._options):
            names |= {offer.name for offer in page.offers}
        return names


def _new_id() -> str:
    return f"demo-{secrets.token_hex(16)}"
