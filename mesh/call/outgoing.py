"""What a call to another service carries on from the call being served."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from mesh.call.context import DEFAULT_TIMEOUT_SECONDS, current_or_none, new_trace_id
from mesh.call.errors_wire import failure_of_refusal
from mesh.pure.errors import DeadlineExceeded
from mesh.pure.passage import Passage, header

AUTHORIZATION = "authorization"
MERCHANT = "zhongtai-merchant"
ACTING_FOR = "zhongtai-acting-for"
TRACE = "zhongtai-trace"
UNIT = "zhongtai-unit"
RELAYED = "zhongtai-relayed"
PASSED = "zhongtai-passed"

# What is left for the caller to answer its own caller when the peer uses up its time.
MARGIN_SECONDS = 0.05
MARGIN_SHARE = 0.1

Metadata = Iterable[tuple[str, str | bytes]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Merchant, person, trace, way and time of a call that is about to be made.

    `timeout` is in seconds; None only for a stream without a deadline.
    """

    merchant_id: str
    acting_for: str
    trace_id: str
    timeout: float | None
    passages: tuple[Passage, ...] = ()

    def metadata(self, unit: str) -> list[tuple[str, str]]:
        """Return the metadata with which `unit` makes the call."""
        pairs = [(UNIT, unit), (TRACE, self.trace_id)]
        if self.merchant_id:
            pairs.append((MERCHANT, header_text(self.merchant_id)))
        if self.acting_for:
            pairs.append((ACTING_FOR, header_text(self.acting_for)))
        if self.passages:
            pairs.append((PASSED, header(self.passages)))
        return pairs


def outgoing(timeout: float | None, extra: Metadata | None, *, stream: bool) -> Outgoing:
    """Derive a call from the one being served; metadata in `extra` wins over it.

    Raise AioRpcError DEADLINE_EXCEEDED when no time is left.
    """
    call = current_or_none()
    named = {key: value for key, value in extra or () if isinstance(value, str)}
    remaining = math.inf if call is None else shortened(call.remaining())
    if remaining <= 0:
        raise failure_of_refusal(DeadlineExceeded()).as_rpc_error()
    if timeout is None:
        timeout = math.inf if stream else DEFAULT_TIMEOUT_SECONDS
    limit = min(timeout, remaining)
    return Outgoing(
        merchant_id=named.get(MERCHANT, call.identity.merchant_id if call else ""),
        acting_for=named.get(ACTING_FOR, call.identity.person_id if call else ""),
        trace_id=call.trace_id if call else named.get(TRACE, "") or new_trace_id(),
        timeout=None if math.isinf(limit) else limit,
        passages=call.passages if call else (),
    )


def header_text(text: str) -> str:
    """Text as a metadata value, which takes printable ASCII only: the rest percent-encoded."""
    if text.isascii() and text.isprintable() and "%" not in text:
        return text
    return quote(text, safe=" ")


def text_of_header(value: str) -> str:
    """Return the text that `header_text` made a metadata value of."""
    return unquote(value) if "%" in value else value


def shortened(remaining: float) -> float:
    """Return the time a peer may take of the seconds that remain."""
    if math.isinf(remaining):
        return remaining
    return remaining - min(MARGIN_SECONDS, remaining * MARGIN_SHARE)
