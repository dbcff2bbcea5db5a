"""Whether a request has the form that the contract asks for. All raise InvalidRequest."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from zhongtai.user.v1 import person_requests_pb2

from mesh.pure.address import Address
from mesh.pure.limits import MAX_BATCH_ITEMS
from mesh.pure.validation import Check

MAX_CODE_LENGTH = 256
MAX_SUBJECT_LENGTH = 128
MAX_NAME_LENGTH = 60
MAX_REVOKED_SUBJECT_LENGTH = 80
TOKEN = "token"  # noqa: S105  a word, no secret
REVOCABLE = (TOKEN, "person", "guest", "till", "service", "operator", "plugin")
LONGEST = timedelta(days=366)
"""No token lives longer."""
UPDATABLE = ("display_name", "avatar_url", "phone", "language")

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_PHONE_FORM = "must be a phone number in E.164, such as +8613800138000"
_SENT_CODE = re.compile(r"[0-9]{4,8}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)


def check_code(channel: str, code: str, request_id: str) -> None:
    """Check a channel's code, with its channel and a request_id."""
    check = Check()
    check.request_id(request_id)
    check.channel("channel", channel)
    check.text("code", code, max=MAX_CODE_LENGTH)
    check.raise_if_any()


def check_channel(channel: str) -> None:
    """Check the channel that a guest enters."""
    check = Check()
    check.channel("channel", channel)
    check.raise_if_any()


def check_account(channel: str, subject: str, display_name: str = "", phone: str = "") -> None:
    """Check a channel account, and what its channel knows of the customer."""
    check = Check()
    _account(check, channel, subject, display_name, phone)
    check.raise_if_any()


def note_account(check: Check, person: person_requests_pb2.RegisterPersonRequest) -> None:
    """One channel account of a batch."""
    _account(check, person.channel, person.subject, person.display_name, person.phone)


def _account(check: Check, channel: str, subject: str, display_name: str, phone: str) -> None:
    check.channel("channel", channel)
    check.text("subject", subject, max=MAX_SUBJECT_LENGTH)
    check.text("display_name", display_name, min=0, max=MAX_NAME_LENGTH)
    _phone(check, "phone", phone)


def check_person_ids(person_ids: Sequence[str]) -> None:
    """Check how many persons are read at once."""
    check = Check()
    check.count("person_ids", person_ids, min=1, max=MAX_BATCH_ITEMS)
    check.raise_if_any()


def check_merge_filter(person_id: str) -> None:
    """Check the person whose merges are listed, if one is named."""
    check = Check()
    check.identifier("person_id", person_id, required=False)
    check.raise_if_any()


def check_changes(request_id: str, changes: Mapping[str, str], named: Collection[str]) -> None:
    """Check the fields of a person to change, and their new values."""
    check = Check()
    check.request_id(request_id)
    known = all(name in UPDATABLE for name in named) and bool(named)
    check.that(known, "update_mask", f"must name some of: {', '.join(UPDATABLE)}")
    inner = check.at("person")
    inner.text("display_name", changes.get("display_name", ""), min=0, max=MAX_NAME_LENGTH)
    inner.text("avatar_url", changes.get("avatar_url", ""), min=0, max=500)
    _phone(inner, "phone", changes.get("phone", ""))
    language = changes.get("language", "")
    well_formed = not language or _LANGUAGE.fullmatch(language) is not None
    inner.that(well_formed, "language", "must be a language tag such as zh-CN")
    check.raise_if_any()


def check_revocation(kind: str, subject: str, reason: str) -> None:
    """Check what is to be revoked, and the reason."""
    check = Check()
    check.one_of("kind", kind, REVOCABLE)
    check.text("subject", subject, max=MAX_REVOKED_SUBJECT_LENGTH)
    check.text("reason", reason, min=0, max=200)
    check.raise_if_any()


def check_revocation_times(
    kind: str, issued_before: datetime | None, expires_at: datetime | None, now: datetime
) -> None:
    """Check which tokens are meant, and until when; None where a time is not given."""
    check = Check()
    if kind == TOKEN:
        check.that(issued_before is None, "issued_before", "is not for a single token")
        in_time = expires_at is None or now < expires_at <= now + LONGEST
        check.that(in_time, "expire_time", "must be within the next 366 days")
    else:
        check.that(expires_at is None, "expire_time", "is for a single token only")
        past = issued_before is None or issued_before <= now
        check.that(past, "issued_before", "must not be in the future")
    check.raise_if_any()


def check_filters(phone: str, channel: str) -> None:
    """Check the filters of a list of persons; empty ones filter nothing."""
    check = Check()
    _phone(check, "phone", phone)
    if channel:
        check.channel("channel", channel)
    check.raise_if_any()


def check_phone_to_verify(request_id: str, phone: str) -> None:
    """Check the phone that a code is sent to."""
    check = Check()
    check.request_id(request_id)
    check.that(is_phone(phone), "phone", _PHONE_FORM)
    check.raise_if_any()


def check_sent_code(verification_id: str, code: str) -> None:
    """Check a code that is told back."""
    check = Check()
    check.identifier("verification_id", verification_id)
    check.that(_SENT_CODE.fullmatch(code) is not None, "code", "must be 4 to 8 digits")
    check.raise_if_any()


def check_refresh(request_id: str, refresh_token: str) -> None:
    """Check a refresh token and the key of its request."""
    check = Check()
    check.request_id(request_id)
    check.text("refresh_token", refresh_token, max=200)
    check.raise_if_any()


def check_address(request_id: str, label: str, postal: Address, address_id: str | None) -> None:
    """Check an address to keep; `address_id` is None for a new one."""
    check = Check()
    check.request_id(request_id)
    inner = check.at("address")
    if address_id is not None:
        inner.identifier("address_id", address_id)
    inner.text("label", label, min=0, max=20)
    inner.at("address").postal(postal)
    check.raise_if_any()


def check_merge(request_id: str, from_id: str, into_id: str, reason: str) -> None:
    """Check two different persons and a reason."""
    check = Check()
    check.request_id(request_id)
    check.identifier("from_person_id", from_id)
    check.identifier("into_person_id", into_id)
    check.that(from_id != into_id, "into_person_id", "must be another person")
    check.text("reason", reason, max=200)
    check.raise_if_any()


def is_phone(text: str) -> bool:
    """Return whether it has the form of E.164."""
    return _PHONE.fullmatch(text) is not None


def _phone(check: Check, field: str, phone: str) -> None:
    check.that(not phone or is_phone(phone), field, _PHONE_FORM)
