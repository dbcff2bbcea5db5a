"""Routes: stores near the customer, and their menus."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.status_codes import HTTP_304_NOT_MODIFIED
from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import serving_pb2

from gateways.miniapp import adapt, views
from gateways.miniapp.bodies import ServiceName
from gateways.miniapp.menus import Menus
from gateways.miniapp.peers import Peers
from mesh.edge.etags import etag, matches
from mesh.edge.gate import Gate, person
from mesh.edge.parameters import AcceptLanguage, IfNoneMatch, PageSize


def store_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about stores."""
    menus = Menus(peers)

    @get("/stores", summary="Stores near a point, the nearest first")
    async def stores(
        *,
        latitude: Annotated[float, QueryParameter(ge=-90, le=90)],
        longitude: Annotated[float, QueryParameter(ge=-180, le=180)],
        radius_m: Annotated[int, QueryParameter(ge=0, le=200_000)] = 0,
        service_type: FromQuery[ServiceName | None] = None,
        only_open: FromQuery[bool] = False,
        page_size: PageSize = 0,
        page_token: FromQuery[str] = "",
        accept_language: AcceptLanguage = "",
    ) -> views.StoresView:
        """With a service type, whether each store would take such an order now."""
        request = serving_pb2.FindNearbyStoresRequest(
            point=geo_pb2.GeoPoint(latitude=latitude, longitude=longitude),
            radius_m=radius_m,
            only_open=only_open,
            page_size=page_size,
            page_token=page_token,
            channel=adapt.CHANNEL,
            language=adapt.language_of(accept_language),
        )
        if service_type is not None:
            request.service_type = adapt.service_type(service_type)
        reply = await peers.store.FindNearbyStores(request)
        found = [adapt.store_view(near) for near in reply.stores]
        return views.StoresView(found, reply.next_page_token)

    @get("/stores/{store_id:str}/menu", summary="What a store sells now")
    async def menu(
        store_id: FromPath[str],
        service_type: FromQuery[ServiceName] = "PICK_UP",
        accept_language: AcceptLanguage = "",
        if_none_match: IfNoneMatch = "",
    ) -> Response[bytes]:
        """Prices are those of here and now. 304 when the reader has this menu already."""
        language = adapt.language_of(accept_language)
        merchant_id = person().merchant_id
        version, encoded = await menus.get(merchant_id, store_id, service_type, language)
        headers = {"ETag": etag(version), "Vary": "Accept-Language"}
        if matches(if_none_match, version):
            return Response(b"", status_code=HTTP_304_NOT_MODIFIED, headers=headers)
        return Response(encoded, media_type="application/json", headers=headers)

    return Router("", route_handlers=[stores, menu], guards=[gate.customer], tags=["Stores"])
