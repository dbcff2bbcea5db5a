"""The servicer of flash sales: message in, one operation, message out."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from zhongtai.flashsale.v1 import admission_pb2, flash_sale_service_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb
from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceServicer

from apps.flash_sale import checks, messages
from apps.flash_sale.admissions.operations import Admissions
from apps.flash_sale.admissions.writer import AdmissionWriter
from apps.flash_sale.model import Session, SessionState
from apps.flash_sale.operations import Sessions
from apps.flash_sale.store import LIST_KEY
from mesh.call.context import current, merchant_id
from mesh.call.identity import not_another, person_meant
from mesh.call.readers import reader_of
from mesh.data.auditing import Audit
from mesh.data.change import Changes
from mesh.data.idempotency import request_key
from mesh.data.paging import page_of
from mesh.feed.center_methods import AuditMethods
from mesh.pure.naming import OWN, Reader

SERVICE = flash_sale_service_pb2.DESCRIPTOR.services_by_name["FlashSaleService"]


class Desks(NamedTuple):
    """What the servicer calls."""

    sessions: Sessions
    admissions: Admissions
    writer: AdmissionWriter
    changes: Changes


class FlashSaleServicer(AuditMethods, FlashSaleServiceServicer):
    """FlashSaleService of zhongtai.flashsale.v1."""

    def __init__(self, desks: Desks, audit: Audit) -> None:
        super().__init__(SERVICE, audit)
        self._sessions, self._admissions, self._writer, self._changes = desks

    async def CreateSession(
        self, request: pb.CreateSessionRequest, _: object
    ) -> pb.CreateSessionResponse:
        checks.check_session(request)
        known = await self._changes.answered(request, pb.CreateSessionResponse)
        if known is not None:
            return known
        named = _session_id(request.request_id)
        asked = messages.new_session_of(request.session, merchant_id(), named)
        checks.check_times(asked, self._sessions.now())
        session = await self._sessions.priced(asked)
        return await self._changes.once(
            request,
            pb.CreateSessionResponse,
            lambda unit: self._sessions.add(unit, session),
            lambda kept: pb.CreateSessionResponse(session=self._message(kept)),
        )

    async def CancelSession(
        self, request: pb.CancelSessionRequest, _: object
    ) -> pb.CancelSessionResponse:
        checks.check_cancelling(request)
        return await self._changes.once(
            request,
            pb.CancelSessionResponse,
            lambda unit: self._sessions.cancel(unit, request.session_id),
            lambda session: pb.CancelSessionResponse(session=self._message(session)),
        )

    async def GetSession(self, request: pb.GetSessionRequest, _: object) -> pb.GetSessionResponse:
        checks.check_named(request, "session_id")
        reader = reader_of(request)
        session = await self._sessions.get(request.session_id)
        return pb.GetSessionResponse(session=self._message(session, reader))

    async def ListSessions(
        self, request: pb.ListSessionsRequest, _: object
    ) -> pb.ListSessionsResponse:
        checks.check_list(request)
        reader = reader_of(request)
        state = SessionState(request.state) if request.state else None
        page = page_of(request, key_types=LIST_KEY)
        sessions, token = await self._sessions.page(request.store_id, state, page)
        shown = [self._message(session, reader) for session in sessions]
        return pb.ListSessionsResponse(sessions=shown, next_page_token=token)

    async def RequestAdmission(
        self, request: pb.RequestAdmissionRequest, _: object
    ) -> pb.RequestAdmissionResponse:
        checks.check_ask(request)
        person_id = person_meant(current().identity, request.person_id)
        ask = messages.ask_of(request, merchant_id(), person_id)
        return messages.placed_message(await self._writer.submit(ask))

    async def GetAdmission(
        self, request: admission_pb2.GetAdmissionRequest, _: object
    ) -> admission_pb2.GetAdmissionResponse:
        checks.check_named(request, "token")
        placed = await self._admissions.get(request.token, current().identity.person_id)
        admission = messages.admission_message(placed.admission, placed.place)
        return admission_pb2.GetAdmissionResponse(admission=admission)

    async def ReturnAdmission(
        self, request: pb.ReturnAdmissionRequest, _: object
    ) -> pb.ReturnAdmissionResponse:
        checks.check_named(request, "token")
        identity = current().identity
        person_id = not_another(identity, request.person_id) or identity.person_id
        await self._admissions.give_back(request.token, person_id)
        return pb.ReturnAdmissionResponse()

    async def CheckAdmission(
        self, request: admission_pb2.CheckAdmissionRequest, _: object
    ) -> admission_pb2.CheckAdmissionResponse:
        checks.check_use(request)
        reader = reader_of(request)
        use = messages.use_of_check(request)
        admission, session = await self._admissions.check(use)
        return admission_pb2.CheckAdmissionResponse(
            admission=messages.admission_message(admission),
            sku_id=session.sku_id,
            promotion_id=session.promotion_id,
            session_name=reader.name_of(session),
        )

    async def HoldAdmission(
        self, request: admission_pb2.HoldAdmissionRequest, _: object
    ) -> admission_pb2.HoldAdmissionResponse:
        checks.check_use(request)
        held = await self._admissions.hold(messages.use_of_hold(request))
        return admission_pb2.HoldAdmissionResponse(admission=messages.admission_message(held))

    async def ReleaseAdmission(
        self, request: admission_pb2.ReleaseAdmissionRequest, _: object
    ) -> admission_pb2.ReleaseAdmissionResponse:
        checks.check_named(request, "order_id")
        await self._admissions.release(request.order_id)
        return admission_pb2.ReleaseAdmissionResponse()

    def _message(self, session: Session, reader: Reader = OWN) -> pb.Session:
        return messages.session_message(session, self._sessions.now(), reader)


def _session_id(request_id: str) -> str:
    """Name a session after the request for it: a repetition makes no second promotion."""
    named = "\0".join(request_key(request_id)).encode()
    return f"fls_{hashlib.sha256(named).hexdigest()[:26]}"
