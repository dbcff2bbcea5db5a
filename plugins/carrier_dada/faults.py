"""What Dada's refusals mean for the caller; pure. The codes are those of its public list."""

from __future__ import annotations

from zhongtai_plugin import AuthRefused, RateLimited, Rejected, RetryLater
from zhongtai_plugin.carrier.faults import Refusals, Refused, Said

_KNOWN: dict[int, Said] = {
    -1: (RetryLater, "SYSTEM_ERROR", "Dada has trouble of its own."),
    999: (RetryLater, "MAINTENANCE", "Dada is being maintained."),
    2001: (AuthRefused, "APP_KEY_UNKNOWN", "Dada does not know the app_key: correct it."),
    2002: (AuthRefused, "APP_KEY_NOT_LIVE", "The app_key is not live: bind it at Dada."),
    2003: (AuthRefused, "SIGN_ERROR", "Dada refuses the signature: is the app_secret right?"),
    2004: (Rejected, "STORE_NOT_READY", "Dada does not know the shop_no: correct it."),
    2012: (RetryLater, "IN_PROGRESS", "Dada is still at work on this order."),
    2043: (Rejected, "STORE_NOT_READY", "Dada has not approved the shop yet."),
    2044: (Rejected, "OUT_OF_RANGE", "Dada does not ride in this city."),
    2045: (AuthRefused, "NO_PAYING_ACCOUNT", "The merchant has no account to pay Dada from."),
    2047: (RetryLater, "PRICES_AWAY", "Dada cannot say prices now."),
    2067: (RateLimited, "TOO_OFTEN", "Dada was asked for this price just now."),
    2129: (Rejected, "ADDRESS_UNKNOWN", "Dada cannot find the address."),
    2132: (Rejected, "STORE_NOT_READY", "The shop is off line at Dada: activate it there."),
    2136: (Rejected, "STORE_NOT_READY", "The shop has no kind of goods at Dada: set it there."),
    2155: (Rejected, "NO_BALANCE", "The merchant's balance at Dada is used up: top it up."),
    2400: (AuthRefused, "MERCHANT_NOT_LIVE", "Dada has not approved the merchant yet."),
    2401: (AuthRefused, "MERCHANT_UNKNOWN", "Dada does not know the source_id: correct it."),
    2402: (Rejected, "STORE_NOT_READY", "Dada does not know the shop_no: correct it."),
}
_BY_WORDS: tuple[tuple[tuple[str, ...], Said], ...] = (
    (
        ("超出", "超区", "超范围", "不在配送范围"),
        (Rejected, "OUT_OF_RANGE", "It is too far."),
    ),
    (
        ("运力", "无骑手", "暂无配送员"),
        (Rejected, "NO_RIDERS", "Dada has no rider for it now."),
    ),
    (
        ("频繁", "频率", "限流"),
        (RateLimited, "TOO_OFTEN", "Dada is called too often."),
    ),
)
_OUR_DEFECTS = frozenset(
    [*range(1994, 2001), *range(2006, 2011), 2013, 2104, *range(2106, 2129), *range(2410, 2423)]
)
"""A call lacks something or has another form than Dada wants."""
REFUSALS = Refusals("Dada", _KNOWN, _BY_WORDS, _OUR_DEFECTS)
_UNKNOWN = frozenset({2005, 2011})
_THERE_ALREADY = frozenset({2063, 2064, 2065, 2066, 2105, 2130})
_GOODS_ARE_GONE = frozenset({2050, 2051})


def is_unknown(refused: Refused) -> bool:
    """Return whether Dada says that it never saw what was asked about."""
    return refused.code in _UNKNOWN


def is_there_already(refused: Refused) -> bool:
    """Return whether an order is refused since one with its number is there."""
    return refused.code in _THERE_ALREADY


def is_too_late(refused: Refused) -> bool:
    """Return whether an order cannot be called off since the rider has the goods."""
    return refused.code in _GOODS_ARE_GONE
