"""A center's checks are the statements of its file, all read as of one moment."""

import time

import pytest
from zhongtai.order.v1 import read_messages_pb2 as read_pb
from zhongtai.store.v1 import store_service_pb2 as messages

from mesh.call.context import Identity, as_call
from mesh.data.auditing import Audit

CHECKS = """
-- name: audit_cups_are_full
-- Every cup is full.
SELECT id, fill FROM cups WHERE merchant_id = $1;

-- name: audit_totals
-- What there is.
SELECT count(*) AS cups, coalesce(sum(id::int), 0) AS numbers FROM cups WHERE merchant_id = $1;

-- name: list_merchants
-- Who has a cup.
SELECT DISTINCT merchant_id FROM cups WHERE $1 IN ('', merchant_id);

-- name: list_audit_orders
-- Each cup as if it were an order.
SELECT 'o' || id AS order_id, 's1' AS store_id, 'CNY' AS currency_code, id::int AS number,
       fill::int AS filled
FROM cups WHERE merchant_id = $1 ORDER BY id COLLATE "C";
"""

OVERFLOW = """
-- name: audit_numbers_are_small
-- Every number can be multiplied.
SELECT id, id::bigint * 9223372036854775807 > 0 FROM cups WHERE merchant_id = $1;

"""
SLOW = """
-- name: audit_waits
-- The database has time.
SELECT 'nap', true FROM pg_sleep(60) WHERE $1 = $1;

"""


@pytest.fixture
async def audit(center_database, tmp_path):
    db = await center_database("store", None)
    await db.execute("CREATE TABLE cups (merchant_id text, id text, fill boolean)")
    await db.execute(
        "INSERT INTO cups VALUES ('m1', '1', true), ('m1', '2', false), ('m2', '3', false)"
    )
    file = tmp_path / "queries_audit.sql"
    file.write_text(CHECKS)
    return Audit(db, file)


async def test_each_check_tells_what_it_found_of_the_callers_merchant(audit):
    with as_call(Identity("service", "test", "m1")):
        reply = await audit.answer(messages.AuditResponse)
    (check,) = reply.checks
    assert (check.name, check.description) == ("cups_are_full", "Every cup is full.")
    assert (check.checked_count, check.breach_count, list(check.breaches)) == (2, 1, ["2"])
    assert dict(reply.totals) == {"cups": 2, "numbers": 3}


async def test_a_merchant_without_anything_breaches_nothing(audit):
    with as_call(Identity("service", "test", "m9")):
        reply = await audit.answer(messages.AuditResponse)
    assert (reply.checks[0].checked_count, reply.checks[0].breach_count) == (0, 0)
    assert dict(reply.totals) == {"cups": 0, "numbers": 0}


def audit_of(audit: Audit, folder, statements: str) -> Audit:
    """The audit of the same cups, with more statements in front."""
    (folder / "more.sql").write_text(statements + CHECKS)
    return Audit(audit._db, folder / "more.sql")


async def test_a_check_whose_numbers_overflow_says_so_and_the_others_are_answered(audit, tmp_path):
    with as_call(Identity("service", "test", "m1")):
        reply = await audit_of(audit, tmp_path, OVERFLOW).answer(messages.AuditResponse)
    overflow, cups = reply.checks
    assert (overflow.name, overflow.breach_count) == ("numbers_are_small", 1)
    assert "out of range" in overflow.failure
    assert (cups.breach_count, cups.failure) == (1, "")
    assert reply.totals["cups"] == 2


async def test_a_check_that_takes_too_long_leaves_the_others_their_time(audit, tmp_path):
    began = time.monotonic()
    with as_call(Identity("service", "test", "m1"), timeout=4):
        reply = await audit_of(audit, tmp_path, SLOW).answer(messages.AuditResponse)
    assert time.monotonic() - began < 4
    assert [check.failure for check in reply.checks] == ["it takes too long", ""]
    assert reply.totals["cups"] == 2


async def test_a_sum_that_nobody_can_tell_is_a_breach(audit):
    file = audit._queries
    file._statements["audit_totals"] = file["audit_totals"].replace("id::int", "id::numeric * 1e20")
    with as_call(Identity("service", "test", "m1")):
        reply = await audit.answer(messages.AuditResponse)
    assert reply.checks[-1].name == "totals_can_be_told"
    assert "'numbers': 300000000000000000000" in reply.checks[-1].failure
    assert dict(reply.totals) == {"cups": 2}


@pytest.mark.parametrize(("merchant", "seen"), [("", ["m1", "m2"]), ("m2", ["m2"]), ("m9", [])])
async def test_who_is_bound_to_no_merchant_sees_all_there_are(audit, merchant, seen):
    with as_call(Identity("operator", "test", merchant)):
        reply = await audit.merchants(messages.ListMerchantsResponse)
    assert list(reply.merchant_ids) == seen


async def test_what_is_held_of_orders_comes_in_pages_sorted_by_id(audit, monkeypatch):
    monkeypatch.setattr("mesh.data.auditing.ORDERS_PER_REPLY", 1)
    with as_call(Identity("operator", "test", "m1")):
        pages = [page async for page in audit.orders(read_pb.AuditOrdersResponse)]
    assert [list(page.names) for page in pages] == [["number", "filled"]] * 2
    told = [(order.order_id, list(order.figures)) for page in pages for order in page.orders]
    assert told == [("o1", [1, 1]), ("o2", [2, 0])]
