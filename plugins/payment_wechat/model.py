"""WeChat Pay's words: what it answers, notifies and seals. Amounts in fen."""

from __future__ import annotations

import msgspec

CURRENCY = "CNY"


class Refused(Exception):
    """WeChat understood a call and says no: its status, code and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.message = message


class Problem(msgspec.Struct):
    """The body of an answer that is no success."""

    code: str = ""
    message: str = ""


class Prepaid(msgspec.Struct):
    """An order at WeChat that the customer's mini-program can pay."""

    prepay_id: str


class TradeAmount(msgspec.Struct):
    """What a trade is over; `total` is what the merchant gets, whoever pays it."""

    total: int = 0
    currency: str = CURRENCY


class Trade(msgspec.Struct):
    """A trade, as queried or in a notice."""

    appid: str = ""
    mchid: str = ""
    out_trade_no: str = ""
    transaction_id: str = ""
    trade_state: str = ""
    success_time: str = ""
    amount: TradeAmount | None = None


class RefundAmount(msgspec.Struct):
    """What a refund is over."""

    refund: int = 0
    currency: str = CURRENCY


class Refund(msgspec.Struct):
    """A refund, as answered and queried."""

    refund_id: str = ""
    out_refund_no: str = ""
    out_trade_no: str = ""
    status: str = ""
    success_time: str = ""
    amount: RefundAmount | None = None


class RefundNews(msgspec.Struct):
    """A refund in a notice: there its state has another name, and its amount no currency."""

    mchid: str = ""
    refund_id: str = ""
    out_refund_no: str = ""
    out_trade_no: str = ""
    refund_status: str = ""
    success_time: str = ""
    amount: RefundAmount | None = None


class Sealed(msgspec.Struct):
    """Something that WeChat encrypted with the account's API v3 key."""

    ciphertext: str
    nonce: str
    associated_data: str = ""


class Notice(msgspec.Struct):
    """The body of a notice."""

    id: str
    event_type: str
    resource: Sealed


class Certificate(msgspec.Struct):
    """One of WeChat's certificates, sealed."""

    serial_no: str
    encrypt_certificate: Sealed


class Certificates(msgspec.Struct):
    """WeChat's certificates that are good now."""

    data: list[Certificate] = []


class Bill(msgspec.Struct):
    """Where a bill can be fetched, and the SHA-1 of it."""

    download_url: str
    hash_value: str = ""
    hash_type: str = ""
