"""Which pages of other origins may call from a browser (CORS): those that a setting names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mesh.process.settings import SettingInvalid

KEPT_SECONDS = 7200
"""How long a browser need not ask again; longer than this none of them keeps it."""
ASKED_WITH = (
    *("authorization", "content-type", "connect-protocol-version", "connect-timeout-ms"),
    *("grpc-timeout", "x-grpc-web", "x-user-agent", "zhongtai-trace"),
)
SHOWN = ("grpc-status", "grpc-message", "grpc-status-details-bin", "retry-after", "zhongtai-trace")

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


class Origins:
    """The origins that may call; a page of the same origin need not be among them."""

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self._allowed = allowed

    @classmethod
    def read(cls, env: Mapping[str, str], setting: str) -> Origins:
        """Return those of a setting, comma separated; none when it is not set.

        Raise SettingInvalid.
        """
        words = [word.strip() for word in env.get(setting, "").split(",") if word.strip()]
        for word in words:
            if not _ORIGIN.fullmatch(word):
                raise SettingInvalid(
                    f"{setting} must be origins such as https://shop.example, not {word!r}."
                )
        return cls(frozenset(words))

    def answer_headers(self, origin: str) -> dict[str, str]:
        """Return the headers of an answer to a page of that origin; empty for a stranger's."""
        if origin not in self._allowed:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": ", ".join(SHOWN),
            "Vary": "Origin",
        }

    def preflight_headers(self, origin: str) -> dict[str, str]:
        """Return the headers that answer whether a page of that origin may call."""
        if origin not in self._allowed:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": ", ".join(ASKED_WITH),
            "Access-Control-Max-Age": str(KEPT_SECONDS),
            "Vary": "Origin",
        }
