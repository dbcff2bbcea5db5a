"""The account of an order: what is left to give back, what pieces cost, how requests move.

Pieces come back with their packaging; the fees of the order as a whole with its last pieces.
Pieces are priced by what is left of their line: k of n remaining pieces cost k/n of the
remaining money, rounded down, and the last ones all of it. So nobody gets more than a line
cost, and all its pieces together exactly that, in whatever order they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from centers.order.after_sale import errors
from centers.order.after_sale.model import Account, AfterSale, AfterSaleLine, AfterSaleStatus
from centers.order.after_sale.states import AFTER_SALE
from centers.order.errors import IllegalMove
from centers.order.model import (
    PACKAGING_SHARE,
    Event,
    EventKind,
    Head,
    Order,
    OrderStatus,
    Payer,
)
from mesh.pure.money import allocate

ASKED = frozenset({AfterSaleStatus.APPLIED, AfterSaleStatus.ARBITRATING})
"""Still to be decided."""
SETTLED = frozenset({AfterSaleStatus.AGREED, AfterSaleStatus.REFUNDED})
"""Decided for the customer: the pieces are gone for good unless the refund fails."""
HOLDING = ASKED | SETTLED
"""Requests in these states hold their pieces; nobody else may ask for them."""
CANCELLED_ANSWER = "The order was cancelled: what was paid for it goes back."

_OPEN = ASKED | {AfterSaleStatus.FAILED}
"""Withdrawn with their order."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Pieces with their price, the fees that go back with them, and who bore the discounts."""

    lines: tuple[AfterSaleLine, ...]
    fees: int
    by_merchant: int
    by_platform: int

    @property
    def price(self) -> int:
        """All of it after discounts."""
        return sum(line.price for line in self.lines) + self.fees


def account_of(order: Order, requests: Iterable[AfterSale]) -> Account:
    """Return the account of an order."""
    shares: dict[tuple[str, Payer], int] = {}
    for discount in order.discounts:
        for part in discount.allocations:
            key = (part.line_id, discount.paid_by)
            shares[key] = shares.get(key, 0) + part.amount
    packed = _packaging_by_line(order, shares)
    bought = tuple(
        AfterSaleLine(
            line.line_id,
            line.quantity,
            line.amount - line.discount + packaging.price,
            shares.get((line.line_id, Payer.MERCHANT), 0) + packaging.by_merchant,
            shares.get((line.line_id, Payer.PLATFORM), 0) + packaging.by_platform,
            packaging.price,
        )
        for line, packaging in zip(order.lines, packed, strict=True)
    )
    by_merchant = sum(amount for (_, payer), amount in shares.items() if payer is Payer.MERCHANT)
    by_platform = sum(amount for (_, payer), amount in shares.items() if payer is Payer.PLATFORM)
    return Account(bought, order.head.total, by_merchant, by_platform, tuple(requests))


def of_head(head: Head) -> Account:
    """Return the account that was looked up with the order."""
    if head.account is None:
        raise LookupError(f"the account of {head.order_id} was not looked up")
    return head.account


def find(head: Head, after_sale_id: str) -> AfterSale:
    """Return a request about the order. Raise AfterSaleNotFound."""
    for request in of_head(head).requests:
        if request.after_sale_id == after_sale_id:
            return request
    raise errors.AfterSaleNotFound(after_sale_id=after_sale_id)


def kept(head: Head, request: AfterSale) -> Head:
    """Return the order with a request as it is now, new or changed."""
    account = of_head(head)
    known = {each.after_sale_id: each for each in account.requests}
    known[request.after_sale_id] = request
    return replace(head, account=replace(account, requests=tuple(known.values())))


def without(account: Account, request: AfterSale) -> Account:
    """Return the account as if a request had not been made."""
    others = (r for r in account.requests if r.after_sale_id != request.after_sale_id)
    return replace(account, requests=tuple(others))


def money_left(head: Head, holding: frozenset[AfterSaleStatus] = HOLDING) -> int:
    """Return what may still be given back: paid, less given back, less held by requests."""
    # What is REFUNDED is in head.refunded already.
    pending = holding - {AfterSaleStatus.REFUNDED}
    held = sum(r.amount for r in of_head(head).requests if r.status in pending)
    return head.paid - head.refunded - held


def lines_left(
    account: Account, holding: frozenset[AfterSaleStatus] = HOLDING
) -> dict[str, AfterSaleLine]:
    """Return what is left of each line, by its id."""
    left = {line.line_id: line for line in account.bought}
    for request in account.requests:
        if request.status in holding:
            for line in request.lines:
                left[line.line_id] = _less(left[line.line_id], line)
    return left


def price(
    account: Account,
    wanted: Sequence[AfterSaleLine],
    holding: frozenset[AfterSaleStatus] = HOLDING,
) -> Priced:
    """Return what the wanted pieces cost; none named means all that are left.

    The fees of the order go back with its last pieces. Raise PiecesExceedBought.
    """
    left = lines_left(account, holding)
    pieces = wanted or [line for line in left.values() if line.quantity > 0]
    lines = []
    for piece in pieces:
        line = left.get(piece.line_id)
        if line is None or piece.quantity > line.quantity:
            quantity = line.quantity if line else 0
            raise errors.PiecesExceedBought(line_id=piece.line_id, left_quantity=quantity)
        share = share_of(line, piece.quantity)
        lines.append(replace(share, voucher_ids=piece.voucher_ids))
        left[piece.line_id] = _less(line, share)
    if not lines or any(line.quantity > 0 for line in left.values()):
        by_merchant = sum(line.by_merchant for line in lines)
        return Priced(tuple(lines), 0, by_merchant, sum(line.by_platform for line in lines))
    others = [request for request in account.requests if request.status in holding]
    rest = account.total - sum(r.price for r in others) - sum(line.price for line in lines)
    by_merchant = account.by_merchant - sum(r.by_merchant for r in others)
    by_platform = account.by_platform - sum(r.by_platform for r in others)
    return Priced(tuple(lines), rest, by_merchant, by_platform)


def goods_in(head: Head, amount: int, request: AfterSale | None) -> int:
    """Return how much of a refund is for goods; the rest gives back packaging and delivery.

    Money without pieces is taken for goods first, since no fee comes back with it.
    """
    fees = 0
    if request is not None and request.price > 0:
        asked = request.fees + sum(line.packaging for line in request.lines)
        fees = min(asked, asked * amount // request.price)
    fees_left = head.paid - head.refunded - head.goods_left
    return max(min(amount - fees, head.goods_left), amount - fees_left)


def nothing_left(head: Head) -> bool:
    """Return whether all that was paid is back or agreed to be; of a free order, all pieces."""
    if head.paid > 0:
        return money_left(head, SETTLED) <= 0
    return all(line.quantity == 0 for line in lines_left(of_head(head), SETTLED).values())


def wholly_refunded(head: Head) -> bool:
    """Return whether all that was paid is back; of a free order, all pieces are."""
    if head.paid > 0:
        return head.refunded >= head.paid
    left = lines_left(of_head(head), frozenset({AfterSaleStatus.REFUNDED}))
    return all(line.quantity == 0 for line in left.values())


def is_unmade(head: Head) -> bool:
    """Return whether nobody has begun to make a placed order."""
    return head.status in (OrderStatus.PLACED, OrderStatus.ACCEPTED)


def moved_to(request: AfterSale, to: AfterSaleStatus, now: datetime) -> AfterSale:
    """Return the request after a move. Raise IllegalMove when the table has no such move."""
    AFTER_SALE.demand(request.status, to, IllegalMove)
    refunded = request.amount if to is AfterSaleStatus.REFUNDED else 0
    return replace(request, status=to, refunded=refunded, updated_at=now)


def fitted(head: Head, request: AfterSale) -> AfterSale:
    """Return a request that held nothing, priced again by what is left now.

    Raise RefundExceedsPaid, PiecesExceedBought when others have taken it meanwhile.
    """
    left = money_left(head)
    if not request.lines:
        if request.amount > left:
            raise errors.RefundExceedsPaid(left_minor_units=left)
        return request
    priced = price(without(of_head(head), request), request.lines)
    # What was asked for less than the price stays so; the whole price follows the price.
    amount = priced.price if request.amount == request.price else request.amount
    if amount > min(left, priced.price):
        raise errors.RefundExceedsPaid(left_minor_units=min(left, priced.price))
    return replace(
        request,
        amount=amount,
        lines=priced.lines,
        fees=priced.fees,
        by_merchant=priced.by_merchant,
        by_platform=priced.by_platform,
    )


def told(head: Head, request: AfterSale, node: str) -> Event:
    """Return the event of a request that appeared or moved."""
    refunded = request.status is AfterSaleStatus.REFUNDED
    return Event(
        EventKind.AFTER_SALE,
        head,
        head.status,
        node,
        amount=request.amount,
        after_sale_id=request.after_sale_id,
        note=request.answer or request.reason,
        after_sale=request,
        wholly_refunded=refunded and wholly_refunded(head),
    )


def refund_recorded(
    head: Head,
    amount: int,
    node: str,
    *,
    refund_id: str,
    request: AfterSale | None,
    now: datetime,
) -> tuple[Head, tuple[Event, ...]]:
    """Return the order after money went back, for a request or for none, and what it tells."""
    goods = goods_in(head, amount, request)
    after = replace(head, refunded=head.refunded + amount, goods_left=head.goods_left - goods)
    ended: AfterSale | None = None
    if request is not None and AFTER_SALE.allows(request.status, AfterSaleStatus.REFUNDED):
        ended = replace(moved_to(request, AfterSaleStatus.REFUNDED, now), refunded=amount)
        after = kept(after, ended)
    recorded = Event(
        EventKind.REFUND_RECORDED,
        after,
        head.status,
        node,
        amount=amount,
        goods=goods,
        refund_id=refund_id,
        after_sale_id=request.after_sale_id if request else "",
        wholly_refunded=wholly_refunded(after),
    )
    return after, (recorded, *((told(after, ended, node),) if ended else ()))


def withdraw_open(head: Head, node: str, now: datetime) -> tuple[Head, tuple[Event, ...]]:
    """Return a cancelled order without open requests: all of its money goes back anyway."""
    after, events = head, []
    for request in head.account.requests if head.account else ():
        if request.status in _OPEN:
            ended = moved_to(request, AfterSaleStatus.WITHDRAWN, now)
            ended = replace(ended, answer=CANCELLED_ANSWER)
            after = kept(after, ended)
            events.append(told(after, ended, node))
    return after, tuple(events)


def _packaging_by_line(
    order: Order, shares: Mapping[tuple[str, Payer], int]
) -> Sequence[AfterSaleLine]:
    """Return what the packaging of each line costs after the discounts on it, in their order.

    A channel's discount on packaging is one amount: each line bears its part of it.
    """
    fees = [line.packaging_fee for line in order.lines]
    # The last part is the packaging of the order as a whole.
    left = [*fees, order.head.packaging_fee - sum(fees)]
    given: dict[Payer, list[int]] = {}
    for payer in Payer:
        given[payer] = allocate(shares.get((PACKAGING_SHARE, payer), 0), left)
        left = [fee - off for fee, off in zip(left, given[payer], strict=True)]
    merchant, platform = given[Payer.MERCHANT], given[Payer.PLATFORM]
    return [
        AfterSaleLine(line.line_id, line.quantity, left[n], merchant[n], platform[n])
        for n, line in enumerate(order.lines)
    ]


def share_of(line: AfterSaleLine, quantity: int) -> AfterSaleLine:
    """Return the share of some pieces in what is left of a line."""

    def part(amount: int) -> int:
        return amount * quantity // line.quantity if quantity else 0

    return AfterSaleLine(
        line.line_id,
        quantity,
        part(line.price),
        part(line.by_merchant),
        part(line.by_platform),
        part(line.packaging),
    )


def _less(line: AfterSaleLine, taken: AfterSaleLine) -> AfterSaleLine:
    return AfterSaleLine(
        line.line_id,
        line.quantity - taken.quantity,
        line.price - taken.price,
        line.by_merchant - taken.by_merchant,
        line.by_platform - taken.by_platform,
        line.packaging - taken.packaging,
    )
