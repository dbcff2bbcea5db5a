"""The orders that a platform sells: decided by a seed, to the last minor unit; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from simulators.core.chain import Chain, Dish, Store
from simulators.core.faults import Fault
from simulators.core.stories import Story, story_of


class Way(StrEnum):
    """How the customer gets it."""

    PLATFORM_RIDER = "platform's rider"
    STORE_RIDER = "store's rider"
    PICK_UP = "pick-up"


@dataclass(frozen=True, slots=True)
class Line:
    """Some pieces of a dish. `price` is that of one piece with its choices."""

    number: str
    dish: Dish
    quantity: int
    price: int
    choices: tuple[str, ...]

    @property
    def amount(self) -> int:
        """What all pieces cost, before discounts and without boxes."""
        return self.price * self.quantity

    @property
    def boxes(self) -> int:
        """What packing all pieces costs."""
        return self.dish.box_fee * self.quantity


@dataclass(frozen=True, slots=True)
class Discount:
    """One offer, and who bears how much of it."""

    number: str
    kind: int
    name: str
    by_platform: int
    by_merchant: int

    @property
    def amount(self) -> int:
        """What the customer is spared."""
        return self.by_platform + self.by_merchant


@dataclass(frozen=True, slots=True)
class SoldOrder:
    """An order as it was sold and paid. Amounts are minor units, times seconds since 1970."""

    place: int
    number: str
    shown_number: str
    day_number: int
    store: Store
    way: Way
    sold_at: float
    wanted_at: float | None
    lines: tuple[Line, ...]
    bag: int
    delivery_fee: int
    discounts: tuple[Discount, ...]
    customer: str
    phone: str
    address: str
    remark: str
    diners: int
    story: Story

    @property
    def goods(self) -> int:
        """What the lines cost."""
        return sum(line.amount for line in self.lines)

    @property
    def packaging(self) -> int:
        """Boxes and bag."""
        return sum(line.boxes for line in self.lines) + self.bag

    @property
    def full_price(self) -> int:
        """Before discounts."""
        return self.goods + self.packaging + self.delivery_fee

    @property
    def total(self) -> int:
        """What the customer has paid."""
        return self.full_price - sum(discount.amount for discount in self.discounts)


_NAMES = ("张三", "李四", "王小明", "欧阳娜娜", "Ana 安娜", "赵六")
_STREETS = (
    "人民路 12 号 3 室",
    "中山东一路 8 号",
    "虹桥路 100 弄 2 号楼 101",
    "南京西路 1 号 A&B=C",
)
_REMARKS = (
    "",
    "",
    "少放辣,谢谢",
    "100% 不要香菜",
    "a+b 两份 & 醋",
    "“请放门口”\\ / 😀",
    "%E4%BD%A0",
)
_FULL_REDUCTION, _NEW_CUSTOMER, _DELIVERY_OFF = 2, 1, 25


class World:
    """Makes orders; the same again for the same seed. Numbers go on from `first_number`.

    `sold_before` are the highest numbers of the day that stores have already, by their codes;
    `own_riders` the stores whose riders bring their orders, where that goes by the store.
    """

    def __init__(
        self,
        chain: Chain,
        seed: int,
        faults: frozenset[Fault],
        first_number: int,
        *,
        parts: bool = True,
        sold_before: Mapping[str, int] | None = None,
        own_riders: Collection[str] | None = None,
    ) -> None:
        """`parts` says whether the platform gives back the money of parts of an order."""
        self._chain = chain
        self._seed = seed
        self._faults = faults
        self._first = first_number
        self._parts = parts
        self._sold_in = dict(sold_before or {})
        self._own_riders = own_riders

    def order(self, place: int, now: float, *, story: Story | None = None) -> SoldOrder:
        """Return the order with this place, from 0, as sold now; places are asked in turn."""
        dice = Random(f"{self._seed}:order:{place}")
        story = story or story_of(self._seed, self._faults, place, parts=self._parts)
        store = dice.choices(self._chain.stores, weights=[6, 3, 2][: len(self._chain.stores)])[0]
        way = self._way(dice, store)
        lines = self._lines(dice, story)
        delivery_fee = 0 if way is Way.PICK_UP else dice.choice((0, 350, 500, 699))
        self._sold_in[store.code] = day_number = self._sold_in.get(store.code, 0) + 1
        return SoldOrder(
            place=place,
            number=str(self._first + place),
            shown_number=str(7 * 10**15 + self._first + place),
            day_number=day_number,
            store=store,
            way=way,
            sold_at=now,
            wanted_at=now + dice.choice((2700, 5400)) if dice.randrange(8) == 0 else None,
            lines=lines,
            bag=dice.choice((0, self._chain.bag_fee)),
            delivery_fee=delivery_fee,
            discounts=self._discounts(dice, sum(line.amount for line in lines), delivery_fee),
            customer=dice.choice(_NAMES),
            phone=f"138{dice.randrange(10**8):08d}" + dice.choice(("", "_1234")),
            address=dice.choice(_STREETS),
            remark=dice.choice(_REMARKS),
            diners=dice.randrange(5),
            story=story,
        )

    def _way(self, dice: Random, store: Store) -> Way:
        if not store.delivers or dice.randrange(6) == 0:
            return Way.PICK_UP
        own = dice.randrange(5) == 0
        if self._own_riders is not None:
            own = store.code in self._own_riders
        return Way.STORE_RIDER if own else Way.PLATFORM_RIDER

    def _lines(self, dice: Random, story: Story) -> tuple[Line, ...]:
        fewest = 2 if story.is_of_a_part else 1
        # Counted dishes are rare: a run must not sell all of a day's pieces.
        weights = [1 if dish.counted else 20 for dish in self._chain.dishes]
        count = max(fewest, dice.choice((1, 1, 2, 2, 3, 5)))
        dishes = dice.choices(self._chain.dishes, weights=weights, k=count)
        return tuple(_line(dice, number, dish) for number, dish in enumerate(dishes, 1))

    def _discounts(self, dice: Random, goods: int, delivery_fee: int) -> tuple[Discount, ...]:
        found = []
        if goods >= 4000 and dice.randrange(3):
            found.append(_shared(dice, "9001", _FULL_REDUCTION, "满40减5", 500))
        if goods >= 2000 and dice.randrange(4) == 0:
            found.append(Discount("9002", _NEW_CUSTOMER, "平台新客立减", 333, 0))
        if delivery_fee and dice.randrange(3) == 0:
            off = min(delivery_fee, dice.choice((100, 299, 500)))
            found.append(_shared(dice, "9003", _DELIVERY_OFF, "减配送费", off))
        return tuple(found)


def _line(dice: Random, number: int, dish: Dish) -> Line:
    chosen = [dice.choice(group) for group in dish.choices]
    # Platforms often have prices of their own, and not always round ones.
    own = dice.choice((0, 0, 0, 100, 33, -1)) if dish.price > 100 else 0
    price = dish.price + sum(choice.price for choice in chosen) + own
    quantity = dice.choice((1, 1, 1, 2, 3))
    return Line(str(number), dish, quantity, price, tuple(choice.name for choice in chosen))


def _shared(dice: Random, number: str, kind: int, name: str, amount: int) -> Discount:
    by_platform = amount * dice.choice((0, 30, 50, 100)) // 100
    return Discount(number, kind, name, by_platform, amount - by_platform)
