"""The part of the servicer about comparisons with bills."""

from __future__ import annotations

from datetime import date

from zhongtai.payment.v1 import book_messages_pb2 as pb

from centers.payment.reconciliation.checks import check_start
from centers.payment.reconciliation.messages import reconciliation_message
from centers.payment.reconciliation.operations import Reconciliations
from centers.payment.reconciliation.sweeper import ReconciliationSweeper
from mesh.data.change import Changes
from mesh.data.paging import page_of
from mesh.pure.clock import Clock


class ReconciliationMethods:
    """StartReconciliation, GetReconciliation, ListReconciliations."""

    _reconciliations: Reconciliations
    _reconciler: ReconciliationSweeper
    _changes: Changes
    _clock: Clock

    async def StartReconciliation(
        self, request: pb.StartReconciliationRequest, _: object
    ) -> pb.StartReconciliationResponse:
        check_start(request.request_id, request.provider, request.bill_date, self._clock.now())
        provider = self._reconciliations.provider_with_bills(request.provider)
        day = date.fromisoformat(request.bill_date)
        reply = await self._changes.once(
            request,
            pb.StartReconciliationResponse,
            lambda unit: self._reconciliations.start(unit, provider, day),
            lambda started: pb.StartReconciliationResponse(
                reconciliation=reconciliation_message(started)
            ),
        )
        self._reconciler.rounds.wake()
        return reply

    async def GetReconciliation(
        self, request: pb.GetReconciliationRequest, _: object
    ) -> pb.GetReconciliationResponse:
        found = await self._reconciliations.get(request.reconciliation_id)
        return pb.GetReconciliationResponse(reconciliation=reconciliation_message(found))

    async def ListReconciliations(
        self, request: pb.ListReconciliationsRequest, _: object
    ) -> pb.ListReconciliationsResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._reconciliations.list_newest(request.provider, page)
        shown, token = page.cut(rows, key=lambda each: (each.reconciliation_id,))
        return pb.ListReconciliationsResponse(
            reconciliations=reconciliation_message.each(shown), next_page_token=token
        )
