"""Whatever happens to a member, in whatever order: points are neither made nor lost."""

import contextlib
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from centers.member import rules
from centers.member.model import LoyaltyProgramme, MemberStatus, ReverseItem
from centers.member.points import rules as points_rules
from centers.member.work import Work
from mesh.pure.errors import Refusal
from tests.unit.member.build import LADDER, NOW, member, order

PERSON = "per_ann"
PROGRAMME = LoyaltyProgramme(points_valid_days=30)


class Points(RuleBasedStateMachine):
    """One member, and a store that keeps what books say."""

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.member = member()
        self.credits, self.reversals, self.redemptions, self.entries = {}, {}, {}, []
        self.expired_at = None

    def work(self) -> Work:
        return Work({PERSON: self.member}, LADDER, self.now)

    def keep(self, work: Work) -> None:
        self.member = work.members[PERSON]
        self.credits |= work.new_credits | work.changed_credits
        self.reversals |= {(r.order_id, r.refund_id): r for r in work.reversals}
        self.entries += work.entries

    def lapsed(self) -> list:
        return [c for c in self.credits.values() if c.expires_at and c.expires_at <= self.now]

    def orders(self) -> dict:
        return {credit_id: c for (_, credit_id), c in self.credits.items() if c.amount}

    @rule(numbers=st.lists(st.integers(1, 6), max_size=4), amount=st.integers(0, 30_000))
    def earn(self, numbers, amount) -> None:
        work = self.work()
        items = [order(f"o{n}", amount + n) for n in numbers]
        points_rules.earn(work, PROGRAMME, self.orders(), items)
        self.keep(work)

    @rule(refunds=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4), st.integers(1, 20_000))))
    def refund(self, refunds) -> None:
        work = self.work()
        items = [ReverseItem(f"o{o}", f"r{r}", amount, "CNY") for o, r, amount in refunds]
        points_rules.reverse(work, self.orders(), self.reversals, items)
        self.keep(work)

    @rule(points=st.integers(1, 400))
    def redeem(self, points) -> None:
        work = self.work()
        with contextlib.suppress(Refusal):
            redemption = points_rules.redeem(work, PERSON, points, self.lapsed())
            self.redemptions[redemption.redemption_id] = redemption
            self.keep(work)

    @rule(choice=st.randoms())
    def unredeem(self, choice) -> None:
        spent = [r for r in self.redemptions.values() if r.unredeemed_at is None]
        if spent and self.member.status is not MemberStatus.CLOSED:
            work = self.work()
            back = points_rules.unredeem(work, choice.choice(spent), self.lapsed())
            self.redemptions[back.redemption_id] = back
            self.keep(work)

    @rule(points=st.integers(-300, 300).filter(bool))
    def adjust(self, points) -> None:
        work = self.work()
        with contextlib.suppress(Refusal):
            points_rules.adjust(work, PROGRAMME, PERSON, points, "by hand")
            self.keep(work)

    @rule(days=st.integers(1, 40))
    def time_passes(self, days) -> None:
        self.now += timedelta(days=days)

    @rule()
    def points_expire(self) -> None:
        work = self.work()
        work.expire(PERSON, self.lapsed())
        self.keep(work)
        self.expired_at = self.now

    @rule(to=st.sampled_from(MemberStatus), sure=st.integers(0, 9))
    def change_status(self, to, sure) -> None:
        if to is MemberStatus.CLOSED and sure:
            return  # seldom, since it is the end
        work = self.work()
        with contextlib.suppress(Refusal):
            points_rules.move(work, PERSON, to, "because")
            self.keep(work)

    @invariant()
    def nothing_is_negative_and_debts_are_paid_first(self) -> None:
        m = self.member
        assert min(m.balance, m.owed, m.growth, m.spent) >= 0
        assert m.balance == 0 or m.owed == 0
        assert m.status is not MemberStatus.CLOSED or m.balance == 0

    @invariant()
    def the_balance_is_the_sum_of_the_ledger(self) -> None:
        assert self.member.balance == sum(entry.points for entry in self.entries)
        assert self.member.growth == sum(entry.growth for entry in self.entries)
        running = 0
        for position, entry in enumerate(self.entries, 1):
            running += entry.points
            assert (entry.position, entry.balance_after) == (position, running)
            assert running >= 0

    @invariant()
    def what_came_is_what_is_there_or_went(self) -> None:
        left = sum(credit.left for credit in self.credits.values())
        assert self.member.balance - self.member.owed == left - self.member.spent

    @invariant()
    def no_refund_takes_more_than_was_earned(self) -> None:
        for credit in self.credits.values():
            assert credit.reversed_points + credit.expired <= credit.points
            assert credit.left >= 0
            assert credit.reversed_growth <= credit.growth
            assert credit.refunded <= credit.amount

    @invariant()
    def the_tier_is_the_one_the_growth_reaches(self) -> None:
        if self.member.status is not MemberStatus.CLOSED:
            assert self.member.tier_code == rules.tier_at(self.member.growth, LADDER).code

    @invariant()
    def expiry_leaves_nothing_that_has_lapsed(self) -> None:
        """Points whose time has come are gone unless spending or a debt covers them."""
        if self.expired_at == self.now:
            unspent = sum(credit.left for credit in self.lapsed()) - self.member.spent
            assert unspent <= 0


TestPoints = Points.TestCase
TestPoints.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
