"""Protobuf ⇄ model."""

from __future__ import annotations

from zhongtai.user.v1 import (
    login_requests_pb2,
    person_requests_pb2,
    revocation_pb2,
    user_feed_pb2,
    user_pb2,
)

from centers.user.addresses.model import NewAddress, SavedAddress
from centers.user.login.model import LoginResult, SigningKey, Tokens
from centers.user.merges.model import Merge
from centers.user.model import ChannelIdentity, Person, Proof, Registration
from centers.user.phones.model import Verification
from centers.user.revocations.model import Revocation
from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel
from mesh.call.wire import stamp
from mesh.feed.events import NewEvent
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import new_id

new_address_of = ToModel(
    user_pb2.SavedAddress,
    NewAddress,
    names={"address": "postal"},
    left=["address_id", "person_id", "create_time", "update_time"],
)

person_message = ToMessage(
    Person,
    user_pb2.Person,
    names={
        "merged_into_person_id": "merged_into",
        "create_time": "created_at",
        "update_time": "updated_at",
    },
)
identity_message = ToMessage(
    ChannelIdentity,
    user_pb2.ChannelIdentity,
    names={"bind_time": "bound_at", "last_login_time": "last_login_at"},
)
tokens_message = ToMessage(
    Tokens,
    user_pb2.TokenPair,
    names={
        "access_token": "access",
        "access_expire_time": "access_expires_at",
        "refresh_token": "refresh.secret",
        "refresh_expire_time": "refresh.expires_at",
    },
)
login_message = ToMessage(
    LoginResult,
    login_requests_pb2.LoginResponse,
    uses=[person_message, identity_message, tokens_message],
)
registration_message = ToMessage(
    Registration,
    person_requests_pb2.RegisterPersonResponse,
    names={"registered": "is_new"},
    uses=[person_message, identity_message],
)
found_message = ToMessage(
    Registration,
    person_requests_pb2.FindPersonByIdentityResponse,
    uses=[person_message, identity_message],
)
key_message = ToMessage(SigningKey, user_pb2.SigningKey)
saved_address_message = ToMessage(
    SavedAddress,
    user_pb2.SavedAddress,
    names={"address": "postal", "create_time": "created_at", "update_time": "updated_at"},
)
revocation_message = ToMessage(
    Revocation,
    revocation_pb2.Revocation,
    names={"expire_time": "expires_at", "revoke_time": "revoked_at"},
)
merge_message = ToMessage(
    Merge,
    user_pb2.PersonMerge,
    names={"merge_time": "merged_at", "undo_time": "undone_at"},
)

verification_message = ToMessage(
    Verification,
    person_requests_pb2.StartPhoneVerificationResponse,
    names={"expire_time": "expires_at"},
)


def proof_of(request: person_requests_pb2.RegisterPersonRequest) -> Proof:
    """Return who is to be registered, as a channel has proved it."""
    return Proof(request.channel, request.subject, display_name=request.display_name)


def revocation_event(revocation: Revocation, trace_id: str) -> NewEvent:
    """Return the event that tokens were revoked."""
    event = user_feed_pb2.UserEvent(
        kind=user_feed_pb2.USER_EVENT_KIND_REVOKED,
        merchant_id=revocation.merchant_id,
        occur_time=stamp(revocation.revoked_at),
        revocation=revocation_message(revocation),
    )
    return _new_event(event, revocation.subject, trace_id)


def merge_event(merge: Merge, merchant_id: str, trace_id: str) -> NewEvent:
    """Return the event that a person was merged, or that this was undone."""
    kind = user_feed_pb2.USER_EVENT_KIND_PERSON_MERGED
    if merge.undone_at is not None:
        kind = user_feed_pb2.USER_EVENT_KIND_MERGE_UNDONE
    event = user_feed_pb2.UserEvent(
        kind=kind,
        merchant_id=merchant_id,
        occur_time=stamp(merge.undone_at or merge.merged_at),
        merge=merge_message(merge),
    )
    return _new_event(event, merge.merge_id, trace_id)


def _new_event(event: user_feed_pb2.UserEvent, subject: str, trace_id: str) -> NewEvent:
    event.event_id, event.trace_id = new_id("uev"), trace_id
    kind = user_feed_pb2.UserEventKind.Name(event.kind)
    return NewEvent(event.merchant_id, "", subject, kind, event.SerializeToString(), trace_id)


def not_registered(
    _: person_requests_pb2.RegisterPersonRequest, refusal: InvalidRequest
) -> person_requests_pb2.RegisteredPerson:
    """Return what became of a person whose account is malformed."""
    return person_requests_pb2.RegisteredPerson(
        refusal_reason=refusal.reason, refusal_message=refusal.message
    )
