"""Shows a store on a platform: opening, delivery time, sold-out and menu, as far as it is new."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from gateways.takeaway.platforms import NoSuchStore, Refused
from gateways.takeaway.shelf import Code, Dish, Shelf
from mesh.call.context import merchant_id

OPENING, BUSY, SOLD_OUT, MENU = "opening", "busy", "sold_out", "menu"
EVERYTHING = (OPENING, BUSY, SOLD_OUT, MENU)
MOST_SIZES = 100
"""So many sizes are told at once whether they are sold."""

AGAIN_SECONDS = 600.0
"""What a platform refuses of a dish is told again after so long."""
MOST_REFUSED = 50
"""After so many refusals a store is left for this round."""

log = structlog.get_logger()


class Counter(Protocol):
    """What a platform's folder offers to tell of a store, by its code there.

    Every method raises Refused, NoSuchStore, and what calls of the platform raise.
    """

    async def shop(self, store_code: str) -> str:
        """Return the platform's own id of who has the code now."""
        ...

    async def open(self, store_code: str, is_open: bool) -> None:
        """Say whether customers may order."""
        ...

    async def take(self, store_code: str, minutes: int) -> None:
        """Say how many minutes an order takes."""
        ...

    async def sell(self, store_code: str, sizes: Sequence[Code], *, sold_out: bool) -> None:
        """Say that sizes of dishes are sold out, or that they are not."""
        ...

    async def offer(self, store_code: str, dish: Dish) -> None:
        """Say what a dish is called and costs; it may be on sale again after that."""
        ...

    async def has(self, store_code: str) -> Collection[Code]:
        """Return the sizes of dishes that the platform has of a store, sold out or not."""
        ...


@dataclass(slots=True)
class Told:
    """What a platform has taken of a store's shelf, and what of its dishes it refused lately."""

    store_code: str
    shop: str = ""
    is_open: bool | None = None
    minutes: int = 0
    menu: dict[str, Dish] = field(default_factory=dict)
    sold_out: dict[Code, bool] = field(default_factory=dict)
    refused_menu: dict[str, Dish] = field(default_factory=dict)
    refused_sold_out: dict[Code, bool] = field(default_factory=dict)
    refusals: int = 0
    since: float = field(default_factory=time.monotonic)

    def begin_round(self) -> None:
        """Forget what was refused, when that is long enough ago."""
        self.refusals = 0
        if time.monotonic() - self.since >= AGAIN_SECONDS:
            self.refused_menu.clear()
            for code, is_out in self.refused_sold_out.items():
                if not is_out:
                    self.offer_again(code)
            self.refused_sold_out.clear()
            self.since = time.monotonic()

    def forget_all_but(self, dishes: Collection[str]) -> None:
        """Forget what was told of dishes that are looked at no more."""
        self.menu = {code: dish for code, dish in self.menu.items() if code in dishes}
        self.sold_out = {code: out for code, out in self.sold_out.items() if code[0] in dishes}

    def offer_again(self, code: Code) -> None:
        """Keep that a dish that is on sale may be there no more: some of it was refused."""
        dish, _size = code
        self.menu.pop(dish, None)


@dataclass(frozen=True, slots=True)
class Shelves:
    """Shows the parts of a shelf that the chain wants shown."""

    counter: Counter
    parts: frozenset[str] = frozenset(EVERYTHING)
    _told: dict[tuple[str, str], Told] = field(default_factory=dict)

    async def show(self, store_code: str, now: Shelf) -> None:
        """Tell what is another than what was told; what is refused holds up nothing else.

        Raise what calls of the platform raise, of refusals only that there is no such
        store, or one too many.
        """
        key, shop = (merchant_id(), store_code), await self.counter.shop(store_code)
        told = self._told.get(key)
        if told is None or told.shop != shop:
            told = self._told[key] = Told(store_code, shop)
        told.begin_round()
        told.forget_all_but({dish for dish, _size in now.sold_out()})
        await self._show_opening(told, now)
        await self._show_sold_out(told, now.sold_out())
        dishes = now.dishes.values() if MENU in self.parts else ()
        renewed = [dish for dish in dishes if await self._show_dish(told, dish)]
        # A menu that is told may put what is sold out on sale again.
        sizes = {(dish.code, size.code): size.sold_out for dish in renewed for size in dish.sizes}
        await self._show_sold_out(told, sizes)

    # What is being told is not known before it is answered: whether it was heard is not, either.

    async def _show_opening(self, told: Told, now: Shelf) -> None:
        if OPENING in self.parts and told.is_open is not now.is_open:
            opened, told.is_open = told.is_open, None
            taken = await self._tell(told, self.counter.open(told.store_code, now.is_open))
            told.is_open = now.is_open if taken else opened
        if BUSY in self.parts and 0 < now.minutes != told.minutes:
            minutes, told.minutes = told.minutes, 0
            taken = await self._tell(told, self.counter.take(told.store_code, now.minutes))
            told.minutes = now.minutes if taken else minutes

    async def _show_dish(self, told: Told, dish: Dish) -> bool:
        """Show a dish, unless it is or was refused; return whether it was told now."""
        if _menu(told.refused_menu.get(dish.code)) == _menu(dish):
            return False
        told.refused_menu.pop(dish.code, None)
        if _menu(told.menu.get(dish.code)) == _menu(dish):
            return False
        before = told.menu.pop(dish.code, None)
        if not await self._tell(told, self.counter.offer(told.store_code, dish)):
            told.refused_menu[dish.code] = dish
            if before is not None:
                told.menu[dish.code] = before
            return False
        told.menu[dish.code] = dish
        for size in dish.sizes:
            told.refused_sold_out.pop((dish.code, size.code), None)
            if size.sold_out:
                told.sold_out.pop((dish.code, size.code), None)
        return True

    async def _show_sold_out(self, told: Told, now: Mapping[Code, bool]) -> None:
        for code, is_out in now.items():
            refused = told.refused_sold_out.get(code)
            if refused is not None and refused is not is_out:
                del told.refused_sold_out[code]
                if not is_out:
                    told.offer_again(code)
        for sold_out in (True, False) if SOLD_OUT in self.parts else ():
            codes = [
                code
                for code, is_out in now.items()
                if is_out is sold_out
                and told.sold_out.get(code) is not is_out
                and told.refused_sold_out.get(code) is not is_out
            ]
            for begin in range(0, len(codes), MOST_SIZES):
                sizes = codes[begin : begin + MOST_SIZES]
                await self._show_sizes(told, sizes, sold_out)

    async def _show_sizes(self, told: Told, codes: Sequence[Code], sold_out: bool) -> None:
        """Show that sizes are sold out, or not; where one is refused, the others on their own."""
        before = {code: told.sold_out.pop(code) for code in codes if code in told.sold_out}
        call = self.counter.sell(told.store_code, codes, sold_out=sold_out)
        if await self._tell(told, call):
            told.sold_out.update(dict.fromkeys(codes, sold_out))
            return
        told.sold_out |= before
        if len(codes) > 1:
            half = len(codes) // 2
            for some in (codes[:half], codes[half:]):
                await self._show_sizes(told, some, sold_out)
        else:
            told.refused_sold_out.update(dict.fromkeys(codes, sold_out))

    async def _tell(self, told: Told, call: Awaitable[None]) -> bool:
        """Tell something of a shelf; return whether it was taken."""
        try:
            await call
        except Refused as refused:
            told.refusals += 1
            if isinstance(refused, NoSuchStore) or told.refusals >= MOST_REFUSED:
                raise
            why = refused.message
            log.warning("shelf_refused", store_code=told.store_code, why=why)
            return False
        return True


def _menu(dish: Dish | None) -> object:
    """Return what the menu shows of a dish: all but whether it is sold out."""
    if dish is None:
        return None
    sizes = [(size.code, size.name, size.price, size.box_fee) for size in dish.sizes]
    return dish.name, dish.category, sizes
