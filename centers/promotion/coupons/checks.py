"""Whether a request about templates and coupons has the form and the limits of the contract."""

from __future__ import annotations

from collections.abc import Sequence

from zhongtai.promotion.v1 import coupon_pb2

from centers.promotion.checks import SpecForm
from centers.promotion.model import WHOLE
from mesh.pure.limits import MAX_AMOUNT, MAX_PIECES
from mesh.pure.validation import Check

MAX_ISSUED = 1000
MAX_VALIDITY_SECONDS = 3660 * 24 * 3600


def check_template_spec(check: Check, spec: coupon_pb2.CouponTemplateSpec) -> None:
    """Note what is wrong with a coupon template."""
    form = SpecForm(check, spec.currency_code)
    form.head(spec)
    _check_benefit(form, spec.benefit)
    form.conditions(spec.conditions)
    form.stacking(spec.stacking)
    form.cost_share(spec.cost_share)
    check.integer("validity", spec.validity.seconds, min=1, max=MAX_VALIDITY_SECONDS)
    check.integer("total_count", spec.total_count, min=0, max=MAX_AMOUNT)
    check.integer("count_per_person", spec.count_per_person, min=0, max=MAX_PIECES)


def check_new_template(request_id: str, spec: coupon_pb2.CouponTemplateSpec) -> None:
    """A request to create a template. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check_template_spec(check.at("spec"), spec)
    check.raise_if_any()


def check_issue(request_id: str, template_id: str, person_ids: Sequence[str]) -> None:
    """A request to give coupons to persons. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check.identifier("template_id", template_id)
    check.count("person_ids", person_ids, max=MAX_ISSUED)
    for index, person_id in enumerate(person_ids):
        check.identifier(f"person_ids[{index}]", person_id)
    check.raise_if_any()


def check_revocation(request_id: str, coupon_ids: Sequence[str]) -> None:
    """A request to take coupons back. Raise InvalidRequest."""
    check = Check()
    check.request_id(request_id)
    check.count("coupon_ids", coupon_ids, max=MAX_ISSUED)
    check.raise_if_any()


def _check_benefit(form: SpecForm, benefit: coupon_pb2.CouponBenefit) -> None:
    kind = benefit.WhichOneof("benefit")
    if not form.check.that(kind is not None, "benefit", "must say what the coupon gives"):
        return
    at = form.check.at("benefit")
    if kind == "delivery":
        form.delivery(at.at("delivery"), benefit.delivery)
        foreign = benefit.HasField("threshold") or benefit.HasField("scope")
        at.that(not foreign, "delivery", "has its own threshold and no scope")
        return
    if kind == "cash":
        form.money(at, "cash.amount", benefit.cash.amount, min=1)
    else:
        percent = benefit.percent
        at.integer("percent.basis_points", percent.basis_points, min=1, max=WHOLE)
        if percent.HasField("cap"):
            form.money(at, "percent.cap", percent.cap, min=1)
    if benefit.HasField("threshold"):
        form.money(at, "threshold", benefit.threshold, min=0)
    form.scope(at, "scope", benefit.scope)
