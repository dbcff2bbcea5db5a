"""What a draft costs: the answers of the centers, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.order.v1 import line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import evaluation_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control.policy import UNDECIDED, Decision
from apps.order_control.rules import worth_telling
from mesh.pure.errors import Refusal

DELIVERY = trade_pb2.SERVICE_TYPE_DELIVERY
STORE = "store"
"""The node that accepts orders where a store's data say so."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a draft costs here and now; `admission` is that to a flash sale, None without one.

    `decision` is what the chain's own rules say of an order that is being placed.
    """

    draft: messages_pb2.OrderDraft
    person_id: str
    store: serving_pb2.CheckStoreResponse
    lines: Sequence[line_pb2.OrderLine]
    evaluation: Any
    menu_version: str
    order_packaging_fee: int = 0
    admission: admission_pb2.CheckAdmissionResponse | None = None
    decision: Decision = UNDECIDED

    @property
    def currency(self) -> str:
        """ISO 4217 code of all amounts."""
        return str(self.store.store.currency_code)

    @property
    def delivery_fee(self) -> int:
        """Minor units, zero when nothing is delivered."""
        if self.draft.service_type != DELIVERY:
            return 0
        return int(self.store.delivery_fee.minor_units)

    @property
    def goods(self) -> int:
        """Minor units of all lines before discounts."""
        return sum(line.amount.minor_units for line in self.lines)

    @property
    def packaging_fee(self) -> int:
        """Minor units of all packaging, that of the lines and that of the order as a whole."""
        of_lines = sum(line.packaging_fee.minor_units for line in self.lines)
        return of_lines + self.order_packaging_fee

    @property
    def discount(self) -> int:
        """Minor units of all discounts."""
        return int(self.evaluation.total_discount.minor_units)

    @property
    def total(self) -> int:
        """What the customer owes, in minor units."""
        return self.gross - self.discount

    @property
    def gross(self) -> int:
        """Minor units of everything before discounts."""
        return self.goods + self.packaging_fee + self.delivery_fee

    def money(self, minor_units: int) -> money_pb2.Money:
        """Return an amount in the order's currency."""
        return money_pb2.Money(minor_units=minor_units, currency_code=self.currency)

    def pieces(self) -> Counter[str]:
        """Return how many pieces of each SKU it takes from stock."""
        used: Counter[str] = Counter()
        for line in self.lines:
            for component in line.components:
                used[component.sku_id] += component.quantity
        return used

    def discounts(self) -> list[line_pb2.OrderDiscount]:
        """Return the discounts as an order keeps them."""
        return [_discount(each) for each in self.evaluation.discounts]

    def explanations(self) -> list[evaluation_pb2.Explanation]:
        """Return what a customer is told of promotions: see worth_telling."""
        return [each for each in self.evaluation.explanations if worth_telling(each)]

    def demand_promotion(self, promotion_id: str, not_ready: type[Refusal]) -> None:
        """Raise `not_ready` unless a promotion applies, or says why it doesn't."""
        if all(each.promotion_id != promotion_id for each in self.evaluation.explanations):
            raise not_ready(promotion_id=promotion_id)

    def amounts(self) -> order_pb2.OrderAmounts:
        """Return the sums, nothing paid."""
        return order_pb2.OrderAmounts(
            lines=self.money(self.goods),
            packaging_fee=self.money(self.packaging_fee),
            delivery_fee=self.money(self.delivery_fee),
            discount=self.money(self.discount),
            total=self.money(self.total),
            paid=self.money(0),
            refunded=self.money(0),
            paid_by_channel=self.money(0),
        )


def accepted_by(quote: Quote) -> str:
    """Return the node that accepts an order at once; empty where the store's people do.

    The chain's policy decides, and where it says nothing the store's data.
    """
    if quote.draft.service_type == trade_pb2.SERVICE_TYPE_VOUCHER:
        return ""
    decided = quote.decision.accept_at_once
    if decided is None:
        return STORE if quote.store.auto_accept else ""
    return f"policy:{quote.decision.by}" if decided else ""


def _discount(discount: evaluation_pb2.Discount) -> line_pb2.OrderDiscount:
    return line_pb2.OrderDiscount(
        promotion_id=discount.promotion_id,
        coupon_id=discount.coupon_id,
        name=discount.name,
        amount=discount.amount,
        paid_by=discount.paid_by,
        allocations=[
            line_pb2.DiscountAllocation(line_id=share.line_ref, amount=share.amount)
            for share in discount.allocations
        ],
    )
