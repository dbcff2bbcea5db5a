"""SF's interface as one account calls it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
from zhongtai_plugin.carrier import client
from zhongtai_plugin.carrier.faults import Refused

from plugins.carrier_sf import model, signing
from plugins.carrier_sf.accounts import Account
from plugins.carrier_sf.faults import REFUSALS

BELOW = "/open/api/external"


class Client(client.Client):
    """Calls for one account."""

    def __init__(
        self, account: Account, http: httpx.AsyncClient, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(str(account.dev_id), REFUSALS, http, clock)
        self._account = account

    def signed(self, path: str, body: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return a call: the very bytes that are sent are signed, in the address."""
        account = self._account
        content = msgspec.json.encode(
            {**body, "dev_id": account.dev_id, "push_time": int(self.clock())}
        )
        sign = signing.signature(content, account.dev_id, account.dev_key)
        return f"{BELOW}/{path}?sign={quote(sign, safe='')}", content

    def result_in(self, content: bytes) -> msgspec.Raw:
        """Return what an answer holds."""
        envelope = self.decoded(content, model.Envelope)
        if envelope.error_code:
            raise Refused(envelope.error_code, envelope.error_msg or "")
        return envelope.result
