"""Simulated platforms with every fault against the platform: both books hold the same."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from zhongtai.common.v1 import letter_pb2
from zhongtai.order.v1 import after_sale_messages_pb2, after_sale_pb2, order_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from simulators.core.center import Center
from simulators.core.clock import Clock
from simulators.core.entry import Stage
from simulators.core.faults import Fault
from simulators.core.simulation import Plan, Simulation, simulation
from simulators.core.stores import Tills
from simulators.core.stories import stories_with
from simulators.eleme import platform as eleme
from simulators.meituan import platform as meituan
from simulators.opendelivery import keeta, messages
from simulators.opendelivery import platform as opendelivery
from tests.acceptance.app import GrpcApp, logged_in, placed
from tests.acceptance.shop import Shop
from tests.acceptance.takeaway import sell_out
from tests.acceptance.test_journey import poll
from tests.acceptance.test_platform_orders import breaches
from tests.platform import free_ports, running_platform
from tests.plugins.browser import a_tab, needs_browser

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

ACCOUNT, SECRET, KEY = "app-1", "what the platform gave", "what menus are pulled with"
STRANGER = "app-2"
"""An account of another chain, which the platforms do not let in: that is nobody else's trouble."""
ALL = frozenset(Fault)
PLATFORMS = {"meituan": meituan, "eleme": eleme, "opendelivery": opendelivery}
SPEAKERS = {"opendelivery": opendelivery, "keeta": keeta}
"""Who speaks OpenDelivery."""
OWN_RIDERS = {"eleme": frozenset({"xujiahui"})}
MORE = {
    "meituan": {"SWEEP_SECONDS": "1", "SHELF_SECONDS": "3"},
    "eleme": {
        "SWEEP_SECONDS": "1",
        "SELF_DELIVERY_STORES": ",".join(OWN_RIDERS["eleme"]),
        "SHOWN": "opening,busy,sold_out,menu",
        "SHELF_SECONDS": "3",
        "MENU_CALLS_PER_SECOND": "100",
    },
    "opendelivery": {"POLL_SECONDS": "0.2", "SHELF_SECONDS": "1"},
    "keeta": {"POLL_SECONDS": "0.2", "SHELF_SECONDS": "1"},
}
KEYS = dict.fromkeys(SPEAKERS, f'api_key = "{KEY}"\n')
EVENTS = "takeaway.opendelivery_events"

Listen = dict[str, tuple[str, int]]


@pytest.fixture(scope="module")
def listen() -> Listen:
    """Where each platform listens."""
    names = PLATFORMS | SPEAKERS
    ports = free_ports(len(names))
    return {name: ("127.0.0.1", port) for name, port in zip(names, ports, strict=True)}


@pytest.fixture(scope="module")
def settings(listen: Listen, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder: Path = tmp_path_factory.mktemp("accounts")
    accounts = {ACCOUNT: ("demo", SECRET), STRANGER: ("other", "another secret")}
    found = {}
    for name, (host, port) in listen.items():
        file, more = folder / f"{name}.toml", KEYS.get(name, "")
        file.touch(mode=0o600)
        file.write_text(
            "".join(
                f'[{account}]\nmerchant = "{merchant}"\nsecret = "{secret}"\n{more}'
                for account, (merchant, secret) in accounts.items()
            ),
            encoding="utf-8",
        )
        prefix = f"ZHONGTAI_TAKEAWAY_{name.upper()}"
        found |= {
            f"{prefix}_ACCOUNTS": str(file),
            f"{prefix}_URL": f"http://{host}:{port}",
            f"{prefix}_CALLS_PER_SECOND": "200",
        }
        found |= {f"{prefix}_{word}": value for word, value in MORE[name].items()}
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def shop(
    topology: str, own_database_url: str, settings: dict[str, str]
) -> AsyncIterator[Shop]:
    """The demo chain on a platform whose gateway has an account at the simulated one."""
    async with (
        running_platform(topology, own_database_url, **settings) as platform,
        httpx.AsyncClient(timeout=60) as http,
    ):
        shop = Shop(platform, http)
        await shop.open()
        yield shop


@asynccontextmanager
async def selling(
    shop: Shop, listen: Listen, name: str, faults: frozenset[Fault]
) -> AsyncIterator[tuple[Simulation, Tills, Center]]:
    """A platform, the tills of the stores, and the order center as outsiders read it."""
    host, port = listen[name]
    plan = Plan(
        ACCOUNT, SECRET, f"{shop.url}/takeaway/{name}", f"http://{host}:{port}", (host, port),
        key=KEY if name in KEYS else "", faults=faults, own_riders=OWN_RIDERS.get(name),
    )  # fmt: skip
    clock = Clock(pace=0.2)
    tills = Tills(
        shop.http,
        f"http://127.0.0.1:{shop.platform.env['ZHONGTAI_TILL_PORT']}",
        shop.till_secret,
        name,
    )
    center = Center(shop.channel, shop.operator["metadata"], name, time.time() - 1)
    async with simulation((PLATFORMS | SPEAKERS)[name], plan, clock) as simulated:
        following = asyncio.create_task(tills.follow())
        yield simulated, tills, center
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


@pytest.mark.parametrize("name", PLATFORMS)
async def test_every_story_with_every_fault_leaves_no_difference_and_a_clean_audit(
    shop: Shop, listen: Listen, name: str
):
    orders = len(stories_with(ALL, parts=PLATFORMS[name].PARTS))
    async with selling(shop, listen, name, ALL) as (simulated, tills, center):
        outcome = await simulated.run(orders, tills, center, shop.store_ids)
        if name == "eleme":
            await dishes_told(simulated)
    assert outcome.differences == []
    assert len(outcome.held) == orders
    assert outcome.counts["forged"] > 0
    assert outcome.counts["outages"] > 0
    # What is polled until it is acknowledged is never lost.
    assert (outcome.counts["lost for ever"] == 0) is (name == "opendelivery")
    assert await breaches(shop) == []


async def dishes_told(simulated: Simulation) -> None:
    """All dishes are told, and right: maybe only when the platform's last outage is over."""

    async def told() -> int:
        return simulated.counts()["dishes told"]

    await poll(told, bool)
    for look in simulated.parts.looks:
        await poll(look, lambda differences: not differences)


async def test_an_order_that_cannot_be_read_is_a_letter_until_it_can_and_its_neighbours_are_taken(
    shop: Shop, listen: Listen, monkeypatch: pytest.MonkeyPatch
):
    sound, odd = messages.order_json, [1]

    def told(entry, **more):
        whole = sound(entry, **more)
        return whole | {"items": "none"} if entry.order.place in odd else whole

    monkeypatch.setattr(messages, "order_json", told)
    async with selling(shop, listen, "opendelivery", frozenset()) as (simulated, _tills, center):
        page = f"{simulated.plan.base}/simulator/orders"
        numbers = [(await shop.http.post(page)).json()["number"] for _ in range(3)]
        await poll(center.held, lambda held: {numbers[0], numbers[2]} <= set(held))
        [letter] = await poll(lambda: letters(shop), lambda found: len(found) == 1)
        assert numbers[1] in letter.subject_id
        assert numbers[1] not in await center.held()
        odd.clear()
        retry = letter_pb2.RetryLettersRequest(letter_ids=[letter.letter_id])
        await shop.orders.RetryLetters(retry, **shop.operator)
        await poll(center.held, lambda held: set(numbers) <= set(held))
        await poll(lambda: letters(shop), lambda found: not found)
    assert await breaches(shop) == []


async def test_money_that_the_chain_wants_back_comes_with_the_end_or_not_once_it_is_on_its_way(
    shop: Shop, listen: Listen
):
    async with selling(shop, listen, "opendelivery", frozenset()) as (simulated, tills, center):
        numbers = [await confirmed(shop, simulated, tills) for _ in range(2)]
        for _ in range(3):
            await shop.http.post(f"{simulated.plan.base}/simulator/orders/{numbers[1]}/rider")
        ended, kept = [await all_asked_back(shop, center, number) for number in numbers]
        held = await poll(center.held, lambda held: held[numbers[0]].amounts.refunded.minor_units)
        assert held[numbers[0]].status == order_pb2.ORDER_STATUS_CANCELLED
        assert held[numbers[0]].amounts.refunded == held[numbers[0]].amounts.paid
        await poll(kept, lambda wish: wish.status == after_sale_pb2.AFTER_SALE_STATUS_FAILED)
        assert (await ended()).status != after_sale_pb2.AFTER_SALE_STATUS_FAILED
        assert (await center.held())[numbers[1]].amounts.refunded.minor_units == 0


@pytest.mark.parametrize(
    ("name", "orders"), [("meituan", 0), ("eleme", 0), ("opendelivery", 0), ("keeta", 2)]
)
async def test_what_a_store_sells_out_is_sold_out_on_each_platform(
    shop: Shop, listen: Listen, name: str, orders: int
):
    async with selling(shop, listen, name, frozenset()) as (simulated, tills, center):
        if name == "eleme":
            # It has forgotten the dishes that the test before told it.
            simulated.parts.looks.clear()
        for look in simulated.parts.looks:
            await poll(look, lambda differences: not differences)

        async def sold_out() -> dict[str, list[str]]:
            seen = (await shop.http.get(f"{simulated.plan.base}/simulator/stores")).json()
            return {each["code"]: sorted(each["sold_out"]) for each in seen}

        before = await sold_out()
        gone = before | {"bund": sorted([*before["bund"], "cucumber"])}
        await sell_out(shop, "cucumber")
        await poll(sold_out, lambda found: found == gone)
        await sell_out(shop, "cucumber", gone=False)
        await poll(sold_out, lambda found: found == before)
        # The books are compared, too, and calls that were not signed right are named.
        outcome = await simulated.run(orders, tills, center, shop.store_ids)
        assert outcome.differences == []


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("topology", ["single"], indirect=True)
async def test_an_order_that_somebody_clicks_at_the_platforms_page_comes_to_the_till_and_back(
    shop: Shop, listen: Listen, browser: str
):
    async with (
        selling(shop, listen, "meituan", frozenset()) as (simulated, tills, center),
        a_tab(browser) as page,
    ):
        await page.go(simulated.plan.base)
        await page.until("document.querySelectorAll('#stores li').length === 3")
        await page.run("document.getElementById('sell').click()")
        card = "document.querySelector('#orders article')"
        await page.until(f"{card}?.textContent.includes('sold')")
        [number] = simulated.book.entries
        await poll(center.held, lambda held: number in held)
        await tills.report(number, "accepted")
        await page.until(f"{card}.querySelector('.state').textContent.includes('confirmed')")
        await tills.report(number, "ready")
        await page.until(f"{card}.querySelector('.state').textContent.includes('ready')")
        await sell_out(shop, "cucumber")
        store = "document.querySelector('[data-store=bund]').textContent"
        await page.until(f"{store}.includes('sold out: ')")
        await sell_out(shop, "cucumber", gone=False)
        await page.until(f"!{store}.includes('sold out')")
        await page.run(f"{card}.querySelector('button').click()")
        await page.until(f"{card}.querySelector('.state').textContent.includes('cancelled')")


async def test_a_till_has_the_orders_of_all_channels_in_one_list_with_one_numbering(
    shop: Shop, listen: Listen
):
    phone, app = await shop.phone("one-list"), await logged_in(GrpcApp, shop, "one-list")
    async with contextlib.AsyncExitStack() as stack:
        for name in PLATFORMS:
            side = await stack.enter_async_context(selling(shop, listen, name, frozenset()))
            page = f"{side[0].plan.base}/simulator/orders"
            for _ in range(6):
                (await shop.http.post(page)).raise_for_status()
        await phone.paid_order("soy-milk")
        await app.pay((await placed(app, "soy-milk")).order_id)

        async def at_the_till() -> dict[str, list[tuple[str, int]]]:
            found = defaultdict[str, list[tuple[str, int]]](list)
            for entry in (await shop.pull("", limit=200))["orders"]:
                order = entry["order"]
                if order["store_id"] == shop.store_id:  # A till has all stores of the chain.
                    # One that is wanted after midnight has a number of the next day.
                    found[order["channel"]].append((order["business_date"], order["daily_number"]))
            return found

        found = await poll(at_the_till, lambda seen: {*PLATFORMS, "miniapp", "mall"} <= set(seen))
    numbers = [number for each in found.values() for number in each]
    assert len(set(numbers)) == len(numbers)


async def confirmed(shop: Shop, simulated: Simulation, tills: Tills) -> str:
    """Sell an order by hand, and have the store take it on; gives its number."""
    page = f"{simulated.plan.base}/simulator/orders"
    number: str = (await shop.http.post(page)).json()["number"]
    await tills.report(number, "accepted")
    entry = simulated.book.entries[number]
    assert await entry.until(lambda: entry.stage is Stage.CONFIRMED, 60)
    return number


async def all_asked_back(
    shop: Shop, center: Center, number: str
) -> Callable[[], Awaitable[after_sale_pb2.AfterSale]]:
    """Have the chain want all of an order's money back; gives what reads how that stands."""
    order = (await center.held())[number]
    ask = payment_messages_pb2.CancelOrderLinesRequest(
        request_id=f"all-{number}", order_id=order.order_id, reason="the kitchen floods"
    )
    for line in order.lines:
        ask.lines.add(line_id=line.line_id, quantity=line.quantity)
    await shop.control.CancelOrderLines(ask, **shop.operator)
    listing = after_sale_messages_pb2.ListAfterSalesRequest(order_id=order.order_id)

    async def wish() -> after_sale_pb2.AfterSale:
        found: Any = await shop.orders.ListAfterSales(listing, **shop.operator)
        return found.after_sales[0]

    return wish


async def letters(shop: Shop) -> list[letter_pb2.Letter]:
    listing = letter_pb2.ListLettersRequest(reader=EVENTS)
    return list((await shop.orders.ListLetters(listing, **shop.operator)).letters)
