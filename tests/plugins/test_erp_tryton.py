"""A real Tryton: products and stock come from it, sales and movements go into it, each once."""

import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai_plugin.conformance import Hooks

from mesh.plugins.faults import PluginRetry
from mesh.plugins.handle import PluginHandle
from mesh.pure.errors import PluginUnavailable
from tests.plugins.erp_at_tryton import CHAIN, STORE, Erp, money, movement, sale
from tests.plugins.test_conformance import conforms
from tests.plugins.world import hosted, until
from tests.tryton import PASSWORD, USER, Tryton, account
from tests.tryton_line import Line, line_to

# Where nobody has installed Tryton yet, the first test does.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(1800)]

SHIPMENT = "stock.shipment.internal"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def plugged(
    tryton: Tryton, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[PluginHandle, Line, Path]]:
    """The plug-in with one chain, whose two stores are warehouses; all tests take it in turn."""
    folder = tmp_path_factory.mktemp("plugged")
    accounts = folder / "accounts.toml"
    async with line_to(tryton.url) as line:
        accounts.write_text(account(line.url, {STORE: "R1", "sto_2": "R2"}, CHAIN))
        accounts.chmod(0o600)
        settings = {"ZHONGTAI_ERP_TRYTON_ACCOUNTS": str(accounts)}
        async with hosted("erp_tryton", folder / "home", **settings) as handle:
            yield handle, line, accounts


@pytest.fixture
def erp(plugged: tuple[PluginHandle, Line, Path], tryton: Tryton) -> Erp:
    handle, line, accounts = plugged
    line.calls.clear()
    return Erp(handle, line, tryton, accounts)


async def test_it_keeps_the_contract(tryton: Tryton, tmp_path: Path):
    file = tmp_path / "accounts.toml"
    file.write_text(account(tryton.url, {"conformance-store": "R2"}, "conformance"))
    file.chmod(0o600)

    async def list_item(code: str) -> None:
        template = {"name": "Cake", "type": "goods", "salable": True, "default_uom": 1,
                    "sale_uom": 1, "products": [["create", [{"suffix_code": code}]]]}  # fmt: skip
        tryton.ask("product.template.create", [template])

    async def archive_item(code: str) -> None:
        found = tryton.find("product.product", [["code", "=", code]], "template")
        tryton.ask("product.template.write", [found[0]["template"]], {"active": False})

    hooks = Hooks(list_item=list_item, archive_item=archive_item)
    settings = {"accounts": str(file)}
    found = await conforms("erp_tryton", tmp_path, settings, hooks, batch="40", many="")
    assert [outcome.detail for outcome in found] == ["needs --param many=…"]


async def test_products_come_as_tryton_sells_them_and_what_changes_comes_again(erp: Erp):
    told = await erp.items()
    assert (told["T1"], told["B1"]) == (("Tea", 1850, False), ("Bun", 600, False))
    assert await erp.items() == {}
    bun = erp.product("B1")
    (template,) = erp.tryton.find("product.product", [["id", "=", bun]], "template")
    # A price of the template's leaves the product's own date alone.
    change = {"list_price": Decimal("6.50"), "name": "Big bun"}
    erp.tryton.ask("product.template.write", [template["template"]], change)
    assert await erp.items() == {"B1": ("Big bun", 650, False)}
    # No price is made of what is no whole number of fen.
    erp.tryton.ask(
        "product.template.write", [template["template"]], {"list_price": Decimal("6.505")}
    )
    assert await erp.items() == {"B1": ("Big bun", None, False)}
    erp.tryton.ask("product.product.write", [bun], {"suffix_code": "B2"})
    assert await erp.items() == {"B1": ("Big bun", None, True), "B2": ("Big bun", None, False)}
    # What is archived under a code ends nothing that is sold by it.
    erp.tryton.ask("product.product.write", [bun], {"active": False})
    new = {"name": "Bun", "type": "goods", "salable": True, "default_uom": 1, "sale_uom": 1,
           "list_price": Decimal(6), "products": [["create", [{"suffix_code": "B2"}]]]}  # fmt: skip
    erp.tryton.ask("product.template.create", [new])
    assert await erp.items() == {"B2": ("Bun", 600, False)}
    erp.tryton.ask("product.template.write", [template["template"]], {"name": "Old bun"})
    assert await erp.items() == {}


async def test_counts_are_what_tryton_has_at_the_moment_of_the_last_movement(erp: Erp):
    assert ("sto_2", "T1") not in await erp.counts()  # never there differs from none there
    came, went = movement("m1", 10), movement("m2", -3, kind=7, minutes=1)
    other = movement("m3", 4, store_id="sto_2")
    assert await erp.move(came, went, other) == ["new", "new", "new"]
    assert await erp.move(went, movement("m2", -4)) == ["known", "KEY_USED"]
    counts = await erp.counts()
    moment = went.occur_time.ToDatetime(UTC)
    assert counts["sto_1", "T1"] == (erp.quantity("T1"), moment) == (7, moment)
    assert counts["sto_2", "T1"][0] == erp.quantity("T1", "R2") == 4
    # Somebody moves goods in Tryton itself: the moment is still that of our last movement.
    (place,) = erp.tryton.find("stock.location", [["code", "=", "R1"]], "storage_location")
    line = {"product": erp.product("T1"), "quantity": 20}
    inventory = erp.tryton.ask(
        "stock.inventory.create",
        [{"location": place["storage_location"], "lines": [["create", [line]]]}],
    )
    erp.tryton.ask("stock.inventory.confirm", inventory)
    assert await erp.counts() == {("sto_1", "T1"): (20, moment)}
    sold = erp.tryton.find(SHIPMENT, [["reference", "=", "m2"]], "to_location.code", "moves.state")
    assert sold[0]["to_location."]["code"] == "SOLD"
    refused = [movement("m4", 1, sku_code="X"), movement("m5", 1, store_id="sto_9")]
    assert await erp.move(*refused, movement("m6", 1)) == ["SKU_UNKNOWN", "STORE_UNKNOWN", "new"]


async def test_what_nobody_knows_the_end_of_is_not_counted_until_it_is_known(erp: Erp):
    await erp.counts()
    wanted, moved = erp.quantity("T1") - 2, movement("under-way", -2, minutes=2)
    erp.line.cut = {f"model.{SHIPMENT}.do"}
    assert await erp.move(moved) == ["NO_ANSWER"]
    assert erp.quantity("T1") == wanted  # Tryton has done it, and the answer got lost
    assert ("sto_1", "T1") not in await erp.counts()
    assert await erp.move(moved) == ["known"]
    told = (await erp.counts())["sto_1", "T1"]
    assert told == (wanted, moved.occur_time.ToDatetime(UTC))


async def test_what_moved_before_it_was_sold_is_counted_once_it_is(erp: Erp):
    await erp.items()
    new = {"name": "Soup", "type": "goods", "salable": True, "default_uom": 1, "sale_uom": 1,
           "list_price": 9, "products": [["create", [{"suffix_code": "SOUP"}]]]}  # fmt: skip
    erp.tryton.ask("product.template.create", [new])
    assert await erp.move(movement("soup", 5, sku_code="SOUP")) == ["new"]
    assert ("sto_1", "SOUP") not in await erp.counts()
    erp.tryton.age("stock_move")
    assert await erp.items() == {"SOUP": ("Soup", 900, False)}
    assert (await erp.counts())["sto_1", "SOUP"][0] == 5


async def test_postings_are_in_the_books_to_the_unit_and_refunds_name_their_sale(erp: Erp):
    fees = {"delivery_fee": money(600), "packaging_fee": money(100), "refunded": money(250)}
    first = sale("p1", discount_total=money(800), total=money(5450), **fees)
    back = sale("p2", kind=2, order_id="p1", lines=[], total=money(1000), discount_total=None)
    odd = sale("p3", total=money(1))
    assert await erp.post(back, first, odd) == ["new", "new", "AMOUNTS_DIFFER"]
    books = erp.sale("p1")
    assert books["total_amount"] == Decimal("52.00")
    assert sum(line["amount"] for line in books["lines."]) == Decimal("52.00")
    # 50.50 for three is two at 16.83 and one at 16.84.
    teas = [(x["quantity"], x["amount"]) for x in books["lines."] if x["product"]]
    assert teas == [(2, Decimal("33.66")), (1, Decimal("16.84"))]
    assert books["warehouse."]["code"] == "R1"
    assert books["sale_date"].isoformat() == "2026-01-31"
    given = erp.sale("p2")
    assert (given["total_amount"], given["origin"]) == (Decimal(-10), f"sale.sale,{books['id']}")
    # A rule of Tryton's refuses one of many; its neighbours are taken, and nothing of it is left.
    erp.tryton.ask("product.template.write", [erp.product("CONFORMANCE")], {"salable": False})
    many = [sale(f"q{n}", "CONFORMANCE" if n == 3 else "T1") for n in range(6)]
    answer = await erp.post(*many)
    erp.tryton.ask("product.template.write", [erp.product("CONFORMANCE")], {"salable": True})
    assert answer == ["TRYTON_REFUSES" if n == 3 else "new" for n in range(6)]
    kept = [key for key, _ in erp.counting("sale.sale", *(x.posting_id for x in many))]
    assert kept == ["q0", "q1", "q2", "q4", "q5"]


@pytest.mark.parametrize("button", ["create", "quote", "confirm"])
async def test_a_lost_answer_doubles_no_sale(erp: Erp, button: str):
    keys = [f"{button}-{n}" for n in range(3)]
    erp.line.cut = {f"model.sale.sale.{button}"}
    assert await erp.post(*map(sale, keys)) == ["NO_ANSWER"]
    # Killed before it could look up: Tryton alone knows what is there.
    pid = erp.handle.pid
    os.kill(pid, signal.SIGKILL)
    await until(lambda: erp.handle.pid not in (0, pid))
    answer = await erp.until_posted(*map(sale, keys))
    assert answer == (["known"] * 3 if button == "confirm" else ["new"] * 3)
    assert erp.counting("sale.sale", *keys) == [(key, "processing") for key in keys]


async def test_a_call_that_comes_late_leaves_nothing_that_counts(erp: Erp):
    keys = [f"late-{n}" for n in range(3)]
    erp.line.late = {"model.sale.sale.create", f"model.{SHIPMENT}.create"}
    assert await erp.post(*map(sale, keys)) == ["NO_ANSWER"]
    assert await erp.move(movement("late", 5)) == ["NO_ANSWER"]
    before = erp.quantity("T1")
    assert await erp.post(*map(sale, keys)) == ["new"] * 3
    assert await erp.move(movement("late", 5)) == ["new"]
    assert await erp.line.release() == 2
    states = [state for _, state in erp.counting("sale.sale", *keys)]
    assert states == ["processing"] * 3 + ["draft"] * 3
    assert await erp.post(sale("later-1")) == ["new"]
    assert len(erp.counting("sale.sale", *keys)) == 6  # more may come
    erp.let_time_pass()
    assert await erp.post(sale("later-2")) == ["new"]
    assert await erp.move(movement("later", 1)) == ["new"]
    assert erp.counting(SHIPMENT, "late") == [("late", "done")]
    assert erp.counting("sale.sale", *keys) == [(key, "processing") for key in keys]
    assert erp.line.calls["model.sale.sale.cancel"] == 1
    assert erp.quantity("T1") == before + 6


async def test_a_locked_account_says_what_to_do_and_is_not_tried_again_and_again(erp: Erp):
    erp.tryton.lock(USER)
    erp.tryton.forget("ir_session")
    for _ in range(3):
        assert await erp.post(sale("locked")) == ["ACCOUNT_LOCKED"]
    assert erp.line.calls["common.db.login"] == 1
    await until(lambda: erp.handle.state.value == "broken")
    assert "correct the password" in erp.handle.message
    erp.tryton.forget("res_user_login_attempt")
    os.kill(erp.handle.pid, signal.SIGKILL)
    await until(lambda: erp.handle.state.value == "ready")
    assert await erp.post(sale("locked")) == ["new"]
    # A session that Tryton has forgotten is renewed, and nobody notices.
    erp.tryton.forget("ir_session")
    assert await erp.post(sale("locked"), sale("renewed")) == ["known", "new"]


async def test_while_tryton_is_away_nothing_is_lost_and_afterwards_each_is_there_once(erp: Erp):
    assert await erp.post(sale("away-0")) == ["new"]
    await erp.items()
    erp.tryton.stop()
    backlog = [sale(f"away-{n}") for n in range(27)]
    assert await erp.post(*backlog) == ["NO_ANSWER"]
    assert await erp.move(movement("away", 2)) == ["NO_ANSWER"]
    request = pb.PullItemsRequest(merchant_id=CHAIN, after_cursor=erp.cursors["items"])
    with pytest.raises((PluginRetry, PluginUnavailable)):
        await erp.handle.call(erp.stub.PullItems, request)
    erp.tryton.start()
    await erp.until_posted(*backlog)
    assert await erp.move(movement("away", 2)) == ["new"]
    keys = [each.posting_id for each in backlog]
    assert sorted(erp.counting("sale.sale", *keys)) == sorted((key, "processing") for key in keys)
    known = pb.LookUpSalesRequest(merchant_id=CHAIN, posting_ids=[*keys, "never"])
    answer = await erp.handle.call(erp.stub.LookUpSales, known)
    assert list(answer.known_posting_ids) == keys


async def test_a_chain_whose_account_is_wrong_leaves_the_others_alone(erp: Erp):
    wrong = account(
        erp.line.url, {"sto_7": "R1"}, "brand2", password=f"not-{PASSWORD}", user="nobody"
    )
    foreign = account(erp.line.url, {"sto_8": "R1"}, "brand3", company="Dumplings")
    erp.accounts.write_text(erp.accounts.read_text() + wrong + foreign)
    os.kill(erp.handle.pid, signal.SIGKILL)
    own, other = sale("mixed"), sale("mixed", merchant_id="brand2")
    third, strange = sale("mixed", merchant_id="brand3"), sale("mixed", merchant_id="brand9")
    answer = await erp.post(own, other, third, strange)
    assert answer == ["new", "LOGIN_REFUSED", "NOT_SET_UP", "CHAIN_UNKNOWN"]
    assert await erp.post(own) == ["known"]
