"""The calls about the ERP of a chain."""

from __future__ import annotations

from zhongtai.inventory.v1 import erp_pb2 as pb

from centers.inventory.erp import checks, messages
from centers.inventory.erp.operations import Erp
from mesh.data.change import Changes
from mesh.data.paging import page_of


class ErpMethods:
    """SetSkuCodes, PullErpCounts, PushErpMovements, ListErpDrifts."""

    def __init__(self, erp: Erp, changes: Changes) -> None:
        self._erp = erp
        self._erp_changes = changes

    async def SetSkuCodes(
        self, request: pb.SetSkuCodesRequest, _: object
    ) -> pb.SetSkuCodesResponse:
        codes = messages.codes_of(request.codes, "codes")
        checks.check_codes(codes)
        await self._erp.keep_codes(codes)
        return pb.SetSkuCodesResponse()

    async def PullErpCounts(
        self, request: pb.PullErpCountsRequest, _: object
    ) -> pb.PullErpCountsResponse:
        checks.check_pull(request.request_id, request.store_id)

        async def pull() -> pb.PullErpCountsResponse:
            return messages.pulled_message(await self._erp.pull(request.store_id))

        return await self._erp_changes.once_outside(request, pb.PullErpCountsResponse, pull)

    async def PushErpMovements(
        self, request: pb.PushErpMovementsRequest, _: object
    ) -> pb.PushErpMovementsResponse:
        most = checks.check_push(request.request_id, request.max_movements)

        async def push() -> pb.PushErpMovementsResponse:
            return messages.pushed_message(await self._erp.push(most))

        return await self._erp_changes.once_outside(request, pb.PushErpMovementsResponse, push)

    async def ListErpDrifts(
        self, request: pb.ListErpDriftsRequest, _: object
    ) -> pb.ListErpDriftsResponse:
        checks.check_drifts(request.store_id)
        page = page_of(request, key_types=(str, str))
        rows = await self._erp.list_drifts(request.store_id, page)
        shown, token = page.cut(rows, key=lambda drift: (drift.store_id, drift.erp_code))
        return pb.ListErpDriftsResponse(
            drifts=messages.drift_message.each(shown), next_page_token=token
        )
