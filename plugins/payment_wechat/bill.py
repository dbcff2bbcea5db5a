"""WeChat Pay's daily bills of one account: the trades, and the flow of funds.

A bill is lines in UTF-8: names, then values that begin with a back-quote each, then a summary,
with commas between. Amounts are in yuan, times in Beijing's. Columns are found by name.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import IO

import structlog
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai_plugin import Rejected, RetryLater

from plugins.payment_wechat import mapping, model
from plugins.payment_wechat.client import Client
from plugins.payment_wechat.faults import fault_of
from plugins.payment_wechat.trades import BEIJING

PATHS = {
    pb.BILL_KIND_UNSPECIFIED: "/v3/bill/tradebill?bill_date={day}&bill_type=ALL",
    pb.BILL_KIND_FUND_FLOW: "/v3/bill/fundflowbill?bill_date={day}&account_type=BASIC",
}
IN_MEMORY_BYTES = 4 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
_NOT_READY = frozenset({"STATEMENT_CREATING"})
_NONE = frozenset({"NO_STATEMENT_EXIST"})
_MARK = "`"

Row = Mapping[str, str]


def first_part(day: date) -> pb.DownloadBillResponse:
    """Return the empty first part of a bill, which says when its day begins and ends."""
    part = pb.DownloadBillResponse()
    part.day_begin_time.FromDatetime(datetime.combine(day, time(), BEIJING))
    part.day_end_time.FromDatetime(datetime.combine(day + timedelta(days=1), time(), BEIJING))
    return part


async def entries_of(client: Client, kind: pb.BillKind, day: date) -> AsyncIterator[pb.BillEntry]:
    """Yield a day's bill. Raise Rejected BILL_NOT_READY, RetryLater when it does not come whole."""
    try:
        bill = await client.get(PATHS[kind].format(day=day.isoformat()), model.Bill)
    except model.Refused as refused:
        if refused.code in _NONE:
            return
        if refused.code in _NOT_READY:
            raise Rejected("BILL_NOT_READY", "WeChat is still making the bill.") from None
        raise fault_of(refused) from None
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as file:
        await _fetch(client, bill, file)
        file.seek(0)
        for entry in read(file, kind):
            yield entry


def read(file: IO[bytes], kind: pb.BillKind) -> Iterator[pb.BillEntry]:
    """Yield the entries of a bill; one that cannot be read is there with its line's number."""
    read_row = _trade if kind == pb.BILL_KIND_UNSPECIFIED else _flow
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")
    names = next(lines, "").strip().split(",")
    for number, line in enumerate(lines, 2):
        if not line.startswith(_MARK):
            return  # the summary
        # Not as CSV: a dish may have a comma or a quote in its name, and WeChat quotes nothing.
        values = line.strip("\r\n").removeprefix(_MARK).split(f",{_MARK}")
        row = dict(zip(names, values, strict=False))
        try:
            yield read_row(row)
        except (KeyError, ValueError, InvalidOperation):
            structlog.get_logger().warning("a line of a bill cannot be read", line=number)
            yield pb.BillEntry(
                amount=mapping.money(0, ""), provider_word=f"UNREADABLE LINE {number}"
            )


def _trade(row: Row) -> pb.BillEntry:
    state = row["交易状态"]
    back = state in ("REFUND", "REVOKED")
    amount = (
        _fen(row.get("申请退款金额") or row["退款金额"])
        if back
        else _fen(row.get("订单金额") or row["应结订单金额"])
    )
    entry = pb.BillEntry(
        provider_trade_no=row["微信退款单号"] if back else row["微信订单号"],
        payment_id=row["商户订单号"],
        refund_id=row["商户退款单号"] if back else "",
        amount=mapping.money(-amount if back else amount, row.get("货币种类", "")),
        provider_word=(row["退款状态"] if state == "REFUND" else state)[:64],
    )
    entry.occurred_time.FromDatetime(_time(row["交易时间"]))
    if fee := row.get("手续费"):
        entry.fee.CopyFrom(mapping.money(_fen(fee), row.get("货币种类", "")))
    return entry


def _flow(row: Row) -> pb.BillEntry:
    amount = _fen(row["收支金额(元)"])
    going_out = {"收入": False, "支出": True}
    ours, is_refund = row.get("业务凭证号", ""), row["业务类型"] == "退款"
    entry = pb.BillEntry(
        provider_trade_no=row["微信支付业务单号"],
        payment_id="" if is_refund else ours,
        refund_id=ours if is_refund else "",
        amount=mapping.money(-amount if going_out[row["收支类型"]] else amount, ""),
        provider_word=row["业务类型"][:64],
    )
    entry.occurred_time.FromDatetime(_time(row["记账时间"]))
    return entry


async def _fetch(client: Client, bill: model.Bill, file: IO[bytes]) -> None:
    """Write a bill to a file. Raise RetryLater unless it is the one whose hash WeChat named."""
    digest, size = hashlib.sha1(usedforsecurity=False), 0
    try:
        async with client.download(bill.download_url) as answer:
            async for part in answer.aiter_bytes():
                size += len(part)
                if size > MOST_BYTES:
                    raise RetryLater("BILL_TOO_LARGE", "The bill is larger than any should be.")
                digest.update(part)
                file.write(part)
    except model.Refused as refused:
        raise fault_of(refused) from None
    if bill.hash_type.upper() != "SHA1" or digest.hexdigest() != bill.hash_value.lower():
        raise RetryLater("BILL_NOT_WHOLE", "What came is not the bill that WeChat named.")


def day_of(text: str, today: date) -> date:
    """Return the day of a bill. Raise ValueError for no day; Rejected for one that is not over."""
    day = date.fromisoformat(text)
    if day >= today:
        raise Rejected("BILL_NOT_READY", "The day is not over in Beijing.")
    return day


def _fen(yuan: str) -> int:
    """Return an amount in yuan as fen. Raise ValueError when it is no whole number of them."""
    fen = Decimal(yuan) * 100
    if fen != fen.to_integral_value():
        raise ValueError(yuan)
    return int(fen)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
