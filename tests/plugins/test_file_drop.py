"""The folder of a chain: lists become items and counts, sales and movements whole files, once."""

import csv
import os
import signal
import sqlite3
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, erp_sale_pb2

from mesh.plugins.faults import PluginBadRequest, PluginRetry
from mesh.plugins.handle import PluginHandle
from mesh.plugins.host import PluginHost
from tests.plugins.world import hosted, patiently, until

QUICK = {
    "ZHONGTAI_FILE_DROP_LOOK_MILLISECONDS": "20",
    "ZHONGTAI_FILE_DROP_SETTLE_MILLISECONDS": "0",
    "ZHONGTAI_FILE_DROP_STORES": '{"S1": "sto_1"}',
}


class Drop:
    """The chain "demo" of a plug-in that runs, and its folder."""

    def __init__(self, handle: PluginHandle, folder: Path) -> None:
        self.handle = handle
        self.folder = folder
        self.stub = handle.stub(erp_pb2_grpc.ErpServiceStub)

    async def put(self, name: str, content: str | bytes, *, seconds: int = 0) -> list[list[str]]:
        """Drop a file, last written then; what is wrong with it."""
        draft, file = self.folder / f".{name}", self.folder / "in" / name
        draft.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(draft, (1_750_000_000 + seconds, 1_750_000_000 + seconds))
        draft.rename(file)
        await until(lambda: not file.exists())
        newest = max((self.folder / "results").iterdir(), key=lambda each: each.name)
        return [row[:3] for row in rows(newest)[2:]]

    async def items(self, cursor: str = "") -> tuple[dict[str, tuple[str, int, bool]], str]:
        request = pb.PullItemsRequest(merchant_id="demo", after_cursor=cursor, page_size=500)
        page = await patiently(lambda: self.handle.call(self.stub.PullItems, request))
        told = {x.code: (x.name, x.price.minor_units, x.archived) for x in page.items}
        return told, page.cursor

    async def counts(self, **query) -> list[tuple[str, str, int | None]]:
        request = pb.PullCountsRequest(merchant_id="demo", **query)
        page = await self.handle.call(self.stub.PullCounts, request)
        return [
            (x.store_id, x.sku_code, x.quantity if x.HasField("quantity") else None)
            for x in page.counts
        ]

    async def post(self, *sales: erp_sale_pb2.ErpSale) -> list[str]:
        request = pb.PushSalesRequest(sales=sales)
        try:
            reply = await patiently(
                lambda: self.handle.call(self.stub.PushSales, request, repeatable=True)
            )
        except PluginRetry as away:
            return [away.code]
        return [
            each.error.code or ("known" if each.already_known else "new") for each in reply.results
        ]

    def posted(self) -> list[str]:
        """The keys of all files of sales, in their order, as often as they are there."""
        files = sorted((self.folder / "out").glob("sales-*.csv"))
        heads = (dict(zip(sheet[0], row, strict=True)) for f in files if (sheet := rows(f))
                 for row in sheet[1:])  # fmt: skip
        return [row["posting_id"] for row in heads if row["row"] == "order"]


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def sale(key: str, chain: str = "demo", name: str = "Tea") -> erp_sale_pb2.ErpSale:
    price = Money(minor_units=1850, currency_code="CNY")
    line = erp_sale_pb2.ErpSaleLine(
        line_id="1", sku_id="sku_1", sku_code="T1", name=name, quantity=2, unit_price=price,
        amount=Money(minor_units=3700, currency_code="CNY"),
    )  # fmt: skip
    message = erp_sale_pb2.ErpSale(
        posting_id=key, kind=1, order_id=key, merchant_id=chain, store_id="sto_1",
        business_date="2026-01-31", channel="miniapp", service_type=1, lines=[line],
        total=Money(minor_units=3700, currency_code="CNY"),
        discount_total=Money(currency_code="CNY"),
    )  # fmt: skip
    message.occur_time.FromSeconds(1_750_000_000)
    return message


@pytest.fixture
async def drop(tmp_path: Path) -> AsyncIterator[Drop]:
    root = tmp_path / "drop"
    (root / "demo" / "in").mkdir(parents=True)
    settings = {**QUICK, "ZHONGTAI_FILE_DROP_FOLDER": str(root)}
    async with hosted("file_drop", tmp_path / "home", **settings) as handle:
        yield Drop(handle, root / "demo")


async def test_lists_become_items_and_only_what_changes_comes_after_the_cursor(drop: Drop):
    first = "编码,名称,价格\nT1,红茶,18.50\nB1,面包,2\n".encode("gb18030")
    assert await drop.put("items-1.csv", first) == []
    told, cursor = await drop.items()
    assert told == {"T1": ("红茶", 1850, False), "B1": ("面包", 200, False)}
    second = "code;name;price;archived\nT1;红茶;18.50;no\nB1;面包;2;yes\n"
    assert await drop.put("ITEMS 2.csv", second, seconds=1) == []
    assert (await drop.items(cursor))[0] == {"B1": ("面包", 200, True)}
    assert len(list((drop.folder / "done").iterdir())) == 2


async def test_bad_lines_are_told_in_a_file_beside_and_the_others_are_taken(drop: Drop):
    wrong = await drop.put("items.csv", "code,name,price\nT1,Tea,x\nB1,Bun,2\nB2,,1\n")
    assert [(line, code) for line, code, _ in wrong] == [("2", "T1"), ("4", "B2")]
    assert (await drop.items())[0].keys() == {"B1"}
    (told,) = await drop.put("menu.docx", b"\0\1", seconds=1)
    assert "name says neither" in told[2]


async def test_counts_come_by_the_platforms_stores_and_an_older_list_changes_nothing(drop: Drop):
    await drop.put("stock.csv", "store,sku,quantity\nS1,T1,3\nS1,B1,\nsto_2,T1,0\n", seconds=9)
    assert await drop.counts() == [("sto_1", "T1", 3), ("sto_1", "B1", None), ("sto_2", "T1", 0)]
    assert await drop.counts(store_id="sto_2") == [("sto_2", "T1", 0)]
    await drop.put("stock.csv", "store,sku,quantity\nS1,T1,99\n", seconds=1)
    assert ("sto_1", "T1", 3) in await drop.counts()


async def test_a_file_that_cannot_be_put_aside_or_is_of_tomorrow_stops_no_other(drop: Drop):
    long = f"stock{'店' * 76}.csv"
    await drop.put(long, "store,sku,quantity\nS1,T1,3\n")
    tomorrow = int(time.time()) - 1_750_000_000 + 86_400
    await drop.put("stock-2.csv", "store,sku,quantity\nS1,B1,2\n", seconds=tomorrow)
    assert await drop.counts() == [("sto_1", "T1", 3), ("sto_1", "B1", 2)]
    page = await drop.handle.call(drop.stub.PullCounts, pb.PullCountsRequest(merchant_id="demo"))
    assert page.counts[1].count_time.seconds <= time.time()
    assert len(list((drop.folder / "done").glob("*.csv"))) == 2


async def test_others_may_use_what_the_plug_in_makes_as_they_may_the_chains_folder(drop: Drop):
    drop.folder.chmod(0o2770)
    for made in drop.folder.iterdir():
        if made.name != "in":
            made.rmdir()
    await drop.post(sale("a"))
    await drop.put("stock.csv", "store,sku,quantity\nS1,T1,3\n")
    modes = {each: stat.S_IMODE(each.stat().st_mode) for each in drop.folder.rglob("*")}
    assert {mode for each, mode in modes.items() if each.is_dir() and each.name != "in"} == {0o2770}
    made = [modes[file] for name in ("out", "results") for file in (drop.folder / name).iterdir()]
    assert made == [0o660, 0o660]


async def test_a_file_that_nobody_fetched_is_never_replaced(drop: Drop):
    out = drop.folder / "out"
    await until(out.is_dir)
    old = out / "sales-00000007.csv"
    old.write_text("of a former life")
    assert await drop.post(sale("a")) == ["new"]
    await until((out / "sales-00000008.csv").exists)
    late = out / "sales-00000009.csv"
    late.write_text("of somebody else")
    assert await drop.post(sale("b")) == ["new"]
    await until((out / "sales-00000010.csv").exists)
    assert (old.read_text(), late.read_text()) == ("of a former life", "of somebody else")


async def test_sales_lie_in_whole_files_each_once_whatever_is_repeated(drop: Drop):
    assert await drop.post(sale("a"), sale("b"), sale("a")) == ["new", "new", "known"]
    assert await drop.post(sale("b"), sale("c", name="=1+1")) == ["known", "new"]
    assert await drop.post(sale("c", name="Other")) == ["KEY_USED"]
    assert await drop.post(sale("d", chain="nobody"), sale("e")) == ["CHAIN_UNKNOWN", "new"]
    assert await drop.post(sale("f", chain="../demo")) == ["CHAIN_UNKNOWN"]
    assert drop.posted() == ["a", "b", "c", "e"]
    assert [f.name for f in (drop.folder / "out").iterdir() if f.name.startswith(".")] == []
    content = (drop.folder / "out" / "sales-00000002.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in content
    assert "37.00" in content


async def test_a_folder_that_is_away_takes_nothing_and_loses_nothing(drop: Drop):
    await drop.post(sale("a"))
    away = drop.folder.with_name("away")
    drop.folder.rename(away)
    assert await drop.post(sale("b")) == ["FOLDER_AWAY"]
    strange = sale("x", chain="nobody")
    assert await drop.post(sale("b"), strange) == ["FOLDER_AWAY", "CHAIN_UNKNOWN"]
    away.rename(drop.folder)
    assert await drop.post(sale("b"), sale("a")) == ["new", "known"]
    out = drop.folder / "out"
    kept = out.rename(drop.folder / "kept")
    out.write_text("a file where the folder should be")
    assert await drop.post(sale("c")) == ["FOLDER_NOT_WRITABLE"]
    out.unlink()
    kept.rename(out)
    assert await drop.post(sale("c")) == ["new"]
    assert drop.posted() == ["a", "b", "c"]


async def test_a_killed_plug_in_gives_the_files_that_count_their_names_and_drops_others(
    drop: Drop, tmp_path: Path
):
    await drop.post(sale("a"), sale("b"))
    out = drop.folder / "out"
    written = out / "sales-00000001.csv"
    books = sqlite3.connect(tmp_path / "home" / "plugins" / "file_drop" / "books.sqlite3")
    ((draft,),) = books.execute("SELECT draft FROM files").fetchall()
    books.close()
    (out / ".draft-other-sales-00000002.csv").write_text("half")
    pid = drop.handle.pid
    os.kill(pid, signal.SIGKILL)
    written.rename(out / draft)
    await until(lambda: drop.handle.pid not in (0, pid))
    assert await drop.post(sale("b"), sale("c")) == ["known", "new"]
    await until(written.exists)
    assert not list(out.glob(".draft-other*"))
    assert drop.posted() == ["a", "b", "c"]
    _, cursor = await drop.items()
    request = pb.PullItemsRequest(merchant_id="demo", after_cursor=f"x{cursor}")
    with pytest.raises(PluginBadRequest):
        await drop.handle.call(drop.stub.PullItems, request)


async def test_another_process_of_the_platform_finds_the_plug_in_where_its_owner_serves_it(
    drop: Drop, tmp_path: Path
):
    env = {**os.environ, **QUICK, "ZHONGTAI_PLUGINS": "file_drop"}
    env["ZHONGTAI_FILE_DROP_FOLDER"] = str(drop.folder.parent)
    guest = PluginHost(tmp_path / "home", {"order"}, env, probe_every_seconds=0.1)
    try:
        await guest.start()
        (handle,) = guest.of_kind("erp")
        await handle.wait_usable()
        assert handle.pid == 0
        there = Drop(handle, drop.folder)
        assert await there.post(sale("a")) == ["new"]
        os.kill(drop.handle.pid, signal.SIGKILL)
        assert await there.post(sale("a"), sale("b")) == ["known", "new"]
    finally:
        await guest.close()
    assert await drop.post(sale("b")) == ["known"]
