"""Dishes: those that the platform has not are created, and what it has stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from zhongtai.product.v1 import catalog_import_pb2 as pb
from zhongtai.product.v1 import catalog_messages_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from cli.move.model import Product
from cli.move.report import Report, Sum
from cli.replay.connection import PAGE, Link
from mesh.call.wire import money
from mesh.pure.money import format_minor

BATCH = 500
NOUN = "products"


@dataclass(frozen=True, slots=True)
class Sku:
    """A SKU as the platform has it; its price in minor units."""

    sku_id: str
    price: int


async def read_skus(link: Link) -> tuple[dict[str, Sku], set[str]]:
    """Return the platform's SKUs by their codes, and the codes of its dishes."""
    method = ProductServiceStub(link.channel).ListProducts
    request = catalog_messages_pb2.ListProductsRequest(page_size=PAGE)
    skus, dishes = {}, set()
    async for page in link.paged(method, request):
        for product in page.products:
            dishes.add(product.external_code)
            for sku in product.skus:
                skus[sku.external_code] = Sku(sku.sku_id, sku.price.minor_units)
    skus.pop("", None)
    return skus, dishes


async def move_products(
    link: Link, products: Sequence[Product], currency: str, report: Report
) -> dict[str, Sku]:
    """Create what is missing; return the platform's SKUs by their codes after that."""
    skus, dishes = await read_skus(link)
    missing: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        known = skus.get(product.code)
        if known is None and product.dish in dishes:
            words = f"the platform has the dish {product.dish} without the size {product.code}"
            report.refuse(NOUN, product.where, f"{words}: add it there")
        elif known is None:
            missing[product.dish].append(product)
        elif known.price == product.price:
            report.count(NOUN, "there")
        else:
            ours, theirs = (format_minor(each, currency) for each in (known.price, product.price))
            report.count(NOUN, "kept")
            words = f"{product.code} costs {ours} here, {theirs} there"
            report.notes.append(f"{product.where}: {words}")
    new = [_message(dish, sizes, currency) for dish, sizes in sorted(missing.items())]
    for at in range(0, len(new), BATCH):
        await _create(link, new[at : at + BATCH], missing, report)
    after = skus if report.dry else (await read_skus(link))[0]
    if not products:
        return after
    here = sum(product.code in after for product in products)
    report.sums.append(
        Sum("sizes of dishes", f"{len(products):,}", None if report.dry else f"{here:,}")
    )
    if report.dry:
        # What a real run would have, for what refers to it.
        after |= {each.code: Sku("", each.price) for sizes in missing.values() for each in sizes}
    return after


async def _create(
    link: Link,
    batch: Sequence[pb.ImportProduct],
    missing: dict[str, list[Product]],
    report: Report,
) -> None:
    request = pb.ImportCatalogRequest(products=batch, dry_run=report.dry)
    reply = await link.ask(ProductServiceStub(link.channel).ImportCatalog, request)
    for result in reply.results:
        sizes = missing[result.code]
        if result.violations:
            words = "; ".join(f"{each.field}: {each.description}" for each in result.violations)
            for product in sizes:
                report.refuse(NOUN, product.where, words)
        else:
            report.count(NOUN, "created", len(sizes))


def _message(dish: str, sizes: Sequence[Product], currency: str) -> pb.ImportProduct:
    return pb.ImportProduct(
        code=dish,
        name=sizes[0].name,
        skus=[
            pb.ImportSku(code=each.code, name=each.size, price=money(each.price, currency))
            for each in sizes
        ],
    )
