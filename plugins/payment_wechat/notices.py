"""What WeChat sends to notify_url: proved, fresh, opened, and compared with the account."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai_plugin import AuthRefused, BadRequest, ReplayGuard

from plugins.payment_wechat import mapping, model, signing
from plugins.payment_wechat.client import Client

_NEEDED = (signing.TIMESTAMP, signing.NONCE, signing.SERIAL, signing.SIGNATURE)
_MAX_HEADER = 1024
_REFUNDS = "REFUND."

T = TypeVar("T")


class Notices:
    """Checks notices for all accounts: which one it is for, only its keys tell.

    `trouble` is what is wrong with the settings, as notices show it; for Probe.
    """

    def __init__(self, clients: Collection[Client], guard: ReplayGuard) -> None:
        self.trouble = ""
        self._clients = clients
        self._guard = guard

    async def verified(self, headers: Mapping[str, str], body: bytes) -> pb.VerifiedNotice:
        """Return what a genuine notice says.

        Raise AuthRefused or BadRequest when it is none, and RetryLater when WeChat's
        certificates cannot be fetched now.
        """
        missing = [name for name in _NEEDED if not 0 < len(headers.get(name, "")) <= _MAX_HEADER]
        if missing:
            raise BadRequest("HEADERS_MISSING", f"The notice lacks {', '.join(missing)}.")
        if headers.get(signing.SIGNATURE_TYPE, signing.SCHEME) != signing.SCHEME:
            raise BadRequest("SIGNATURE_TYPE", "The notice is signed in a way that is not known.")
        # Before the keys: what is too old may not make us fetch any.
        self._guard.demand_fresh(headers[signing.TIMESTAMP])
        serial, nonce = headers[signing.SERIAL], headers[signing.NONCE]
        keys = await self._keys(serial)
        text = signing.signed_by_wechat(headers, body)
        if not any(signing.is_signed(key, headers[signing.SIGNATURE], text) for key in keys):
            raise AuthRefused(
                "BAD_SIGNATURE",
                "The signature does not fit the notice. Signed are: timestamp, nonce and body, "
                "each with a line feed behind it.",
            )
        self._guard.admit(serial, headers[signing.TIMESTAMP], nonce)
        notice = _decoded(body, model.Notice)
        client, content = self._opened(notice)
        return _told(notice, client, content)

    async def _keys(self, serial: str) -> list[RSAPublicKey]:
        """Return the keys that WeChat signs with under a serial, of whichever account.

        Raise AuthRefused when no account has any, RetryLater when that cannot be known now.
        """
        if keys := [key for each in self._clients if (key := each.known_key(serial))]:
            return keys
        found = await asyncio.gather(
            *(each.key_of(serial) for each in self._clients), return_exceptions=True
        )
        if keys := [key for key in found if isinstance(key, RSAPublicKey)]:
            return keys
        for fault in found:
            # An account that WeChat refuses is told of by Probe, and is no reason for the others.
            if isinstance(fault, BaseException) and not isinstance(fault, AuthRefused):
                raise fault
        raise AuthRefused("SERIAL_UNKNOWN", "The notice is signed with a key we do not know.")

    def _opened(self, notice: model.Notice) -> tuple[Client, bytes]:
        """Return the account that a notice is for, and what is in it. Raise AuthRefused.

        WeChat has signed it; whose it is, the one API v3 key that opens it says.
        """
        sealed = notice.resource
        for client in self._clients:
            content = signing.unsealed(
                client.account.api_v3_key, sealed.nonce, sealed.associated_data, sealed.ciphertext
            )
            if content is not None:
                self.trouble = ""
                return client, content
        self.trouble = (
            "A notice is WeChat's and no account's api_v3_key opens it: correct the settings."
        )
        raise AuthRefused("API_V3_KEY_WRONG", self.trouble)


def _told(notice: model.Notice, client: Client, content: bytes) -> pb.VerifiedNotice:
    """Return what a notice tells. Raise BadRequest when it is about another account or app."""
    account = client.account
    kind = mapping.NOTICES.get(notice.event_type, pb.PROVIDER_NOTICE_KIND_OTHER)
    if kind == pb.PROVIDER_NOTICE_KIND_OTHER:
        return pb.VerifiedNotice(event_id=notice.id, kind=kind, merchant_id=account.merchant_id)
    if notice.event_type.startswith(_REFUNDS):
        news = _decoded(content, model.RefundNews)
        _demand(news.mchid == account.mchid)
        message = mapping.refund_notice(notice.id, account.merchant_id, news)
    else:
        trade = _decoded(content, model.Trade)
        _demand((trade.mchid, trade.appid) == (account.mchid, account.appid))
        _demand(trade.trade_state == "SUCCESS" and trade.amount is not None)
        message = mapping.payment_notice(notice.id, account.merchant_id, trade)
    message.kind = kind
    return message


def _demand(fits: bool) -> None:
    if not fits:
        raise BadRequest(
            "NOTICE_ODD", "The notice is about another account, or does not fit itself."
        )


def _decoded(body: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError:
        raise BadRequest(
            "NOTICE_UNREADABLE", "The notice has another form than documented."
        ) from None
