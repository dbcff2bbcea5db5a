"""Between flash sales' messages and the channel's JSON: translation only, no rules."""

from __future__ import annotations

from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb

from gateways.miniapp import adapt
from gateways.miniapp.views_flash_sales import AdmissionView, SessionView


def session_view(session: pb.Session) -> SessionView:
    """Return a session as customers see it."""
    return SessionView(
        session_id=session.session_id,
        name=session.name,
        sku_id=session.sku_id,
        price=adapt.money_view(session.price),
        pieces=session.pieces,
        pieces_per_person=session.pieces_per_person,
        left=session.pieces - session.taken,
        waiting=session.waiting,
        begins_at=adapt.moment(session.begin_time),
        ends_at=adapt.moment(session.end_time),
        state=pb.SessionState.Name(session.state).removeprefix("SESSION_STATE_"),
    )


def admission_view(admission: admission_pb2.Admission) -> AdmissionView:
    """Return an admission as its person sees it."""
    state = admission_pb2.AdmissionState.Name(admission.state)
    return AdmissionView(
        token=admission.token,
        session_id=admission.session_id,
        store_id=admission.store_id,
        state=state.removeprefix("ADMISSION_STATE_"),
        pieces=admission.pieces,
        queue_place=admission.queue_place,
        expires_at=adapt.moment(admission.expire_time),
        order_id=admission.order_id,
    )
