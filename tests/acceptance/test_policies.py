"""Rules of an enterprise on the way of its orders, and its orders while they cannot be asked."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from cli.plugin import plugins_of
from tests.acceptance.conftest import POLICY_CHAIN
from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_deliveries_and_times import (
    ENOUGH,
    HOME,
    as_the_operator_sees,
    from_platform,
    has_rider,
    imported,
)
from tests.acceptance.test_journey import poll
from tests.acceptance.test_which_till import until_on_the_board

pytestmark = [pytest.mark.topology, pytest.mark.asyncio(loop_scope="package")]

RULES = """
[[price]]
codes = { cucumber = 1500 }
[[refuse]]
persons = ["{blocked}"]
code = "PERSON_BLOCKED"
message = "请致电门店 Please call the restaurant."
[[route]]
codes = ["scallion-pancake"]
pos_plugin = "choosy_till"
[[accept]]
total_up_to = 2000
[[carriers]]
order = ["sandbox"]
"""
MENU_PRICE, PRICE = 1200, 1500


@pytest.fixture(scope="module")
def merchant() -> str:
    return POLICY_CHAIN


@pytest.fixture(scope="module")
def rules(policy_folder: Path) -> Path:
    return policy_folder / f"{POLICY_CHAIN}.toml"


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def anna(shop: Shop, rules: Path) -> Phone:
    """A customer of a chain that has rules, by which another is refused."""
    blocked = await shop.phone("bob")
    draft = rules.with_suffix(".new")
    draft.write_text(RULES.replace("{blocked}", blocked.person_id), encoding="utf-8")
    draft.rename(rules)
    return await shop.phone("anna")


async def of_processes(shop: Shop, *units: str) -> list[dict[str, Any]]:
    """How the policy is, as the processes of these units see it."""
    topology = shop.platform.topology
    processes = {topology.process_of(unit).name for unit in units}
    plugins = await plugins_of(shop.platform.home, sorted(processes))
    return [each for each in plugins if each["name"] == "policy_rules"]


async def priced(shop: Shop, phone: Phone) -> int:
    preview = await phone.post("/orders/preview", shop.draft("cucumber"))
    return preview["lines"][0]["unit_price"]


async def test_a_price_of_the_rules_is_that_of_preview_order_and_ticket(shop, anna):
    assert await priced(shop, anna) == PRICE
    order = await anna.order("cucumber")
    await anna.pay(order["order_id"])
    assert order["lines"][0]["unit_price"] == PRICE
    await until_on_the_board(shop, order["order_id"])
    entries = (await shop.pull("", limit=500))["orders"]
    (ticket,) = (e["order"] for e in entries if e["order"]["order_id"] == order["order_id"])
    assert [line["unit_price"] for line in ticket["lines"]] == [PRICE]


async def test_an_order_that_the_rules_accept_is_accepted_with_its_payment(shop, anna):
    order = await anna.order("cucumber")
    await anna.pay(order["order_id"])
    seen = await anna.until(order["order_id"], lambda seen: seen["pickup_code"])
    assert seen["status"] == "ACCEPTED"
    large = await anna.paid_order("cucumber", "cucumber")
    await until_on_the_board(shop, large["order_id"])
    assert (await anna.get(f"/orders/{large['order_id']}"))["status"] == "PLACED"


async def test_an_order_that_the_rules_refuse_holds_nothing_and_says_why(shop, anna):
    bob = await shop.phone("bob")
    with pytest.raises(Problem) as refused:
        await bob.order("cucumber")
    assert refused.value.reason == "POLICY_REFUSED"
    assert refused.value.body["metadata"]["code"] == "PERSON_BLOCKED"
    assert "致电" in refused.value.body["detail"]
    assert (await bob.get("/orders"))["orders"] == []


async def test_what_a_platform_has_sold_is_refused_by_no_rule(shop, anna):
    bob = await shop.phone("bob")
    order_id = await imported(shop, from_platform(shop, person_id=bob.person_id))
    assert (await as_the_operator_sees(shop, order_id)).person_id == bob.person_id
    with pytest.raises(Problem):
        await bob.order("soy-milk")


async def test_the_tills_that_the_rules_name_make_an_order(shop, anna):
    order = await anna.order("scallion-pancake", remark="report")
    await anna.pay(order["order_id"])
    seen = await anna.until(order["order_id"], lambda seen: seen["pickup_code"])
    assert seen["pickup_code"] == "B2"  # which only those tills give


async def test_both_who_place_and_who_deliver_ask_the_rules(shop, anna):
    both = await of_processes(shop, "order_control", "delivery")
    assert {each["state"] for each in both} == {"ready"}
    assert len(both) == (1 if shop.platform.topology.is_single else 2)
    order = await anna.order(*ENOUGH, service_type="DELIVERY", address=HOME)
    await anna.pay(order["order_id"])
    await shop.till_says(order["order_id"], "accepted")
    seen = await anna.until(order["order_id"], has_rider)
    assert seen["delivery"]["carrier"] == "sandbox"


async def test_orders_go_on_while_the_rules_cannot_be_asked(shop, anna):
    pid = next(each["pid"] for each in await of_processes(shop, "order_control") if each["pid"])
    os.kill(pid, signal.SIGSTOP)
    try:
        assert await priced(shop, anna) == MENU_PRICE
    finally:
        os.kill(pid, signal.SIGKILL)
    order = await anna.order("cucumber")
    await anna.pay(order["order_id"])
    await anna.until(order["order_id"], lambda seen: seen["status"] in ("PLACED", "ACCEPTED"))
    assert await poll(lambda: priced(shop, anna), lambda seen: seen == PRICE) == PRICE
