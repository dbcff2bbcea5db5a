"""Refusals: what a service says when it will not do what it was asked.

Refusal
├── InvalidRequest        the request breaks a rule that the caller can read
│   └── PageTokenInvalid  the page token is not one that this list gave
├── Unauthenticated · AccessDenied
├── RequestIdReused · InProgress
├── RateLimited · DeadlineExceeded
├── PeerUnavailable · PluginUnavailable · StorageUnavailable
├── LetterNotFound         no such letter of a reader, any more
├── PersonMerged           the person is another one now
└── NotOfferedYet

A service adds its own below one base class of its own domain::

    class OrderRefusal(Refusal):
        domain = "zhongtai.order"

    class OrderNotFound(OrderRefusal):
        \"\"\"There is no order {order_id}.\"\"\"

        kind = Kind.NOT_FOUND
        reason = "ORDER_NOT_FOUND"

The first line of the docstring is the message; ``{name}`` takes the metadata of that name.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar


class Kind(Enum):
    """The sort of refusal; one gRPC status code each, with the same name."""

    INVALID_ARGUMENT = "INVALID_ARGUMENT"
    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    FAILED_PRECONDITION = "FAILED_PRECONDITION"
    PERMISSION_DENIED = "PERMISSION_DENIED"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    RESOURCE_EXHAUSTED = "RESOURCE_EXHAUSTED"
    ABORTED = "ABORTED"
    UNAVAILABLE = "UNAVAILABLE"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    UNIMPLEMENTED = "UNIMPLEMENTED"
    OUT_OF_RANGE = "OUT_OF_RANGE"


@dataclass(frozen=True, slots=True)
class Violation:
    """One field of a request that breaks a rule, and the rule in words with its limit."""

    field: str
    description: str


class _Verbatim(dict[str, str]):
    """Leaves a placeholder without metadata as it stands, so that a message never fails."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Refusal(Exception):
    """The request was refused."""

    kind: ClassVar[Kind] = Kind.FAILED_PRECONDITION
    reason: ClassVar[str] = ""
    domain: ClassVar[str] = "zhongtai.common"

    message: str
    violations: tuple[Violation, ...]
    metadata: Mapping[str, str]

    def __init__(
        self,
        message: str | None = None,
        *,
        violations: Sequence[Violation] = (),
        **metadata: str | int,
    ) -> None:
        """Make a refusal; without a message the class says its own.

        Metadata is for programs (ids, states, limits) and reaches the caller: it must
        never hold secrets or personal data.
        """
        self.metadata = {key: str(value) for key, value in metadata.items()}
        self.violations = tuple(violations)
        self.message = message if message is not None else self._default_message()
        super().__init__(self.message)

    def _default_message(self) -> str:
        first_line = (inspect.getdoc(type(self)) or "The request was refused.").split("\n", 1)[0]
        return first_line.format_map(_Verbatim(self.metadata))


class InvalidRequest(Refusal):
    """The request breaks a rule."""

    kind = Kind.INVALID_ARGUMENT
    reason = "INVALID_REQUEST"

    def _default_message(self) -> str:
        if not self.violations:
            return super()._default_message()
        return "; ".join(f"{v.field}: {v.description}" for v in self.violations)


class PageTokenInvalid(Refusal):
    """The page_token is not one that this list gave: start from the first page."""

    kind = Kind.INVALID_ARGUMENT
    reason = "PAGE_TOKEN_INVALID"


class RequestIdReused(Refusal):
    """The request_id {request_id} was used before with another request: use a new one."""

    kind = Kind.FAILED_PRECONDITION
    reason = "REQUEST_ID_REUSED"


class InProgress(Refusal):
    """The same request is being worked on: repeat it with the same request_id."""

    kind = Kind.ABORTED
    reason = "IN_PROGRESS"


class PersonMerged(Refusal):
    """The person was merged and is {merged_into_person_id} now: use that id."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PERSON_MERGED"


class Unauthenticated(Refusal):
    """The call carries no valid identity: log in again."""

    kind = Kind.UNAUTHENTICATED
    reason = "UNAUTHENTICATED"


class AccessDenied(Refusal):
    """This identity may not do this."""

    kind = Kind.PERMISSION_DENIED
    reason = "ACCESS_DENIED"


class DeadlineExceeded(Refusal):
    """The call ran out of time: its effect is unknown, repeat it with the same request_id."""

    kind = Kind.DEADLINE_EXCEEDED
    reason = "DEADLINE_EXCEEDED"


class NotOfferedYet(Refusal):
    """The method {method} is in the contract but not offered by this version."""

    kind = Kind.UNIMPLEMENTED
    reason = "NOT_OFFERED_YET"


class PeerUnavailable(Refusal):
    """The service {peer} did not answer: repeat with backoff."""

    kind = Kind.UNAVAILABLE
    reason = "PEER_UNAVAILABLE"


class PluginUnavailable(Refusal):
    """The plug-in {plugin} did not answer: repeat with backoff."""

    kind = Kind.UNAVAILABLE
    reason = "PLUGIN_UNAVAILABLE"


class RateLimited(Refusal):
    """Too many calls: come back in {retry_after_seconds} seconds."""

    kind = Kind.RESOURCE_EXHAUSTED
    reason = "RATE_LIMITED"


class StorageUnavailable(Refusal):
    """The database cannot take this now: repeat with backoff; if it lasts, see to the database."""

    # Not FAILED_PRECONDITION: callers take that for a last word, and would drop what they
    # carry (a paid order, a refund) because the database was away for a second.
    kind = Kind.UNAVAILABLE
    reason = "STORAGE_UNAVAILABLE"


class LetterNotFound(Refusal):
    """There is no letter {letter_id}: it was dealt with, or dropped."""

    kind = Kind.NOT_FOUND
    reason = "LETTER_NOT_FOUND"
