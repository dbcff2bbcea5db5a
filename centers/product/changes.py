"""What becomes of one item that is created or replaced by its id."""

from __future__ import annotations

from centers.product import errors
from centers.product.catalog import Content, id_of, kind_of
from centers.product.channel_codes import yielding
from centers.product.checks import check_item
from centers.product.identities import Mint, identified
from centers.product.model import Category, Item, Menu, ModifierGroup, Product
from centers.product.references import findings
from mesh.pure.validation import Check


def created(content: Content, wanted: Item, mint: Mint) -> Item:
    """The new item with all its ids. Raises the refusal of the first thing that is wrong."""
    return _fitting(content, identified(wanted, None, mint))


def replaced(content: Content, wanted: Item, mint: Mint, *, revision: int = 0) -> Item:
    """The item as it shall be from now on.

    `revision`, when not 0, is the one the caller has read. Raises the refusal of the first
    thing that is wrong: not there, changed meanwhile, a broken reference, a code taken.
    """
    before = content.items.of(kind_of(wanted)).get(id_of(wanted))
    if before is None:
        raise not_found(wanted)
    if revision and before.stamp is not None and before.stamp.revision != revision:
        raise errors.RevisionMismatch(product_id=id_of(before), revision=before.stamp.revision)
    return _fitting(content, identified(wanted, before, mint))


def not_found(item: Item) -> errors.ProductRefusal:
    """The refusal that says that there is no such item."""
    match item:
        case Category():
            return errors.CategoryNotFound(category_id=item.category_id)
        case ModifierGroup():
            return errors.ModifierGroupNotFound(modifier_group_id=item.group_id)
        case Product():
            return errors.ProductNotFound(product_id=item.product_id)
        case Menu():
            return errors.MenuNotFound(menu_id=item.menu_id)


def _fitting(content: Content, item: Item) -> Item:
    check = Check()
    check_item(check, item)
    check.raise_if_any()
    after = content.with_items([item])
    for finding in findings(after, item):
        raise finding.refusal
    return yielding(content, after, item)
