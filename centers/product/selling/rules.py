"""What lines cost, whether they may make up one order, and what a store has none of.

Prices are decided from a board (the menus that apply) and the lines; nothing is guessed: what is
not offered at this place is refused, naming the line and what is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from centers.product import errors
from centers.product.catalog.model import Catalog
from centers.product.menus.model import Board
from centers.product.model import (
    ComboSlot,
    Component,
    Modifier,
    ModifierGroup,
    Price,
    Product,
    ProductKind,
    Sku,
    SoldOut,
)
from centers.product.selling.model import (
    Availability,
    ChosenModifier,
    ChosenPart,
    LineToPrice,
    Priced,
    PricedLine,
    PricedModifier,
    PricedPart,
)
from mesh.pure.naming import Naming


def price_lines(board: Board, lines: Iterable[LineToPrice]) -> Priced:
    """Return the prices of all lines that can be priced, in order, and the other refusals."""
    priced: list[PricedLine] = []
    refused: dict[str, errors.ProductRefusal] = {}
    for line in lines:
        try:
            priced.append(price_line(board, line))
        except errors.ProductRefusal as refusal:
            refused[line.line_ref] = refusal
    unfit = unfit_together(priced, board.naming)
    right = tuple(line for line in priced if line.line_ref not in unfit)
    return Priced(right, refused | unfit, board.order_packaging_fee())


def price_line(board: Board, line: LineToPrice) -> PricedLine:
    """Return the price of one line. Raise the refusal that names it."""
    return _Pricing(board, line).price()


def total_of(priced: Priced) -> Price:
    """Return the sum of the lines. Raise CurrencyMixed when not all is in one currency."""
    lines, packaging = priced.lines, priced.order_packaging_fee
    named = {line.currency for line in lines}
    if packaging is not None and packaging.amount:
        named.add(packaging.currency)
    currencies = sorted(named)
    if len(currencies) > 1:
        raise errors.CurrencyMixed(currencies=",".join(currencies), line_ref=lines[0].line_ref)
    return Price(sum(line.amount for line in lines), currencies[0] if currencies else "")


def own_components(product: Product, sku: Sku) -> tuple[Component, ...]:
    """Return what one piece takes from stock beside its parts and choices."""
    if sku.components or product.kind is ProductKind.COMBO:
        return sku.components
    return (Component(sku.sku_id, 1),)


def unfit_together(lines: Sequence[PricedLine], naming: Naming) -> dict[str, errors.ProductRefusal]:
    """Return the refusals of lines that are right one by one, by line_ref.

    A dish is counted over all of its lines and sizes. Parts of combos do not count: the combo is
    the dish.
    """
    ordered: Counter[str] = Counter()
    for line in lines:
        ordered[line.product.product_id] += line.quantity
    unfit: dict[str, errors.ProductRefusal] = {}
    for line in lines:
        refusal = _wrong_number(line, ordered[line.product.product_id], naming)
        if refusal is not None:
            unfit[line.line_ref] = refusal
    right = [line for line in lines if line.line_ref not in unfit]
    if all(line.product.not_sold_alone for line in right):
        unfit |= {line.line_ref: _alone(line, naming) for line in right}
    return unfit


def after_saying(
    known: SoldOut | None, store_id: str, entry: Availability, now: datetime
) -> SoldOut:
    """Return an entry after one of its causes began or ended; the other stays as it was."""
    before = known or SoldOut(store_id, entry.item_id, entry.is_modifier, None, now, said=False)
    if entry.by_stock:
        return replace(before, by_stock=not entry.available, updated_at=now)
    return replace(before, said=not entry.available, until=entry.until, updated_at=now)


def demand_item(catalog: Catalog, entry: Availability) -> None:
    """Raise ReferenceBroken when a person names an item that the catalog lacks."""
    if entry.by_stock:
        return  # Stock counts what no menu knows, too: components, or SKUs not yet imported.
    content = catalog.content
    known = content.modifiers if entry.is_modifier else content.skus
    if entry.item_id not in known:
        raise errors.ReferenceBroken(field="changes", item_id=entry.item_id)


def sold_out_at(catalog: Catalog, store_id: str, now: datetime) -> list[SoldOut]:
    """Return what a store has none of at a moment, by item."""
    missing = sorted(catalog.missing_at(store_id, now))
    return [catalog.sold_out[store_id][item_id] for item_id in missing]


class _Pricing:
    """The pricing of one line; adds up what it takes from stock."""

    def __init__(self, board: Board, line: LineToPrice) -> None:
        self._board = board
        self._line = line
        self._currency = ""
        self._used: Counter[str] = Counter()

    def price(self) -> PricedLine:
        line, content = self._line, self._board.content
        product, sku = self._sold_sku()
        price = self._board.price_of(sku)
        self._currency = price.currency
        self._use(own_components(product, sku), line.quantity)
        modifiers = self._modifiers(product.group_ids, line.modifiers, line.quantity)
        parts = self._parts(product)
        extra = sum(m.amount for m in modifiers) + sum(part.amount for part in parts)
        packaging = self._board.packaging_fee_of(sku)
        return PricedLine(
            line_ref=line.line_ref,
            product=product,
            sku=sku,
            quantity=line.quantity,
            currency=price.currency,
            unit_price=price.amount,
            modifiers_amount=extra,
            amount=line.quantity * (price.amount + extra),
            modifiers=modifiers,
            parts=parts,
            components=tuple(Component(*used) for used in sorted(self._used.items())),
            category_ids=content.category_line(product.category_ids),
            packaging_fee=line.quantity * self._amount(packaging) if packaging else 0,
        )

    def _sold_sku(self) -> tuple[Product, Sku]:
        sku_id = self._line.sku_id
        found = self._board.content.skus.get(sku_id)
        if found is None:
            raise errors.SkuNotFound(line_ref=self._line.line_ref, item_id=sku_id)
        product, sku = found
        if product.archived or sku.archived or not self._board.lists(sku_id):
            raise errors.NotOnMenu(line_ref=self._line.line_ref, item_id=sku_id)
        name = self._named(product, sku)
        if not self._board.serves(product):
            ref = self._line.line_ref
            raise errors.VouchersApart(line_ref=ref, item_id=sku_id, item_name=name)
        self._demand_there(sku_id, name)
        return product, sku

    def _modifiers(
        self, group_ids: Sequence[str], chosen: Sequence[ChosenModifier], times: int
    ) -> tuple[PricedModifier, ...]:
        """Return the priced choices of one level, which comes `times` times in the line."""
        by_group = self._by_group(group_ids, chosen)
        priced: list[PricedModifier] = []
        for group_id in group_ids:
            group = self._board.content.group_in_use(group_id)
            if group is not None:
                priced += self._group(group, by_group.get(group_id, []), times)
        return tuple(priced)

    def _by_group(
        self, group_ids: Sequence[str], chosen: Sequence[ChosenModifier]
    ) -> dict[str, list[tuple[Modifier, ChosenModifier]]]:
        by_group: dict[str, list[tuple[Modifier, ChosenModifier]]] = {}
        for choice in chosen:
            found = self._board.content.modifiers.get(choice.modifier_id)
            if found is None or not self._asked(found, group_ids):
                raise errors.ModifierNotAllowed(
                    line_ref=self._line.line_ref, item_id=choice.modifier_id
                )
            group, modifier = found
            name = self._board.naming.name_of(modifier)
            self._demand_there(modifier.modifier_id, name)
            by_group.setdefault(group.group_id, []).append((modifier, choice))
        return by_group

    def _asked(self, found: tuple[ModifierGroup, Modifier], group_ids: Sequence[str]) -> bool:
        group, modifier = found
        return group.group_id in group_ids and not (group.archived or modifier.archived)

    def _group(
        self, group: ModifierGroup, chosen: list[tuple[Modifier, ChosenModifier]], times: int
    ) -> Iterator[PricedModifier]:
        self._demand_limits(group, chosen)
        prices = [self._modifier_price(modifier) for modifier, _ in chosen]
        free = _free_pieces(prices, [choice.quantity for _, choice in chosen], group.free_quantity)
        for (modifier, choice), price, free_pieces in zip(chosen, prices, free, strict=True):
            each = times * choice.quantity
            self._use(modifier.components, each)
            nested = self._modifiers(modifier.group_ids, choice.modifiers, each)
            if free_pieces:
                yield _priced(modifier, group, free_pieces, 0, nested, free=True)
            if choice.quantity > free_pieces:
                paid = choice.quantity - free_pieces
                yield _priced(modifier, group, paid, price, nested, free=False)

    def _demand_limits(
        self, group: ModifierGroup, chosen: list[tuple[Modifier, ChosenModifier]]
    ) -> None:
        count = sum(choice.quantity for _, choice in chosen)
        ref, group_id = self._line.line_ref, group.group_id
        if not group.min_select <= count <= group.max_select:
            raise errors.ModifierLimit(
                line_ref=ref,
                group_id=group_id,
                chosen=count,
                min=group.min_select,
                max=group.max_select,
            )
        often = Counter[str]()
        for modifier, choice in chosen:
            often[modifier.modifier_id] += choice.quantity
            if often[modifier.modifier_id] > modifier.max_quantity:
                raise errors.ModifierLimit(
                    f"This choice may be taken at most {modifier.max_quantity} times.",
                    line_ref=ref,
                    group_id=group_id,
                    item_id=modifier.modifier_id,
                    chosen=often[modifier.modifier_id],
                    min=0,
                    max=modifier.max_quantity,
                )

    def _parts(self, product: Product) -> tuple[PricedPart, ...]:
        """Return what fills the slots of a combo, priced, in the order of the slots."""
        chosen = self._line.parts
        if product.kind is not ProductKind.COMBO:
            if chosen:
                raise self._wrong_part(chosen[0].slot_id, "The product is no combo.")
            return ()
        slots = {slot.slot_id for slot in product.combo_slots}
        for part in chosen:
            if part.slot_id not in slots:
                raise self._wrong_part(part.slot_id, f"There is no slot {part.slot_id}.")
        return tuple(
            priced
            for slot in product.combo_slots
            for priced in self._slot(
                slot, [part for part in chosen if part.slot_id == slot.slot_id]
            )
        )

    def _slot(self, slot: ComboSlot, chosen: Sequence[ChosenPart]) -> Iterator[PricedPart]:
        count = sum(part.quantity for part in chosen)
        if not slot.min_select <= count <= slot.max_select:
            words = f"The slot takes {slot.min_select} to {slot.max_select} parts, not {count}."
            raise self._wrong_part(slot.slot_id, words)
        for part in chosen:
            yield self._part(slot, part)

    def _part(self, slot: ComboSlot, part: ChosenPart) -> PricedPart:
        option = next((option for option in slot.options if option.sku_id == part.sku_id), None)
        content = self._board.content
        if option is None or not content.may_fill(part.sku_id):
            words = f"The SKU {part.sku_id} does not fill this slot."
            raise self._wrong_part(slot.slot_id, words, part.sku_id)
        product, sku = content.skus[part.sku_id]
        self._demand_there(sku.sku_id, self._named(product, sku))
        times = self._line.quantity * part.quantity
        self._use(own_components(product, sku), times)
        extra = self._amount(option.extra_price)
        modifiers = self._modifiers(product.group_ids, part.modifiers, times)
        amount = part.quantity * (extra + sum(modifier.amount for modifier in modifiers))
        return PricedPart(slot, product, sku, part.quantity, extra, modifiers, amount)

    def _wrong_part(self, slot_id: str, words: str, sku_id: str = "") -> errors.ComboChoiceWrong:
        return errors.ComboChoiceWrong(
            words, line_ref=self._line.line_ref, group_id=slot_id, item_id=sku_id
        )

    def _modifier_price(self, modifier: Modifier) -> int:
        return self._amount(self._board.modifier_price(modifier.modifier_id, modifier.price))

    def _amount(self, price: Price) -> int:
        """Return an amount to add to the line's. Raise CurrencyMixed for another currency."""
        if price.amount and price.currency != self._currency:
            both = f"{self._currency},{price.currency}"
            raise errors.CurrencyMixed(line_ref=self._line.line_ref, currencies=both)
        return price.amount

    def _demand_there(self, item_id: str, name: str) -> None:
        if item_id in self._board.missing:
            raise errors.SoldOut(line_ref=self._line.line_ref, item_id=item_id, item_name=name)

    def _named(self, product: Product, sku: Sku) -> str:
        naming = self._board.naming
        return f"{naming.name_of(product)} {naming.name_of(sku)}".strip()

    def _use(self, components: Iterable[Component], times: int) -> None:
        for component in components:
            self._used[component.sku_id] += component.quantity * times


def _free_pieces(prices: Sequence[int], quantities: Sequence[int], free: int) -> list[int]:
    """Return how many pieces of each choice cost nothing: the dearest first."""
    given = [0] * len(prices)
    for index in sorted(range(len(prices)), key=lambda i: -prices[i]):
        given[index] = min(quantities[index], free)
        free -= given[index]
    return given


def _priced(
    modifier: Modifier,
    group: ModifierGroup,
    quantity: int,
    unit_price: int,
    nested: tuple[PricedModifier, ...],
    *,
    free: bool,
) -> PricedModifier:
    amount = quantity * (unit_price + sum(below.amount for below in nested))
    return PricedModifier(modifier, group, quantity, unit_price, free, nested, amount)


def _wrong_number(line: PricedLine, ordered: int, naming: Naming) -> errors.ProductRefusal | None:
    ref, item_id, name = line.line_ref, line.sku.sku_id, naming.name_of(line.product)
    least, most = line.product.min_per_order, line.product.max_per_order
    if ordered < least:
        return errors.BelowDishMinimum(
            line_ref=ref, item_id=item_id, item_name=name, ordered=ordered, min=least
        )
    if most and ordered > most:
        return errors.AboveDishMaximum(
            line_ref=ref, item_id=item_id, item_name=name, ordered=ordered, max=most
        )
    return None


def _alone(line: PricedLine, naming: Naming) -> errors.NotSoldAlone:
    name = naming.name_of(line.product)
    return errors.NotSoldAlone(line_ref=line.line_ref, item_id=line.sku.sku_id, item_name=name)
