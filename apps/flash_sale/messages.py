"""Protobuf ⇄ model: sessions and admissions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from google.protobuf.duration_pb2 import Duration
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb

from apps.flash_sale.admissions.model import Admission, Ask, Placed
from apps.flash_sale.admissions.operations import Use
from apps.flash_sale.model import Session
from apps.flash_sale.rules import state_of
from mesh.call.digest import digest_of
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import number
from mesh.pure.naming import OWN, Reader

ADMISSION_SECONDS = 120
"""How long an admission is good where a session does not say it."""

_session = ToMessage(
    Session,
    pb.Session,
    names={"price": "amount", "begin_time": "begins_at", "end_time": "ends_at"},
    left=["state", "admission_time"],
)
_session_of = ToModel(
    pb.Session,
    Session,
    names={"price": "amount", "begin_time": "begins_at", "end_time": "ends_at"},
    currencies={"price": "currency"},
    left=["session_id", "state", "taken", "sold", "waiting", "promotion_id", "admission_time"],
)
_admission = ToMessage(
    Admission,
    admission_pb2.Admission,
    names={"expire_time": "expires_at"},
    left=["queue_place"],
)
use_of_check = ToModel(admission_pb2.CheckAdmissionRequest, Use, left=["language", "channel"])
use_of_hold = ToModel(admission_pb2.HoldAdmissionRequest, Use)


def new_session_of(message: pb.Session, merchant_id: str, session_id: str) -> Session:
    """Return a session as it was asked for, whose form was checked."""
    seconds = ADMISSION_SECONDS
    if message.HasField("admission_time"):
        seconds = message.admission_time.seconds
    return _session_of(
        message,
        "session.",
        merchant_id=merchant_id,
        session_id=session_id,
        admission_seconds=seconds,
    )


def session_message(session: Session, now: datetime, reader: Reader = OWN) -> pb.Session:
    """Return a session as it stands at a moment, by all of its names or by that of a reader."""
    if reader != OWN:
        session = replace(session, name=reader.name_of(session), names=())
    return _session(
        session,
        session.currency,
        state=number(state_of(session, now)),
        admission_time=Duration(seconds=session.admission_seconds),
    )


def ask_of(request: pb.RequestAdmissionRequest, merchant_id: str, person_id: str) -> Ask:
    """Return a person's wish to be let in."""
    return Ask(
        merchant_id=merchant_id,
        session_id=request.session_id,
        person_id=person_id,
        store_id=request.store_id,
        pieces=request.pieces,
        request_id=request.request_id,
        body_hash=digest_of(request),
    )


def admission_message(admission: Admission, place: int = 0) -> admission_pb2.Admission:
    """Return an admission, with its place in line."""
    return _admission(admission, queue_place=place)


def placed_message(placed: Placed) -> pb.RequestAdmissionResponse:
    """Return what a wish to be let in has led to."""
    admission = admission_message(placed.admission, placed.place)
    return pb.RequestAdmissionResponse(
        token=admission.token,
        expire_time=admission.expire_time if admission.HasField("expire_time") else None,
        queue_place=admission.queue_place,
        admission=admission,
    )
