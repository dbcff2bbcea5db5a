"""A real pretix: vouchers are its orders, each once, and are redeemed and void on both sides."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from zhongtai_plugin.conformance import Hooks

from mesh.plugins.faults import PluginBadRequest
from mesh.plugins.handle import PluginHandle
from tests.plugins.oms_at_pretix import CHAIN, STORE, Oms, an_order, name_of
from tests.plugins.test_conformance import conforms
from tests.plugins.world import hosted, until
from tests.pretix import Pretix, account
from tests.tryton_line import Line, line_to

# Where nobody has installed pretix yet, the first test does.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(1800)]

QUICK = {"poll_seconds": "1", "overlap_seconds": "3"}
SETTINGS = {f"ZHONGTAI_OMS_PRETIX_{name.upper()}": value for name, value in QUICK.items()}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def plugged(
    pretix: Pretix, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[PluginHandle, Line, Path]]:
    """The plug-in with one chain; all tests take it in turn."""
    folder = tmp_path_factory.mktemp("plugged")
    accounts = folder / "accounts.toml"
    async with line_to(pretix.url, name_of) as line:
        accounts.touch(mode=0o600)
        accounts.write_text(account(pretix, line.url, CHAIN))
        settings = {**SETTINGS, "ZHONGTAI_OMS_PRETIX_ACCOUNTS": str(accounts)}
        async with hosted("oms_pretix", folder / "home", **settings) as handle:
            yield handle, line, folder


@pytest.fixture
def oms(plugged: tuple[PluginHandle, Line, Path], pretix: Pretix) -> Oms:
    handle, line, _ = plugged
    line.calls.clear()
    return Oms(handle, line, pretix)


def last_told(home: Path) -> int:
    """The number of the last change that the plug-in has to tell of."""
    with sqlite3.connect(home / "plugins" / "oms_pretix" / "books.sqlite3", timeout=60) as db:
        ((number,),) = db.execute("SELECT coalesce(max(number), 0) FROM told").fetchall()
    db.close()
    return int(number)


async def test_it_keeps_the_contract(pretix: Pretix, tmp_path: Path):
    file = tmp_path / "accounts.toml"
    file.write_text(account(pretix, pretix.url, "conformance"))
    file.chmod(0o600)

    async def expire_order(order_id: str) -> None:
        before = last_told(tmp_path)
        await asyncio.to_thread(pretix.expire, order_id)
        await until(lambda: last_told(tmp_path) > before)

    hooks = Hooks(expire_order=expire_order)
    settings = {"accounts": str(file), **QUICK}
    strange = "another"
    found = await conforms("oms_pretix", tmp_path, settings, hooks, strange_merchant_id=strange)
    assert [f"{each.check.name}: {each.detail}" for each in found] == []


async def test_an_order_is_there_once_to_the_unit_and_of_nobody_whatever_gets_lost(oms: Oms):
    oms.line.cut = {"POST orders"}
    order = an_order("o1", pieces=3, paid=10000)
    assert await oms.submit(order) == ["NO_ANSWER"]
    assert await oms.submit(order, an_order("o2", pieces=1)) == ["known", "new"]
    assert await oms.submit(an_order("o1", pieces=2)) == ["ORDER_DIFFERS"]
    (there,) = oms.pretix.orders("o1")
    prices = sorted(position["price"] for position in there["positions"])
    assert (there["total"], prices) == ("100.00", ["33.33", "33.33", "33.34"])
    assert (there["status"], there["email"], there["phone"]) == ("p", None, None)
    codes = {position["secret"] for position in there["positions"]}
    assert {voucher.code for voucher in await oms.vouchers("o1")} == codes
    strange = an_order("o3")
    strange.lines[0].sku_code = strange.lines[0].sku_id = "X"
    dollars = an_order("o4")
    dollars.total.currency_code = "USD"
    assert await oms.submit(strange, an_order("o5", pieces=1), dollars) == [
        "SKU_UNKNOWN",
        "new",
        "CURRENCY_UNKNOWN",
    ]


async def test_a_code_is_used_once_and_by_whom_is_known_though_the_answer_was_lost(oms: Oms):
    await oms.until_taken(an_order("r1"))
    code, other = (voucher.code for voucher in await oms.vouchers("r1"))
    oms.line.cut = {"POST redeem"}
    assert await oms.redeem(code, "first") == "NO_ANSWER"
    assert await oms.redeem(code, "second") == "already"
    assert await oms.redeem(f" {code[:8]} {code[8:]} ".upper(), "first") == "redeemed"
    assert await oms.redeem(other, "first") == "CODE_DIFFERS"
    used = next(each for each in await oms.vouchers("r1") if each.code == code)
    there = next(each for each in oms.pretix.order("r1")["positions"] if each["secret"] == code)
    assert (used.redeem_store_id, len(there["checkins"])) == (STORE, 1)
    assert await oms.redeem("nobody-has-this-one", "third") == "unknown"
    assert await oms.stands("r1") == {"redeemed": 1, "issued": 1}


async def test_pieces_are_void_once_whatever_gets_lost_on_the_way(oms: Oms):
    await oms.until_taken(an_order("v1", pieces=3))
    oms.line.cut = {"POST add_block"}
    assert await oms.void("w1", "v1", 2) == "NO_ANSWER"
    for call in ("POST change", "POST refunds"):
        oms.line.cut = {call}
        assert await oms.void("w1", "v1", 2) == "NO_ANSWER"
    assert [await oms.void("w1", "v1", 2) for _ in range(2)] == ["new", "known"]
    assert await oms.stands("v1") == {"voided": 2, "issued": 1}
    assert oms.pretix.books("v1") == (100, 0)
    assert await oms.void("w2", "v1", 2) == "VOUCHERS_USED"
    oms.line.cut = {"POST mark_canceled"}
    assert await oms.void("w3", "v1") == "NO_ANSWER"
    assert await oms.void("w3", "v1") == "new"
    assert await oms.stands("v1") == {"voided": 3}
    assert (oms.pretix.order("v1")["status"], oms.pretix.books("v1")) == ("c", (150, 0))
    assert await oms.void("w4", "never") == "ORDER_UNKNOWN"


async def test_a_refund_is_booked_as_it_is_given_back_and_once_though_it_comes_late(oms: Oms):
    await oms.until_taken(an_order("b1", pieces=3, paid=10000))
    oms.line.late = {"POST refunds"}
    assert await oms.void("b1", "b1", 1, amount=3333) == "NO_ANSWER"
    assert await oms.void("b1", "b1", 1, amount=3333) == "new"
    assert await oms.line.release() == 1
    assert oms.pretix.books("b1") == (Decimal("33.33"), 0)
    # The last of three pieces costs a unit more there, which the platform keeps for the others.
    await oms.until_taken(an_order("b2", pieces=3, paid=7000))
    last = (await oms.vouchers("b2"))[2].voucher_id
    assert await oms.void("b2", "b2", 1, amount=2333, voucher_ids=[last]) == "new"
    assert oms.pretix.books("b2") == (Decimal("23.33"), 0)


async def test_what_is_redeemed_or_cancelled_in_pretix_itself_is_mirrored(oms: Oms):
    await oms.until_taken(an_order("p1"), an_order("p2", pieces=1))
    await oms.told()
    code, other = (voucher.code for voucher in await oms.vouchers("p1"))
    await asyncio.to_thread(oms.pretix.redeem, code)
    # Before it is read, too, pretix's word counts.
    assert await oms.redeem(code, "late") == "already"
    await oms.until_told("p1")
    assert await oms.stands("p1") == {"redeemed": 1, "issued": 1}
    used = next(each for each in await oms.vouchers("p1") if each.code == code)
    assert (used.HasField("redeem_time"), used.redeem_store_id) == (True, "")
    assert await oms.void("x1", "p1", 2) == "VOUCHERS_USED"
    assert all(not x["canceled"] and not x["blocked"] for x in oms.pretix.order("p1")["positions"])
    assert await oms.redeem(other, "in-time") == "redeemed"

    await asyncio.to_thread(oms.pretix.cancel, "p2")
    await oms.until_told("p2")
    assert await oms.stands("p2") == {"voided": 1}
    (void,) = await oms.vouchers("p2")
    assert await oms.redeem(void.code, "too-late") == "voided"


async def test_what_pretix_has_sold_itself_is_redeemed_once_on_the_platform_too(oms: Oms):
    sold = await asyncio.to_thread(oms.pretix.sell)
    outcomes = [await oms.redeem(sold, key) for key in ("s1", "s1", "s2")]
    assert outcomes == ["redeemed", "redeemed", "already"]


async def test_pretix_down_slow_or_with_the_token_revoked_loses_nothing(oms: Oms):
    oms.line.down = True
    first = an_order("d1", pieces=1)
    assert await oms.submit(first) == ["NO_ANSWER"]
    oms.line.down = False
    assert await oms.submit(first) == ["new"]
    (voucher,) = await oms.vouchers("d1")

    oms.pretix.revoke()
    assert await oms.submit(an_order("d2", pieces=1)) == ["TOKEN_REFUSED"]
    assert await oms.redeem(voucher.code, "revoked") == "TOKEN_REFUSED"
    await until(lambda: "token" in oms.handle.status().details.get(f"account.{CHAIN}", ""))
    oms.pretix.revoke(active=True)

    # What nobody waits for any more comes to pretix while the same is asked for again.
    oms.line.pause = 9
    many = [an_order(f"d{number}", pieces=1) for number in range(2, 6)]
    assert await oms.submit(*many) == ["NO_ANSWER"] * 4
    oms.line.pause = 0
    await oms.until_taken(*many)
    assert await oms.redeem(voucher.code, "revoked") == "redeemed"
    assert all(len(oms.pretix.orders(order.order_id)) == 1 for order in many)


async def test_whoever_loses_the_plugins_folder_loses_nothing_that_counts(
    oms: Oms, plugged: tuple[PluginHandle, Line, Path]
):
    await oms.until_taken(an_order("l1", pieces=3))
    code = (await oms.vouchers("l1"))[0].code
    assert await oms.redeem(code, "before") == "redeemed"
    assert await oms.void("y1", "l1", 1) == "new"
    await oms.told()
    before, folder = await oms.state("l1"), plugged[2]
    settings = {**SETTINGS, "ZHONGTAI_OMS_PRETIX_ACCOUNTS": str(folder / "accounts.toml")}
    async with hosted("oms_pretix", folder / "another", **settings) as handle:
        another = Oms(handle, oms.line, oms.pretix, cursor=oms.cursor)
        with pytest.raises(PluginBadRequest) as refused:
            await another.told()
        assert refused.value.code == "CURSOR_UNKNOWN"
        another.cursor = ""
        await another.until_told("l1")
        assert (await another.state("l1")).revision > before.revision
        assert await another.stands("l1") == {"redeemed": 1, "voided": 1, "issued": 1}
        assert await another.redeem(code, "after") == "already"
        assert await another.redeem(code, "before") == "redeemed"
        await another.void("y1", "l1", 1)
        assert await another.submit(an_order("l1", pieces=2)) == ["ORDER_DIFFERS"]
    assert await oms.stands("l1") == {"redeemed": 1, "voided": 1, "issued": 1}
