"""The platform's orders as pretix's, and pretix's as how they stand: pure.

An order of the platform is one of pretix under a code that follows from its id, so that pretix
itself refuses a second one; each piece is a position, and a position's secret is the code that the
customer shows. What pretix has to remember for us lies in the order's `api_meta`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai_plugin import BadRequest, Rejected
from zhongtai_plugin.money import fraction_digits

from plugins.oms_pretix.accounts import Account, Item
from plugins.oms_pretix.model import Ours, Piece, Row, Wanted

ISSUED = order_pb.OMS_VOUCHER_STATE_ISSUED
REDEEMED = order_pb.OMS_VOUCHER_STATE_REDEEMED
EXPIRED = order_pb.OMS_VOUCHER_STATE_EXPIRED
VOIDED = order_pb.OMS_VOUCHER_STATE_VOIDED
UNUSED = (ISSUED, EXPIRED)

MAX_PIECES = 200
OURS = "zhongtai"
"""The key in an order's api_meta under which what is ours lies."""
CANCELED = "c"
_BASE32 = str.maketrans("IO01", "2389")
"""pretix's codes have neither I nor O; base 32 has neither 0, 1, 8 nor 9."""
_MOST_DIGITS = 2
"""What pretix's amounts have after the point."""


def code_of(merchant_id: str, order_id: str) -> str:
    """Return the code of pretix's order: 16 letters and digits, of 80 bits."""
    digest = hashlib.sha256(f"{merchant_id}/{order_id}".encode()).digest()
    return base64.b32encode(digest[:10]).decode().translate(_BASE32)


def mark_of(merchant_id: str, void_id: str) -> str:
    """Return the name under which positions are blocked that a request makes void."""
    digest = hashlib.sha256(f"{merchant_id}/{void_id}".encode()).hexdigest()
    return f"api:{OURS}.{digest[:24]}"


def digest_of(order: order_pb.OmsOrder) -> str:
    """Return what tells an order from another one under its id."""
    return hashlib.sha256(order.SerializeToString(deterministic=True)).hexdigest()[:32]


def check_order(order: order_pb.OmsOrder) -> None:
    """Raise BadRequest unless an order has what it needs."""
    pieces = [(line.line_id, line.quantity) for line in order.lines]
    missing = not (order.order_id and order.merchant_id and order.store_id and pieces)
    if missing or any(not line_id or quantity < 1 for line_id, quantity in pieces):
        raise BadRequest("FIELDS_MISSING", "An order has ids, a store, and lines with pieces.")
    if len({line_id for line_id, _ in pieces}) < len(pieces):
        raise BadRequest("LINES_REPEATED", "Each line has an id of its own.")
    if sum(quantity for _, quantity in pieces) > MAX_PIECES:
        raise BadRequest("TOO_MANY_PIECES", f"An order has at most {MAX_PIECES} pieces.")


def body_of(order: order_pb.OmsOrder, account: Account, currency: str) -> dict[str, Any]:
    """Return an order as pretix takes it: paid, and of nobody. Raise Rejected."""
    digits = fraction_digits(currency)
    if order.total.currency_code != currency or digits > _MOST_DIGITS:
        raise Rejected("CURRENCY_UNKNOWN", f"The event in pretix is in {currency}.")
    items = [_item_of(line, account) for line in order.lines for _ in range(line.quantity)]
    prices = [Decimal(price).scaleb(-digits) for price in prices_of(order)]
    ours = {
        "order_id": order.order_id,
        "merchant_id": order.merchant_id,
        "store_id": order.store_id,
        "digest": digest_of(order),
        "lines": [[line.line_id, line.quantity] for line in order.lines],
    }
    return {
        "code": code_of(order.merchant_id, order.order_id),
        "status": "p",
        "payment_provider": "manual",
        "send_email": False,
        "api_meta": {OURS: ours},
        "positions": [
            {"item": item.item, "variation": item.variation, "price": f"{price:f}"}
            for item, price in zip(items, prices, strict=True)
        ],
    }


def prices_of(order: order_pb.OmsOrder) -> list[int]:
    """Return the price of each piece in minor units; their sum is what was paid.

    It is what the platform gives back for it, to a unit: its share of its line after discounts.
    """
    costs = []
    for line in order.lines:
        paid = line.line_total.minor_units - line.discount.minor_units
        costs += _shares(paid, [1] * line.quantity)
    return _shares(order.total.minor_units, costs if sum(costs) > 0 else [1] * len(costs))


def _shares(whole: int, weights: Sequence[int]) -> list[int]:
    """Share an amount by weights, without a rest."""
    ends = [whole * upto // sum(weights) for upto in accumulate(weights)]
    return [end - start for start, end in pairwise([0, *ends])]


def _item_of(line: order_pb.OmsOrderLine, account: Account) -> Item:
    item = account.items.get(line.sku_code) or account.items.get(line.sku_id)
    if item is None:
        code = (line.sku_code or line.sku_id)[:64]
        raise Rejected("SKU_UNKNOWN", f"The file of accounts names no product for {code}.")
    return item


def ours_of(row: Row) -> Ours | None:
    """Return an order of pretix as one of the platform; None for any other."""
    meta = row["api_meta"] if isinstance(row["api_meta"], dict) else {}
    ours: Any = meta.get(OURS)
    try:
        order_id, chain, store, digest = (
            str(ours[name]) for name in ("order_id", "merchant_id", "store_id", "digest")
        )
        lines = [str(line_id) for line_id, quantity in ours["lines"] for _ in range(quantity)]
    except (TypeError, KeyError, ValueError):
        return None
    if row["code"] != code_of(chain, order_id):
        return None  # somebody has copied it
    places = sorted(row["positions"], key=lambda position: position["positionid"])
    pieces = [
        Piece(lines[position["positionid"] - 1], position)
        for position in places
        if position["positionid"] <= len(lines)
    ]
    return Ours(
        order_id=order_id,
        merchant_id=chain,
        store_id=store,
        digest=digest,
        code=row["code"],
        is_canceled=row["status"] == CANCELED,
        modified=datetime.fromisoformat(row["last_modified"]).timestamp(),
        pieces=pieces,
        booked=frozenset(str(refund["comment"]) for refund in row["refunds"]),
        others=sum(not x["canceled"] for x in places if x["positionid"] > len(lines)),
    )


def state_of(ours: Ours, checkin_list: int, now: datetime) -> order_pb.OmsOrderState:
    """Return how an order stands at a moment, without its revision."""
    return order_pb.OmsOrderState(
        order_id=ours.order_id,
        merchant_id=ours.merchant_id,
        store_id=ours.store_id,
        decision=order_pb.OMS_DECISION_ISSUED,
        vouchers=[
            voucher_of(piece, checkin_list, now, is_canceled=ours.is_canceled)
            for piece in ours.pieces
        ],
    )


def voucher_of(
    piece: Piece, checkin_list: int, now: datetime, *, is_canceled: bool = False
) -> order_pb.OmsVoucher:
    """Return a position as a voucher at a moment; one that was used stays so when cancelled."""
    used = _used_at(piece.row, checkin_list)
    ends = _moment(piece.row["valid_until"])
    state = ISSUED if ends is None or ends > now else EXPIRED
    if is_canceled or piece.row.get("canceled"):
        state = VOIDED
    if used is not None:
        state = REDEEMED
    return order_pb.OmsVoucher(
        voucher_id=voucher_id_of(piece),
        line_id=piece.line_id,
        code=piece.row["secret"],
        state=state,
        expire_time=_stamp(ends),
        redeem_time=_stamp(used),
    )


def settled(
    before: order_pb.OmsOrderState, now: order_pb.OmsOrderState
) -> Iterator[order_pb.OmsVoucher]:
    """Yield the vouchers of an order as they are to be told.

    What has ended has ended, whatever is undone in pretix: its money may be back.
    """
    known = {voucher.voucher_id: voucher for voucher in before.vouchers}
    for voucher in now.vouchers:
        old = known.get(voucher.voucher_id)
        yield voucher if old is None or _may_become(old, voucher) else old


def _may_become(old: order_pb.OmsVoucher, new: order_pb.OmsVoucher) -> bool:
    if old.state == EXPIRED:
        return new.state in (EXPIRED, VOIDED)
    if old.state == REDEEMED:
        return new.state == REDEEMED and bool(new.redeem_store_id)
    return old.state == ISSUED


def end_what_is_over(state: order_pb.OmsOrderState, now: datetime) -> None:
    """Have the vouchers of an order expire whose time is over."""
    for voucher in state.vouchers:
        over = voucher.HasField("expire_time") and voucher.expire_time.ToDatetime(UTC) <= now
        if voucher.state == ISSUED and over:
            voucher.state = EXPIRED


def next_end(state: order_pb.OmsOrderState) -> float | None:
    """Return when the next voucher of an order expires, in seconds since 1970; None for never."""
    ends = [
        voucher.expire_time.ToDatetime(UTC).timestamp()
        for voucher in state.vouchers
        if voucher.state == ISSUED and voucher.HasField("expire_time")
    ]
    return min(ends, default=None)


def wanted_of(wish: pb.OmsVoid) -> tuple[Sequence[Wanted], str]:
    """Return the pieces to make void, and a digest of all. Raise BadRequest."""
    wanted = [Wanted(x.line_id, x.quantity, frozenset(x.voucher_ids)) for x in wish.lines]
    fits = wish.void_id and wish.merchant_id and wish.order_id
    if not fits or any(each.quantity < 1 for each in wanted):
        raise BadRequest("FIELDS_MISSING", "It has ids, and lines with their pieces.")
    if len({each.line_id for each in wanted}) < len(wanted):
        raise BadRequest("LINES_REPEATED", "It names each line once.")
    if any(len(each.voucher_ids) not in (0, each.quantity) for each in wanted):
        raise BadRequest("VOUCHERS_MISSING", "A line names a voucher for each piece, or none.")
    content = pb.OmsVoid(order_id=wish.order_id, lines=wish.lines)
    return wanted, hashlib.sha256(content.SerializeToString(deterministic=True)).hexdigest()


def amount_of(wish: pb.OmsVoid) -> Decimal | None:
    """Return what a wish says that goes back; None where it says nothing."""
    if not wish.HasField("amount"):
        return None
    return Decimal(wish.amount.minor_units).scaleb(-fraction_digits(wish.amount.currency_code))


def cost_of(pieces: Iterable[Piece]) -> Decimal:
    """Return what pieces cost in pretix."""
    return sum((Decimal(piece.row["price"]) for piece in pieces), Decimal(0))


def given_back(amount: Decimal | None, ours: Ours, mark: str) -> Decimal:
    """Return what goes back for what a wish has made void: as it says, or what the pieces cost."""
    if amount is not None:
        return amount
    return cost_of(x for x in ours.pieces if x.has(mark) and is_void(ours, x))


def evened(left: Sequence[Piece], void: Sequence[Piece], amount: Decimal | None) -> dict[int, str]:
    """Return the price that a piece that is left has from now on, by its number; mostly none.

    Where the price of a line is no multiple of its pieces some cost a unit more in pretix, and the
    platform may give back a unit less for those, or more for others. That unit is then the price
    of a piece of the line that is left, so that an order costs what the chain keeps.
    """
    over = cost_of(void) - (amount if amount is not None else cost_of(void))
    unit = Decimal(1).scaleb(int(over.as_tuple().exponent))
    if not over or abs(over) > unit * len(void):
        return {}
    lines = {piece.line_id for piece in void}
    for piece in left:
        price = Decimal(piece.row["price"]) + over
        if piece.line_id in lines and price >= 0:
            return {piece.id: f"{price:f}"}
    return {}


def is_void(ours: Ours, piece: Piece) -> bool:
    """Return whether a piece is cancelled in pretix, by itself or with its order."""
    return ours.is_canceled or bool(piece.row["canceled"])


def refund_of(amount: Decimal, mark: str, now: datetime) -> dict[str, Any]:
    """Return the refund that pretix books: carried out by the platform, found by its mark."""
    return {
        "state": "done",
        "source": "external",
        "provider": "manual",
        "payment": 1,  # the one that the order was made with
        "amount": f"{amount:f}",
        "execution_date": now.isoformat(),
        "comment": mark,
    }


def voucher_id_of(piece: Piece) -> str:
    """Return what names the voucher of a position for ever."""
    return f"px{piece.id}"


def _used_at(position: Row, checkin_list: int) -> datetime | None:
    """Return when a position was first let in on the list; None when it never was."""
    entries = [
        moment
        for each in position["checkins"]
        if each["list"] == checkin_list and each["type"] == "entry"
        if (moment := _moment(each["datetime"])) is not None
    ]
    return min(entries, default=None)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _stamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
