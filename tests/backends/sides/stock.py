"""Stock: what Tryton says that lies in each store, and the inventory center."""

import asyncio
from collections import Counter

from tests.backends.backends import WAREHOUSES
from tests.backends.sides import ours
from tests.backends.sides.compared import Compared
from tests.backends.world import World
from tests.tryton import Tryton

PAGE = 1000


async def compared(world: World) -> Compared:
    """Every dish in every store, and each movement once."""
    here = await ours.stock_of(world.first)
    tryton, codes = world.backends.tryton, list(world.first.chain.prices)
    there = await asyncio.to_thread(_quantities, tryton, codes)
    movements = await asyncio.to_thread(_movements, tryton)
    result = Compared("stock: inventory center and Tryton")
    result.each(here, {key: there[key] for key in there if key in here or there[key]})
    result.each({}, {key: n for key, n in movements.items() if n > 1}, "movement")
    result.sum("stores x SKUs", len(here), len(there))
    result.sum("pieces", sum(here.values()), sum(there.values()))
    result.sum("movements in Tryton", "", len(movements))
    return result


def _quantities(tryton: Tryton, codes: list[str]) -> dict[tuple[str, str], int]:
    rows = tryton.find("product.product", [["code", "in", codes]], "code")
    by_id = {row["id"]: row["code"] for row in rows}
    names = {name: store for store, name in WAREHOUSES.items()}
    places = tryton.find(
        "stock.location", [["code", "in", list(names)]], "code", "storage_location"
    )
    found = {}
    for place in places:
        where = {"locations": [place["storage_location"]], "with_childs": True}
        rows = tryton.ask("product.product.read", list(by_id), ["quantity"], **where)
        for row in rows:
            found[names[place["code"]], by_id[row["id"]]] = int(row["quantity"])
    return found


def _movements(tryton: Tryton) -> Counter[str]:
    """How often each movement is done in Tryton."""
    done = [["state", "=", "done"]]
    rows = tryton.find("stock.shipment.internal", done, "reference")
    return Counter(row["reference"] for row in rows)
