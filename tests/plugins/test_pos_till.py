"""The till server: orders wait for tills, reports wait for the platform, nothing twice."""

import asyncio
import os
import signal
from pathlib import Path

import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import pos_pb2, pos_pb2_grpc
from zhongtai_plugin import BadRequest

from mesh.plugins.faults import PluginBadRequest
from plugins.pos_till import tills
from plugins.pos_till.board import Board
from tests.plugins.register import TillRegister, secret_of
from tests.plugins.world import (
    Till,
    an_order,
    at_till,
    patiently,
    push,
    till_server,
    update,
    updates_of,
)
from tests.times import within


async def test_a_till_sees_a_pushed_order_once(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        (entry,) = await till.pull()
        assert entry["state"] == "new"
        assert entry["order"]["lines"][0]["name"] == "Tea 茶"
        assert entry["order"]["total"] == 1600
        assert await till.pull() == []


async def test_a_waiting_till_is_answered_when_an_order_comes(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        waiting = asyncio.create_task(till.pull(wait_seconds=20))
        await push(handle, an_order("ord_1"))
        assert [entry["order"]["order_id"] for entry in await waiting] == ["ord_1"]


async def test_an_order_is_pushed_on_the_open_stream(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        async with till.http.stream("GET", "/till/v1/stream") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "retry: 1000"
            await push(handle, an_order("ord_1"))
            seen = [line async for line in _until_data(lines)]
        assert '"order_id":"ord_1"' in seen[-1]
        assert any(line.startswith("id: ") for line in seen)


async def _until_data(lines):
    async for line in lines:
        yield line
        if line.startswith("data: "):
            return


async def test_a_pick_up_code_is_made_when_the_till_gives_none(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"), an_order("ord_2"), an_order("ord_3", "sto_2"))
        outcomes = await till.report(
            *(update(f"u{n}", f"ord_{n}", "accepted") for n in (1, 2, 3)),
        )
        assert [outcome["pickup_code"] for outcome in outcomes] == ["A001", "A002", "A001"]
        sent, _ = await updates_of(handle, 3)
        assert [item.pickup_code for item in sent] == ["A001", "A002", "A001"]


async def test_an_order_that_is_accepted_already_comes_with_a_code(tmp_path: Path) -> None:
    order = an_order("ord_1")
    order.accepted = True
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        for _ in range(2):
            await push(handle, order)
        (entry,) = await till.pull()
        assert (entry["state"], entry["order"]["accepted"]) == ("accepted", True)
        assert entry["pickup_code"] == "A001"
        (sent,), _ = await updates_of(handle, 1)
    assert (sent.kind, sent.pickup_code) == (pos_pb2.TILL_UPDATE_KIND_ACCEPTED, "A001")


async def test_an_order_for_later_that_is_accepted_when_its_time_has_come_gets_a_code_then(
    tmp_path: Path,
) -> None:
    order = an_order("ord_1")
    order.waits = True
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, order)
        assert [entry["state"] for entry in await till.pull()] == ["new"]
        order.waits, order.accepted = False, True
        change = pos_pb2.OrderChange(
            change_id="c1", order_id="ord_1", kind=pos_pb2.ORDER_CHANGE_KIND_CHANGED, order=order
        )
        change.occurred_time.GetCurrentTime()
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        await handle.call(stub.UpdateOrders, pos_pb2.UpdateOrdersRequest(changes=[change]))
        (entry,) = await till.pull()
        assert (entry["state"], entry["pickup_code"]) == ("accepted", "A001")
        (sent,), _ = await updates_of(handle, 1)
    assert sent.pickup_code == "A001"


async def test_the_tills_own_pick_up_code_reaches_the_platform(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        await till.report(update("u1", "ord_1", "accepted", pickup_code="Z9"))
        await till.report(update("u2", "ord_1", "ready"))
        (accepted, ready), _ = await updates_of(handle, 2)
        assert (accepted.pickup_code, ready.pickup_code) == ("Z9", "Z9")
        assert ready.kind == pos_pb2.TILL_UPDATE_KIND_READY


async def test_replaying_what_an_offline_till_did_doubles_and_loses_nothing(
    tmp_path: Path,
) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, *(an_order(f"ord_{n}") for n in range(10)))
        done = [
            update(f"{kind}-{n}", f"ord_{n}", kind, occurred_at="2026-01-31T12:00:00Z")
            for n in range(10)
            for kind in ("accepted", "ready", "fulfilled")
        ]
        first = await till.report(*done[:20])
        again = await till.report(*done)
        assert {outcome["outcome"] for outcome in first} == {"taken"}
        assert [outcome["outcome"] for outcome in again] == ["repeated"] * 20 + ["taken"] * 10
        sent, cursor = await updates_of(handle, 30)
        assert [item.update_id for item in sent] == [f"til_demo/{u['update_id']}" for u in done]
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        await handle.call(stub.AckUpdates, pos_pb2.AckUpdatesRequest(cursor=cursor))
        late = await till.report(*done)
        assert {outcome["outcome"] for outcome in late} == {"repeated"}


async def test_orders_wait_while_the_till_is_off(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle:
        await push(handle, *(an_order(f"ord_{n}") for n in range(7)))
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        assert await push(handle, an_order("ord_3")) == [True]
        seen = [entry["order"]["order_id"] for entry in await till.pull()]
        assert seen == [f"ord_{n}" for n in range(7)]


async def test_kill_between_receive_and_acknowledge_loses_nothing(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle:
        await push(handle, *(an_order(f"ord_{n}") for n in range(5)))
        async with at_till(tmp_path) as till:
            await till.report(*(update(f"u{n}", f"ord_{n}", "accepted") for n in range(5)))
        before, cursor = await updates_of(handle, 5)
        os.kill(handle.pid, 9)
        again = [an_order(f"ord_{n}") for n in range(6)]
        assert await patiently(lambda: push(handle, *again)) == [True] * 5 + [False]
        after, same = await patiently(lambda: updates_of(handle, 5))
        assert (after, same) == (before, cursor)
        assert handle.restarts == 1


async def test_a_till_is_told_that_an_order_was_cancelled(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        await till.pull()
        await till.report(update("u1", "ord_1", "accepted"))
        change = pos_pb2.OrderChange(change_id="c1", order_id="ord_1", kind=1, note="changed mind")
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        await handle.call(stub.UpdateOrders, pos_pb2.UpdateOrdersRequest(changes=[change]))
        (entry,) = await till.pull(echo=0)
        assert (entry["state"], entry["note"]) == ("cancelled", "changed mind")


async def test_a_till_may_ask_not_to_hear_its_own_reports(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        await till.pull()
        await till.report(update("u1", "ord_1", "accepted"))
        assert await Till(till.http, till.cursor).pull(echo=0) == []
        assert [entry["state"] for entry in await till.pull()] == ["accepted"]


async def test_one_bad_report_does_not_fail_its_neighbours(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        outcomes = await till.report(
            update("u1", "ord_1", "accepted"),
            update("u2", "ord_unknown", "accepted"),
            update("u3", "ord_1", "eaten"),
            update("u4", "ord_1", "rejected"),
            update("u5", "ord_1", "ready"),
        )
        assert [item["outcome"] for item in outcomes] == ["taken", *["refused"] * 3, "taken"]
        assert outcomes[1]["code"] == "ORDER_UNKNOWN"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", "Basic x", f"Bearer {secret_of('til_none')}"]
)
async def test_without_a_tills_secret_nothing_is_served(tmp_path: Path, header: str) -> None:
    async with till_server(tmp_path), at_till(tmp_path) as till:
        for method, path in (("GET", "orders"), ("GET", "stream"), ("POST", "updates")):
            url = f"/till/v1/{path}"
            answer = await till.http.request(method, url, headers={"authorization": header})
            assert answer.status_code == 401
            assert answer.headers["content-type"] == "application/problem+json"


async def test_a_till_of_one_store_sees_no_other_store(tmp_path: Path) -> None:
    register = TillRegister(tmp_path)
    second, stranger = secret_of("til_2"), secret_of("til_x", "other")
    register.stores |= {second: "sto_2", stranger: ""}
    async with till_server(tmp_path, register) as handle:
        await push(handle, an_order("ord_1"), an_order("ord_2", "sto_2"))
        for secret, wanted in ((second, ["ord_2"]), (stranger, [])):
            async with at_till(tmp_path, secret) as till:
                seen = [entry["order"]["order_id"] for entry in await till.pull()]
                assert seen == wanted
                (outcome,) = await till.report(update("u1", "ord_1", "accepted"))
                assert outcome["code"] == "ORDER_UNKNOWN"


async def test_sales_at_the_counter_are_pulled_once(tmp_path: Path) -> None:
    sale = {
        "till_sale_id": "s1",
        "store_id": "sto_1",
        "lines": [{"sku_id": "sku_tea", "quantity": 2}],
        "occurred_at": "2026-01-31T12:00:00Z",
    }
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        for outcome in ("taken", "repeated"):
            answer = await till.http.post("/till/v1/sales", json={"sales": [sale]})
            assert answer.json()["results"][0]["outcome"] == outcome
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        page = await handle.call(stub.PullTillSales, pos_pb2.PullTillSalesRequest())
        assert [item.lines[0].quantity for item in page.sales] == [2]
        request = pos_pb2.PullTillSalesRequest(after_cursor=page.cursor)
        assert not (await handle.call(stub.PullTillSales, request)).sales


async def test_a_held_pull_is_answered_by_a_sale_and_by_the_plug_ins_end(tmp_path: Path) -> None:
    sale = {
        "till_sale_id": "s1",
        "store_id": "sto_1",
        "lines": [{"sku_id": "sku_tea", "quantity": 2}],
        "occurred_at": "2026-01-31T12:00:00Z",
    }
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        pull = stub.PullTillSales(pos_pb2.PullTillSalesRequest(wait_seconds=30))
        await till.http.post("/till/v1/sales", json={"sales": [sale]})
        page = await within(pull, 20)
        assert [item.till_sale_id for item in page.sales] == ["s1"]
        request = pos_pb2.PullTillSalesRequest(after_cursor=page.cursor, wait_seconds=30)
        held = stub.PullTillSales(request)
        await stub.PullTillSales(pos_pb2.PullTillSalesRequest())  # it has come in behind the other
        os.kill(handle.pid, signal.SIGTERM)
        assert not (await within(held, 20)).sales


@pytest.mark.parametrize(
    "odd",
    [
        {"till_sale_id": "s\0"},
        {"lines": []},
        {"lines": [{"quantity": 1}]},
        {"lines": [{"sku_id": "a\0", "quantity": 1}]},
        *(
            {"lines": [{"sku_id": "sku_tea", "quantity": n}]}
            for n in (0, 10**12, -10_000, 1.5, True)
        ),
        *({"occurred_at": f"{at}-01-01T00:00:00Z"} for at in ("0001", "1969", "2200", "9999")),
        {"occurred_at": "2026-01-31T12:00:00"},
    ],
)
async def test_a_sale_that_the_platform_could_not_keep_is_refused(tmp_path: Path, odd) -> None:
    sound = {
        "till_sale_id": "s1",
        "store_id": "sto_1",
        "lines": [{"sku_code": "tea", "quantity": -1}],
        "occurred_at": "2026-01-31T12:00:00+08:00",
    }
    async with till_server(tmp_path), at_till(tmp_path) as till:
        answer = await till.http.post("/till/v1/sales", json={"sales": [sound, sound | odd]})
        assert answer.status_code == 400
        assert (await till.http.post("/till/v1/sales", json={"sales": [sound]})).status_code == 200


async def test_a_cursor_of_another_till_server_is_refused_and_not_skipped(tmp_path: Path) -> None:
    async with till_server(tmp_path / "a") as handle, at_till(tmp_path / "a") as till:
        await push(handle, an_order("ord_1"))
        await till.report(update("u1", "ord_1", "accepted"))
        await till.pull()
        _, cursor = await updates_of(handle, 1)
        foreign = till.cursor
    async with till_server(tmp_path / "b") as handle, at_till(tmp_path / "b") as till:
        answer = await till.http.get("/till/v1/orders", params={"after": foreign})
        assert (answer.status_code, answer.json()["code"]) == (410, "CURSOR_UNKNOWN")
        with pytest.raises(PluginBadRequest, match="empty cursor"):
            await updates_of(handle, 1, cursor)


async def test_a_cursor_from_after_a_backup_is_refused_by_the_board_that_was_restored(
    tmp_path: Path,
) -> None:
    """What comes now has numbers that the till has seen already: it would miss it in silence."""
    till = tills.Till("til_1", "demo", ("*",))
    board = await Board.open(tmp_path, 30)
    await board.close()
    backup = (tmp_path / "board.sqlite3").read_bytes()
    board = await Board.open(tmp_path, 30)
    await board.take_orders([an_order("ord_lost")])
    cursor = board.pull(till, "", "", limit=10, echo=True).cursor
    await board.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "board.sqlite3").write_bytes(backup)
    board = await Board.open(tmp_path, 30)
    with pytest.raises(BadRequest, match="Begin again"):
        board.pull(till, "", cursor, limit=10, echo=True)
    assert board.pull(till, "", "", limit=10, echo=True).orders == []
    await board.close()


def after_sale_change(state: str, change_id: str) -> pos_pb2.OrderChange:
    """A wish for one of the two teas' money back."""
    opened = state == "applied"
    change = pos_pb2.OrderChange(
        change_id=change_id,
        order_id="ord_1",
        kind=pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED
        if opened
        else pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_CLOSED,
        after_sale=pos_pb2.PosAfterSale(
            after_sale_id="afs_1",
            state=state,
            lines=[pos_pb2.PosPieces(line_id="1", quantity=1)],
            amount=Money(minor_units=800, currency_code="CNY"),
            reason="cold",
        ),
    )
    change.occurred_time.GetCurrentTime()
    return change


async def test_a_wish_for_money_back_waits_at_the_till_also_for_a_closed_order(
    tmp_path: Path,
) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        await till.report(update("u1", "ord_1", "completed"))
        stub = handle.stub(pos_pb2_grpc.PosServiceStub)
        for state, waits in (("applied", True), ("agreed", False)):
            request = pos_pb2.UpdateOrdersRequest(changes=[after_sale_change(state, state)])
            await handle.call(stub.UpdateOrders, request, repeatable=True)
            (entry,) = await till.pull()
            assert [each["state"] for each in entry["after_sales"]] == [state]
            # A till that begins again still sees what waits for its answer.
            till.cursor = ""
            assert bool(await till.pull()) is waits


async def test_what_a_till_decides_about_money_back_reaches_the_platform(tmp_path: Path) -> None:
    async with till_server(tmp_path) as handle, at_till(tmp_path) as till:
        await push(handle, an_order("ord_1"))
        missing = [{"line_id": "1", "quantity": 1}]
        outcomes = await till.report(
            update("u1", "ord_1", "after_sale_agreed", after_sale_id="afs_1"),
            update("u2", "ord_1", "after_sale_refused"),
            update("u3", "ord_1", "lines_cancelled", lines=missing, reason="no tea left"),
            update("u4", "ord_1", "lines_cancelled", lines=missing * 2, reason="no tea left"),
        )
        assert [each["outcome"] for each in outcomes] == ["taken", "refused", "taken", "refused"]
        (agreed, cancelled), _ = await updates_of(handle, 2)
        assert (agreed.after_sale_id, cancelled.reason) == ("afs_1", "no tea left")
        assert [(each.line_id, each.quantity) for each in cancelled.lines] == [("1", 1)]
        assert outcomes[0]["state"] == "new"
