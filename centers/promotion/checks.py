"""Whether a request about promotions has the form and the limits of the contract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhongtai.common.v1 import money_pb2
from zhongtai.promotion.v1 import promotion_pb2, rule_pb2

from centers.promotion.model import WHOLE, ServiceType
from centers.promotion.records import Spec, names_of
from mesh.pure.limits import MAX_AMOUNT, MAX_CODE, MAX_PIECES
from mesh.pure.naming import check_names
from mesh.pure.validation import Check

MAX_NAME = 80

_LAST_MINUTE = 24 * 60


def check_promotion_spec(check: Check, spec: promotion_pb2.PromotionSpec) -> None:
    """Note what is wrong with a promotion."""
    form = SpecForm(check, spec.currency_code)
    form.head(spec)
    form.rule(spec.rule)
    form.conditions(spec.conditions)
    form.stacking(spec.stacking)
    form.limits(spec.limits)
    form.cost_share(spec.cost_share)


def check_new_promotion(request_id: str, spec: promotion_pb2.PromotionSpec) -> None:
    """A request to create a promotion. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check_promotion_spec(check.at("spec"), spec)
    check.raise_if_any()


def check_update(
    request_id: str, promotion_id: str, version: int, spec: promotion_pb2.PromotionSpec
) -> None:
    """A request to change a promotion. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check.identifier("promotion_id", promotion_id)
    check.that(version > 0, "version", "must be that of the promotion you saw")
    check_promotion_spec(check.at("spec"), spec)
    check.raise_if_any()


def check_named(request_id: str, field: str, value: str) -> None:
    """A request to change one thing that has an id. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check.identifier(field, value)
    check.raise_if_any()


def check_money(check: Check, field: str, amount: money_pb2.Money, currency: str) -> None:
    """An amount in the currency of the first line."""
    if check.currency(field, amount.currency_code):
        same = amount.currency_code == currency
        check.that(same, field, "must be in the currency of the first line")
    check.integer(field, amount.minor_units, min=0, max=MAX_AMOUNT)


def check_benefit_codes(check: Check, codes: Sequence[str], most: int) -> None:
    """Benefits by their codes, which CRMs choose freely."""
    check.count("benefit_codes", codes, min=0, max=most)
    check.distinct("benefit_codes", codes)
    for index, code in enumerate(codes):
        check.text(f"benefit_codes[{index}]", code, max=MAX_CODE)


@dataclass(frozen=True, slots=True)
class SpecForm:
    """Checks of the parts that specifications of promotions and of templates are made of."""

    check: Check
    currency: str

    def head(self, spec: Spec) -> None:
        """Names, a code and a currency."""
        self.check.text("name", spec.name, max=MAX_NAME)
        check_names(self.check, names_of(spec), MAX_NAME)
        self.check.identifier("code", spec.code, required=False)
        self.check.text("code", spec.code, min=0, max=64)
        self.check.currency("currency_code", self.currency)

    def money(self, check: Check, field: str, amount: money_pb2.Money, *, min: int) -> None:
        """An amount in the currency of the whole, at least `min` minor units."""
        if check.that(amount.currency_code == self.currency, field, f"must be in {self.currency}"):
            check.integer(field, amount.minor_units, min=min, max=MAX_AMOUNT)

    def scope(self, check: Check, field: str, scope: rule_pb2.ItemScope) -> None:
        """Lists of what a rule looks at."""
        at = check.at(field)
        _ids(at, "sku_ids", scope.sku_ids, 1000)
        _ids(at, "product_ids", scope.product_ids, 1000)
        _ids(at, "category_ids", scope.category_ids, 200)
        _ids(at, "excluded_sku_ids", scope.excluded_sku_ids, 1000)

    def rule(self, rule: rule_pb2.PromotionRule) -> None:
        """What a promotion gives."""
        kind = rule.WhichOneof("rule")
        if not self.check.that(kind is not None, "rule", "must say what the promotion gives"):
            return
        at = self.check.at(f"rule.{kind}")
        match kind:
            case "full_reduction":
                self._full_reduction(at, rule.full_reduction)
            case "item_discount":
                self._item_discount(at, rule.item_discount)
            case "special_price":
                self._special_price(at, rule.special_price)
            case "nth_item_discount":
                self._nth(at, rule.nth_item_discount)
            case "bundle":
                self._bundle(at, rule.bundle)
            case _:
                self.delivery(at, rule.delivery_reduction)

    def conditions(self, conditions: promotion_pb2.Conditions) -> None:
        """When and for whom it is."""
        at = self.check.at("conditions")
        _ids(at, "store_ids", conditions.store_ids, 5000)
        _ids(at, "channels", conditions.channels, 50)
        _ids(at, "member_tiers", conditions.member_tiers, 50)
        check_benefit_codes(at, conditions.benefit_codes, 50)
        at.identifier("campaign_id", conditions.campaign_id, required=False)
        at.text("campaign_id", conditions.campaign_id, min=0, max=64)
        for index, number in enumerate(conditions.service_types):
            at.one_of(f"service_types[{index}]", number, list(ServiceType))
        if conditions.HasField("start_time") and conditions.HasField("end_time"):
            start, end = conditions.start_time, conditions.end_time
            ordered = (start.seconds, start.nanos) < (end.seconds, end.nanos)
            at.that(ordered, "end_time", "must be after start_time")
        at.count("weekly_windows", conditions.weekly_windows, min=0, max=50)
        for index, window in enumerate(conditions.weekly_windows):
            _window(at.at(f"weekly_windows[{index}]"), window)

    def stacking(self, stacking: promotion_pb2.Stacking) -> None:
        """What it may be combined with."""
        at = self.check.at("stacking")
        at.text("exclusion_group", stacking.exclusion_group, min=0, max=40)
        at.text("group", stacking.group, min=0, max=40)
        at.count("excluded_groups", stacking.excluded_groups, min=0, max=20)
        at.distinct("excluded_groups", stacking.excluded_groups)
        for index, group in enumerate(stacking.excluded_groups):
            at.text(f"excluded_groups[{index}]", group, max=40)
        at.integer("priority", stacking.priority, min=-1000, max=1000)

    def limits(self, limits: promotion_pb2.Limits) -> None:
        """What it may cost, and how often a person may have it."""
        at = self.check.at("limits")
        if limits.HasField("total_amount"):
            self.money(at, "total_amount", limits.total_amount, min=1)
        at.integer("total_uses", limits.total_uses, min=0, max=MAX_AMOUNT)
        at.integer("uses_per_person", limits.uses_per_person, min=0, max=MAX_PIECES)
        daily = limits.uses_per_person_and_day
        at.integer("uses_per_person_and_day", daily, min=0, max=MAX_PIECES)

    def cost_share(self, share: promotion_pb2.CostShare) -> None:
        """Who bears it."""
        at = self.check.at("cost_share")
        at.integer("platform_basis_points", share.platform_basis_points, min=0, max=WHOLE)

    def _full_reduction(self, at: Check, rule: rule_pb2.FullReduction) -> None:
        at.count("tiers", rule.tiers, max=20)
        at.that(not rule.repeats or len(rule.tiers) == 1, "tiers", "must be one when it repeats")
        self.scope(at, "scope", rule.scope)
        before = (-1, 0)
        for index, tier in enumerate(rule.tiers):
            inner = at.at(f"tiers[{index}]")
            if tier.HasField("threshold"):
                self.money(inner, "threshold", tier.threshold, min=0)
            self.money(inner, "reduction", tier.reduction, min=1)
            threshold, reduction = tier.threshold.minor_units, tier.reduction.minor_units
            within = not threshold or reduction <= threshold
            inner.that(within, "reduction", "must not exceed the threshold")
            steps = threshold > 0 or not rule.repeats
            inner.that(steps, "threshold", "must be positive when it repeats")
            rising = threshold > before[0] and reduction > before[1]
            inner.that(rising, "threshold", "threshold and reduction must rise from tier to tier")
            before = (threshold, reduction)

    def _item_discount(self, at: Check, rule: rule_pb2.ItemDiscount) -> None:
        self.scope(at, "scope", rule.scope)
        match rule.WhichOneof("discount"):
            case "basis_points":
                at.integer("basis_points", rule.basis_points, min=1, max=WHOLE)
            case "amount_per_piece":
                self.money(at, "amount_per_piece", rule.amount_per_piece, min=1)
            case "price_per_piece":
                self.money(at, "price_per_piece", rule.price_per_piece, min=0)
            case _:
                at.that(False, "discount", "must say how much cheaper")
        _pieces(at, rule)

    def _special_price(self, at: Check, rule: rule_pb2.SpecialPrice) -> None:
        at.count("prices", rule.prices, max=1000)
        at.distinct("prices", (each.sku_id for each in rule.prices))
        for index, each in enumerate(rule.prices):
            inner = at.at(f"prices[{index}]")
            inner.identifier("sku_id", each.sku_id)
            self.money(inner, "price", each.price, min=0)
        _pieces(at, rule)

    def _nth(self, at: Check, rule: rule_pb2.NthItemDiscount) -> None:
        self.scope(at, "scope", rule.scope)
        at.integer("nth", rule.nth, min=2, max=20)
        at.integer("basis_points", rule.basis_points, min=1, max=WHOLE)
        at.integer("max_pieces", rule.max_pieces, min=0, max=MAX_PIECES)

    def _bundle(self, at: Check, rule: rule_pb2.Bundle) -> None:
        at.count("slots", rule.slots, max=10)
        for index, slot in enumerate(rule.slots):
            inner = at.at(f"slots[{index}]")
            self.scope(inner, "scope", slot.scope)
            inner.integer("quantity", slot.quantity, min=1, max=20)
        self.money(at, "price", rule.price, min=0)
        at.integer("max_sets", rule.max_sets, min=0, max=MAX_PIECES)

    def delivery(self, at: Check, rule: rule_pb2.DeliveryReduction) -> None:
        """A delivery reduction."""
        if rule.HasField("amount"):
            self.money(at, "amount", rule.amount, min=1)
        else:
            at.that(rule.free, "reduction", "must be an amount, or free")
        if rule.HasField("threshold"):
            self.money(at, "threshold", rule.threshold, min=0)


def _pieces(at: Check, rule: rule_pb2.ItemDiscount | rule_pb2.SpecialPrice) -> None:
    at.integer("max_pieces", rule.max_pieces, min=0, max=MAX_PIECES)
    at.integer("max_pieces_per_dish", rule.max_pieces_per_dish, min=0, max=MAX_PIECES)


def _window(at: Check, window: promotion_pb2.WeeklyWindow) -> None:
    at.count("weekdays", window.weekdays, max=7)
    at.distinct("weekdays", window.weekdays)
    for index, day in enumerate(window.weekdays):
        at.integer(f"weekdays[{index}]", day, min=1, max=7)
    at.integer("from_minute", window.from_minute, min=0, max=_LAST_MINUTE - 1)
    at.integer("until_minute", window.until_minute, min=1, max=_LAST_MINUTE)


def _ids(check: Check, field: str, ids: Sequence[str], limit: int) -> None:
    check.count(field, ids, min=0, max=limit)
    for index, each in enumerate(ids):
        check.identifier(f"{field}[{index}]", each)
