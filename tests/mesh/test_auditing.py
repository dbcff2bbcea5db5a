"""A center's checks are the statements of its file, all read as of one moment."""

import pytest
from zhongtai.store.v1 import store_service_pb2 as messages

from mesh.auditing import Audit
from mesh.context import Identity, as_call

CHECKS = """
-- name: audit_cups_are_full
-- Every cup is full.
SELECT count(*) AS checked, count(*) FILTER (WHERE NOT fill) AS breached,
       (array_agg(id) FILTER (WHERE NOT fill))[1:20] AS examples
FROM cups WHERE merchant_id = $1;

-- name: audit_totals
-- What there is.
SELECT count(*) AS cups, coalesce(sum(id::int), 0) AS numbers FROM cups WHERE merchant_id = $1;
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
