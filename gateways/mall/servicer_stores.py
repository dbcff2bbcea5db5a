"""The app's RPCs about stores near the customer, and their menus."""

from __future__ import annotations

from zhongtai.mall.v1 import store_messages_pb2 as pb
from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.mall import adapt
from gateways.mall.peers import Peers


class StoreMethods:
    """Stores and menus."""

    _peers: Peers

    async def FindStores(self, request: pb.FindStoresRequest, _: object) -> pb.FindStoresResponse:
        asked = adapt.nearby(request)
        asked.channel = adapt.CHANNEL
        reply = await self._peers.store.FindNearbyStores(asked)
        return pb.FindStoresResponse(stores=reply.stores, next_page_token=reply.next_page_token)

    async def GetMenu(self, request: pb.GetMenuRequest, _: object) -> pb.GetMenuResponse:
        store = await self._peers.store.CheckStore(
            serving_pb2.CheckStoreRequest(
                store_id=request.store_id,
                service_type=request.service_type,
                channel=adapt.CHANNEL,
            )
        )
        reply = await self._peers.product.GetMenu(
            menu_pb2.GetMenuRequest(
                store_id=request.store_id,
                channel=adapt.CHANNEL,
                service_type=request.service_type,
                time_zone=store.store.time_zone,
                known_version=request.known_version,
                language=request.language,
                without_packaging_fee=store.without_packaging_fee,
            )
        )
        return adapt.menu(reply)
