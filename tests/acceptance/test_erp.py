"""A chain whose back office knows files only: lists in, sales and movements out, each once."""

import csv
import os
import secrets
import signal
from collections import Counter
from pathlib import Path

import pytest
from zhongtai.inventory.v1 import erp_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.member.v1 import crm_requests_pb2
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceStub
from zhongtai.product.v1 import catalog_messages_pb2
from zhongtai.product.v1.product_service_pb2_grpc import ProductServiceStub

from cli.plugin import plugins_of
from mesh.process.control import ask
from tests.acceptance.conftest import ERP_CHAIN
from tests.acceptance.shop import Phone, Shop
from tests.acceptance.test_journey import available, poll

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

DISH = "cucumber"
POSTINGS = "order.file_drop.postings"


@pytest.fixture(scope="module")
def merchant() -> str:
    return ERP_CHAIN


@pytest.fixture(scope="module")
def folder(erp_folder: Path) -> Path:
    """The folder of the chain."""
    return erp_folder / ERP_CHAIN


def drop(folder: Path, name: str, text: str) -> None:
    """Drop a list, which appears whole."""
    draft = folder / f".{secrets.token_hex(4)}"
    draft.write_text(text, encoding="gb18030")
    draft.rename(folder / "in" / name)


def written(folder: Path, kind: str) -> list[dict[str, str]]:
    """The rows of all files of a kind."""
    rows: list[dict[str, str]] = []
    for file in sorted((folder / "out").glob(f"{kind}-*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows += csv.DictReader(opened)
    return rows


def posted(folder: Path) -> Counter[str]:
    """How often each sale is posted."""
    return Counter(row["order_id"] for row in written(folder, "sales") if row["row"] == "order")


async def until_posted(folder: Path, *orders: str) -> None:
    async def look() -> Counter[str]:
        return posted(folder)

    await poll(look, lambda seen: set(orders) <= seen.keys())


async def finished(shop: Shop, anna: Phone) -> str:
    """An order that is paid, fetched and closed by the till."""
    order = await anna.paid_order(DISH)
    for step in ("fulfilled", "completed"):
        await shop.till_says(order["order_id"], step)
    return str(order["order_id"])


async def drifts(shop: Shop) -> list[str]:
    request = erp_pb2.ListErpDriftsRequest()
    answer = await InventoryServiceStub(shop.channel).ListErpDrifts(request, **shop.operator)
    return [drift.erp_code for drift in answer.drifts]


async def price_of(shop: Shop, code: str) -> int:
    request = catalog_messages_pb2.ListProductsRequest(page_size=200)
    answer = await ProductServiceStub(shop.channel).ListProducts(request, **shop.operator)
    skus = [sku for product in answer.products for sku in product.skus]
    return next((s.price.minor_units for s in skus if s.external_code == code), 0)


async def postings(shop: Shop) -> str:
    """How the reader of postings is."""
    for process in shop.platform.topology.processes:
        state = await ask(shop.platform.home, process, "state", 5)
        for reader in state["followers"]:
            if reader["reader"] == POSTINGS:
                return f"{reader['state']} {reader['letters']}"
    return "nobody follows"


async def test_lists_become_dishes_and_stock_that_can_be_sold(shop, anna, folder):
    name = shop.names[DISH]
    drop(folder, "items.csv", f"编码,名称,价格\n{DISH},{name},19.50\nerp-bun,包子,6.00\nN/A,谜,1\n")
    stock = f"门店,编码,库存\n{shop.store_id},{DISH},40\n{shop.store_id},erp-bun,9\n"
    drop(folder, "stock.csv", stock)
    assert await poll(lambda: price_of(shop, "erp-bun"), bool) == 600
    assert await poll(lambda: price_of(shop, DISH), lambda seen: seen == 1950)
    assert await poll(lambda: available(shop, DISH), lambda seen: seen == 40)
    assert await poll(lambda: drifts(shop), lambda seen: not seen) == []
    order = await finished(shop, anna)
    await until_posted(folder, order)
    (head, line) = [row for row in written(folder, "sales") if row["order_id"] == order]
    assert (head["kind"], line["sku_code"], line["quantity"]) == ("sale", DISH, "1")
    assert float(head["total"]) > 0

    async def moved() -> list[str]:
        rows = written(folder, "movements")
        return [row["quantity"] for row in rows if row["source"] == order]

    assert await poll(moved, bool) == ["-1"]


async def test_while_the_erp_is_down_orders_go_on_and_afterwards_each_is_posted_once(
    shop, anna, folder
):
    processes = list(shop.platform.topology.processes)
    before = await finished(shop, anna)
    await until_posted(folder, before)
    away = folder.with_name(".away")
    folder.rename(away)
    unreached = await finished(shop, anna)
    assert await poll(lambda: postings(shop), lambda seen: not seen.startswith("well"))
    plugins = await plugins_of(shop.platform.home, processes)
    pid = next(each["pid"] for each in plugins if each["name"] == "file_drop" and each["pid"])
    os.kill(pid, signal.SIGKILL)
    later = await finished(shop, anna)
    away.rename(folder)
    await until_posted(folder, before, unreached, later)
    assert await poll(lambda: postings(shop), lambda seen: seen == "well 0")
    assert set(posted(folder).values()) == {1}
    moved = Counter(row["movement_id"] for row in written(folder, "movements"))
    assert set(moved.values()) == {1}
    assert await drifts(shop) == []


async def crm_drifts(shop: Shop) -> int:
    request = crm_requests_pb2.ListCrmDriftRequest()
    answer = await MemberServiceStub(shop.channel).ListCrmDrift(request, **shop.operator)
    return len(answer.drifts)


async def test_the_same_folder_is_the_chains_crm(shop, anna, folder):
    before = (await anna.get("/me"))["points"]
    order = await finished(shop, anna)

    async def earned() -> list[dict[str, str]]:
        return [row for row in written(folder, "points") if row["order_id"] == order]

    (line,) = await poll(earned, bool)
    now = (await anna.get("/me"))["points"]
    assert (line["kind"], int(line["points"])) == ("earn", now - before)
    # The CRM has imported that file, and gives seven more.
    head = "会员号,已导入文件,平台会员号,积分\n"
    drop(folder, "members.csv", f"{head}88001,{line['file']},{line['member_id']},{now + 7}\n")

    async def points() -> int:
        return int((await anna.get("/me"))["points"])

    assert await poll(points, lambda seen: seen == now + 7) == now + 7
    assert await poll(lambda: crm_drifts(shop), lambda seen: seen == 0) == 0
    assert len(await earned()) == 1
    assert "7" not in {row["points"] for row in written(folder, "points")}
