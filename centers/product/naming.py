"""What items are called: on a channel, in a language, or by their own name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from centers.product.model import Category, ItemName, ModifierGroup, Product


class Named(Protocol):
    """An item with a name of its own, and names on channels and in languages."""

    @property
    def name(self) -> str:
        """The own name."""
        ...

    @property
    def names(self) -> tuple[ItemName, ...]:
        """The names on channels and in languages."""
        ...


@dataclass(frozen=True, slots=True)
class Naming:
    """Which names of items count: those on a channel, in some languages, the nearest first.

    Empty where no item has names for the channel, or for any of the languages. `ranks` are by
    channel and language, as they are written: names of the lowest rank count first.
    """

    channel: str = ""
    languages: tuple[str, ...] = ()
    ranks: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False)

    def name_of(self, item: Named) -> str:
        """Return the channel's name in the language, the channel's, the language's, or the own."""
        name, first = item.name, len(self.ranks)
        for each in item.names if self.ranks else ():
            rank = self.ranks.get((each.channel, each.language), first)
            if rank < first:
                name, first = each.name, rank
        return name

    def own_name_of(self, item: Named) -> str:
        """Return the own name where another one counts; empty otherwise."""
        return item.name if self.name_of(item) != item.name else ""


OWN_NAMES = Naming()
"""Each item has its own name."""


@dataclass(frozen=True, slots=True)
class Namings:
    """The channels that a catalog has names for, and the languages: by tag, as written."""

    channels: frozenset[str]
    languages: Mapping[str, frozenset[str]]

    def of(self, channel: str, language: str) -> Naming:
        """Return the naming for a channel and a language tag.

        Where the names are the same, namings are equal, whatever languages are asked for.
        """
        named = channel if channel in self.channels else ""
        tags = tuple(tag for tag in nearest_first(language) if tag in self.languages)
        if not named and not tags:
            return OWN_NAMES
        written = [*(self.languages[tag] for tag in tags), frozenset(("",))]
        places = [(place, forms) for place in dict.fromkeys((named, "")) for forms in written]
        ranks = {
            (place, form): rank for rank, (place, forms) in enumerate(places) for form in forms
        }
        return Naming(named, tags, ranks)


def namings_of(
    categories: Mapping[str, Category],
    groups: Mapping[str, ModifierGroup],
    products: Mapping[str, Product],
) -> Namings:
    """Return the namings of all names of a catalog."""
    named = _named(categories.values(), groups.values(), products.values())
    names = [each for item in named for each in item.names]
    written: defaultdict[str, set[str]] = defaultdict(set)
    for each in names:
        if each.language:
            written[tag_of(each.language)].add(each.language)
    return Namings(
        frozenset(each.channel for each in names if each.channel),
        {tag: frozenset(forms) for tag, forms in written.items()},
    )


def nearest_first(language: str) -> Iterator[str]:
    """Yield the tags that a language tag stands for: "zh-hant-hk", "zh-hant", "zh"."""
    tag = tag_of(language)
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def tag_of(language: str) -> str:
    """Return a language tag as tags are compared: in any case, "zh_CN" like "zh-CN"."""
    return language.replace("_", "-").casefold()


def _named(
    categories: Iterable[Category], groups: Iterable[ModifierGroup], products: Iterable[Product]
) -> Iterator[Named]:
    yield from categories
    for group in groups:
        yield group
        yield from group.modifiers
    for product in products:
        yield product
        yield from product.skus
        yield from product.combo_slots
