"""Decisions about orders of vouchers: what the OMS says is mirrored, and moves the order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from centers.order import rules
from centers.order.after_sale import rules as after_sale
from centers.order.after_sale.account import find, of_head
from centers.order.after_sale.model import AfterSaleStatus
from centers.order.errors import CancelNeedsAfterSale, IllegalMove, OrderRefusal
from centers.order.model import Event, EventKind, Head, OrderStatus, Route
from centers.order.rules import Decision, Outcome, moved, too_late
from centers.order.vouchers.model import AtOms, OmsDecision, Standing, Voucher, VoucherState
from mesh.pure.errors import InvalidRequest, Violation

MAX_REASON = 300


def is_for(head: Head, plugin: str) -> bool:
    """Return whether this OMS plug-in shall be given the order, as it stands now."""
    due = head.route is Route.OMS and head.status is OrderStatus.PLACED and not head.waits
    return due and (head.oms is None or (head.oms.plugin == plugin and not head.oms.handed))


def give_to(plugin: str) -> Decision:
    """The order is this OMS plug-in's from now on, and nobody cancels it any more."""

    def decide(head: Head, _now: datetime) -> Outcome:
        if head.oms is not None or not is_for(head, plugin):
            return Outcome(head)
        return Outcome(replace(head, oms=AtOms(plugin)))

    return decide


def mirrored(standing: Standing, plugin: str) -> Decision:
    """What the OMS has of an order; what is older than what is known changes nothing.

    Raise InvalidRequest when it does not fit the order.
    """
    node = f"plugin:{plugin}"

    def decide(head: Head, now: datetime) -> Outcome:
        known = head.oms
        if known is None or known.plugin != plugin or standing.revision < known.revision:
            return Outcome(head)
        if standing.decision is OmsDecision.UNKNOWN:
            return Outcome(head)
        if standing.decision is OmsDecision.REJECTED:
            return _rejected(head, standing, node, now)
        _demand_fitting(head, known, standing)
        after = replace(head, oms=_mirror(known, standing, now))
        events = _told(head, after, node)
        if not known.handed:
            events = (Event(EventKind.HANDED_TO_OMS, after, head.status, node), *events)
        if standing.decision is not OmsDecision.ISSUED or head.status is not OrderStatus.PLACED:
            return Outcome(after, events)
        after = moved(after, OrderStatus.FULFILLED, now)
        return Outcome(after, (*events, Event(EventKind.MOVED, after, head.status, node)))

    return decide


def expire(node: str) -> Decision:
    """Vouchers whose time has passed are not usable, whether the OMS has told it or not."""

    def decide(head: Head, now: datetime) -> Outcome:
        if head.oms is None:
            return Outcome(head)
        after = replace(head, oms=_with_vouchers(head.oms, _ended(head.oms.vouchers, now)))
        return Outcome(after, _told(head, after, node))

    return decide


def given_back(after_sale_id: str, standing: Standing | None, plugin: str) -> Decision:
    """The OMS has made the pieces of a request void: their money goes back.

    Also where it had refused before, and was asked again. `standing` is how the order stands there
    since then; None where it never was there.
    """
    node = f"plugin:{plugin}"

    def decide(head: Head, now: datetime) -> Outcome:
        first = mirrored(standing, plugin)(head, now) if standing else Outcome(head)
        agree = after_sale.agree(after_sale_id, "", node, of_oms=True)
        try:
            if find(first.head, after_sale_id).status is AfterSaleStatus.REFUSED:
                again = after_sale.escalate(after_sale_id, "", node)(first.head, now)
                first = Outcome(again.head, (*first.events, *again.events))
            then = agree(first.head, now)
        except OrderRefusal as refusal:
            # The order ended meanwhile, and its money went back with it.
            then = too_late(first.head, node, f"{refusal.reason}: {refusal.message}")
        return Outcome(then.head, (*first.events, *then.events))

    return decide


def kept(after_sale_id: str, words: str, plugin: str) -> Decision:
    """The OMS does not make the pieces of a request void: it is refused, with its words."""
    node = f"plugin:{plugin}"
    refuse = after_sale.refuse(after_sale_id, words[:MAX_REASON], node, of_oms=True)
    return rules.recorded(refuse, node)


def unless_given(decide: Decision) -> Decision:
    """What cancels an order, unless an OMS has it: its codes have to be void first."""

    def guarded(head: Head, now: datetime) -> Outcome:
        if head.oms is not None and head.status is OrderStatus.PLACED:
            raise CancelNeedsAfterSale(status=head.status.name)
        return decide(head, now)

    return guarded


def by_hand(to: OrderStatus, decide: Decision) -> Decision:
    """A step that people take, of orders that no OMS carries out. Raise IllegalMove."""

    def guarded(head: Head, now: datetime) -> Outcome:
        if head.route is Route.OMS and head.status is OrderStatus.PLACED:
            raise IllegalMove(from_state=head.status.name, to_state=to.name)
        return decide(head, now)

    return guarded


def _rejected(head: Head, standing: Standing, node: str, now: datetime) -> Outcome:
    if head.oms is None or head.oms.vouchers:
        return too_late(head, node, "REJECTED came when it had its codes")
    return rules.reject(standing.reason[:MAX_REASON], node)(head, now)


def _demand_fitting(head: Head, known: AtOms, standing: Standing) -> None:
    """Raise InvalidRequest unless each piece of an issued order has its voucher, and no other.

    One that has its codes does not wait for them again: customers hold them.
    """
    given = Counter(voucher.line_id for voucher in standing.vouchers)
    bought = {line.line_id: line.quantity for line in of_head(head).bought}
    issued = standing.decision is OmsDecision.ISSUED
    whole = given == bought if issued else not (given or known.vouchers)
    if not whole:
        words = "must be one for each piece that was bought"
        raise InvalidRequest(violations=[Violation("vouchers", words)])


def _mirror(known: AtOms, standing: Standing, now: datetime) -> AtOms:
    after = replace(known, handed=True, revision=standing.revision)
    return _with_vouchers(after, _ended(standing.vouchers, now))


def _with_vouchers(known: AtOms, vouchers: Iterable[Voucher]) -> AtOms:
    vouchers = tuple(vouchers)
    usable = [each for each in vouchers if each.state is VoucherState.ISSUED]
    ends = [int(each.expires_at.timestamp()) for each in usable if each.expires_at is not None]
    return replace(
        known, vouchers=vouchers, is_open=bool(usable), next_end=min(ends) if ends else 0
    )


def _told(before: Head, after: Head, node: str) -> tuple[Event, ...]:
    """Return what tells of the vouchers that stand elsewhere than before."""
    old = {each.voucher_id: each.state for each in before.oms.vouchers} if before.oms else {}
    new = after.oms.vouchers if after.oms else ()
    changed = tuple(each for each in new if old.get(each.voucher_id) is not each.state)
    if not changed:
        return ()
    return (Event(EventKind.VOUCHERS, after, before.status, node, vouchers=changed),)


def _ended(vouchers: Iterable[Voucher], now: datetime) -> tuple[Voucher, ...]:
    """Return the vouchers, those whose time has passed as EXPIRED."""
    expired = VoucherState.EXPIRED
    return tuple(replace(x, state=expired) if _is_over(x, now) else x for x in vouchers)


def _is_over(voucher: Voucher, now: datetime) -> bool:
    ends = voucher.expires_at
    return voucher.state is VoucherState.ISSUED and ends is not None and ends <= now
