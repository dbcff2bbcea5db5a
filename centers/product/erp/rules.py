"""What the items of an ERP make of a catalog: pure. What is unclear is told, never guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from centers.product.catalog.model import Content
from centers.product.catalog.rules import yielding
from centers.product.checks import check_item
from centers.product.erp.model import ErpItem, ErpPlan
from centers.product.imports.rules import stands_for_no_code
from centers.product.model import ItemKind, Product, Sku
from centers.product.rules import NewId, findings, identified
from mesh.pure.errors import Refusal
from mesh.pure.steps import Steps, one_by_one
from mesh.pure.validation import Check

TWICE = "comes more than once at a time: which one counts?"
NO_CODE = "stands for no code"


def plan(content: Content, items: Sequence[ErpItem]) -> ErpPlan:
    """Return the dishes that items change or add, and what is wrong with the others.

    The ERP has the last word on names, prices and what is sold at all; pictures, choices,
    components and menus stay as they are.
    """
    problems = _wrong_codes(items)
    dishes: defaultdict[str, list[ErpItem]] = defaultdict(list)
    for item in items:
        if item.code not in problems:
            dishes[_dish_of(content, item)].append(item)
    products = []
    for code, sizes in dishes.items():
        sound = [size for size in sizes if not _note_problem(content, code, size, problems)]
        before = _known(content, code)
        wanted = _product(before, code, sound)
        if wanted is not None and not _is_same(wanted, before):
            products.append(wanted)
    return ErpPlan(tuple(products), problems)


def fitting(
    content: Content, plan: ErpPlan, new_id: NewId
) -> Steps[tuple[list[Product], dict[str, str]]]:
    """Return the dishes of a plan that fit, and what is wrong with the codes of the others.

    They are looked at in one catalog with all of them, and without those that do not fit once more.
    """
    problems = dict(plan.problems)
    kept: list[Product] = []
    for wanted in plan.products:
        yield
        try:
            kept.append(_sound(content, wanted, new_id))
        except Refusal as refusal:
            _note(wanted, refusal, problems)
    while True:
        after, fit = content.with_items(kept), []
        for product in kept:
            yield
            found = next(findings(after, product), None)
            if found is None:
                fit.append(product)
            else:
                _note(product, found.refusal, problems)
        if len(fit) == len(kept):
            break
        kept = fit
    left = (cast("Product", yielding(content, after, product)) for product in kept)
    return (yield from one_by_one(left)), problems


def _sound(content: Content, wanted: Product, new_id: NewId) -> Product:
    """Return a dish with its ids. Raise the refusal of what is wrong with it by itself."""
    product = identified(wanted, content.items.products.get(wanted.product_id), new_id)
    check = Check()
    check_item(check, product)
    check.raise_if_any()
    return cast("Product", product)


def _note(product: Product, refusal: Refusal, problems: dict[str, str]) -> None:
    for sku in product.skus:
        problems.setdefault(sku.external_code, refusal.message)


def _wrong_codes(items: Iterable[ErpItem]) -> dict[str, str]:
    times = Counter(item.code for item in items)
    wrong = {code: TWICE for code, count in times.items() if count > 1}
    for item in items:
        if any(code and stands_for_no_code(code) for code in (item.code, item.product_code)):
            wrong[item.code] = NO_CODE
    return wrong


def _dish_of(content: Content, item: ErpItem) -> str:
    """Return the code of the dish that an item is a size of; what is known counts."""
    found = content.codes.skus.get(item.code, ())
    if not item.product_code and found:
        return content.skus[found[0]][0].external_code
    return item.product_code or item.code


def _known(content: Content, code: str) -> Product | None:
    ids = content.codes.items.get((ItemKind.PRODUCT, code), ())
    return content.items.products[ids[0]] if ids else None


def _note_problem(
    content: Content, dish: str, item: ErpItem, problems: dict[str, str]
) -> str | None:
    """Note, and return, why an item cannot be taken; None when it can."""
    found = content.codes.skus.get(item.code, ())
    words = None
    if found and content.skus[found[0]][0].external_code != dish:
        words = f"is a size of {content.skus[found[0]][0].external_code!r} here, not of {dish!r}"
    elif not found and not item.archived and item.price is None:
        words = "is new and has no price"
    elif not item.archived and not item.name.strip():
        words = "has no name"
    if words:
        problems[item.code] = words
    return words


def _product(before: Product | None, code: str, sizes: Sequence[ErpItem]) -> Product | None:
    """Return the dish with these sizes changed; None where there is none and none comes to be.

    Its SKUs are those that are sold: what is left out is out of use. A dish of which nothing is
    sold any more is out of use itself.
    """
    told = {size.code: size for size in sizes}
    old = {sku.external_code: sku for sku in before.skus} if before else {}
    in_use = [] if before is None or before.archived else [s for s in before.skus if not s.archived]
    kept = {sku.external_code: sku for sku in in_use if sku.external_code not in told}
    sold = {x.code: _sku(old.get(x.code), x) for x in sizes if not x.archived}
    skus = kept | sold
    if not skus:
        return replace(before, archived=True) if before and told else before
    in_order = sorted(skus.values(), key=lambda sku: _place(sku, list(old)))
    if before is None:
        return Product("", code, _name(sizes, ""), tuple(in_order))
    if before.archived and not sold:
        return before
    name = _name(sizes, before.name)
    return replace(before, name=name, skus=tuple(in_order), archived=False)


def _is_same(wanted: Product, before: Product | None) -> bool:
    """Return whether nothing changes; SKUs out of use are not among those wanted."""
    if before is None or wanted == before:
        return before is not None
    in_use = tuple(sku for sku in before.skus if not sku.archived)
    return wanted == replace(before, skus=in_use)


def _name(sizes: Iterable[ErpItem], otherwise: str) -> str:
    return next((size.name for size in sizes if not size.archived), otherwise)


def _place(sku: Sku, order: Sequence[str]) -> int:
    return order.index(sku.external_code) if sku.external_code in order else len(order)


def _sku(before: Sku | None, item: ErpItem) -> Sku:
    if before is None:
        if item.price is None:
            raise ValueError("what has no price is a problem, not a size")
        return Sku("", item.code, item.variant, item.price)
    return replace(before, name=item.variant, price=item.price or before.price, archived=False)
