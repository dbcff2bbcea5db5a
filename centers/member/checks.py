"""Whether a request to the member center has the form and the limits of the contract."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zhongtai.member.v1 import points_requests_pb2

from centers.member.model import Benefit, LoyaltyProgramme, Tier
from mesh.pure.limits import MAX_AMOUNT, MAX_CODE, MAX_POINTS
from mesh.pure.naming import check_names
from mesh.pure.validation import Check

MAX_TIERS = 20
MAX_NAME = 60
MAX_DESCRIPTION = 500
MAX_SOURCE = 100
"""Characters: with an account behind it, it is a line's reason."""

_CODE = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)


def check_earn(check: Check, item: points_requests_pb2.EarnItem) -> None:
    """Note what is wrong with one completed order of a batch."""
    check.identifier("person_id", item.person_id)
    check.identifier("order_id", item.order_id)
    check.amount("amount.minor_units", item.amount.minor_units)
    check.currency("amount.currency_code", item.amount.currency_code)


def check_brought(check: Check, item: points_requests_pb2.BroughtBalance, *, dry: bool) -> None:
    """Note what is wrong with one account of another system, of a batch."""
    check.identifier("person_id", item.person_id, required=not dry)
    check.text("account", item.account, max=MAX_CODE)
    check.integer("points", item.points, min=0, max=MAX_POINTS)


def check_source(source: str, *, dry: bool) -> None:
    """Raise InvalidRequest unless it says where points come from."""
    check = Check()
    check.text("source", source, min=0 if dry else 1, max=MAX_SOURCE)
    check.raise_if_any()


def check_reverse(check: Check, item: points_requests_pb2.ReverseItem) -> None:
    """Note what is wrong with one refund of a batch."""
    check.identifier("order_id", item.order_id)
    check.identifier("refund_id", item.refund_id)
    check.amount("amount.minor_units", item.amount.minor_units, min=1)
    check.currency("amount.currency_code", item.amount.currency_code)


def check_preview(amount: int, currency: str) -> None:
    """Raise InvalidRequest unless it may be asked what an amount earns."""
    check = Check()
    check.amount("amount.minor_units", amount)
    check.currency("amount.currency_code", currency)
    check.raise_if_any()


def check_redeem(request_id: str, points: int, order_id: str, reason: str) -> None:
    """Raise InvalidRequest unless points may be spent so."""
    check = Check()
    check.request_id(request_id)
    check.integer("points", points, min=1, max=MAX_POINTS)
    check.identifier("order_id", order_id, required=False)
    check.text("reason", reason, min=0, max=200)
    check.raise_if_any()


def check_adjust(request_id: str, points: int, reason: str) -> None:
    """Raise InvalidRequest unless points may be granted or taken so."""
    check = Check()
    check.request_id(request_id)
    check.integer("points", points, min=-MAX_POINTS, max=MAX_POINTS)
    check.that(points != 0, "points", "must not be 0")
    check.text("reason", reason, max=200)
    check.raise_if_any()


def check_move(request_id: str, reason: str) -> None:
    """Raise InvalidRequest unless a status may be changed so."""
    check = Check()
    check.request_id(request_id)
    check.text("reason", reason, max=200)
    check.raise_if_any()


def check_expire(max_members: int) -> None:
    """Raise InvalidRequest unless one call may look at so many members."""
    check = Check()
    check.integer("max_members", max_members, min=0, max=5_000)
    check.raise_if_any()


def check_person(person_id: str) -> None:
    """Raise InvalidRequest unless it is the id of a person."""
    check = Check()
    check.identifier("person_id", person_id)
    check.raise_if_any()


def check_programme(request_id: str, programme: LoyaltyProgramme) -> None:
    """Raise InvalidRequest unless these may be a chain's rules for points."""
    check = Check()
    check.request_id(request_id)
    inner = check.at("programme")
    if programme.currency:
        inner.currency("currency_code", programme.currency)
    per_point, per_growth = programme.minor_units_per_point, programme.minor_units_per_growth
    inner.integer("minor_units_per_point", per_point, min=1, max=1_000_000)
    inner.integer("minor_units_per_growth", per_growth, min=1, max=1_000_000)
    inner.integer("points_valid_days", programme.points_valid_days, min=0, max=3_650)
    check.raise_if_any()


def check_tiers(request_id: str, tiers: Sequence[Tier]) -> None:
    """Raise InvalidRequest unless each of the tiers may be one."""
    check = Check()
    check.request_id(request_id)
    check.count("tiers", tiers, min=1, max=MAX_TIERS)
    for index, tier in enumerate(tiers):
        inner = check.at(f"tiers[{index}]")
        _code(inner, "code", tier.code)
        inner.text("name", tier.name, max=MAX_NAME)
        check_names(inner, tier.names, MAX_NAME)
        inner.integer("growth_required", tier.growth_required, min=0, max=MAX_AMOUNT)
        inner.integer("earn_rate_percent", tier.earn_rate_percent, min=0, max=10_000)
    check.raise_if_any()


def check_benefit(request_id: str, benefit: Benefit) -> None:
    """Raise InvalidRequest unless it may be a benefit."""
    check = Check()
    check.request_id(request_id)
    inner = check.at("benefit")
    _code(inner, "code", benefit.code)
    inner.text("name", benefit.name, max=MAX_NAME)
    check_names(inner, benefit.names, MAX_NAME)
    inner.text("description", benefit.description, min=0, max=MAX_DESCRIPTION)
    check_names(inner, benefit.description_names, MAX_DESCRIPTION, "description_names")
    inner.count("tier_codes", benefit.tier_codes, min=1, max=MAX_TIERS)
    inner.distinct("tier_codes", benefit.tier_codes)
    for code in benefit.tier_codes:
        _code(inner, "tier_codes", code)
    inner.count("parameters", benefit.parameters, min=0, max=20)
    for key, value in benefit.parameters.items():
        inner.text("parameters", key, max=100)
        inner.text("parameters", value, min=0, max=100)
    check.raise_if_any()


def check_benefit_filters(tier_code: str, person_id: str) -> None:
    """Raise InvalidRequest unless a list of benefits has at most one filter."""
    check = Check()
    both = bool(tier_code and person_id)
    check.that(not both, "tier_code", "must be empty when person_id is given")
    if tier_code:
        _code(check, "tier_code", tier_code)
    check.identifier("person_id", person_id, required=False)
    check.raise_if_any()


def check_code(field: str, code: str) -> None:
    """Raise InvalidRequest unless it is a code."""
    check = Check()
    _code(check, field, code)
    check.raise_if_any()


def _code(check: Check, field: str, code: str) -> None:
    form = "must have 1 to 40 characters of a-z 0-9 _ -"
    check.that(_CODE.fullmatch(code) is not None, field, form)
