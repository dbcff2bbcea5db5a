"""What the audit of group buying names, each breach by its check and by no other."""

import pytest
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb

from tests.store.group_buy.conftest import Groups
from tests.store.group_buy.test_groups import paid

BREACHES = {
    "groups_have_their_size": "UPDATE groups SET size = 1",
    "groups_end_in_time": "UPDATE groups SET deadline = now() - interval '2 hours', state = 1",
    "orders_of_groups_are_told": (
        "WITH g AS (UPDATE groups SET ended_at = now() - interval '11 minutes')"
        " UPDATE places SET to_do = 1"
    ),
    "no_place_of_a_merged_person": (
        "INSERT INTO person_merges"
        " (merchant_id, merge_id, from_person_id, into_person_id, moved_at)"
        " VALUES ('demo', 'mrg_1', 'per_anna', 'per_new', now())"
    ),
    "orders_keep_their_address_to_themselves": "UPDATE places SET order_request = 'x'",
}


async def breached(groups: Groups) -> list[str]:
    reply = await groups.app.servicer.Audit(pb.AuditRequest(), None)
    return [check.name for check in reply.checks if check.breach_count or check.failure]


@pytest.mark.parametrize("name", BREACHES)
async def test_a_breach_is_named_by_its_check(groups: Groups, name: str):
    await paid(groups, members=2)
    await groups.follow()
    # Its clock stands elsewhere than the database's.
    await groups.db.execute("UPDATE groups SET deadline = now() + interval '1 hour'")
    assert await breached(groups) == []
    await groups.db.execute(BREACHES[name])
    assert await breached(groups) == [name]


async def test_orders_have_ten_minutes_from_the_end_of_their_group_to_be_told(groups: Groups):
    await paid(groups, members=2)
    await groups.follow()
    await groups.db.execute(
        "UPDATE groups SET deadline = now() - interval '1 day', ended_at = now() - interval '9 min'"
    )
    await groups.db.execute("UPDATE places SET to_do = 1")
    assert await breached(groups) == []


async def test_an_address_that_is_kept_for_a_place_given_up_is_named(groups: Groups):
    await paid(groups)
    await groups.db.execute("UPDATE places SET state = 3, order_id = '', order_request = 'x'")
    assert "orders_keep_their_address_to_themselves" in await breached(groups)


async def test_what_is_held_of_each_order_is_told(groups: Groups):
    _, orders = await paid(groups, members=2)
    await groups.follow()
    [page] = [page async for page in groups.app.servicer.AuditOrders(pb.AuditOrdersRequest(), None)]
    assert list(page.names) == ["group_state", "place_state"]
    told = {each.order_id: list(each.figures) for each in page.orders}
    assert told == {order_id: [2, 2] for order_id in orders}
    merchants = await groups.app.servicer.ListMerchants(pb.ListMerchantsRequest(), None)
    assert list(merchants.merchant_ids) == ["demo"]
