"""Who has a code on a channel, and how one is left to a successor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from centers.product import errors
from centers.product.catalog.model import Content, Items
from centers.product.catalog.rules import MAX_PAST_CODES, handed_over, owner_of
from centers.product.model import Item, ItemCode, Product, Sku
from centers.product.rules import created, replaced
from tests.unit.product.builders import group, minter, modifier, usd

START = datetime(2026, 1, 1, tzinfo=UTC)
HUB7 = ItemCode("hub", "7")


class Chain:
    """A catalog that changes, a minute at a time."""

    def __init__(self) -> None:
        self.content = Content(Items(), 0)
        self.now = START
        self.mint = minter()

    def keep(self, item: Item) -> Item:
        """Keep an item, as the center does; gives it as it was kept."""
        self.now += timedelta(minutes=1)
        kept = list(handed_over(self.content, [item], self.now))
        self.content = self.content.with_items(kept)
        return kept[0]

    def create(self, item: Item) -> Item:
        return self.keep(created(self.content, item, self.mint))

    def replace(self, item: Item) -> Item:
        return self.keep(replaced(self.content, item, self.mint))

    def owner(self, at: datetime | None = None) -> str:
        return owner_of(self.content, "hub", "7", at)


def dish(*codes: ItemCode) -> Product:
    return Product("", "", "Dish", (Sku("", "", "", usd(1), channel_codes=codes),))


def test_a_dish_out_of_use_leaves_its_code_to_its_successor_and_is_still_known():
    chain = Chain()
    old = chain.create(dish(HUB7))
    archived = chain.replace(replace(old, archived=True))
    assert chain.owner() == archived.skus[0].sku_id
    before = chain.now
    new = chain.create(dish(HUB7))
    assert chain.owner() == new.skus[0].sku_id
    assert chain.owner(before) == old.skus[0].sku_id
    assert chain.owner(chain.now) == new.skus[0].sku_id
    assert chain.content.items.products[old.product_id].skus[0].channel_codes == ()


def test_what_is_in_use_keeps_its_code():
    chain = Chain()
    chain.create(dish(HUB7))
    with pytest.raises(errors.ChannelCodeTaken):
        chain.create(dish(HUB7))


def test_a_size_that_is_left_out_and_a_choice_leave_their_codes_too():
    chain = Chain()
    sized = chain.create(dish(HUB7))
    chain.replace(replace(sized, skus=(replace(sized.skus[0], sku_id="", channel_codes=()),)))
    unnamed = replace(modifier("m", channel_codes=(HUB7,)), modifier_id="")
    choice = chain.create(group("g", unnamed))
    assert chain.owner() == choice.modifiers[0].modifier_id
    chain.replace(replace(choice, archived=True))
    new = chain.create(dish(HUB7))
    assert chain.owner() == new.skus[0].sku_id


def test_a_dish_that_comes_back_has_its_code_only_when_nobody_else_has():
    chain = Chain()
    old = chain.create(dish(HUB7))
    chain.replace(replace(old, archived=True))
    new = chain.create(dish(HUB7))
    with pytest.raises(errors.ChannelCodeTaken):
        chain.replace(old)
    chain.replace(replace(new, archived=True))
    chain.replace(old)
    assert chain.owner() == old.skus[0].sku_id


def test_what_comes_out_of_use_again_and_again_takes_nothing_back():
    chain = Chain()
    old = chain.create(dish(HUB7))
    chain.replace(replace(old, archived=True))
    new = chain.create(dish(HUB7))
    after = chain.replace(replace(old, archived=True))
    assert (after.skus[0].channel_codes, len(after.skus[0].past_codes)) == ((), 1)
    assert chain.owner() == new.skus[0].sku_id


def test_so_many_past_codes_are_remembered_and_no_more():
    chain = Chain()
    item = chain.create(dish())
    for number in range(2 * MAX_PAST_CODES):
        codes = (ItemCode("hub", str(number)),)
        item = chain.replace(replace(item, skus=(replace(item.skus[0], channel_codes=codes),)))
    assert len(item.skus[0].past_codes) == MAX_PAST_CODES


@settings(max_examples=60, deadline=None)
@given(st.integers())
def test_whoever_had_a_code_at_a_time_is_found_for_that_time_ever_after(seed):
    chain, chance = Chain(), Random(seed)
    for _ in range(3):
        chain.create(dish())
    seen: dict[datetime, str] = {}
    for _ in range(12):
        item = chance.choice(list(chain.content.items.products.values()))
        sku = replace(item.skus[0], channel_codes=chance.choice([(), (HUB7,), (HUB7,)]))
        wanted = replace(item, skus=(sku,), archived=chance.random() < 0.5)
        try:
            chain.replace(wanted)
        except errors.ChannelCodeTaken:
            chain.now += timedelta(minutes=1)
        owners = chain.content.codes.channels.get(("hub", "7"), ())
        assert len(owners) <= 1
        seen[chain.now] = chain.owner()
    for moment, owner in seen.items():
        assert not owner or chain.owner(moment) == owner


def test_two_dishes_out_of_use_do_not_share_a_code():
    chain = Chain()
    first = chain.create(dish(HUB7))
    chain.replace(replace(first, archived=True))
    second = chain.create(dish())
    coded = replace(second.skus[0], channel_codes=(HUB7,))
    kept = chain.replace(replace(second, skus=(coded,), archived=True))
    assert kept.skus[0].channel_codes == ()
    assert chain.owner() == first.skus[0].sku_id
