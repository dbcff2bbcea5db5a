"""What SF's refusals mean for the caller; pure.

No list of SF's codes is public, so they are known by their words alone, and these lie here only.
One that is not known is final for an order that is made. Of a look-up it says nothing: the order
may be there, so that one is repeated.
"""

from __future__ import annotations

from zhongtai_plugin import AuthRefused, PluginFault, RateLimited, Rejected, RetryLater
from zhongtai_plugin.carrier.faults import Refusals, Refused, Said

_BY_WORDS: tuple[tuple[tuple[str, ...], Said], ...] = (
    (
        ("签名", "验签", "sign"),
        (AuthRefused, "SIGN_ERROR", "SF refuses the signature: are dev_id and dev_key right?"),
    ),
    (
        ("开发者", "dev_id"),
        (AuthRefused, "DEVELOPER_UNKNOWN", "SF does not know the dev_id: correct it."),
    ),
    (
        ("店铺不存在", "店铺未", "门店不存在", "店铺已"),
        (Rejected, "STORE_NOT_READY", "SF does not know the shop, or it is not open: correct it."),
    ),
    (
        ("余额不足",),
        (Rejected, "NO_BALANCE", "The shop's balance at SF is used up: top it up."),
    ),
    (
        ("超出", "超区", "超范围", "不在配送范围", "跨城"),
        (Rejected, "OUT_OF_RANGE", "It is too far."),
    ),
    (
        ("运力", "无骑手", "暂无配送员"),
        (Rejected, "NO_RIDERS", "SF has no rider for it now."),
    ),
    (
        ("频繁", "频率", "限流"),
        (RateLimited, "TOO_OFTEN", "SF is called too often."),
    ),
    (
        ("系统异常", "系统错误", "系统繁忙", "稍后"),
        (RetryLater, "SYSTEM_ERROR", "SF has trouble of its own."),
    ),
)
REFUSALS = Refusals("SF", {}, _BY_WORDS)
_UNKNOWN = ("订单不存在", "订单未找到", "查无此单")
_THERE_ALREADY = ("重复", "订单已存在", "订单号已存在")


def is_unknown(refused: Refused) -> bool:
    """Return whether SF says that it never saw what was asked about."""
    return any(sign in refused.message for sign in _UNKNOWN)


def is_there_already(refused: Refused) -> bool:
    """Return whether an order is refused since one with its number is there."""
    return any(sign in refused.message for sign in _THERE_ALREADY)


def of_look_up(refused: Refused) -> PluginFault:
    """Return why an order could not be looked up: never a last word, which it is not."""
    fault = REFUSALS.fault_of(refused)
    if not fault.is_final:
        return fault
    return RetryLater("LOOK_UP_REFUSED", fault.message)
