"""Dada's interface as one account calls it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import msgspec
from zhongtai_plugin.carrier import client
from zhongtai_plugin.carrier.faults import Refused

from plugins.carrier_dada import model, signing
from plugins.carrier_dada.accounts import Account
from plugins.carrier_dada.faults import REFUSALS

_encode = msgspec.json.Encoder(decimal_format="number").encode


class Client(client.Client):
    """Calls for one account."""

    def __init__(
        self, account: Account, http: httpx.AsyncClient, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(account.source_id, REFUSALS, http, clock)
        self._account = account

    def signed(self, path: str, body: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return a call: its body is a text among the fields that are signed."""
        fields = {
            "app_key": self._account.app_key,
            "body": _encode(body).decode(),
            "format": "json",
            "source_id": self._account.source_id,
            "timestamp": str(int(self.clock())),
            "v": "1.0",
        }
        signature = signing.call_signature(fields, self._account.app_secret)
        return path, _encode({**fields, "signature": signature})

    def result_in(self, content: bytes) -> msgspec.Raw:
        """Return what an answer holds."""
        envelope = self.decoded(content, model.Envelope)
        if envelope.code or envelope.status != "success":
            raise Refused(envelope.code, envelope.msg or "")
        return envelope.result
