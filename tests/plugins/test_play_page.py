"""The page of a play: what its buttons do in a real browser, and who may ask it for anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.plugins.browser import Tab, a_tab, needs_browser
from tests.plugins.played import Played, ours, played
from tests.plugins.test_payment_sandbox import at_cashier, pay

NARROW = 320
DIARY = "document.querySelector('#diary').textContent"


@asynccontextmanager
async def at_page(*arguments: str) -> AsyncIterator[tuple[Played, str]]:
    """A play of a carrier, with the address of its page."""
    carrier = ours("carrier_sandbox", http_port="0", step_milliseconds="50")
    async with played("carrier", *arguments, *carrier) as play:
        url = (await play.until(r"http://127.0.0.1:\d+/"))[0]
        await play.until("ready")
        yield play, url


async def press(tab: Tab, selector: str) -> None:
    await tab.run(f"document.querySelector('{selector}').click()")


async def choose(tab: Tab, call: str) -> None:
    """Choose a call, and wait for its sample."""
    await tab.run(
        f"at('message').value = ''; at('call').value = '{call}';"
        "at('call').dispatchEvent(new Event('change'))"
    )
    await tab.until("at('message').value")


async def answered(tab: Tab, call: str, count: int) -> None:
    """Wait until so many of a call are answered."""
    await tab.until(
        f"[...document.querySelectorAll('[data-call={call}] b.good')].length === {count}"
    )


@needs_browser
@pytest.mark.browser
async def test_the_page_sends_repeats_kills_and_shows_what_comes(browser: str) -> None:
    async with at_page() as (play, url), a_tab(browser) as tab:
        await tab.resize(NARROW, 640)
        await tab.go(url)
        await tab.until("at('name').textContent.startsWith('carrier_sandbox 1')")
        await choose(tab, "CreateDelivery")
        await press(tab, "#twice")
        await press(tab, "#send")
        await answered(tab, "CreateDelivery", 2)
        await press(tab, "[data-call=CreateDelivery] button")
        await answered(tab, "CreateDelivery", 3)
        await tab.until(f"{DIARY}.includes('WatchDeliveryUpdates streams')")
        await press(tab, "[data-do=kill]")
        await tab.until(f"{DIARY}.includes('killed') && {DIARY}.includes('started, process')")
        await choose(tab, "QueryDelivery")
        assert "delivery-" in await tab.run("at('message').value")
        await press(tab, "#twice")
        await press(tab, "#send")
        await answered(tab, "QueryDelivery", 1)
        assert await tab.run("document.documentElement.scrollWidth") <= NARROW
        await play.until("QueryDelivery after")


@needs_browser
@pytest.mark.browser
async def test_the_page_says_what_is_wrong_and_what_the_contract_says(browser: str) -> None:
    async with at_page() as (play, url), a_tab(browser) as tab:
        await tab.go(url)
        await tab.until("at('message').value")
        await choose(tab, "VerifyCallback")
        claim = "does not claim CAPABILITY_CARRIER_CALLBACK: a host never makes this call"
        assert claim in await tab.run("at('without').textContent")
        for text, complaint in (("{", "This is no JSON"), ('{"x": 1}', 'no field named "x"')):
            await tab.run(f"at('message').value = '{text}'")
            await press(tab, "#send")
            await tab.until(f"at('problem').textContent.includes('{complaint}')")
        await choose(tab, "Quote")
        await tab.run("at('message').value = '{}'")
        await press(tab, "#send")
        await tab.until("document.querySelector('[data-call=Quote] b.bad')")
        assert "BAD_REQUEST" in await tab.run(DIARY)
        assert "The contract: The request breaks the contract" in await tab.run(DIARY)
        assert await play.end() == 0
        await tab.until("at('problem').textContent.includes('has zhongtai-plugin play ended?')")


async def test_only_pages_from_here_may_ask() -> None:
    async with at_page() as (_, url), httpx.AsyncClient(base_url=url) as http:
        wish = {"do": "kill"}
        told = (await http.get("/told")).raise_for_status().json()
        assert [call["name"] for call in told["calls"]][:2] == ["Quote", "CreateDelivery"]
        strange = [
            await http.get("/told", headers={"host": "evil.example"}),
            await http.get("/told", headers={"origin": "http://evil.example"}),
            await http.post("/do", json=wish, headers={"origin": "http://evil.example"}),
            await http.post(
                "/do", content='{"do": "kill"}', headers={"content-type": "text/plain"}
            ),
        ]
        assert {answer.status_code for answer in strange} == {403}
        for wrong in ([], {"do": "dance"}, {"call": "Quote", "message": 1}, {"call": "x"}):
            answer = await http.post("/do", json=wrong)
            assert (answer.status_code, "problem" in answer.json()) == (400, True)
        assert "default-src 'none'" in (await http.get("/")).headers["content-security-policy"]


async def test_a_notice_of_the_provider_reaches_the_plug_in(tmp_path: Path) -> None:
    state = tmp_path / "plugins" / "payment_sandbox"
    arguments = ["--state", str(state), *ours("payment_sandbox", http_port="0")]
    async with played("payment", *arguments) as play:
        url = (await play.until(r"page    (http://127.0.0.1:\d+)/"))[1]
        sent = await play.type("createp", r'"payment_id": "(pay-[\w-]+)"')
        await play.until("<- .* CreatePayment after")
        async with at_cashier(tmp_path) as http:
            await pay(http, sent[1])
        await play.until("<- .* VerifyNotice .*PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED")
        async with httpx.AsyncClient(base_url=url) as http:
            assert (await http.post("/notices", content="garbage")).status_code >= 400
        await play.until("refused   BAD_REQUEST|refused   AUTH")
        await play.type("queryp", "PROVIDER_PAYMENT_STATUS_SUCCEEDED")
        await play.type("creater", "<- .* CreateRefund after")
