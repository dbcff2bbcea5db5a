"""The chain: stores, each with a till of one maker, and its menu, sold and counted in Tryton."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.product.v1 import catalog_import_pb2 as pb
from zhongtai.store.v1 import store_pb2, store_service_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from cli.replay.catalog import import_catalog
from cli.replay.connection import Link
from cli.replay.parse_pizza import PizzaYear
from cli.replay.pizza import catalog_of
from demo.load import Loader
from demo.tables import Tables, read_chain
from demo.till import DemoTill
from simulators.square.files import location_of
from tests.backends.backends import POINTS, STORES, WAREHOUSES
from tests.platform import MERCHANT
from tests.tryton import Tryton

AT_A_TIME = 20
STOCK = 100_000
"""Pieces of each dish that Tryton counts in each store before the first order."""


@dataclass
class Chain:
    """A chain that is open. Stores are by their codes, SKUs by theirs."""

    merchant_id: str
    stores: Mapping[str, str]
    skus: Mapping[str, str]
    till_secret: str
    dishes: Mapping[str, Sequence[str]]
    """The SKUs that each dish has, by the dish's code."""
    names: Mapping[str, str]
    prices: Mapping[str, int]
    """Of SKUs, in fen."""


async def open_chain(link: Link, merchant_id: str, year: PizzaYear, codes: list[str]) -> Chain:
    """Have the demo's menu, and that of a recorded year, sold in stores that never close."""
    tables = _tables(merchant_id, codes)
    loader = Loader(link.channel, link.options["metadata"], tables)
    stores = await loader.load()
    pizzas = _of_one_size(catalog_of(year, stores.values(), tables.money))
    parts = await import_catalog(link, pizzas)
    till = await DemoTill(link.channel, link.options).open("")
    dishes = [*tables.catalog_request(stores).products, *pizzas.products]
    sizes = {sku.code: (product.name, sku) for product in dishes for sku in product.skus}
    return Chain(
        merchant_id,
        stores,
        loader.sku_ids | {code: parts[code] for code in sizes if code in parts},
        till,
        {dish.code: [sku.code for sku in dish.skus] for dish in dishes},
        {code: name for code, (name, _) in sizes.items()},
        {code: sku.price.minor_units for code, (_, sku) in sizes.items()},
    )


def _of_one_size(catalog: pb.ImportCatalogRequest) -> pb.ImportCatalogRequest:
    """Return a menu on which each size is a dish of its own, as its code says in Tryton."""
    sizes = [(dish, sku) for dish in catalog.products for sku in dish.skus]
    products = [
        pb.ImportProduct(
            code=sku.code,
            name=f"{dish.name} {sku.name}",
            category_codes=dish.category_codes,
            skus=[pb.ImportSku(code=sku.code, price=sku.price)],
        )
        for dish, sku in sizes
    ]
    return pb.ImportCatalogRequest(
        categories=catalog.categories, products=products, menus=catalog.menus
    )


def _tables(merchant_id: str, codes: list[str]) -> Tables:
    chain = read_chain()
    first = chain["stores"][0]
    return Tables(
        chain
        | {
            "merchant": merchant_id,
            "platforms": [],
            "stock": [],
            "stores": [
                {**first, "code": code, "name": code, "sells_vouchers": code == "bund"}
                for code in codes
            ],
        }
    )


async def name_tills(link: Link, chain: Chain) -> None:
    """Have each store name the plug-in of its till, and what it is called there."""
    stub = StoreServiceStub(link.channel)
    for code, plugin in STORES.items():
        store_id = chain.stores[code]
        store = store_pb2.Store(store_id=store_id, pos_plugin=plugin)
        there = {"pos_square": location_of(MERCHANT, store_id), "pos_tryton": POINTS.get(code)}
        if name := there.get(plugin):
            store.channel_codes.add(channel=plugin, code=name)
        mask = FieldMask(paths=["pos_plugin", "channel_codes"])
        request = store_service_pb2.UpdateStoreRequest(
            request_id=secrets.token_hex(8), store=store, update_mask=mask
        )
        await link.ask(stub.UpdateStore, request)


def fill_tryton(tryton: Tryton, chain: Chain) -> None:
    """Have Tryton sell what the chain sells, and count it in each of the stores."""
    templates = [_template(chain, dish, skus) for dish, skus in chain.dishes.items()]
    for first in range(0, len(templates), AT_A_TIME):
        tryton.ask("product.template.create", templates[first : first + AT_A_TIME])
    found = tryton.find("product.product", [["code", "in", list(chain.prices)]], "code")
    for code, name in WAREHOUSES.items():
        counts = [{"product": row["id"], "quantity": STOCK} for row in found]
        values = {"location": _storage(tryton, name, code), "lines": [["create", counts]]}
        inventory = tryton.ask("stock.inventory.create", [values])
        tryton.ask("stock.inventory.confirm", inventory)


def _template(chain: Chain, dish: str, skus: Sequence[str]) -> dict[str, Any]:
    """A dish as Tryton has it: one of several sizes has a code, which theirs begin with."""
    code = dish if len(skus) > 1 else None
    prices = {sku: Decimal(chain.prices[sku]) / 100 for sku in skus}
    variants = [
        {"suffix_code": sku.removeprefix(code or ""), "list_price": prices[sku]} for sku in skus
    ]
    return {
        "name": chain.names[skus[0]],
        "code": code,
        "type": "goods",
        "salable": True,
        "default_uom": 1,
        "sale_uom": 1,
        "list_price": prices[skus[0]],
        "products": [["create", variants]],
    }


def _storage(tryton: Tryton, code: str, name: str) -> int:
    """Where the goods of a warehouse lie, which is made if need be."""
    known = tryton.find("stock.location", [["code", "=", code]], "storage_location")
    if known:
        return int(known[0]["storage_location"])
    parts = [{"name": f"{name} {part}", "type": "storage"} for part in ("in", "out", "storage")]
    coming, going, storage = tryton.ask("stock.location.create", parts)
    (lost,) = tryton.find(
        "stock.location", [["type", "=", "lost_found"], ["code", "=", None]], "id"
    )
    values = {"name": name, "code": code, "type": "warehouse", "input_location": coming,
              "output_location": going, "storage_location": storage,
              "lost_found_location": lost["id"]}  # fmt: skip
    tryton.ask("stock.location.create", [values])
    return int(storage)
