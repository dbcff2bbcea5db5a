"""What WeChat's refusals mean for the caller: which class of fault; pure.

A code that no document has is final for its item (REJECTED), under its own name.
"""

from __future__ import annotations

import re

from zhongtai_plugin import AuthRefused, BadRequest, PluginFault, RateLimited, Rejected, RetryLater

from plugins.payment_wechat.model import Refused

PAUSE_SECONDS = 2.0
_RETRY = frozenset(
    {"SYSTEM_ERROR", "SYSTEMERROR", "BANK_ERROR", "BIZERR_NEED_RETRY", "USERPAYING", "NOT_ENOUGH"}
)
_RATE = frozenset({"FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "RATELIMIT_EXCEEDED"})
_AUTH = frozenset(
    {
        "SIGN_ERROR", "NO_AUTH", "APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS", "MCHID_NOT_EXIST",
        "APPID_NOT_EXIST", "ACCOUNT_ERROR",
    }
)  # fmt: skip
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_MAX_WORDS = 160
ADVICE = {
    "SIGN_ERROR": "WeChat refuses the account's signature: serial and private_key must be those "
    "of the merchant's certificate, and the clock must be right.",
    "NO_AUTH": "WeChat says that the merchant may not do this: is the product applied for, and "
    "the appid bound to the mchid?",
    "APPID_MCHID_NOT_MATCH": "The appid is not bound to the mchid: bind it at the merchant "
    "platform, or correct the settings.",
    "NOT_ENOUGH": "The merchant's balance at WeChat is too small for the refund: top it up.",
}
"""What an operator can do about it."""


def fault_of(refused: Refused, hide: str = "") -> PluginFault:
    """Return a refusal as a fault; `hide` is what WeChat's words must not repeat."""
    code = refused.code if _CODE.fullmatch(refused.code) else f"HTTP_{refused.status}"
    words = refused.message.replace(hide, "…") if hide else refused.message
    message = ADVICE.get(code) or f"WeChat Pay says {code}: {words[:_MAX_WORDS]}"
    if code in _RATE or refused.status == 429:
        return RateLimited(code, message, retry_after_seconds=PAUSE_SECONDS)
    if code in _AUTH or refused.status == 401:
        return AuthRefused(code, message)
    if code in _RETRY or refused.status >= 500:
        return RetryLater(code, message)
    if code == "PARAM_ERROR":
        return BadRequest(code, message)
    return Rejected(code, message)


def is_unknown(refused: Refused) -> bool:
    """Return whether WeChat says that it never saw what was asked about."""
    return refused.code in ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")


def is_too_much(refused: Refused) -> bool:
    """Return whether a refund is refused since more was asked for than is left.

    WeChat has no code of its own for that: only the words tell (seen in public reports).
    """
    return refused.code == "INVALID_REQUEST" and any(
        words in refused.message for words in ("可退", "全额退款", "超过")
    )
