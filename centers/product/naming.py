"""What items are called: on a channel, in a language, or by their own name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from centers.product.model import Category, ItemName, ModifierGroup, Product


class Named(Protocol):
    """What has a name of its own, and perhaps others."""

    @property
    def name(self) -> str:
        """The own name."""
        ...

    @property
    def names(self) -> tuple[ItemName, ...]:
        """The others."""
        ...


@dataclass(frozen=True, slots=True)
class Voice:
    """How items are named to somebody: on a channel, in some languages, the nearest first.

    Empty where no item has names for the channel, or for any of the languages.
    """

    channel: str = ""
    languages: tuple[str, ...] = ()

    def name_of(self, item: Named) -> str:
        """The channel's name in the language, the channel's, the language's, or the own one."""
        if not item.names or not (self.channel or self.languages):
            return item.name
        known = {(each.channel, tag_of(each.language)): each.name for each in item.names}
        for channel in dict.fromkeys((self.channel, "")):
            for language in (*self.languages, ""):
                if found := known.get((channel, language)):
                    return found
        return item.name

    def own_name_of(self, item: Named) -> str:
        """The own name where this voice uses another one; empty otherwise."""
        return item.name if self.name_of(item) != item.name else ""


OWN_NAMES = Voice()
"""Calls everything by its own name."""


@dataclass(frozen=True, slots=True)
class Voices:
    """The channels and languages that a catalog has names for."""

    channels: frozenset[str]
    languages: frozenset[str]

    def of(self, channel: str, language: str) -> Voice:
        """The voice for a channel and a language tag.

        Two who hear the same names have the same voice, whatever languages they ask for.
        """
        return Voice(
            channel if channel in self.channels else "",
            tuple(tag for tag in nearest_first(language) if tag in self.languages),
        )


def voices_of(
    categories: Mapping[str, Category],
    groups: Mapping[str, ModifierGroup],
    products: Mapping[str, Product],
) -> Voices:
    """The voices of all names of a catalog."""
    named = _named(categories.values(), groups.values(), products.values())
    names = [each for item in named for each in item.names]
    return Voices(
        frozenset(each.channel for each in names if each.channel),
        frozenset(tag_of(each.language) for each in names if each.language),
    )


def nearest_first(language: str) -> Iterator[str]:
    """The tags that a language tag stands for: "zh-hant-hk", "zh-hant", "zh"."""
    tag = tag_of(language)
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def tag_of(language: str) -> str:
    """A language tag as tags are compared: in any case, "zh_CN" like "zh-CN"."""
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
