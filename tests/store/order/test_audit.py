"""What the order center tells an audit: its own checks, and what it holds of every order."""

import pytest
from zhongtai.order.v1 import order_pb2, read_messages_pb2

from tests.store.order.build import begun, placed
from tests.store.order.test_after_sales import agree, ask, bought, pay_back


async def told(center) -> dict[str, dict[str, int]]:
    """What the center tells of each order, by its id."""
    request = read_messages_pb2.AuditOrdersRequest()
    return {
        order.order_id: dict(zip(page.names, order.figures, strict=True))
        async for page in center.servicer.AuditOrders(request, None)
        for order in page.orders
    }


async def test_an_order_is_told_with_its_money_and_where_it_stands(center):
    order_id = await placed(center)
    order = (await told(center))[order_id]
    assert (order["status"], order["being_placed"]) == (order_pb2.ORDER_STATUS_PLACED, 0)
    assert (order["paid"], order["refunded"], order["earns"]) == (1000, 0, 1)


async def test_a_placement_is_told_only_while_it_is_under_way(center):
    order_id = await begun(center)
    assert (await told(center))[order_id]["being_placed"] == 1
    await center.db.execute("UPDATE placements SET leased_to = now()")
    assert await told(center) == {}


async def test_the_merchants_are_those_with_orders(center):
    await placed(center)
    reply = await center.servicer.ListMerchants(read_messages_pb2.ListMerchantsRequest(), None)
    assert list(reply.merchant_ids) == ["demo"]


async def breached(center) -> dict[str, list[str]]:
    reply = await center.servicer.Audit(read_messages_pb2.AuditRequest(), None)
    return {check.name: list(check.breaches) for check in reply.checks if check.breach_count}


def wanted(moment: str) -> str:
    """Makes every order one that is wanted at a moment, an expression of SQL."""
    return f"""UPDATE orders SET wishes = jsonb_set(wishes, '{{expected_at}}',
        to_jsonb(({moment})::text)), business_date = ({moment})::date"""


LONG_AGO = "UPDATE orders SET placed_at = now() - interval '11 minutes'"
IN_SIX_DAYS = wanted("now() + interval '6 days'")

LAWFUL = {
    "just placed": "SELECT 1",
    "handed to its till long ago": f"{LONG_AGO};"
    "INSERT INTO events (merchant_id, store_id, subject_id, kind, payload, trace_id)"
    " SELECT merchant_id, store_id, order_id, 'HANDED_TO_TILL', '', '' FROM orders",
    "accepted by an operator": f"{LONG_AGO}; UPDATE orders SET status = 3",
    "waiting for its time": f"{LONG_AGO};"
    " UPDATE orders SET waits = true, prepare_from = now() + interval '2 days'",
    "to be begun just now": f"{LONG_AGO}; UPDATE orders SET prepare_from = now()",
    "for no till": f"{LONG_AGO}; UPDATE orders SET route = 3",
    "wanted in six days": IN_SIX_DAYS,
    "of the night before": "UPDATE orders SET business_date = now()::date - 1",
    "sold by its channel last year": "UPDATE orders SET status = 8,"
    " placed_at = now() - interval '1 year', business_date = (now() - interval '1 year')::date",
}


@pytest.mark.parametrize("state", LAWFUL)
async def test_a_lawful_order_is_not_named(center, state):
    await placed(center)
    await center.db.execute(LAWFUL[state])
    assert await breached(center) == {}


SILENT = "platforms_answer_what_is_agreed"
BREACHES = {
    "placed_orders_reach_their_till": LONG_AGO,
    "waiting_orders_are_shown_in_time": (
        "UPDATE orders SET waits = true, prepare_from = now() - interval '11 minutes'"
    ),
    "wanted_times_are_near": wanted("timestamptz '2020-01-01 12:00Z'"),
    "business_dates_are_near": "UPDATE orders SET business_date = '2199-01-01'",
}


@pytest.mark.parametrize("name", BREACHES)
async def test_an_order_that_is_not_right_is_named(center, name):
    order_id = await placed(center)
    assert await breached(center) == {}
    await center.db.execute(BREACHES[name])
    ((found, [words]),) = (await breached(center)).items()
    assert (found, words.partition(" ")[0]) == (name, order_id)


async def test_an_order_wanted_in_two_hundred_years_is_named(center):
    await placed(center)
    await center.db.execute(wanted("timestamptz '2199-01-01 12:00Z'"))
    assert list(await breached(center)) == ["wanted_times_are_near"]


async def test_what_is_agreed_is_told_unless_the_channel_holds_the_money(center):
    order_id = await bought(center)
    await agree(center, await ask(center, order_id, 2, "a"))
    assert (await told(center))[order_id]["agreed"] == 2000
    await center.db.execute("UPDATE after_sales SET held_by_channel = true")
    assert (await told(center))[order_id]["agreed"] == 0


@pytest.mark.parametrize(("hours", "named"), [(23, []), (25, [SILENT])])
async def test_a_platform_that_is_silent_about_what_was_agreed_is_named(center, hours, named):
    await agree(center, await ask(center, await bought(center), 2, "a"))
    since = f"updated_at = now() - interval '{hours} hours'"
    await center.db.execute(f"UPDATE after_sales SET held_by_channel = true, {since}")
    assert list(await breached(center)) == named


async def test_every_state_of_an_after_sale_is_lawful(center):
    first, second = await bought(center), await bought(center)
    await ask(center, first, 2, "a")
    await agree(center, await ask(center, first, 1, "b"))
    request = await agree(center, await ask(center, second, 1, "c"))
    assert await pay_back(center, request) == ""
    assert await breached(center) == {}


PACKED = (
    "UPDATE orders SET packaging_fee = 40, total = total + 40, paid = paid + 40;"
    " UPDATE order_lines SET detail = jsonb_set(detail, '{packaging_fee}', '%s')"
)


@pytest.mark.parametrize(("of_lines", "named"), [(40, []), (41, ["lines_add_up"])])
async def test_the_packaging_of_lines_is_within_that_of_their_order(center, of_lines, named):
    await bought(center)
    await center.db.execute(PACKED % of_lines)
    assert list(await breached(center)) == named


AFTER_SALE_BREACHES = {
    "pieces_asked_within_bought": (
        "UPDATE after_sales SET lines = jsonb_set(lines, '{0,quantity}', '5')"
    ),
    "money_asked_within_paid": "UPDATE after_sales SET amount = 4001",
    "cancelled_orders_wait_for_no_answer": (
        "UPDATE orders SET status = 9, paid = 0, placed_at = NULL;"
        " UPDATE after_sales SET amount = 0"
    ),
}


@pytest.mark.parametrize("name", AFTER_SALE_BREACHES)
async def test_an_after_sale_that_is_not_right_is_named(center, name):
    order_id = await bought(center)
    await ask(center, order_id, 4, "a")
    assert await breached(center) == {}
    await center.db.execute(AFTER_SALE_BREACHES[name])
    ((found, [words]),) = (await breached(center)).items()
    assert found == name
    assert order_id in words
