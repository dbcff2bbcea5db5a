"""Every outcome has a sentence in every language, and it names the offer."""

import pytest

from centers.promotion.evaluation.model import Cause, Explanation, Outcome
from centers.promotion.evaluation.wording import CHINESE, ENGLISH, sentence
from centers.promotion.model import OfferKey

KEY = OfferKey("p")
UNNAMED = {Cause.COUPON_UNKNOWN}


def told(language="", currency="CNY", **fields):
    return sentence(Explanation(KEY, "Lunch", **fields), currency, language)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE])
def test_every_language_has_a_sentence_for_every_cause(words):
    assert words.causes.keys() == set(Cause)
    for cause, pattern in words.causes.items():
        assert ("{name}" in pattern) == (cause not in UNNAMED)


def test_every_cause_has_an_outcome_and_only_what_applies_has_none():
    assert {cause.outcome for cause in Cause} == set(Outcome) - {Outcome.APPLIED}
    assert Explanation(KEY, "Lunch").outcome is Outcome.APPLIED


def test_what_was_given_and_what_is_missing_for_more_is_told_in_the_currencys_own_digits():
    assert told(amount=500) == "Lunch: 5.00 CNY off."
    more = {"amount": 500, "missing": 1200}
    assert told(**more) == "Lunch: 5.00 CNY off; spend 12.00 CNY more for the next step."
    assert told("zh", "JPY", **more) == "Lunch：已优惠 500 JPY，再买 1200 JPY 可享下一档"


@pytest.mark.parametrize("tag", ["zh", "zh-CN", "zh_CN", "ZH-Hant-HK"])
def test_the_first_part_of_a_tag_decides(tag):
    assert told(tag, cause=Cause.NOT_COMBINABLE, rival="Dinner") == "Lunch：不能与“Dinner”同享"


@pytest.mark.parametrize("tag", ["", "en-GB", "fr", "zho", "*"])
def test_an_unknown_language_is_english(tag):
    assert told(tag, cause=Cause.OVER) == "Lunch: it is over."
