"""Whether priced lines may make up one order: how much of a dish, and what is not sold alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from centers.product import errors
from centers.product.lines import PricedLine
from centers.product.naming import Voice


def unfit_together(lines: Sequence[PricedLine], voice: Voice) -> dict[str, errors.ProductRefusal]:
    """The refusals of lines that are right one by one, by line_ref; `voice` names the dishes.

    A dish is counted over all of its lines and sizes. Parts of combos do not count: the combo is
    the dish.
    """
    ordered: Counter[str] = Counter()
    for line in lines:
        ordered[line.product.product_id] += line.quantity
    unfit: dict[str, errors.ProductRefusal] = {}
    for line in lines:
        refusal = _wrong_number(line, ordered[line.product.product_id], voice)
        if refusal is not None:
            unfit[line.line_ref] = refusal
    right = [line for line in lines if line.line_ref not in unfit]
    if all(line.product.not_sold_alone for line in right):
        unfit |= {line.line_ref: _alone(line, voice) for line in right}
    return unfit


def _wrong_number(line: PricedLine, ordered: int, voice: Voice) -> errors.ProductRefusal | None:
    ref, item_id, name = line.line_ref, line.sku.sku_id, voice.name_of(line.product)
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


def _alone(line: PricedLine, voice: Voice) -> errors.NotSoldAlone:
    name = voice.name_of(line.product)
    return errors.NotSoldAlone(line_ref=line.line_ref, item_id=line.sku.sku_id, item_name=name)
