"""Who is calling, for which merchant, until when: the facts of the call being served.

The runtime sets them before a handler runs; handlers, operations and the database read
them with `current()`. Background loops and tests set their own with `as_call`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from mesh.pure.passage import Passage

Kind = Literal["person", "guest", "till", "service", "operator", "plugin"]

INTERNAL = "internal"
"""The scope of our own units when they call each other; no token ever carries it."""

DEFAULT_TIMEOUT_SECONDS = 10.0
"""How long a call may take when its caller does not say."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An authenticated caller.

    `merchant_id` is the chain it is bound to; it is empty only for an operator or a unit
    of ours that has not said for which chain it acts. `scopes` say what a service or an
    operator may do (deploy/scopes.toml). `acting_for` is the person on whose behalf a
    service of ours calls; `store_id` binds a till to its store; `channel` is the one that a
    person logged in through, or a guest entered. `any_merchant` says that it is bound to no
    chain, and named the one it acts in.
    """

    kind: Kind
    subject: str
    merchant_id: str
    scopes: frozenset[str] = frozenset()
    acting_for: str = ""
    store_id: str = ""
    channel: str = ""
    any_merchant: bool = False

    @property
    def person_id(self) -> str:
        """The person concerned: the caller itself, or whom it acts for; else empty."""
        return self.subject if self.kind == "person" else self.acting_for

    @property
    def guest_id(self) -> str:
        """The guest concerned: a caller who has not logged in; else empty."""
        return self.subject if self.kind == "guest" else ""

    @property
    def is_internal(self) -> bool:
        """Whether the caller is one of our own units."""
        return INTERNAL in self.scopes

    @property
    def is_customer(self) -> bool:
        """Whether the caller is a person, guest or till: one of many, who ask for little each."""
        return self.kind in ("person", "guest", "till")

    def for_merchant(self, merchant_id: str, acting_for: str = "") -> Identity:
        """Return the same caller, acting in a merchant and perhaps for a person."""
        return replace(self, merchant_id=merchant_id, acting_for=acting_for)


def internal_identity(unit: str, merchant_id: str = "", acting_for: str = "") -> Identity:
    """Return the identity under which a unit of ours (for example "order") calls the others."""
    return Identity("service", unit, merchant_id, frozenset({INTERNAL}), acting_for)


STRANGER = Identity("person", "", "")
"""Who calls a method that is open to anybody: a customer, of whom nothing is known."""


@dataclass(slots=True)
class Call:
    """One call being served.

    `deadline` is a `time.monotonic()` moment, `math.inf` only for streams without one.
    `passages` are the nodes that what it is about has passed so far, for who writes that down.
    `notes` are facts that the handler wants on the call's log line (no secrets there).
    """

    identity: Identity
    method: str
    deadline: float
    trace_id: str
    passages: tuple[Passage, ...] = ()
    notes: dict[str, object] = field(default_factory=dict)

    def remaining(self) -> float:
        """Seconds left, never negative; `math.inf` when there is no deadline."""
        return max(0.0, self.deadline - time.monotonic())


_call: ContextVar[Call] = ContextVar("zhongtai_call")


def new_trace_id() -> str:
    """Return a fresh trace id: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def current() -> Call:
    """Return the call being served. Raise LookupError outside of one (see `as_call`)."""
    try:
        return _call.get()
    except LookupError:
        raise LookupError("no call is being served here; wrap this code in as_call") from None


def current_or_none() -> Call | None:
    """Return the call being served, or None outside of one."""
    return _call.get(None)


def merchant_id() -> str:
    """Return the merchant of the call being served."""
    return current().identity.merchant_id


def person_id() -> str:
    """Return the person whom the call being served concerns, or empty."""
    return current().identity.person_id


def passed(node: str) -> tuple[Passage, ...]:
    """Keep that the call being served has reached a node; all nodes that it has passed."""
    call = current()
    call.passages = (*call.passages, Passage(node, datetime.now(UTC)))
    return call.passages


def note(**facts: object) -> None:
    """Put facts on the log line of the call being served; does nothing outside of one."""
    call = _call.get(None)
    if call is not None:
        call.notes.update(facts)


def enter(call: Call) -> Token[Call]:
    """Make `call` the current one; return the token to `leave` to return to the one before."""
    return _call.set(call)


def leave(token: Token[Call]) -> None:
    """Return to the call that was current before `enter`."""
    _call.reset(token)


@contextmanager
def serving(call: Call) -> Iterator[Call]:
    """Make `call` the current one inside the block."""
    token = enter(call)
    try:
        yield call
    finally:
        leave(token)


@contextmanager
def going_on(seconds: float = DEFAULT_TIMEOUT_SECONDS) -> Iterator[Call]:
    """Run a block as the call being served, with so many seconds left at least.

    For what does not end with its caller: work that others wait for, and what undoes a step.
    """
    call = current()
    deadline = max(call.deadline, time.monotonic() + seconds)
    with serving(replace(call, deadline=deadline)) as longer:
        yield longer


@contextmanager
def as_call(
    identity: Identity,
    method: str = "background",
    *,
    timeout: float = DEFAULT_TIMEOUT_SECONDS,
    trace_id: str = "",
) -> Iterator[Call]:
    """Run a block as if it served a call of `identity`, for background work and tests.

    `timeout` is in seconds, `math.inf` for none. Without a trace id the block belongs to the
    trace of the call around it, or starts a new one.
    """
    around = _call.get(None)
    trace_id = trace_id or (around.trace_id if around else new_trace_id())
    with serving(Call(identity, method, time.monotonic() + timeout, trace_id)) as call:
        yield call
