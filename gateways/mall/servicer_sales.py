"""The app's RPCs about flash sales: who is let in, and who waits."""

from __future__ import annotations

from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as sale_pb
from zhongtai.mall.v1 import sale_messages_pb2 as pb

from gateways.mall import adapt
from gateways.mall.peers import Peers


class SaleMethods:
    """Flash sales and admissions to them."""

    _peers: Peers

    async def ListFlashSales(
        self, request: pb.ListFlashSalesRequest, _: object
    ) -> pb.ListFlashSalesResponse:
        reply = await self._peers.flash_sale.ListSessions(
            sale_pb.ListSessionsRequest(
                store_id=adapt.demanded(request, "store_id"),
                page_size=request.page_size,
                page_token=request.page_token,
                channel=adapt.CHANNEL,
                language=request.language,
            )
        )
        return pb.ListFlashSalesResponse(
            flash_sales=map(adapt.flash_sale, reply.sessions),
            next_page_token=reply.next_page_token,
        )

    async def RequestAdmission(
        self, request: pb.RequestAdmissionRequest, _: object
    ) -> pb.RequestAdmissionResponse:
        reply = await self._peers.flash_sale.RequestAdmission(
            sale_pb.RequestAdmissionRequest(
                request_id=request.request_id,
                session_id=request.session_id,
                store_id=request.store_id,
                pieces=request.pieces,
            )
        )
        return pb.RequestAdmissionResponse(admission=reply.admission)

    async def GetAdmission(
        self, request: pb.GetAdmissionRequest, _: object
    ) -> pb.GetAdmissionResponse:
        asked = admission_pb2.GetAdmissionRequest(token=request.token)
        reply = await self._peers.flash_sale.GetAdmission(asked)
        return pb.GetAdmissionResponse(admission=reply.admission)

    async def ReturnAdmission(
        self, request: pb.ReturnAdmissionRequest, _: object
    ) -> pb.ReturnAdmissionResponse:
        await self._peers.flash_sale.ReturnAdmission(
            sale_pb.ReturnAdmissionRequest(token=request.token)
        )
        return pb.ReturnAdmissionResponse()
