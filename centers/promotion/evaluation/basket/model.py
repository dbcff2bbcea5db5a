"""The cart while discounts are taken off: what is left of each line, and of the delivery fee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from centers.promotion.evaluation.model import DELIVERY_REF, Allocation
from centers.promotion.model import Cart, CartLine
from mesh.pure.money import allocate


class BasketLine:
    """One line of the basket.

    `free` pieces are not used by an item rule yet. `plain` is what is left of the price of
    pieces that no item rule has made cheaper, `cut` of the others.
    """

    __slots__ = ("cart_line", "cut", "free", "plain")

    def __init__(self, cart_line: CartLine, free: int, plain: int, cut: int) -> None:
        self.cart_line = cart_line
        self.free = free
        self.plain = plain
        self.cut = cut

    @property
    def left(self) -> int:
        """What the line still costs."""
        return self.plain + self.cut


class Basket:
    """A cart of which discounts are taken off, one after the other."""

    __slots__ = ("delivery", "lines")

    def __init__(self, lines: Sequence[BasketLine], delivery: int) -> None:
        self.lines = lines
        self.delivery = delivery

    @classmethod
    def of(cls, cart: Cart) -> Basket:
        """Return a new basket of the cart."""
        lines = [BasketLine(line, line.quantity, line.amount, 0) for line in cart.lines]
        return cls(lines, cart.delivery_fee)

    def copy(self) -> Basket:
        """Return a basket that can be changed without changing this one."""
        lines = [BasketLine(line.cart_line, line.free, line.plain, line.cut) for line in self.lines]
        return Basket(lines, self.delivery)

    @property
    def payable(self) -> int:
        """What is left to pay, delivery included."""
        return self.goods + self.delivery

    @property
    def goods(self) -> int:
        """What is left to pay for the lines."""
        return sum(line.plain + line.cut for line in self.lines)

    def take_pieces(self, line: BasketLine, pieces: int, discount: int) -> None:
        """Make so many free pieces of a line cheaper, by `discount` in all."""
        price = line.cart_line.unit * pieces
        if not 0 < discount <= price or pieces > line.free:
            raise ValueError(f"{discount} off {pieces} pieces of {line.cart_line.ref}")
        line.free -= pieces
        line.plain -= price
        line.cut += price - discount

    def use_pieces(self, line: BasketLine, pieces: int) -> None:
        """Use free pieces for an item rule without making them cheaper."""
        if pieces > line.free:
            raise ValueError(f"{pieces} pieces of {line.cart_line.ref}")
        line.free -= pieces

    def take_share(
        self, lines: Iterable[BasketLine], amount: int, *, only_plain: bool
    ) -> tuple[Allocation, ...]:
        """Take an amount off lines in proportion to what is left of them; return their parts."""
        changed = list(lines)
        plain = [line.plain for line in changed]
        cut = [] if only_plain else [line.cut for line in changed]
        shares = allocate(amount, plain + cut)
        taken = []
        for place, line in enumerate(changed):
            of_plain = shares[place]
            of_cut = 0 if only_plain else shares[len(plain) + place]
            line.plain -= of_plain
            line.cut -= of_cut
            if of_plain + of_cut:
                taken.append(Allocation(line.cart_line.ref, of_plain + of_cut))
        return tuple(taken)

    def take_delivery(self, amount: int) -> tuple[Allocation, ...]:
        """Take an amount off the delivery fee, and return it as a part of the discount."""
        if not 0 < amount <= self.delivery:
            raise ValueError(f"{amount} off a delivery fee of {self.delivery}")
        self.delivery -= amount
        return (Allocation(DELIVERY_REF, amount),)
