"""The cart while discounts are taken off: what is left of each line, and of the delivery fee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from centers.promotion.explaining import DELIVERY_REF, Allocation
from centers.promotion.model import Cart, CartLine
from mesh.pure.money import allocate


class Shelf:
    """One line of the basket.

    `free` pieces are not used by an item rule yet. `plain` is what is left of the price of
    pieces that no item rule has made cheaper, `cut` of the others.
    """

    __slots__ = ("cut", "free", "line", "plain")

    def __init__(self, line: CartLine, free: int, plain: int, cut: int) -> None:
        self.line = line
        self.free = free
        self.plain = plain
        self.cut = cut

    @property
    def left(self) -> int:
        """What the line still costs."""
        return self.plain + self.cut


class Basket:
    """A cart of which discounts are taken off, one after the other."""

    __slots__ = ("delivery", "shelves")

    def __init__(self, shelves: Sequence[Shelf], delivery: int) -> None:
        self.shelves = shelves
        self.delivery = delivery

    @classmethod
    def of(cls, cart: Cart) -> Basket:
        """A fresh basket of the cart."""
        shelves = [Shelf(line, line.quantity, line.amount, 0) for line in cart.lines]
        return cls(shelves, cart.delivery_fee)

    def copy(self) -> Basket:
        """A basket that can be changed without changing this one."""
        shelves = [Shelf(shelf.line, shelf.free, shelf.plain, shelf.cut) for shelf in self.shelves]
        return Basket(shelves, self.delivery)

    @property
    def payable(self) -> int:
        """What is left to pay, delivery included."""
        return self.goods + self.delivery

    @property
    def goods(self) -> int:
        """What is left to pay for the lines."""
        return sum(shelf.plain + shelf.cut for shelf in self.shelves)

    def take_pieces(self, shelf: Shelf, pieces: int, discount: int) -> None:
        """Make so many free pieces of a line cheaper, by `discount` in all."""
        price = shelf.line.unit * pieces
        if not 0 < discount <= price or pieces > shelf.free:
            raise ValueError(f"{discount} off {pieces} pieces of {shelf.line.ref}")
        shelf.free -= pieces
        shelf.plain -= price
        shelf.cut += price - discount

    def use_pieces(self, shelf: Shelf, pieces: int) -> None:
        """Use free pieces for an item rule without making them cheaper."""
        if pieces > shelf.free:
            raise ValueError(f"{pieces} pieces of {shelf.line.ref}")
        shelf.free -= pieces

    def take_share(
        self, shelves: Iterable[Shelf], amount: int, *, only_plain: bool
    ) -> tuple[Allocation, ...]:
        """Take an amount off lines in proportion to what is left of them, to the last unit."""
        changed = list(shelves)
        plain = [shelf.plain for shelf in changed]
        cut = [] if only_plain else [shelf.cut for shelf in changed]
        shares = allocate(amount, plain + cut)
        taken = []
        for place, shelf in enumerate(changed):
            of_plain = shares[place]
            of_cut = 0 if only_plain else shares[len(plain) + place]
            shelf.plain -= of_plain
            shelf.cut -= of_cut
            if of_plain + of_cut:
                taken.append(Allocation(shelf.line.ref, of_plain + of_cut))
        return tuple(taken)

    def take_delivery(self, amount: int) -> tuple[Allocation, ...]:
        """Take an amount off the delivery fee."""
        if not 0 < amount <= self.delivery:
            raise ValueError(f"{amount} off a delivery fee of {self.delivery}")
        self.delivery -= amount
        return (Allocation(DELIVERY_REF, amount),)
