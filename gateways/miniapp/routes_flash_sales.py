"""Routes: flash sales, who is let in and who waits."""

from __future__ import annotations

from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb

from gateways.miniapp import adapt, adapt_flash_sale, bodies
from gateways.miniapp.peers import Peers
from gateways.miniapp.views_flash_sales import AdmissionView, SessionsView
from mesh.edge.gate import Gate
from mesh.edge.parameters import SENT_ONCE, AcceptLanguage, IdempotencyKey, PageSize


def flash_sale_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about flash sales."""

    @get("/stores/{store_id:str}/flash-sales", summary="Flash sales of a store")
    async def list_sessions(
        store_id: FromPath[str],
        page_size: PageSize = 20,
        page_token: FromQuery[str] = "",
        accept_language: AcceptLanguage = "",
    ) -> SessionsView:
        """The next to begin first; those that are over come last."""
        request = pb.ListSessionsRequest(
            store_id=store_id,
            page_size=page_size,
            page_token=page_token,
            channel=adapt.CHANNEL,
            language=adapt.language_of(accept_language),
        )
        reply = await peers.flash_sale.ListSessions(request)
        sessions = [adapt_flash_sale.session_view(each) for each in reply.sessions]
        return SessionsView(sessions, reply.next_page_token)

    @get("/flash-sales/admissions/{token:str}", summary="One's admission, or place in line")
    async def get_admission(token: FromPath[str]) -> AdmissionView:
        """As it is now; a waiting room asks every few seconds."""
        return await _read(peers, token)

    changing = Router("", route_handlers=_changing(peers), parameters=SENT_ONCE)
    return Router(
        "",
        route_handlers=[changing, list_sessions, get_admission],
        guards=[gate.person],
        tags=["Flash sales"],
    )


def _changing(peers: Peers) -> list[HTTPRouteHandler]:
    @post("/flash-sales/{session_id:str}/admissions", summary="Ask to be let in", status_code=200)
    async def ask(
        session_id: FromPath[str],
        data: JSONBody[bodies.AdmissionBody],
        idempotency_key: IdempotencyKey,
    ) -> AdmissionView:
        """The same admission again while one waits, or has one that is not used."""
        request = pb.RequestAdmissionRequest(
            request_id=idempotency_key,
            session_id=session_id,
            store_id=data.store_id,
            pieces=data.pieces,
        )
        reply = await peers.flash_sale.RequestAdmission(request)
        return adapt_flash_sale.admission_view(reply.admission)

    @post(
        "/flash-sales/admissions/{token:str}/return",
        summary="Give an admission back, or leave the line",
        status_code=200,
    )
    async def give_back(token: FromPath[str]) -> AdmissionView:
        """It goes to the next; once an order has it, cancel that instead."""
        await peers.flash_sale.ReturnAdmission(pb.ReturnAdmissionRequest(token=token))
        return await _read(peers, token)

    return [ask, give_back]


async def _read(peers: Peers, token: str) -> AdmissionView:
    request = admission_pb2.GetAdmissionRequest(token=token)
    reply = await peers.flash_sale.GetAdmission(request)
    return adapt_flash_sale.admission_view(reply.admission)
