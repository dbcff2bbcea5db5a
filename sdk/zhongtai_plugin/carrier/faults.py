"""What a carrier's refusals mean for the caller: which class of fault; pure.

A carrier's list says what its codes mean. Some refusals have no code there and are known by their
words. One that is not known at all is final for its delivery (REJECTED), under its own number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhongtai_plugin.errors import AuthRefused, BadRequest, PluginFault, RateLimited, Rejected
from zhongtai_plugin.text import cleaned

PAUSE_SECONDS = 2.0
_MAX_WORDS = 160
_OPERATORS = frozenset({"NO_BALANCE", "STORE_NOT_READY"})

Said = tuple[type[PluginFault], str, str]
"""A fault's class, its code and its words."""


class Refused(Exception):
    """The carrier understood a call and says no: its code and words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(str(code))
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Refusals:
    """What is known of a carrier's refusals. `defects` are codes for calls that lack something."""

    system: str
    by_code: Mapping[int, Said]
    by_words: Sequence[tuple[Sequence[str], Said]]
    defects: Collection[int] = ()

    def fault_of(self, refused: Refused, hide: Iterable[str] = ()) -> PluginFault:
        """Return a refusal as a fault; `hide` is what the carrier's words must not repeat."""
        if said := self._known(refused):
            kind, code, words = said
            pause = PAUSE_SECONDS if kind is RateLimited else 0.0
            return kind(code, words, retry_after_seconds=pause)
        told = _without(cleaned(refused.message), hide)[:_MAX_WORDS]
        kind = BadRequest if refused.code in self.defects else Rejected
        words = f"{self.system} says {refused.code}: {told}"
        return kind(f"{self.system.upper()}_{refused.code}", words)

    def _known(self, refused: Refused) -> Said | None:
        by_words = (
            said for signs, said in self.by_words if any(sign in refused.message for sign in signs)
        )
        return self.by_code.get(refused.code) or next(by_words, None)


def wants_an_operator(fault: PluginFault) -> bool:
    """Return whether somebody must mend something at the carrier or in the settings."""
    return isinstance(fault, AuthRefused) or fault.code in _OPERATORS


def _without(words: str, hide: Iterable[str]) -> str:
    for secret in hide:
        if secret:
            words = words.replace(secret, "…")
    return words
