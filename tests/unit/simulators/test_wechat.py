"""The simulated WeChat by itself: its ladder, what it notices of merchants, and its customers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from simulators.core.clock import Clock
from simulators.wechat.book import Asked, Book, Refund, Refusal
from simulators.wechat.courier import Courier
from simulators.wechat.files import kept_accounts
from tests.wechat import Chains, chains, simulated, wechats_keys

DAY = 24 * 3600.0


@pytest.fixture
def there(tmp_path) -> Chains:
    return chains(tmp_path, ["demo"])


@asynccontextmanager
async def courier(statuses: list[int]) -> AsyncIterator[tuple[Courier, list[float]]]:
    """A courier to a merchant that answers so, the last for ever, and the pauses it makes."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    def merchant(_: httpx.Request) -> httpx.Response:
        return httpx.Response(statuses.pop(0) if len(statuses) > 1 else statuses[0])

    async with httpx.AsyncClient(transport=httpx.MockTransport(merchant)) as http:
        yield Courier(http, Clock(sleep=sleep), authority=wechats_keys()), pauses


async def test_a_notice_that_nobody_takes_comes_for_24_hours_and_4_minutes(there: Chains):
    async with courier([500]) as (sends, pauses):
        sends.send(there.accounts["demo"], "http://here", "TRANSACTION.SUCCESS", {})
        await sends.errands.all_done()
        assert pauses == list(Courier.ladder)
        assert sum(pauses) == DAY + 4 * 60
        assert (sends.counts["notices"], sends.given_up) == (16, ["http://here"])


async def test_a_merchant_who_takes_what_strangers_send_is_told_of(there: Chains):
    async with courier([200]) as (sends, _):
        sends.faults.strangers = True
        sends.send(there.accounts["demo"], "http://here", "REFUND.SUCCESS", {})
        await sends.errands.all_done()
        what = [words.split()[-3] for words in sends.misconduct]
        assert what == ["forged", "old", "replayed"]
    async with courier([401, 401, 200, 401]) as (sends, _):
        sends.faults.strangers = True
        sends.send(there.accounts["demo"], "http://here", "REFUND.SUCCESS", {})
        await sends.errands.all_done()
        assert sends.misconduct == []


def test_the_book_allows_what_wechat_allows(there: Chains):
    book, account = Book(lambda: 1000.0), there.accounts["demo"]
    asked = Asked("pay_1", 1990, "Tea", 2000.0, "http://here", "o-anna")
    assert book.prepare(account, asked) is book.prepare(account, asked)
    with pytest.raises(Refusal, match="OUT_TRADE_NO_USED"):
        book.prepare(account, Asked("pay_1", 1991, "Tea", 2000.0, "http://here", "o-anna"))
    back = Refund("rfd_1", 990, "", "http://here", "5", 1000.0)
    with pytest.raises(Refusal, match="RESOURCE_NOT_EXISTS"):
        book.refund(account, "pay_1", back, 1990)
    book.pay("pay_1")
    assert book.refund(account, "pay_1", back, 1990) is book.refund(account, "pay_1", back, 1990)
    for number, amount in (("rfd_1", 991), ("rfd_2", 1001)):
        more = Refund(number, amount, "", "http://here", "6", 1000.0)
        with pytest.raises(Refusal, match="INVALID_REQUEST"):
            book.refund(account, "pay_1", more, 1990)
    with pytest.raises(Refusal, match="ORDERPAID"):
        book.close(account, "pay_1")


async def test_a_person_plays_the_customer_by_hand(there: Chains):
    async with simulated(there) as side, httpx.AsyncClient(base_url=side.url) as hand:
        asked = {"appid": "wx-demo", "name": "anna"}
        code = (await hand.get("/by-hand/code", params=asked)).json()["code"]
        query = {"appid": "wx-demo", "secret": "secret of demo", "js_code": code}
        session = await hand.get(
            "/sns/jscode2session", params=query | {"grant_type": "authorization_code"}
        )
        assert session.json()["openid"].startswith("o")
        unknown = await hand.post("/by-hand/pay", params={"out_trade_no": "pay_1"})
        assert (unknown.status_code, unknown.json()) == (404, {"code": "ORDER_NOT_EXIST"})
        wanted = {"calls": ["lost", ""], "refund_outcome": "CLOSED"}
        set_to = (await hand.post("/by-hand/faults", json=wanted)).json()
        assert set_to["refund_outcome"] == side.faults.refund_outcome == "CLOSED"
        for wrong in ({"calls": ["x"]}, {"x": 1}):
            assert (await hand.post("/by-hand/faults", json=wrong)).status_code == 400
        assert side.faults.calls == ["lost", ""]
        assert "Get a code" in (await hand.get("/")).text
        told = (await hand.get("/by-hand/trades")).json()
        assert (told["apps"], told["trades"], told["misconduct"]) == (["wx-demo"], [], [])
        assert (await hand.get("/v3/certificates")).json()["code"] == "SIGN_ERROR"
        assert (await hand.get("/by-hand/counts")).json()["misconduct"] == []


def test_a_platform_that_knows_the_accounts_knows_them_after_the_next_start(tmp_path):
    (first, authority), (again, same) = (kept_accounts(tmp_path, ["demo"]) for _ in "12")
    numbers = [each["demo"].public_key.public_numbers() for each in (first, again)]
    assert numbers[0] == numbers[1]
    assert authority.public_key() == same.public_key()
    assert authority.headers(b"", by_public_key=True)["Wechatpay-Serial"].startswith("PUB_KEY_ID_")
