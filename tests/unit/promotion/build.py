"""Builders of carts and offers, and strategies for random ones."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from centers.promotion.evaluation import rules
from centers.promotion.model import (
    AmountOff,
    Bundle,
    Cart,
    CartLine,
    CashOff,
    Conditions,
    DeliveryReduction,
    FullReduction,
    ItemDiscount,
    ItemScope,
    NthItem,
    Offer,
    OfferKey,
    PercentOff,
    PriceEach,
    ServiceType,
    ShareOff,
    Slot,
    SpecialPrice,
    Tier,
)
from mesh.pure.steps import in_one_go

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
SKUS = ("cake", "pie", "tea")


def line(sku, quantity=1, unit=1000, ref="", base=None):
    return CartLine(
        ref or sku,
        sku,
        quantity,
        unit,
        unit if base is None else base,
        product_id=f"p_{sku}",
        category_ids=frozenset({"drinks" if sku == "tea" else "sweets"}),
    )


def cart(*lines, fee=0, **facts):
    given = {
        "store_id": "s1",
        "channel": "miniapp",
        "service_type": ServiceType.PICK_UP,
        "at": NOON,
        "zone": UTC,
        "day": NOON.date(),
        "currency": "CNY",
        **facts,
    }
    return Cart(lines=lines, delivery_fee=fee, **given)


def offer(name, rule, *, coupon="", **facts):
    groups = frozenset(facts.pop("groups", ()))
    return Offer(OfferKey(name, coupon), name, rule, groups=groups, **facts)


def evaluate(*given, **facts):
    """The whole evaluation, as one that nobody else waits for."""
    return in_one_go(rules.evaluate(*given, **facts))


def only(*skus):
    return ItemScope(frozenset(skus))


def taken(evaluation):
    """What each offer takes off, by name."""
    totals = {}
    for discount in evaluation.discounts:
        totals[discount.name] = totals.get(discount.name, 0) + discount.amount
    return totals


def outcomes(evaluation):
    return {each.name: each.outcome.name for each in evaluation.explanations}


# --- anything goes

_amounts = st.integers(1, 5000)
_shares = st.integers(1, 10_000)
_few = st.integers(0, 3)
_scopes = st.one_of(
    st.just(ItemScope()),
    st.frozensets(st.sampled_from(SKUS), min_size=1).map(ItemScope),
    st.just(ItemScope(category_ids=frozenset({"sweets"}))),
    st.just(ItemScope(excluded_sku_ids=frozenset({"tea"}))),
)
_cuts = st.one_of(
    _shares.map(PercentOff), _amounts.map(AmountOff), st.integers(0, 3000).map(PriceEach)
)


@st.composite
def _tiers(draw):
    steps = draw(st.lists(st.tuples(_amounts, _amounts), min_size=1, max_size=3))
    threshold = reduction = 0
    tiers = []
    for step, more in steps:
        threshold, reduction = threshold + step, reduction + 1 + more % step
        tiers.append(Tier(threshold, min(reduction, threshold)))
    return tuple(tiers)


item_rules = st.one_of(
    st.builds(ItemDiscount, _scopes, _cuts, _few, _few),
    st.builds(
        SpecialPrice,
        st.dictionaries(st.sampled_from(SKUS), st.integers(0, 3000), min_size=1),
        _few,
        _few,
    ),
    st.builds(NthItem, _scopes, st.integers(2, 4), _shares, st.booleans(), _few),
    st.builds(
        Bundle,
        st.lists(st.builds(Slot, _scopes, st.integers(1, 2)), min_size=1, max_size=3).map(tuple),
        _amounts,
        _few,
    ),
)
_fixed = st.builds(Tier, st.just(0), st.integers(1, 50_000)).map(lambda tier: (tier,))
order_rules = st.one_of(
    st.builds(FullReduction, _fixed, _scopes),
    st.builds(FullReduction, _tiers(), _scopes),
    st.builds(FullReduction, _tiers().map(lambda tiers: tiers[:1]), _scopes, st.just(True)),
    st.builds(CashOff, _amounts, st.integers(0, 5000), _scopes),
    st.builds(ShareOff, _shares, st.none() | _amounts, st.integers(0, 5000), _scopes),
    st.builds(DeliveryReduction, st.none() | _amounts, st.integers(0, 5000)),
)


# Made once: what makes values costs more to be made than the values do.
_facts = st.fixed_dictionaries(
    {
        "conditions": st.sampled_from(
            [
                Conditions(),
                Conditions(channels=frozenset("x")),
                Conditions(benefit_codes=frozenset({"birthday", "staff"})),
            ]
        ),
        "groups": st.frozensets(st.sampled_from("ab"), max_size=1),
        "names": st.frozensets(st.sampled_from("xyz"), max_size=1),
        "excludes": st.frozensets(st.sampled_from("xyz"), max_size=1),
        "priority": st.integers(-1, 1),
        "alone": st.sampled_from([False, False, False, True]),
        "excludes_discounted": st.booleans(),
        "platform_basis_points": st.sampled_from([0, 3333, 10_000]),
    }
)
_coupons = st.booleans()
_rows = st.lists(
    st.tuples(st.sampled_from(SKUS), st.integers(1, 5), st.integers(0, 3000), st.integers(0, 3000)),
    min_size=1,
    max_size=4,
)
_fees = st.sampled_from([0, 1, 599])
_benefits = st.sampled_from([frozenset(), frozenset({"staff"})])


def offers(rules=item_rules | order_rules, max_size=6):
    """Distinct offers of any kind, with any stacking."""
    return st.lists(st.tuples(rules, _coupons, _facts), max_size=max_size).map(_numbered)


def _numbered(chosen):
    return [
        Offer(OfferKey(f"promo{n}", f"coupon{n}" if coupon else ""), f"promo{n}", rule, **facts)
        for n, (rule, coupon, facts) in enumerate(chosen)
    ]


@st.composite
def carts(draw):
    """Small carts with any prices, free pieces included."""
    lines = [
        line(sku, quantity, unit, ref=f"l{n}", base=base % (unit + 1))
        for n, (sku, quantity, unit, base) in enumerate(draw(_rows))
    ]
    return cart(*lines, fee=draw(_fees), benefit_codes=draw(_benefits))
