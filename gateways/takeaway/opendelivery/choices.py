"""What customers choose with a dish, as the standard's option groups; pure.

Its options have no options of their own. So a choice that has to be followed by another one is not
offered, and one that may be is offered without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zhongtai.product.v1 import menu_pb2

from gateways.takeaway.opendelivery.entities import (
    AVAILABLE,
    MAX_NAME,
    Json,
    item,
    item_price,
    status,
    uuid_of,
)
from gateways.takeaway.texts import kept


class Choices:
    """The option groups of one service's menu, and the items that they offer."""

    def __init__(
        self, seen: menu_pb2.GetMenuResponse, codes: Mapping[str, str], service: str, currency: str
    ) -> None:
        self.groups: dict[str, Json] = {}
        self.items: dict[str, Json] = {}
        self._asked = {each.modifier_group_id: each for each in seen.modifier_groups}
        self._codes = codes
        self._service = service
        self._currency = currency

    def of(self, product: menu_pb2.MenuProduct) -> tuple[list[str], bool]:
        """Return the groups to ask with a product, and whether all of them can be answered."""
        asked = [self._asked[each] for each in product.modifier_group_ids if each in self._asked]
        groups = [self._group(each) for each in asked]
        groups += [self._slot(each) for each in product.combo_slots]
        self.groups.update((each["id"], each) for each in groups if each["options"])
        ids = [each["id"] for each in groups if each["options"]]
        return ids, all(_is_answerable(each) for each in groups)

    def _group(self, group: menu_pb2.MenuModifierGroup) -> Json:
        options = [
            self._option(
                (group.modifier_group_id, each.modifier_id),
                item(uuid_of("choice", each.modifier_id), _code(each), each.name),
                {
                    "status": status(available=not each.sold_out),
                    "price": item_price(each.price, self._currency),
                    "maxPermitted": max(1, each.max_quantity),
                },
            )
            for each in group.modifiers
            if not self._must_be_followed(each.modifier_group_ids)
        ]
        return self._told(group.modifier_group_id, group, options)

    def _slot(self, slot: menu_pb2.MenuComboSlot) -> Json:
        options = [
            self._option(
                (slot.slot_id, each.sku_id),
                item(
                    uuid_of("item", each.sku_id),
                    self._codes.get(each.sku_id, each.sku_id),
                    f"{each.name} {each.sku_name}",
                ),
                {
                    "status": status(available=not each.sold_out),
                    "price": item_price(each.extra_price, self._currency),
                    "maxPermitted": max(1, slot.max_select),
                },
            )
            for each in slot.options
            if not self._must_be_followed(each.modifier_group_ids)
        ]
        return self._told(slot.slot_id, slot, options)

    def _option(self, names: tuple[str, str], offered: Json, said: Json) -> Json:
        self.items.setdefault(offered["id"], offered)
        option = {"id": uuid_of("option", *names, self._service), "itemId": offered["id"]}
        return option | said

    def _told(
        self,
        own_id: str,
        asked: menu_pb2.MenuModifierGroup | menu_pb2.MenuComboSlot,
        options: list[Json],
    ) -> Json:
        return {
            "id": uuid_of("group", own_id, self._service),
            "index": len(self.groups),
            "name": kept(asked.name, MAX_NAME, "-"),
            "externalCode": own_id,
            "status": AVAILABLE,
            "minPermitted": asked.min_select,
            "maxPermitted": asked.max_select,
            "options": [{**each, "index": place} for place, each in enumerate(options)],
        }

    def _must_be_followed(self, group_ids: Iterable[str]) -> bool:
        return any(self._asked[each].min_select for each in group_ids if each in self._asked)


def _code(choice: menu_pb2.MenuModifier) -> str:
    return choice.external_code or choice.modifier_id


def _is_answerable(group: Json) -> bool:
    """Return whether enough can be chosen of what is to be had now."""
    there = sum(each["maxPermitted"] for each in group["options"] if each["status"] == AVAILABLE)
    return bool(there >= group["minPermitted"])
