"""How often the database is asked for one order: counts, which do not depend on the machine."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.acceptance.shop import Phone, Shop
from tests.platform import Platform, running_platform

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.topology,
    # Only where one process counts for all centers.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]

ORDERS = 5
MOST_OF_ONE_ORDER = 12
TOGETHER = 24
MOST_OF_ONE_AMONG_MANY = 6
READS = frozenset({"find_members", "list_orders", "get_orders"})
PERIODIC = frozenset(
    {
        "begin",
        "commit",
        "due_letters",
        "expire_coupons",
        "find_chain_version",
        "find_next_due",
        "find_revision",
        "letters_by_subject",
        "list_lapsed",
        "list_orders_to_begin",
        "list_orders_to_complete",
        "list_overdue_orders",
        "look_at_feed",
        "notify_readers",
        "take_due_deliveries",
        "try_sweep",
    }
)
"""Sent on an idle platform, too."""


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def platform(own_database_url: str) -> AsyncIterator[Platform]:
    """A platform of its own: what others left to be looked after asks the database, too."""
    async with running_platform("single", own_database_url) as platform:
        yield platform


async def statements(shop: Shop, without: frozenset[str] = PERIODIC) -> Counter[str]:
    """What was sent so far, by center and name."""
    text = (await shop.http.get(f"{shop.url}/metrics")).text
    found = re.findall(r'statements_total\{center="(\w+)",statement="(\w+)"\} (\d+)', text)
    return Counter(
        {f"{center}.{name}": int(count) for center, name, count in found if name not in without}
    )


async def accepted_order(shop: Shop, phone: Phone) -> None:
    order = await phone.paid_order("cucumber")
    await shop.till_says(order["order_id"], "accepted", pickup_code="7")
    await phone.until(order["order_id"], lambda seen: seen["status"] == "ACCEPTED")


async def test_a_paid_order_needs_a_bounded_number_of_statements(shop, anna):
    await accepted_order(shop, anna)
    before = await statements(shop)
    for _ in range(ORDERS):
        await accepted_order(shop, anna)
    sent = await statements(shop) - before
    assert sent.total() <= MOST_OF_ONE_ORDER * ORDERS, sent.most_common()


async def test_orders_that_come_together_share_their_statements(shop):
    phones = [await shop.phone(f"together-{n}") for n in range(TOGETHER)]
    before = await statements(shop, PERIODIC | READS)
    await asyncio.gather(*(phone.paid_order("cucumber") for phone in phones))
    sent = await statements(shop, PERIODIC | READS) - before
    assert sent.total() <= MOST_OF_ONE_AMONG_MANY * TOGETHER, sent.most_common()


async def test_a_paid_order_is_written_with_six_statements_and_no_center_is_asked_in_vain(
    shop, anna
):
    await accepted_order(shop, anna)
    before = await statements(shop)
    for _ in range(ORDERS):
        await accepted_order(shop, anna)
    sent = await statements(shop) - before
    once = ("order.create_orders", "payment.start_payments", "payment.keep_captures")
    # It is paid, handed to its till, and accepted there.
    assert sent["order.keep_changes"] <= 3 * ORDERS
    assert [sent[name] for name in once] == [ORDERS] * 3
    # Who looks while it is being changed reads it.
    assert sent["order.get_orders"] <= 2 * ORDERS
    needless = ("find_", "list_orders", "take_orders", "lock_", "begin_placements")
    read = [name.split(".") for name in sent if not name.startswith("store.")]
    assert not [name for name in read if name[1].startswith(needless)]


async def test_a_guest_is_registered_and_logged_in_with_one_statement_and_no_transaction(shop):
    counted = PERIODIC - {"begin"}
    before = await statements(shop, counted)
    for guest in range(ORDERS):
        await shop.phone(f"guest-{guest}")
    sent = await statements(shop, counted) - before
    of_users = {name: count for name, count in sent.items() if name.startswith("user.")}
    assert of_users.pop("user.begin", 0) < ORDERS
    assert of_users == {"user.log_in": ORDERS}


async def test_what_a_process_writes_itself_its_readers_get_from_memory(shop, anna):
    counted = PERIODIC - {"look_at_feed"}
    before = await statements(shop, counted)
    for _ in range(ORDERS):
        await accepted_order(shop, anna)
    sent = await statements(shop, counted) - before
    # What looks there are come from the poll, which is for writers that died.
    assert sent["order.look_at_feed"] + sent["payment.look_at_feed"] <= ORDERS
    assert sent["order.read_events"] == sent["payment.read_events"] == 0
