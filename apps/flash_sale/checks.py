"""Whether a request has the form that the contract asks for. All raise InvalidRequest."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import Message
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2 as pb

from apps.flash_sale.model import LONGEST, Session, SessionState
from mesh.call.wire import other_name_of
from mesh.pure import limits
from mesh.pure.naming import check_names
from mesh.pure.validation import Check

MAX_SESSION_NAME = 80
MAX_STORES = 5_000
MAX_SESSION_PIECES = 1_000_000
MAX_PER_PERSON = 99
MIN_ADMISSION_SECONDS = 10
MAX_ADMISSION_SECONDS = 30 * 60

_OUTPUT_ONLY = ("session_id", "state", "taken", "sold", "waiting", "promotion_id")


def check_session(request: pb.CreateSessionRequest) -> None:
    """Check the form of a new session; its times are checked once they are read."""
    check = Check()
    check.request_id(request.request_id)
    session, inner = request.session, check.at("session")
    for name in _OUTPUT_ONLY:
        inner.that(not getattr(session, name), name, "must be empty: it is given by the service")
    inner.text("name", session.name, max=MAX_SESSION_NAME)
    names = tuple(map(other_name_of, session.names))
    check_names(inner, names, MAX_SESSION_NAME)
    inner.identifier("sku_id", session.sku_id)
    inner.count("store_ids", session.store_ids, min=0, max=MAX_STORES)
    inner.distinct("store_ids", session.store_ids)
    for index, store_id in enumerate(session.store_ids[:MAX_STORES]):
        inner.identifier(f"store_ids[{index}]", store_id)
    inner.amount("price.minor_units", session.price.minor_units)
    inner.currency("price.currency_code", session.price.currency_code)
    inner.integer("pieces", session.pieces, min=1, max=MAX_SESSION_PIECES)
    inner.integer("pieces_per_person", session.pieces_per_person, min=1, max=MAX_PER_PERSON)
    for name in ("begin_time", "end_time"):
        inner.that(session.HasField(name), name, "is required")
    if session.HasField("admission_time"):
        length = session.admission_time
        least, most = MIN_ADMISSION_SECONDS, MAX_ADMISSION_SECONDS
        inner.integer("admission_time", length.seconds, min=least, max=most)
        inner.that(not length.nanos, "admission_time", "must be whole seconds")
    check.raise_if_any()


def check_times(session: Session, now: datetime) -> None:
    """Check when a session is."""
    check = Check()
    inner = check.at("session")
    inner.that(session.begins_at < session.ends_at, "end_time", "must be after begin_time")
    inner.that(session.ends_at > now, "end_time", "must be in the future")
    most = f"must be at most {LONGEST.days} days after begin_time"
    inner.that(session.ends_at - session.begins_at <= LONGEST, "end_time", most)
    check.raise_if_any()


def check_named(request: Message, *names: str) -> None:
    """Check that the fields of these names are ids."""
    check = Check()
    for name in names:
        check.identifier(name, getattr(request, name))
    check.raise_if_any()


def check_cancelling(request: pb.CancelSessionRequest) -> None:
    """Check the wish to call a session off."""
    check = Check()
    check.request_id(request.request_id)
    check.identifier("session_id", request.session_id)
    check.raise_if_any()


def check_list(request: pb.ListSessionsRequest) -> None:
    """Check the filters of a list of sessions."""
    check = Check()
    check.identifier("store_id", request.store_id, required=False)
    states = [0, *SessionState]
    check.one_of("state", request.state, states)
    check.raise_if_any()


def check_ask(request: pb.RequestAdmissionRequest) -> None:
    """Check the wish to be let in."""
    check = Check()
    check.request_id(request.request_id)
    check.identifier("session_id", request.session_id)
    check.identifier("store_id", request.store_id)
    check.integer("pieces", request.pieces, min=1, max=MAX_PER_PERSON)
    check.identifier("person_id", request.person_id, required=False)
    check.raise_if_any()


def check_use(
    request: admission_pb2.CheckAdmissionRequest | admission_pb2.HoldAdmissionRequest,
) -> None:
    """Check the order for which an admission is to be used."""
    check = Check()
    # The token is whatever a customer has shown: one that is none names no admission.
    check.text("token", request.token, max=limits.MAX_TEXT)
    check.identifier("person_id", request.person_id)
    check.identifier("store_id", request.store_id)
    if isinstance(request, admission_pb2.HoldAdmissionRequest):
        check.identifier("order_id", request.order_id)
        check.integer("pieces", request.pieces, min=1, max=limits.MAX_QUANTITY)
    else:
        check.identifier("order_id", request.order_id, required=False)
    check.raise_if_any()
