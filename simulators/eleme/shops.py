"""What Ele.me keeps of shops: whether they are open, how long they take, what is sold out there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.core.shelves import Shelf, Shelves
from simulators.eleme.messages import shop_id, sku_id

Params = Mapping[str, Any]

OPENING, DELIVERY_TIME = "eleme.shop.updateShop", "eleme.shop.setDeliveryTime"
CLEAR, FILL = "eleme.product.item.batchClearStock", "eleme.product.item.batchFillStock"
TOLD = frozenset({OPENING, DELIVERY_TIME, CLEAR, FILL})
NO_SPEC = "NO_SUCH_SPEC"


class OddForm(Exception):
    """A call says not what it has to."""


@dataclass
class Shops:
    """The shops, by their numbers; each has numbers of its own for the sizes of its dishes."""

    shelves: Shelves
    _specs: dict[int, tuple[str, str]] = field(default_factory=dict)

    def spec(self, store: str, code: str) -> int:
        """Return the shop's number of a size, which has the merchant's code."""
        number = sku_id(f"{store}/{code}")
        self._specs[number] = store, code
        return number

    def answer(self, action: str, params: Params) -> Any:
        """Return what is answered to a call about shops. Raise OddForm."""
        try:
            if action == OPENING:
                self._shelf(params).is_open = bool(params["properties"]["isOpen"])
            elif action == DELIVERY_TIME:
                minutes = params["deliveryBasicMins"] + params["deliveryAdjustMins"]
                self._shelf(params).minutes = int(minutes)
            else:
                return self._stock(params["specIds"], sold_out=action == CLEAR)
        except (KeyError, TypeError, ValueError):
            raise OddForm from None
        return None

    def _shelf(self, params: Params) -> Shelf:
        shop = int(params["shopId"])
        [store] = [each.code for each in self.shelves.chain.stores if shop_id(each.code) == shop]
        return self.shelves.of(store)

    def _stock(self, told: list[dict[str, Any]], *, sold_out: bool) -> dict[str, Any]:
        specs = [int(spec) for item in told for spec in item["itemSpecIds"]]
        for store, code in (self._specs[spec] for spec in specs if spec in self._specs):
            self.shelves.sell(store, [code], sold_out=sold_out)
        unknown = [spec for spec in specs if spec not in self._specs]
        return {"failures": [{"code": NO_SPEC, "id": spec} for spec in unknown]}
