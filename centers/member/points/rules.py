"""Decisions about points: what orders earn, refunds take back, members spend and lose.

Each takes locked members and changes them; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from centers.member import errors, rules
from centers.member.model import (
    BroughtBalance,
    BroughtResult,
    Credit,
    CreditKind,
    EarnItem,
    EarnResult,
    Entry,
    LedgerKind,
    LoyaltyProgramme,
    Member,
    MemberStatus,
    Outcome,
    Redemption,
    Reversal,
    ReverseItem,
    ReverseResult,
)
from centers.member.states import MEMBER
from centers.member.work import Work, reference
from mesh.pure.ids import new_id


def earn(
    work: Work, programme: LoyaltyProgramme, known: Mapping[str, Credit], items: Iterable[EarnItem]
) -> list[EarnResult]:
    """Return what completed orders earn, in the order given; `known` are credits by order id.

    An order named twice is answered twice and earns once.
    """
    credits_ = dict(known)
    results = []
    for item in items:
        credit = credits_.get(item.order_id)
        if credit is not None:
            results.append(_earned_before(item, credit))
            continue
        refused = _refused_to_earn(work.members[item.person_id], programme, item)
        if refused:
            results.append(EarnResult(item.order_id, item.person_id, Outcome.REFUSED, refused))
            continue
        credits_[item.order_id] = credit = _earned(work, programme, item)
        results.append(_earn_result(credit, Outcome.DONE))
    return results


def unearned(results: Iterable[EarnResult]) -> dict[str, str]:
    """Return why orders earn nothing, by order id; those that earned before are not among them."""
    refused = (each for each in results if each.outcome is Outcome.REFUSED)
    different = errors.EarnedDifferently.reason
    return {each.order_id: each.reason for each in refused if each.reason != different}


def reverse(
    work: Work,
    credits_of: Mapping[str, Credit],
    known: Mapping[tuple[str, str], Reversal],
    items: Iterable[ReverseItem],
) -> list[ReverseResult]:
    """Return what refunds take back, in the order given.

    `credits_of` are by order id, `known` reversals by (order id, refund id). A refund named
    twice is answered twice and takes once.
    """
    standing, done = dict(credits_of), dict(known)
    results = []
    for item in items:
        credit = standing.get(item.order_id)
        before = done.get((item.order_id, item.refund_id))
        refused = _refused_to_reverse(credit, before, item)
        if credit is None or refused:
            person_id = credit.person_id if credit else ""
            results.append(
                ReverseResult(item.order_id, item.refund_id, person_id, Outcome.REFUSED, refused)
            )
            continue
        if before is not None:
            results.append(_reverse_result(credit, before, Outcome.ALREADY_DONE))
            continue
        standing[item.order_id], reversal = _reversed(work, credit, item)
        done[item.order_id, item.refund_id] = reversal
        results.append(_reverse_result(credit, reversal, Outcome.DONE))
    return results


def redeem(
    work: Work,
    person_id: str,
    points: int,
    lapsed: Iterable[Credit],
    *,
    order_id: str = "",
    reason: str = "",
) -> Redemption:
    """Spend points; those whose time has come expire first.

    Raise MemberFrozen, MemberClosed, NotEnoughPoints.
    """
    work.expire(person_id, lapsed)
    rules.demand_spendable(work.members[person_id], points)
    redemption = Redemption(new_id("rdm"), person_id, points, order_id, reason, work.now)
    work.post(
        person_id,
        LedgerKind.REDEEM,
        -points,
        spent=points,
        source=_of_redemption(redemption, work.now),
    )
    return redemption


def unredeem(work: Work, redemption: Redemption, lapsed: Iterable[Credit]) -> Redemption:
    """Give spent points back; those whose time has come meanwhile expire at once.

    Raise MemberClosed.
    """
    rules.demand_open(work.members[redemption.person_id])
    work.post(
        redemption.person_id,
        LedgerKind.UNREDEEM,
        redemption.points,
        spent=-redemption.points,
        source=_of_redemption(redemption, work.now),
    )
    work.settle(redemption.person_id)
    work.expire(redemption.person_id, lapsed)
    return replace(redemption, unredeemed_at=work.now)


def adjust(
    work: Work, programme: LoyaltyProgramme, person_id: str, points: int, reason: str
) -> Entry:
    """Grant or take points by hand. Raise MemberClosed, NotEnoughPoints."""
    rules.demand_open(work.members[person_id])
    if points < 0:
        rules.demand_balance(work.members[person_id], -points)
        source = reference(work.now, reason=reason)
        return work.post(person_id, LedgerKind.ADJUST, points, spent=-points, source=source)
    expires_at = rules.expiry_of(work.now, programme)
    source = reference(work.now, reason=reason, expires_at=expires_at)
    entry = work.post(person_id, LedgerKind.ADJUST, points, source=source)
    work.add_credit(
        Credit(CreditKind.GRANT, entry.entry_id, person_id, 0, "", points, 0, work.now, expires_at)
    )
    work.settle(person_id)
    return entry


def bring(
    work: Work,
    programme: LoyaltyProgramme,
    known: Mapping[str, int],
    items: Iterable[BroughtBalance],
    source: str,
) -> list[BroughtResult]:
    """Return what accounts of another system bring, in the order given; `known` they have brought.

    A person may have several accounts. Less than before takes back, as far as it is not spent.
    """
    results = []
    for item in items:
        before = known.get(item.account, 0)
        if item.points == before:
            results.append(BroughtResult(item.account, Outcome.ALREADY_DONE, "", before))
            continue
        try:
            reason = f"{source}: account {item.account}"
            adjust(work, programme, item.person_id, item.points - before, reason)
        except (errors.MemberClosed, errors.NotEnoughPoints) as refused:
            results.append(BroughtResult(item.account, Outcome.REFUSED, refused.reason, before))
            continue
        results.append(BroughtResult(item.account, Outcome.DONE, "", item.points))
    return results


def move(work: Work, person_id: str, to: MemberStatus, reason: str) -> Member:
    """Freeze, unfreeze or close; closing forfeits the balance. Raise IllegalMove."""
    member = work.members[person_id]
    MEMBER.demand(member.status, to, errors.IllegalMove)
    if to is MemberStatus.CLOSED and member.balance:
        left, source = member.balance, reference(work.now, reason=reason)
        work.post(person_id, LedgerKind.FORFEIT, -left, spent=left, source=source)
    work.set_status(person_id, to)
    return work.members[person_id]


def _earned(work: Work, programme: LoyaltyProgramme, item: EarnItem) -> Credit:
    rate = rules.tier_at(work.members[item.person_id].growth, work.ladder).earn_rate_percent
    earned_at = item.completed_at or work.now
    credit = Credit(
        kind=CreditKind.ORDER,
        credit_id=item.order_id,
        person_id=item.person_id,
        amount=item.amount,
        currency=item.currency,
        points=rules.points_for(item.amount, programme, rate),
        growth=rules.growth_for(item.amount, programme),
        earned_at=earned_at,
        expires_at=rules.expiry_of(earned_at, programme),
    )
    work.add_credit(credit)
    if credit.points or credit.growth:
        source = reference(work.now, order_id=item.order_id, expires_at=credit.expires_at)
        work.post(
            item.person_id, LedgerKind.EARN, credit.points, growth=credit.growth, source=source
        )
        work.settle(item.person_id)
    return credit


def _reversed(work: Work, credit: Credit, item: ReverseItem) -> tuple[Credit, Reversal]:
    share = (credit.amount, credit.refunded, item.amount)
    # What has expired is gone already and is not taken a second time.
    points = min(rules.share_due(credit.points, *share), credit.left)
    growth = rules.share_due(credit.growth, *share)
    owed = points - min(points, work.members[credit.person_id].balance)
    reversal = Reversal(item.order_id, item.refund_id, item.amount, points, owed, growth)
    after = replace(
        credit,
        refunded=credit.refunded + item.amount,
        reversed_points=credit.reversed_points + points,
        reversed_growth=credit.reversed_growth + growth,
    )
    work.reversals.append(reversal)
    work.change_credit(after)
    if points or growth:
        source = reference(work.now, order_id=item.order_id, refund_id=item.refund_id)
        work.post(
            credit.person_id,
            LedgerKind.REVERSE,
            owed - points,
            growth=-growth,
            owed=owed,
            source=source,
        )
    return after, reversal


def _refused_to_earn(member: Member, programme: LoyaltyProgramme, item: EarnItem) -> str:
    if member.status is MemberStatus.CLOSED:
        return errors.MemberClosed.reason
    if not rules.takes(programme, item.currency):
        return errors.CurrencyMismatch.reason
    return ""


def _refused_to_reverse(credit: Credit | None, before: Reversal | None, item: ReverseItem) -> str:
    if credit is None:
        return errors.NothingEarned.reason
    if credit.currency != item.currency:
        return errors.CurrencyMismatch.reason
    if before is not None:
        return "" if before.amount == item.amount else errors.ReversedDifferently.reason
    if credit.refunded + item.amount > credit.amount:
        return errors.RefundExceedsEarned.reason
    return ""


def _earned_before(item: EarnItem, credit: Credit) -> EarnResult:
    same = (credit.person_id, credit.amount, credit.currency)
    if (item.person_id, item.amount, item.currency) == same:
        return _earn_result(credit, Outcome.ALREADY_DONE)
    kept = _earn_result(credit, Outcome.REFUSED)
    return replace(kept, person_id=item.person_id, reason=errors.EarnedDifferently.reason)


def _earn_result(credit: Credit, outcome: Outcome) -> EarnResult:
    return EarnResult(credit.credit_id, credit.person_id, outcome, "", credit.points, credit.growth)


def _reverse_result(credit: Credit, reversal: Reversal, outcome: Outcome) -> ReverseResult:
    return ReverseResult(
        order_id=reversal.order_id,
        refund_id=reversal.refund_id,
        person_id=credit.person_id,
        outcome=outcome,
        points=reversal.points,
        owed=reversal.owed,
        growth=reversal.growth,
    )


def _of_redemption(redemption: Redemption, now: datetime) -> Entry:
    return reference(
        now,
        order_id=redemption.order_id,
        redemption_id=redemption.redemption_id,
        reason=redemption.reason,
    )
