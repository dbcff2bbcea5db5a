"""What the simulated WeChat Pay answers, notifies and lists in bills; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone

from simulators.wechat.book import NOTPAY, Refund, Trade

BEIJING = timezone(timedelta(hours=8))
TRADE_COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
    "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
FLOW_COLUMNS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),"
    "资金变更提交申请人,备注,业务凭证号"
)
FEE_PER_MILLE = 6


def when(seconds: float) -> str:
    """Return a time as WeChat writes it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING).isoformat(timespec="seconds")


def trade_body(trade: Trade) -> dict[str, object]:
    """Return a trade as a query answers it."""
    body: dict[str, object] = {
        "appid": trade.account.appid,
        "mchid": trade.account.mchid,
        "out_trade_no": trade.asked.out_trade_no,
        "trade_state": trade.state,
        "trade_state_desc": "模拟",
        "payer": {"openid": trade.asked.openid},
    }
    if trade.transaction_id:
        amount = {"total": trade.paid, "payer_total": trade.paid, "currency": "CNY"}
        body |= {
            "transaction_id": trade.transaction_id,
            "trade_type": "JSAPI",
            "bank_type": "OTHERS",
            "success_time": when(trade.paid_at),
            "amount": amount | {"payer_currency": "CNY"},
        }
    return body


def paid_notice(trade: Trade) -> dict[str, object]:
    """Return what a notice about money says: it is written when the money comes."""
    return trade_body(trade) | {"trade_state": "SUCCESS"}


def refund_body(trade: Trade, refund: Refund) -> dict[str, object]:
    """Return a refund as it is answered."""
    amount = {"total": trade.paid, "refund": refund.amount, "payer_total": trade.paid}
    body: dict[str, object] = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": trade.transaction_id,
        "out_trade_no": trade.asked.out_trade_no,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": when(refund.created),
        "status": refund.state,
        "amount": amount | {"payer_refund": refund.amount, "currency": "CNY"},
    }
    if refund.succeeded:
        body["success_time"] = when(refund.succeeded)
    return body


def refund_notice(trade: Trade, refund: Refund) -> dict[str, object]:
    """Return what a notice about a refund says: other names, and no currency."""
    body = refund_body(trade, refund)
    names = ("refund_id", "out_refund_no", "transaction_id", "out_trade_no", "success_time")
    amount = {"total": trade.paid, "refund": refund.amount, "payer_total": trade.paid}
    return {name: body[name] for name in names if name in body} | {
        "mchid": trade.account.mchid,
        "refund_status": refund.state,
        "user_received_account": body["user_received_account"],
        "amount": amount | {"payer_refund": refund.amount},
    }


def trade_bill(trades: Iterable[Trade], day: date) -> str:
    """Return a day's trades as CSV with a summary; empty when there was none."""
    rows = [row for trade in trades for row in _trade_rows(trade, day)]
    return _csv(TRADE_COLUMNS, rows, "总交易单数,应结订单总金额")


def flow_bill(trades: Iterable[Trade], day: date) -> str:
    """Return a day's movements of funds as CSV with a summary; empty when there was none."""
    rows = [row for trade in trades for row in _flow_rows(trade, day)]
    return _csv(FLOW_COLUMNS, rows, "资金流水总笔数,收入笔数")


def _csv(columns: str, rows: list[list[str]], summary: str) -> str:
    if not rows:
        return ""
    lines = [columns, *(",".join(f"`{value}" for value in row) for row in rows)]
    return "\r\n".join([*lines, summary, f"`{len(rows)},`{len(rows)}", ""])


def _trade_rows(trade: Trade, day: date) -> Iterator[list[str]]:
    if trade.state == NOTPAY or not trade.transaction_id:
        return
    known, asked = trade.account, trade.asked
    head = [known.appid, known.mchid, "0", "", trade.transaction_id, asked.out_trade_no]
    middle = [asked.openid, "JSAPI"]
    fee = round(trade.paid * FEE_PER_MILLE / 1000)
    if _day(trade.paid_at) == day:
        yield [
            _moment(trade.paid_at), *head, *middle, "SUCCESS", "OTHERS", "CNY", _yuan(trade.paid),
            "0.00", "0", "0", "0.00", "0.00", "", "", asked.description, "", _yuan(fee), "0.60%",
            _yuan(trade.paid), "0.00", "",
        ]  # fmt: skip
    for refund in trade.refunds.values():
        if _day(refund.created) == day:
            yield [
                _moment(refund.created), *head, *middle, "REFUND", "OTHERS", "CNY", "0.00", "0.00",
                refund.refund_id, refund.out_refund_no, _yuan(refund.amount), "0.00", "ORIGINAL",
                refund.state, asked.description, "", "0.00", "0.60%", "0.00",
                _yuan(refund.amount), "",
            ]  # fmt: skip


def _flow_rows(trade: Trade, day: date) -> Iterator[list[str]]:
    number = trade.asked.out_trade_no
    fee = round(trade.paid * FEE_PER_MILLE / 1000)
    if trade.transaction_id and _day(trade.paid_at) == day:
        stamp, trade_no = _moment(trade.paid_at), trade.transaction_id
        yield [stamp, trade_no, "1", "交易", "交易", "收入", _yuan(trade.paid), "0", "", "", number]
        yield [
            stamp,
            trade_no,
            "2",
            "交易",
            "扣除交易手续费",
            "支出",
            _yuan(fee),
            "0",
            "",
            "",
            number,
        ]
    for refund in trade.refunds.values():
        if refund.succeeded and _day(refund.succeeded) == day:
            yield [
                _moment(refund.succeeded), refund.refund_id, "3", "退款", "退款", "支出",
                _yuan(refund.amount), "0", "", "", refund.out_refund_no,
            ]  # fmt: skip


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING).date()


def _moment(seconds: float) -> str:
    stamp = datetime.fromtimestamp(seconds, UTC).astimezone(BEIJING)
    return stamp.strftime("%Y-%m-%d %H:%M:%S")


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"
