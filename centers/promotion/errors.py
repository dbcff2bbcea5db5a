"""What the promotion center refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class PromotionRefusal(Refusal):
    """The promotion center refused."""

    domain = "zhongtai.promotion"


class PromotionNotFound(PromotionRefusal):
    """There is no promotion {promotion_id}."""

    kind = Kind.NOT_FOUND
    reason = "PROMOTION_NOT_FOUND"


class IllegalMove(PromotionRefusal):
    """It cannot go from {from_state} to {to_state}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "ILLEGAL_MOVE"


class VersionChanged(PromotionRefusal):
    """Somebody changed the promotion meanwhile, it has version {version}: read it again."""

    kind = Kind.ABORTED
    reason = "VERSION_CHANGED"


class PromotionFixed(PromotionRefusal):
    """The {field} of this promotion cannot change like that: create a new one, or pause it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PROMOTION_FIXED"


class CodeTaken(PromotionRefusal):
    """The code {code} is taken."""

    kind = Kind.ALREADY_EXISTS
    reason = "CODE_TAKEN"


class TemplateNotFound(PromotionRefusal):
    """There is no coupon template {template_id}."""

    kind = Kind.NOT_FOUND
    reason = "TEMPLATE_NOT_FOUND"


class TemplateClosed(PromotionRefusal):
    """The template {template_id} issues no more coupons."""

    kind = Kind.FAILED_PRECONDITION
    reason = "TEMPLATE_CLOSED"


class CouponsSpent(PromotionRefusal):
    """Only {left} coupons are left."""

    kind = Kind.FAILED_PRECONDITION
    reason = "COUPONS_SPENT"


class NotClaimable(PromotionRefusal):
    """Persons cannot take a coupon of {template_id} themselves."""

    kind = Kind.FAILED_PRECONDITION
    reason = "NOT_CLAIMABLE"


class CouponNotFound(PromotionRefusal):
    """There is no coupon {coupon_id}."""

    kind = Kind.NOT_FOUND
    reason = "COUPON_NOT_FOUND"


class CouponNotUsable(PromotionRefusal):
    """The coupon {coupon_id} cannot be used ({cause}): evaluate again without it."""

    kind = Kind.FAILED_PRECONDITION
    reason = "COUPON_NOT_USABLE"


class BudgetSpent(PromotionRefusal):
    """What was set aside for {promotion_id} does not suffice for this order: evaluate again."""

    kind = Kind.FAILED_PRECONDITION
    reason = "BUDGET_SPENT"


class PersonLimitReached(PromotionRefusal):
    """The person has had this as often as allowed."""

    kind = Kind.FAILED_PRECONDITION
    reason = "PERSON_LIMIT_REACHED"


class HoldDiffers(PromotionRefusal):
    """The order {order_id} holds other discounts: release them, or begin a new order."""

    kind = Kind.FAILED_PRECONDITION
    reason = "HOLD_DIFFERS"


class HoldNotFound(PromotionRefusal):
    """There is no hold for the order {order_id}."""

    kind = Kind.NOT_FOUND
    reason = "HOLD_NOT_FOUND"
