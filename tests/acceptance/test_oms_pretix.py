"""A chain whose e-vouchers are a real pretix's: whatever becomes of it, both sides agree."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from tests.acceptance.auditing import settled
from tests.acceptance.shop import Phone, Shop
from tests.acceptance.test_after_sale import becomes
from tests.acceptance.test_vouchers import (
    bought,
    customer_of_cards,
    redeem,
    states,
    with_codes,
)
from tests.databases import fresh_database, name_in
from tests.platform import MERCHANT, running_platform
from tests.plugins.oms_at_pretix import name_of
from tests.pretix import Pretix, account
from tests.tryton_line import Line, line_to

# Where nobody has installed pretix yet, the first test does.
pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.topology,
    pytest.mark.timeout(1800),
]


@dataclass
class Side:
    """Pretix, the line to it, and the shop with a customer."""

    pretix: Pretix
    line: Line
    shop: Shop
    phone: Phone

    async def there(self, order: dict[str, Any]) -> tuple[str, Counter[str]]:
        """What an order costs at pretix, and how many of its codes stand where."""
        found = await asyncio.to_thread(self.pretix.order, order["order_id"])
        kinds = [
            "REDEEMED" if each["checkins"] else "VOIDED" if each["canceled"] else "ISSUED"
            for each in found["positions"]
        ]
        assert {x["secret"] for x in found["positions"]} == {x["code"] for x in order["vouchers"]}
        return found["total"], Counter(kinds)

    async def books(self, order: dict[str, Any]) -> tuple[int, int]:
        """What was given back of an order by pretix's books, and how much more was paid for it."""
        back, over = await asyncio.to_thread(self.pretix.books, order["order_id"])
        return int(back * 100), int(over * 100)


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def side(
    pretix: Pretix, pg_url: str, migrated_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Side]:
    """The demo chain with an account in pretix, on a platform of its own."""
    accounts = tmp_path_factory.mktemp("accounts") / "pretix.toml"
    accounts.touch(mode=0o600)
    settings = {
        "ZHONGTAI_OMS_PLUGIN": f"{MERCHANT}=oms_pretix",
        "ZHONGTAI_OMS_PRETIX_ACCOUNTS": str(accounts),
        "ZHONGTAI_OMS_PRETIX_POLL_SECONDS": "1",
        "ZHONGTAI_OMS_PRETIX_OVERLAP_SECONDS": "3",
    }
    with fresh_database(pg_url, template=name_in(migrated_url)) as url:
        async with line_to(pretix.url, name_of) as line:
            accounts.write_text(account(pretix, line.url, MERCHANT, card=pretix.items["V1"]))
            async with (
                running_platform("single", url, **settings) as platform,
                httpx.AsyncClient(timeout=60) as http,
            ):
                shop = Shop(platform, http)
                await shop.open()
                yield Side(pretix, line, shop, await customer_of_cards(shop))


async def test_vouchers_are_used_and_given_back_on_both_sides_and_both_sides_agree(side):
    shop, phone = side.shop, side.phone
    order = await with_codes(shop, phone, 4)
    codes = [voucher["code"] for voucher in order["vouchers"]]
    await redeem(shop, codes[0])
    await asyncio.to_thread(side.pretix.redeem, codes[1])
    used = ["ISSUED", "ISSUED", "REDEEMED", "REDEEMED"]
    await phone.until(order["order_id"], lambda now: states(now) == used)
    # While there is no pretix, one more is bought, and what is unused is asked back.
    side.line.down = True
    path = f"/orders/{order['order_id']}/after-sales"
    await phone.post(path, {"reason": "changed my mind", "lines": []})
    later = await bought(shop, phone, 1)
    side.line.down = False
    half = order["amounts"]["total"] // 2
    back = await phone.until(order["order_id"], lambda now: now["amounts"]["refunded"] == half)
    assert states(back) == ["REDEEMED", "REDEEMED", "VOIDED", "VOIDED"]
    assert await side.there(back) == (f"{half / 100:.2f}", {"REDEEMED": 2, "VOIDED": 2})
    assert await side.books(back) == (half, 0)
    late = await phone.until(later, lambda seen: seen["status"] == "FULFILLED")
    total = late["amounts"]["total"]
    assert await side.there(late) == (f"{total / 100:.2f}", {"ISSUED": 1})
    assert await settled(shop) == {}


async def refused(side: Side, request: dict[str, Any]) -> None:
    """Wait until the OMS has refused, and take that to the desk."""
    await becomes(side.phone, request, "REFUSED")
    path = f"/orders/{request['order_id']}/after-sales/{request['after_sale_id']}"
    await side.phone.post(f"{path}/escalate", {})


async def desk_agrees(side: Side, request: dict[str, Any], *, although_used: bool) -> None:
    message = payment_messages_pb2.AgreeAfterSaleRequest(
        request_id=f"desk-{although_used}",
        order_id=request["order_id"],
        after_sale_id=request["after_sale_id"],
        although_used=although_used,
    )
    await side.shop.control.AgreeAfterSale(message, **side.shop.operator)


async def test_of_a_voucher_that_is_used_while_it_is_asked_back_the_desk_gives_the_money(side):
    shop, phone = side.shop, side.phone
    order = await with_codes(shop, phone, 2)
    order_id, used = order["order_id"], order["vouchers"][0]
    side.line.down = True
    await asyncio.to_thread(side.pretix.redeem, used["code"])
    piece = {"line_id": used["line_id"], "quantity": 1, "voucher_ids": [used["voucher_id"]]}
    wish = {"reason": "changed my mind", "lines": [piece]}
    asked = await phone.post(f"/orders/{order_id}/after-sales", wish)
    side.line.down = False
    await refused(side, asked)
    await desk_agrees(side, asked, although_used=False)
    await refused(side, asked)
    await phone.until(order_id, lambda now: states(now) == ["ISSUED", "REDEEMED"])
    await desk_agrees(side, asked, although_used=True)
    half = order["amounts"]["total"] // 2
    back = await phone.until(order_id, lambda now: now["amounts"]["refunded"] == half)
    # Pretix has sold both, and one was used.
    assert await side.there(back) == (f"{2 * half / 100:.2f}", {"REDEEMED": 1, "ISSUED": 1})
    assert await side.books(back) == (0, 0)
    assert await settled(shop) == {}
