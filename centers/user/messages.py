"""Protobuf ⇄ model."""

from __future__ import annotations

from zhongtai.user.v1 import revocation_pb2, user_feed_pb2, user_pb2

from centers.user.model import (
    ChannelIdentity,
    Merge,
    Person,
    Revocation,
    SavedAddress,
    SigningKey,
    Tokens,
)
from mesh.call.context import current_or_none
from mesh.call.wire import address_message, number, stamp
from mesh.feed.events import NewEvent
from mesh.pure.ids import new_id

ALGORITHM = "EdDSA"


def person_message(person: Person) -> user_pb2.Person:
    """A person on the wire."""
    return user_pb2.Person(
        person_id=person.person_id,
        display_name=person.display_name,
        avatar_url=person.avatar_url,
        phone=person.phone,
        phone_verified=person.phone_verified,
        language=person.language,
        status=number(person.status),
        merged_into_person_id=person.merged_into,
        create_time=stamp(person.created_at),
        update_time=stamp(person.updated_at),
    )


def revocation_message(revocation: Revocation) -> revocation_pb2.Revocation:
    """A revocation on the wire."""
    return revocation_pb2.Revocation(
        kind=revocation.kind,
        subject=revocation.subject,
        merchant_id=revocation.merchant_id,
        issued_before=stamp(revocation.issued_before),
        expire_time=stamp(revocation.expires_at),
        reason=revocation.reason,
        revoked_by=revocation.revoked_by,
        revoke_time=stamp(revocation.revoked_at),
    )


def identity_message(identity: ChannelIdentity) -> user_pb2.ChannelIdentity:
    """A channel identity on the wire."""
    return user_pb2.ChannelIdentity(
        identity_id=identity.identity_id,
        person_id=identity.person_id,
        channel=identity.channel,
        subject=identity.subject,
        app_id=identity.app_id,
        union_subject=identity.union_subject,
        bind_time=stamp(identity.bound_at),
        last_login_time=stamp(identity.last_login_at),
    )


def tokens_message(tokens: Tokens) -> user_pb2.TokenPair:
    """Tokens on the wire."""
    return user_pb2.TokenPair(
        access_token=tokens.access,
        access_expire_time=stamp(tokens.access_expires_at),
        refresh_token=tokens.refresh.secret,
        refresh_expire_time=stamp(tokens.refresh.expires_at),
    )


def key_message(key: SigningKey) -> user_pb2.SigningKey:
    """A public key on the wire."""
    return user_pb2.SigningKey(
        key_id=key.key_id,
        algorithm=ALGORITHM,
        public_key=key.public_key,
        is_current=key.is_current,
    )


def saved_address_message(address: SavedAddress) -> user_pb2.SavedAddress:
    """A kept address on the wire."""
    return user_pb2.SavedAddress(
        address_id=address.address_id,
        person_id=address.person_id,
        label=address.label,
        address=address_message(address.postal),
        is_default=address.is_default,
        create_time=stamp(address.created_at),
        update_time=stamp(address.updated_at),
    )


def revocation_event(revocation: Revocation) -> NewEvent:
    """That tokens were revoked, for the feed."""
    told = user_feed_pb2.UserEvent(
        kind=user_feed_pb2.USER_EVENT_KIND_REVOKED,
        occur_time=stamp(revocation.revoked_at),
        revocation=revocation_message(revocation),
    )
    return _new_event(told, revocation.merchant_id, revocation.subject)


def merge_event(merge: Merge, merchant_id: str) -> NewEvent:
    """That a person was merged, or that this was undone, for the feed."""
    undone = merge.undone_at is not None
    told = user_feed_pb2.UserEvent(
        kind=user_feed_pb2.USER_EVENT_KIND_MERGE_UNDONE
        if undone
        else user_feed_pb2.USER_EVENT_KIND_PERSON_MERGED,
        occur_time=stamp(merge.undone_at if undone else merge.merged_at),
        merge=merge_message(merge),
    )
    return _new_event(told, merchant_id, merge.merge_id)


def _new_event(told: user_feed_pb2.UserEvent, merchant_id: str, subject: str) -> NewEvent:
    told.event_id, told.merchant_id = new_id("uev"), merchant_id
    call = current_or_none()
    told.trace_id = call.trace_id if call else ""
    kind = user_feed_pb2.UserEventKind.Name(told.kind)
    return NewEvent(merchant_id, "", subject, kind, told.SerializeToString())


def merge_message(merge: Merge) -> user_pb2.PersonMerge:
    """A merge on the wire."""
    return user_pb2.PersonMerge(
        merge_id=merge.merge_id,
        from_person_id=merge.from_person_id,
        into_person_id=merge.into_person_id,
        moved_identity_ids=merge.moved_identity_ids,
        moved_address_ids=merge.moved_address_ids,
        reason=merge.reason,
        merge_time=stamp(merge.merged_at),
        undo_time=stamp(merge.undone_at),
    )
