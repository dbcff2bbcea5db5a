"""Recorded tables come in as real calls, once however often, and the audit finds no fault."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from tests.acceptance.copies import Copy, copy_of
from tests.acceptance.recorded import (
    BURRITO_TOTALS,
    Year,
    burrito_list,
    pizza_year,
    spoil,
    store_list,
)

pytestmark = [pytest.mark.topology, pytest.mark.postgres]


@pytest.fixture(scope="module")
def copy(topology: str, database_url: str) -> Iterator[Copy]:
    """A platform with a PostgreSQL of its own, or with one that only it was told of."""
    told = {} if topology == "single" else {"ZHONGTAI_DATABASE_URL": database_url}
    with copy_of(topology, told) as copy:
        copy.up()
        yield copy


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    year = pizza_year(tmp_path_factory.mktemp("recorded") / "year", 1, 40)
    spoil(year)
    return year


def effects(copy: Copy) -> tuple[int, ...]:
    """What a second run must not add to."""
    return tuple(
        copy.ask(f"SELECT {sql}")
        for sql in (
            """count(*) FROM "order".orders""",
            "count(*) FROM payment.payments",
            "count(*) FROM payment.ledger_entries",
            "count(*) FROM member.ledger",
        )
    )


def test_a_year_is_ordered_paid_and_made_but_for_rows_named_with_their_line(copy: Copy, year: Year):
    table, said = copy.replay("pizza-year", str(year.folder))
    named = [line.removeprefix("not taken ") for line in said.splitlines() if "not taken" in line]
    assert named == [
        "order_details.csv:82: names no pizza of the menu, or no quantity",
        "orders.csv:42: order '9001' has a broken line or none",
        "orders.csv:43: has 2 cells, not 3",
    ]
    assert table["orders"] == table["paid now"] == f"{year.orders}"
    assert table["lines"] == f"{year.lines}"
    assert table["turnover"] == f"USD {year.turnover / 100:,.2f}"
    assert (table["there before"], table["refused"]) == ("0", "0")
    assert "place and pay: 40 of 40" in said.splitlines()


def test_a_second_run_changes_nothing_and_charges_nobody_again(copy: Copy, year: Year):
    copy.wait_until(f"SELECT count(*) = {year.orders} FROM member.ledger")  # points follow
    before = effects(copy)
    table, _ = copy.replay("pizza-year", str(year.folder))
    assert (table["orders"], table["lines"]) == (f"{year.orders}", f"{year.lines}")
    assert (table["paid now"], table["there before"]) == ("0", "40")
    assert effects(copy) == before
    assert before[:2] == (40, 40)


def test_burritos_come_in_line_by_line_at_the_prices_of_the_file(copy: Copy, tmp_path: Path):
    orders, lines, turnover = BURRITO_TOTALS
    for now, before in (("3", "0"), ("0", "3")):
        table, said = copy.replay("chipotle", str(burrito_list(tmp_path)))
        assert (table["orders"], table["lines"]) == (f"{orders}", f"{lines}")
        assert table["turnover"] == f"USD {turnover / 100:,.2f}"
        assert (table["brought in now"], table["there before"]) == (now, before)
        assert "orders.tsv:6: 'free' is not a decimal amount" in said
    assert_nested_and_doubled(copy)
    orders_came = """count(*) FROM "order".orders WHERE channel = 'chipotle'"""
    assert copy.ask(f"SELECT {orders_came} AND status = 8 AND came_finished") == 3
    assert copy.ask(f"SELECT {orders_came} AND completed_at < '2016-01-01'") == 3
    ordered = "SELECT daily_number FROM \"order\".orders WHERE channel_order_number = '2'"
    assert copy.ask(ordered) == 2


def assert_nested_and_doubled(copy: Copy) -> None:
    """Nested choices stay nested, and equal lines stay two."""
    request = read_messages_pb2.ListOrdersRequest(
        channel="chipotle", view=read_messages_pb2.ORDER_VIEW_FULL
    )
    reply = copy.rpc(OrderServiceStub, "ListOrders", request)
    lines = {order.channel_order_number: order.lines for order in reply.orders}
    bowl = lines["1"][1]
    assert (bowl.quantity, bowl.unit_price.minor_units) == (2, 849)
    [salsa] = bowl.modifiers
    assert salsa.name == "Salsa (Hot)"
    assert [inner.name for inner in salsa.modifiers] == ["Black Beans", "Rice", "Cheese"]
    assert [line.amount.minor_units for line in lines["2"]] == [109, 109]


def test_stores_come_in_with_their_hours(copy: Copy, tmp_path: Path):
    for outcome in ("created", "unchanged"):
        table, said = copy.replay("stores", str(store_list(tmp_path)))
        assert (table["stores"], table["with unknown hours"], table[outcome]) == ("3", "1", "3")
        assert "stores.csv:5: 'somewhere' are no coordinates" in said


def test_what_the_platform_refuses_is_told_with_the_reason(copy: Copy, tmp_path: Path):
    file = store_list(tmp_path)
    file.write_text(file.read_text().replace("34.6,-118.1", "34.6,-918.1"))
    done = copy.call("replay", "stores", str(file))
    assert done.returncode == 1
    assert "longitude" in done.stdout


def test_a_file_of_another_kind_is_refused_with_a_word(copy: Copy, tmp_path: Path):
    done = copy.call("replay", "chipotle", str(store_list(tmp_path)))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is it the right file?" in done.stderr


def test_the_audit_looks_at_everything_and_is_clean(copy: Copy):
    done = copy.call("audit")
    assert done.returncode == 0, done.stdout
    assert "checks, clean" in done.stdout
    told = json.loads(copy.call("audit", "--json").stdout)
    looked = {check["name"]: check["checked"] for check in told}
    assert looked["captured_money_is_the_orders"] == 43
    assert looked["completed_orders_earned_points"] == 40
    assert looked["feed_cursors_at_the_end"] >= 3


TAMPERINGS = {
    "captured_money_is_the_orders": (
        """UPDATE "order".orders SET paid = paid + {sign}
        WHERE order_id = (SELECT min(order_id) FROM "order".orders WHERE channel = 'miniapp')"""
    ),
    "stock_equals_movements": (
        """UPDATE inventory.stock SET on_hand = on_hand + {sign}
        WHERE (store_id, sku_id) = (SELECT store_id, min(sku_id) FROM inventory.stock
        WHERE tracked GROUP BY 1 ORDER BY 1 LIMIT 1)"""
    ),
    "feed_cursors_at_the_end": (
        """UPDATE "order".feed_cursors SET seq = seq - {sign}
        WHERE reader = 'order_control.stock'"""
    ),
}


@pytest.mark.parametrize("check", TAMPERINGS)
def test_the_audit_names_what_was_tampered_with(copy: Copy, check: str):
    copy.ask(TAMPERINGS[check].format(sign="1"))
    done = copy.call("audit", "--wait", "0")
    copy.ask(TAMPERINGS[check].format(sign="(-1)"))
    assert done.returncode == 1
    assert f"{check}: " in done.stdout
