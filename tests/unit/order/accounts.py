"""Orders with an after-sale account, and random histories of what is asked back of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from random import Random

from centers.order import rules
from centers.order.after_sale import account
from centers.order.after_sale import rules as after_sale
from centers.order.after_sale.model import AfterSaleLine, AfterSaleOrigin, AfterSaleStatus
from centers.order.model import (
    Allocation,
    CancelReason,
    Discount,
    Event,
    Head,
    Line,
    Order,
    OrderDetails,
    OrderStatus,
    Payer,
    Route,
    ServiceType,
    Times,
)
from centers.order.rules import Decision
from mesh.pure.errors import Refusal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
S = AfterSaleStatus


def order(
    lines: Sequence[tuple[int, int, int]],
    fees: int = 0,
    *,
    status: OrderStatus = OrderStatus.PLACED,
    by_platform: bool = False,
    held: bool = False,
    packed: Sequence[int] = (),
    off_packaging: int = 0,
) -> Head:
    """A paid order of lines (pieces, price of the line, discount) with its account.

    `packed` is the packaging of each line, `off_packaging` a discount on all packaging.
    """
    packs = [*packed, *[0] * len(lines)]
    made = [
        Line(str(n), "sku", "Tea", pieces, 0, amount, discount=discount, packaging_fee=packs[n - 1])
        for n, (pieces, amount, discount) in enumerate(lines, 1)
    ]
    packaging = fees + sum(line.packaging_fee for line in made)
    on_packaging = Allocation("packaging", min(off_packaging, packaging))
    shares = (*(Allocation(line.line_id, line.discount) for line in made), on_packaging)
    off = sum(share.amount for share in shares)
    payer = Payer.PLATFORM if by_platform else Payer.MERCHANT
    total = sum(line.amount for line in made) + packaging - off
    head = Head(
        order_id="ord_00000000000000000000000000-sto_1",
        merchant_id="demo",
        store_id="sto_1",
        channel="miniapp",
        channel_order_number="",
        service_type=ServiceType.PICK_UP,
        route=Route.TILL,
        person_id="per_1",
        business_date=date(2026, 11, 22),
        currency="CNY",
        lines_amount=sum(line.amount for line in made),
        packaging_fee=packaging,
        delivery_fee=0,
        discount_amount=off,
        total=total,
        paid_by_channel=total if held else 0,
        payment_deadline=NOW,
        content_hash=b"",
        times=Times(NOW, NOW, placed_at=NOW),
        status=status,
        payment_id="" if held else "pay_1",
        paid=total,
        goods_left=sum(line.amount - line.discount for line in made),
    )
    discounts = (Discount("pro_1", "", "off", off, payer, shares),)
    return replace(
        head, account=account.account_of(Order(head, OrderDetails(), tuple(made), discounts), ())
    )


@dataclass
class History:
    """An order that things happen to; refunds are carried out as the center would be told."""

    head: Head
    told: list[Event] = field(default_factory=list)
    _made: int = 0

    def do(self, decide: Decision) -> str:
        """Let a decision take effect; gives the reason of its refusal, empty if none."""
        try:
            outcome = decide(self.head, NOW)
        except Refusal as refusal:
            return refusal.reason
        self.head = outcome.head
        self.told += outcome.events
        return ""

    def wanted(self, lines: dict[str, int], amount: int = 0, origin: int = 1) -> after_sale.Wanted:
        self._made += 1
        pieces = tuple(AfterSaleLine(line_id, count) for line_id, count in lines.items())
        return after_sale.Wanted(
            f"afs_{self._made}", pieces, amount, "cold", AfterSaleOrigin(origin)
        )

    def ask(self, lines: dict[str, int] | None = None, amount: int = 0) -> str:
        """Apply; gives the refusal's reason, empty if it was kept."""
        wanted = self.wanted(lines or {}, amount)
        return self.do(after_sale.apply(wanted, "n", by_customer=not amount))

    def agree_and_refund(self) -> None:
        """Agree to the newest request and give its money back."""
        newest = account.of_head(self.head).requests[-1]
        assert self.do(after_sale.agree(newest.after_sale_id, "", "n")) == ""
        self.pay_back(newest.after_sale_id)

    def pay_back(self, after_sale_id: str) -> str:
        """The provider's word that an agreed request's money is back."""
        if after_sale_id not in self.of_state(S.AGREED):
            return "NOT_AGREED"
        request = account.find(self.head, after_sale_id)
        refund_id = f"{after_sale_id}.{request.attempt}"
        back = rules.record_refund(refund_id, "pay_1", request.amount, "n", after_sale_id)
        return self.do(back)

    def of_state(self, status: AfterSaleStatus) -> list[str]:
        """Ids of the requests that stand so."""
        requests = account.of_head(self.head).requests
        return [each.after_sale_id for each in requests if each.status is status]


def random_step(history: History, chance: Random) -> None:
    """One thing that customers, stores, tills, providers or the desk may do."""
    requests = account.of_head(history.head).requests
    one = chance.choice(requests).after_sale_id if requests else "afs_0"
    line = chance.choice(account.of_head(history.head).bought)
    pieces = {line.line_id: chance.randint(1, line.quantity)}
    attempt = chance.randint(1, 3)
    steps: list[Callable[[], object]] = [
        lambda: history.ask(pieces),
        lambda: history.ask(pieces),
        history.ask,
        lambda: history.do(after_sale.agree(one, "", "n")),
        lambda: history.do(after_sale.agree(one, "", "n", by_till=True)),
        lambda: history.do(after_sale.refuse(one, "no", "n")),
        lambda: history.do(after_sale.escalate(one, "", "n")),
        lambda: history.do(after_sale.withdraw(one, "n")),
        lambda: history.do(after_sale.fail(one, attempt, "declined", "n")),
        lambda: history.pay_back(one),
        lambda: history.do(after_sale.cancel_lines(history.wanted(pieces, origin=2), "n")),
    ]
    chance.choice(steps)()


def cancel(history: History) -> None:
    """The store cancels the order; the payment center gives back what is left of it."""
    ending = rules.cancel(CancelReason.STORE_REJECTED, "", "n", by_customer=False)
    if history.do(ending) == "":
        give_back_the_rest(history)


def give_back_the_rest(history: History) -> None:
    """What the payment center does with the money of a cancelled order."""
    pending = sum(
        each.amount for each in account.of_head(history.head).requests if each.status is S.AGREED
    )
    rest = history.head.paid - history.head.refunded - pending
    if rest > 0:
        assert history.do(rules.record_refund("rest", "pay_1", rest, "n")) == ""


def channel_refund(history: History, amount: int, number: str, **wanted) -> str:
    """The platform says that it gave money back by itself."""
    asked = history.wanted(wanted.get("lines", {}), amount, origin=3)
    return history.do(after_sale.record_channel_refund(asked, number, "n", for_request=False))
