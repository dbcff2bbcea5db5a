"""What became of an offer, as a sentence for a person, in the person's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from centers.promotion.evaluation.model import Cause, Explanation
from mesh.pure.money import format_minor


class Sentences(NamedTuple):
    """Sentences of one language.

    `applied` and `applied_and_more` are for offers that apply, the latter with a next tier.
    """

    applied: str
    applied_and_more: str
    causes: Mapping[Cause, str]


ENGLISH = Sentences(
    "{name}: {amount} off.",
    "{name}: {amount} off; spend {missing} more for the next step.",
    {
        Cause.OTHER_PLACE: "{name}: it is for another store, channel or campaign.",
        Cause.OTHER_SERVICE_TYPE: "{name}: it is for another way of getting the order.",
        Cause.OTHER_TIER: "{name}: it is for members of another tier.",
        Cause.NOT_FIRST_ORDER: "{name}: it is for first orders only.",
        Cause.NOT_BEGUN: "{name}: it has not begun.",
        Cause.OVER: "{name}: it is over.",
        Cause.OTHER_TIME: "{name}: it is for another time of the week.",
        Cause.THRESHOLD_NOT_REACHED: "{name}: spend {missing} more to get it.",
        Cause.NOTHING_TO_DISCOUNT: "{name}: it finds nothing to take off.",
        Cause.NOT_COMBINABLE: "{name}: it cannot be combined with {rival}.",
        Cause.DEARER_WITH_IT: "{name}: the others leave less to pay without it.",
        Cause.BUDGET_SPENT: "{name}: there is none left.",
        Cause.PERSON_LIMIT: "{name}: you have had it as often as allowed.",
        Cause.GUEST: "{name}: log in to get it.",
        Cause.ANOTHER_FIRST_ORDER: "{name}: another order of yours is the first.",
        Cause.COUPON_UNKNOWN: "You have no such coupon.",
        Cause.COUPON_HELD: "{name}: another order of yours holds the coupon.",
        Cause.COUPON_USED: "{name}: the coupon is used.",
        Cause.COUPON_REVOKED: "{name}: the coupon was taken back.",
        Cause.COUPON_EXPIRED: "{name}: the coupon's time is over.",
        Cause.OTHER_CURRENCY: "{name}: it is for another currency.",
        Cause.NO_BENEFIT: "{name}: it is for who has the benefit {benefits}.",
    },
)

CHINESE = Sentences(
    "{name}：已优惠 {amount}",
    "{name}：已优惠 {amount}，再买 {missing} 可享下一档",
    {
        Cause.OTHER_PLACE: "{name}：不适用于本门店、渠道或活动",
        Cause.OTHER_SERVICE_TYPE: "{name}：不适用于此取餐方式",
        Cause.OTHER_TIER: "{name}：仅限其他等级会员",
        Cause.NOT_FIRST_ORDER: "{name}：仅限首单",
        Cause.NOT_BEGUN: "{name}：尚未开始",
        Cause.OVER: "{name}：已结束",
        Cause.OTHER_TIME: "{name}：不在适用时段",
        Cause.THRESHOLD_NOT_REACHED: "{name}：再买 {missing} 可用",
        Cause.NOTHING_TO_DISCOUNT: "{name}：没有适用的商品",
        Cause.NOT_COMBINABLE: "{name}：不能与“{rival}”同享",
        Cause.DEARER_WITH_IT: "{name}：不用更优惠",
        Cause.BUDGET_SPENT: "{name}：已抢光",
        Cause.PERSON_LIMIT: "{name}：已达使用次数上限",
        Cause.GUEST: "{name}：登录后可用",
        Cause.ANOTHER_FIRST_ORDER: "{name}：您的另一笔订单已是首单",
        Cause.COUPON_UNKNOWN: "没有这张优惠券",
        Cause.COUPON_HELD: "{name}：优惠券已被您的另一笔订单占用",
        Cause.COUPON_USED: "{name}：优惠券已使用",
        Cause.COUPON_REVOKED: "{name}：优惠券已收回",
        Cause.COUPON_EXPIRED: "{name}：优惠券已过期",
        Cause.OTHER_CURRENCY: "{name}：币种不符",
        Cause.NO_BENEFIT: "{name}：仅限享有权益“{benefits}”的会员",
    },
)

_BY_LANGUAGE = {"zh": CHINESE, "en": ENGLISH}


def sentence(explanation: Explanation, currency: str, language: str) -> str:
    """Return one sentence about an offer.

    `language` is a BCP 47 tag, of which the first part counts; an unknown one is English.
    """
    sentences = _BY_LANGUAGE.get(language.replace("_", "-").split("-")[0].lower(), ENGLISH)
    if explanation.cause is not None:
        pattern = sentences.causes[explanation.cause]
    else:
        pattern = sentences.applied_and_more if explanation.missing else sentences.applied
    # Only what the sentence names is written: writing amounts is most of the work.
    shown = {"name": explanation.name, "rival": explanation.rival}
    shown["benefits"] = " / ".join(explanation.benefit_codes)
    if "{amount}" in pattern:
        shown["amount"] = f"{format_minor(explanation.amount, currency)} {currency}"
    if "{missing}" in pattern:
        shown["missing"] = f"{format_minor(explanation.missing, currency)} {currency}"
    return pattern.format(**shown)
