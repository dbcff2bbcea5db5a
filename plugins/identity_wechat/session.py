"""WeChat's code2Session: what it answers, and what its error codes mean; pure.

The session key that WeChat answers with is not even read: it must never leave this process.
"""

from __future__ import annotations

import msgspec
from zhongtai_plugin import AuthRefused, PluginFault, RateLimited, Rejected, RetryLater

QUOTA_PAUSE_SECONDS = 60.0


class Session(msgspec.Struct):
    """WeChat's answer: a person, or an error."""

    openid: str = ""
    unionid: str = ""
    errcode: int = 0


_INVALID = ("CODE_INVALID", "WeChat does not know the code: call wx.login again.")
_FAULTS: dict[int, PluginFault] = {
    -1: RetryLater("BUSY", "WeChat is busy: call wx.login again."),
    40029: Rejected(*_INVALID),
    41008: Rejected(*_INVALID),
    40163: Rejected("CODE_USED", "The code was used before: call wx.login again."),
    40226: Rejected("USER_BLOCKED", "WeChat has blocked this user as a risk."),
    45011: RateLimited(
        "TOO_OFTEN", "WeChat has been asked too often.", retry_after_seconds=QUOTA_PAUSE_SECONDS
    ),
    40013: AuthRefused("APPID_UNKNOWN", "WeChat does not know the appid: correct the settings."),
    40125: AuthRefused("SECRET_WRONG", "WeChat refuses the secret: take the AppSecret of now."),
    41002: AuthRefused("APPID_UNKNOWN", "WeChat misses the appid: correct the settings."),
    41004: AuthRefused("SECRET_WRONG", "WeChat misses the secret: correct the settings."),
}


def fault_of(errcode: int) -> PluginFault:
    """Return an error of WeChat as a fault; one that no document has refuses this code only."""
    known = _FAULTS.get(errcode)
    if known is None:
        return Rejected(f"WECHAT_{errcode}", "WeChat refuses the code for a reason not known.")
    # A new one each time: an exception carries its traceback.
    return type(known)(known.code, known.message, retry_after_seconds=known.retry_after_seconds)


def is_known(errcode: int) -> bool:
    """Return whether an error code stands in a document."""
    return errcode in _FAULTS
