"""What nobody needs goes, in small steps, and none of it by reading all there is."""

import asyncio
import importlib
import pkgutil
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import apps
import centers
from apps.order_control.counter import CHANNEL
from centers.order.store import MIGRATIONS as ORDER
from centers.order.store import PLACEMENTS
from centers.payment.store import MIGRATIONS as PAYMENT
from centers.payment.store import REQUESTS
from mesh.data import idempotency
from mesh.data.database import Database
from mesh.data.forgetting import AT_ONCE, Aging, forget
from mesh.data.idempotency import KEPT_FOR, forget_answers
from tests.store.plans import plan_of

ROOT = Path(centers.__file__).parent.parent
OPERATE = ROOT / "docs" / "operate.md"


def agings():
    """Return what ages in each schema, with its migrations."""
    yield "order", ORDER, idempotency._ANSWERS
    for package in (centers, apps):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2] != "store":
                continue
            path = module.name.split(".")
            folder = ROOT / path[0] / path[1] / "migrations"
            for found in vars(importlib.import_module(module.name)).values():
                if isinstance(found, Aging):
                    yield path[1], folder, found


ALL = list(agings())


def test_as_many_are_looked_at_as_there_are():
    files = [path for top in ("mesh", "centers", "apps") for path in (ROOT / top).rglob("*.py")]
    assert len(ALL) == sum(len(re.findall(r"= Aging\(", path.read_text())) for path in files)


@pytest.mark.parametrize(("schema", "migrations", "aging"), ALL, ids=[x[2].table for x in ALL])
async def test_what_is_old_is_found_by_an_index(center_database, schema, migrations, aging):
    db = await center_database(schema, migrations)
    oldest = f"SELECT ctid FROM {aging.table} WHERE {aging.since} < $1 AND {aging.only}"
    plan = await plan_of(db, f"{oldest} ORDER BY {aging.since} LIMIT $2", 2)
    assert f"Index Cond: ({aging.since} < $1)" in plan, plan
    assert "Sort" not in plan, plan


async def test_a_great_many_go_in_small_steps_and_one_that_is_held_holds_up_no_other(
    center_database,
):
    db, sent = await center_database("order", ORDER), Counter()
    due = 2 * AT_ONCE + 2
    await db.execute(
        "INSERT INTO requests (merchant_id, method, caller, request_id, body_hash, kept_at) "
        "SELECT 'm', '/o/Cancel', 'c', n::text, '', now() - $2::interval "
        "FROM generate_series(1, $1::int) AS n",
        due,
        KEPT_FOR + timedelta(minutes=1),
    )
    counting = Database(db.dsn, db.schema, count=lambda name: sent.update([name]))
    async with db.transaction() as other, asyncio.timeout(30):
        await other.execute("SELECT FROM requests WHERE request_id = '7' FOR UPDATE")
        await forget_answers(counting)
        assert await counting.fetchval("SELECT count(*) FROM requests") == 1
    assert sent["forget_requests"] == 3
    await forget_answers(counting)
    assert await counting.fetchval("SELECT count(*) FROM requests") == 0
    await counting.close()


@pytest.mark.parametrize(
    ("schema", "migrations", "aging"),
    [("order", ORDER, PLACEMENTS), ("payment", PAYMENT, REQUESTS)],
    ids=["placements", "payment_requests"],
)
async def test_what_requests_led_to_is_forgotten_like_other_answers(
    center_database, schema, migrations, aging
):
    made = await center_database(schema, migrations)
    db = Database(made.dsn, made.schema, answers=[aging])
    text = "merchant_id, request_id, body_hash"
    own = {
        "placements": f"{text}, person_id, order_id, store_id, leased_to",
        "payment_requests": f"{text}, caller, payment_id",
    }[aging.table]
    rest = {"placements": "'', '', '', now()", "payment_requests": "'', ''"}[aging.table]
    ages = {"old": KEPT_FOR, "young": KEPT_FOR - timedelta(minutes=1)}
    for name, age in ages.items():
        await db.execute(
            f"INSERT INTO {aging.table} ({own}, {aging.since}) "
            f"VALUES ('m', $1, '', {rest}, now() - $2::interval)",
            name,
            age,
        )
    await forget_answers(db)
    left = await db.fetch(f"SELECT request_id FROM {aging.table}")
    assert [row[0] for row in left] == ["young"]
    await forget(db, aging, datetime.now(UTC))
    assert await db.fetchval(f"SELECT count(*) FROM {aging.table}") == 0
    await db.close()


def tables() -> set[str]:
    """Return the tables of all schemas, as "schema.table"; those of every schema have no schema."""
    found = set()
    folders = {"": ROOT / "mesh" / "data" / "migrations"}
    for top in ("centers", "apps"):
        folders |= {f"{each.parent.name}.": each for each in (ROOT / top).glob("*/migrations")}
    for schema, folder in folders.items():
        for file in sorted(folder.glob("*.sql")):
            for step, name in re.findall(r"\b(CREATE|DROP) TABLE (\w+)", file.read_text()):
                (found.add if step == "CREATE" else found.discard)(f"{schema}{name}")
    return found


def test_every_table_is_said_to_be_kept_for_how_long():
    section = OPERATE.read_text().partition("\n## What is kept for how long\n")[2]
    told = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)?)`", section.partition("\n## ")[0]))
    assert tables() - told == set()
    assert {each for each in told if "." in each} - tables() == set()


async def test_an_order_at_the_counter_is_known_by_its_tills_number_for_ever(center_database):
    made = await center_database("order", ORDER)
    db = Database(made.dsn, made.schema, answers=[PLACEMENTS])
    await db.execute(
        "INSERT INTO placements (merchant_id, person_id, request_id, body_hash, order_id, "
        "store_id, leased_to, created_at) "
        "VALUES ('m', '', $1, '', '', '', now(), now() - interval '900 days')",
        f"{CHANNEL}:1a2b",
    )
    await forget_answers(db)
    assert await db.fetchval("SELECT count(*) FROM placements") == 1
    await db.close()
