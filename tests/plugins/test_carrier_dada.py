"""Dada against its simulator: nothing is ordered twice, and no callback is believed."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin.conformance.notices import catching

from mesh.plugins.faults import (
    PluginAuth,
    PluginBadRequest,
    PluginConflict,
    PluginRateLimited,
    PluginRejected,
    PluginRetry,
)
from simulators.core.ways import LATE_FEE, RIDERS
from simulators.dada import book, signature
from simulators.dada.faults import Faults
from simulators.dada.files import ACCOUNTS
from simulators.dada.platform import Dada
from tests.dada import Chains, chains, simulated
from tests.plugins.carrier_scene import NAME, PHONE, STREET, Platform, new_id
from tests.plugins.world import hosted, until

UNKNOWN = pb.CARRIER_DELIVERY_STATUS_UNKNOWN
CREATED, ASSIGNED = pb.CARRIER_DELIVERY_STATUS_CREATED, pb.CARRIER_DELIVERY_STATUS_ASSIGNED
AT_STORE, PICKED_UP = pb.CARRIER_DELIVERY_STATUS_AT_STORE, pb.CARRIER_DELIVERY_STATUS_PICKED_UP
DELIVERED, FAILED = pb.CARRIER_DELIVERY_STATUS_DELIVERED, pb.CARRIER_DELIVERY_STATUS_FAILED
CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Scene:
    """Dada, the plug-in as the platform calls it for noodles, and where all of it lies."""

    side: Dada
    platform: Platform
    there: Chains

    def move(self, delivery_id: str, *states: int) -> None:
        """Have a rider take a delivery so far."""
        for state in states:
            self.side.orders.move(self.side.book.any(delivery_id), state)

    def numbers(self) -> list[str]:
        """The numbers of all orders that Dada has."""
        return [order.asked.origin_id for order in self.side.book.all()]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """Dada, and the plug-in with accounts for noodles and tea."""
    folder = tmp_path_factory.mktemp("dada")
    there = chains(folder, "noodles", "tea", stores=("sto_1",))
    async with (
        simulated(there) as side,
        hosted("carrier_dada", folder, **there.env(side.url)) as handle,
    ):
        yield Scene(side, Platform(handle), there)


@pytest.fixture
def scene(running: Scene) -> Scene:
    """The same, with nothing that goes wrong."""
    running.side.faults.take(Faults())
    return running


def signed(said: dict, **more: object) -> dict:
    """A callback with other content and a right signature, as anybody can write one."""
    said = said | more
    values = (said["client_id"], said["order_id"], said["update_time"])
    return said | {"signature": signature.of_callback(*values)}


@pytest.mark.parametrize("fault", ["lost", "garbled", "away", "system-error", "in-progress"])
async def test_an_answer_that_does_not_come_leaves_one_delivery(scene: Scene, fault: str):
    before, delivery_id = scene.numbers(), new_id()
    scene.side.faults.calls += [fault]
    with pytest.raises(PluginRetry):
        await scene.platform.create(delivery_id)
    taken = await scene.platform.create(delivery_id)
    assert (taken.status, taken.carrier_delivery_no) == (CREATED, delivery_id)
    assert taken.fee.minor_units > 0
    scene.side.faults.calls += [fault]
    with pytest.raises(PluginRetry):
        await scene.platform.query(delivery_id)
    assert (await scene.platform.query(delivery_id)).status == CREATED
    assert scene.numbers() == [*before, delivery_id]


async def test_twins_are_one_delivery_and_other_places_conflict(scene: Scene):
    before, delivery_id = scene.numbers(), new_id()
    twins = await asyncio.gather(*(scene.platform.create(delivery_id) for _ in range(5)))
    assert {twin.carrier_delivery_no for twin in twins} == {delivery_id}
    with pytest.raises(PluginConflict):
        await scene.platform.create(delivery_id, latitude=31.25)
    scene.side.faults.calls += ["throttled"]
    with pytest.raises(PluginRateLimited) as limited:
        await scene.platform.create(delivery_id)
    assert limited.value.retry_after_seconds > 0
    assert scene.numbers() == [*before, delivery_id]


async def test_a_price_orders_nothing_and_is_that_of_the_order(scene: Scene):
    before = scene.numbers()
    price = await scene.platform.quote()
    assert (price.distance_metres > 0, price.quote_id) == (True, "")
    assert scene.numbers() == before
    taken = await scene.platform.create()
    order = scene.side.book.any(taken.delivery_id)
    assert (order.fee, order.metres) == (price.fee.minor_units, price.distance_metres)
    assert (order.asked.shop_no, order.asked.cargo_price) == ("shop-of-sto_1", 1990)


async def test_a_rider_is_followed_by_callbacks_each_of_which_is_looked_up(scene: Scene):
    steps = {
        book.TO_FETCH: ASSIGNED,
        book.AT_STORE: AT_STORE,
        book.DELIVERING: PICKED_UP,
        book.DONE: DELIVERED,
    }
    platform, delivery_id = scene.platform, new_id()
    async with catching() as catcher:
        await platform.create(delivery_id, callback_url=catcher.url)
        told = [await platform.verify((await catcher.next()).body)]
        for state, status in steps.items():
            scene.move(delivery_id, state)
            told.append(await platform.verify((await catcher.next()).body))
            asked = await platform.query(delivery_id)
            assert (asked.status, bool(asked.rider.phone)) == (status, True)
            assert abs(asked.rider.position.latitude - 31.24) < 1e-5
            assert told[-1].update.delivery.rider.name == asked.rider.name
    assert all(answer.query_first for answer in told)
    updates = [answer.update for answer in told]
    assert [update.delivery.status for update in updates] == [CREATED, *steps.values()]
    assert {(each.merchant_id, each.store_id) for each in updates} == {("noodles", "sto_1")}
    assert len({update.update_id for update in updates}) == len(updates)


async def test_a_callback_is_refused_when_forged_old_or_about_nothing_of_ours(scene: Scene):
    async with catching() as catcher:
        await scene.platform.create(callback_url=catcher.url)
        said = json.loads((await catcher.next()).body)
    now = said["update_time"]
    for other, code in (
        (said | {"signature": "0" * 32}, "BAD_SIGNATURE"),
        (said | {"signature": "签名"}, "BAD_SIGNATURE"),
        (said | {"order_id": new_id()}, "BAD_SIGNATURE"),
        (signed(said, order_id=new_id()), "DELIVERY_UNKNOWN"),
        (signed(said, order_id="no id; a text"), "DELIVERY_UNKNOWN"),
        (signed(said, update_time=now - 90_000), "STALE"),
        (signed(said, update_time=now + 3600), "STALE"),
        (signed(said, update_time=10**18), "CALLBACK_UNREADABLE"),
        (said | {"order_status": "on its way"}, "CALLBACK_UNREADABLE"),
        (signed(said, update_time=now * 1000, order_status=book.NOT_MADE), ""),
        (said | {"order_status": "1", "update_time": str(now)}, ""),
    ):
        assert await scene.platform.verdict(other) == code


async def test_a_state_that_nobody_knows_is_told_and_shown(scene: Scene):
    async with catching() as catcher:
        taken = await scene.platform.create(callback_url=catcher.url)
        said = json.loads((await catcher.next()).body)
    scene.move(taken.delivery_id, book.TO_FETCH, 77)
    asked = await scene.platform.query(taken.delivery_id)
    assert (asked.status, "77" in asked.reason) == (ASSIGNED, True)
    answer = await scene.platform.verify(json.dumps(said | {"order_status": 78}).encode())
    assert (answer.query_first, "78" in answer.update.delivery.reason) == (True, True)
    status = scene.platform.handle.status
    await until(lambda: status().details.get("unknown_states") == "77, 78")


async def test_callbacks_that_come_twice_late_or_again_are_the_same_news(scene: Scene):
    platform, faults, delivery_id = scene.platform, scene.side.faults, new_id()
    async with catching(refuse=1) as catcher:
        faults.duplicate_callbacks = 1
        await platform.create(delivery_id, callback_url=catcher.url)
        same = [await platform.verify((await catcher.next()).body) for _ in range(3)]
        assert len({answer.update.SerializeToString() for answer in same}) == 1
        faults.duplicate_callbacks, faults.reorder_callbacks = 0, True
        scene.move(delivery_id, book.TO_FETCH, book.DELIVERING)
        late = [await platform.verify((await catcher.next()).body) for _ in range(2)]
    assert [answer.update.delivery.status for answer in late] == [PICKED_UP, ASSIGNED]
    assert (await platform.query(delivery_id)).status == PICKED_UP


@pytest.mark.parametrize(("moves", "fee"), [([], 0), ([book.TO_FETCH], LATE_FEE)])
async def test_calling_off_costs_once_a_rider_is_on_the_way_and_once(
    scene: Scene, moves: list[int], fee: int
):
    platform, delivery_id = scene.platform, (await scene.platform.create()).delivery_id
    scene.move(delivery_id, *moves)
    scene.side.faults.calls += ["lost"]
    with pytest.raises(PluginRetry):
        await platform.cancel(delivery_id)
    for answer in [await platform.cancel(delivery_id) for _ in range(2)]:
        assert (answer.delivery.status, answer.cancel_fee.minor_units) == (CANCELLED, fee)
        assert answer.HasField("cancel_fee")
    assert (await platform.query(delivery_id)).fee.minor_units == fee
    assert (await platform.create(delivery_id)).status == CANCELLED


async def test_once_the_rider_has_the_goods_it_is_too_late_to_call_off(scene: Scene):
    way = (book.TO_FETCH, book.DELIVERING)
    for moves in (way, (*way, book.DONE), (*way, book.RETURNING)):
        delivery_id = (await scene.platform.create()).delivery_id
        scene.move(delivery_id, *moves)
        with pytest.raises(PluginRejected) as refused:
            await scene.platform.cancel(delivery_id)
        assert refused.value.code == "TOO_LATE"
    assert (await scene.platform.cancel(new_id())).delivery.status == UNKNOWN


async def test_where_calling_off_fails_for_another_reason_the_order_itself_says_which(
    scene: Scene,
):
    for moves, fault in (
        ([], PluginRetry),
        ([book.TO_FETCH], PluginRetry),
        ([book.TO_FETCH, book.DELIVERING], PluginRejected),
    ):
        delivery_id = (await scene.platform.create()).delivery_id
        scene.move(delivery_id, *moves)
        scene.side.faults.calls += ["state-changed"]
        with pytest.raises(fault):
            await scene.platform.cancel(delivery_id)


async def test_what_expires_or_cannot_be_handed_over_says_why(scene: Scene):
    for reason, states, status in (
        ("EXPIRED", [book.EXPIRED], CANCELLED),
        ("NOT_MADE", [book.NOT_MADE], CANCELLED),
        ("RETURNED", [book.TO_FETCH, book.DELIVERING, book.RETURNING, book.RETURNED], FAILED),
    ):
        delivery_id = (await scene.platform.create()).delivery_id
        scene.move(delivery_id, *states)
        found = await scene.platform.query(delivery_id)
        assert (found.status, found.reason.partition(":")[0]) == (status, reason)
        if status == CANCELLED:
            assert (await scene.platform.cancel(delivery_id)).delivery.status == CANCELLED


async def test_what_dada_does_not_take_is_refused_for_good_and_says_why(scene: Scene):
    platform, faults, delivery_id = scene.platform, scene.side.faults, new_id()
    with pytest.raises(PluginRejected) as far:
        await platform.quote(latitude=39.9)
    faults.no_riders = True
    with pytest.raises(PluginRejected) as nobody:
        await platform.create(delivery_id)
    faults.no_riders, faults.no_balance = False, True
    with pytest.raises(PluginRejected) as poor:
        await platform.create(delivery_id)
    codes = [refused.value.code for refused in (far, nobody, poor)]
    assert codes == ["OUT_OF_RANGE", "NO_RIDERS", "NO_BALANCE"]
    assert (await platform.query(delivery_id)).status == UNKNOWN
    status = platform.handle.status
    await until(lambda: "top it up" in status().details.get("account.noodles", ""))
    faults.no_balance = False
    assert (await platform.create(delivery_id)).status == CREATED
    await until(lambda: "account.noodles" not in status().details)


async def test_what_lacks_something_is_refused_and_not_noted(scene: Scene):
    delivery_id = new_id()
    with pytest.raises(PluginBadRequest):
        await scene.platform.create(delivery_id, callback_url="")
    assert (await scene.platform.create(delivery_id, latitude=31.25)).status == CREATED


async def test_without_its_book_a_delivery_is_found_at_dada_and_is_there_once(
    scene: Scene, tmp_path: Path
):
    delivery_id = (await Platform(scene.platform.handle, "tea").create()).delivery_id
    before, env = scene.numbers(), scene.there.env(scene.side.url)
    async with hosted("carrier_dada", tmp_path, **env) as handle:
        fresh = Platform(handle, "tea")
        assert (await fresh.query(delivery_id)).status == CREATED
        assert (await fresh.query(new_id())).status == UNKNOWN
        assert (await fresh.create(delivery_id)).carrier_delivery_no == delivery_id
        scene.side.faults.calls += ["", "away"]
        with pytest.raises(PluginRetry):
            await fresh.query(new_id())
    assert scene.numbers() == before


async def test_each_chain_has_its_own_account_and_a_wrong_or_missing_one_harms_no_other(
    tmp_path: Path,
):
    there = chains(tmp_path, "noodles", "tea")
    file = tmp_path / ACCOUNTS
    right = file.read_text()
    file.write_text(right.replace("the secret of tea", "another"))
    async with simulated(there) as side:
        env = there.env(side.url)
        async with hosted("carrier_dada", tmp_path, **env) as handle:
            for name, fault in (("tea", PluginAuth), ("pizza", PluginRejected)):
                with pytest.raises(fault):
                    await Platform(handle, name).create()
            taken = await Platform(handle).create()
            (order,) = side.book.all()
            assert (order.account, order.asked.shop_no) == (there.accounts["noodles"], "sto_1")
            await until(lambda: "app_secret" in handle.status().details.get("account.tea", ""))
        file.write_text(right[right.index("[tea]") :])
        async with hosted("carrier_dada", tmp_path, **env) as handle:
            with pytest.raises(PluginAuth) as gone:
                await Platform(handle).query(taken.delivery_id)
            assert gone.value.code == "ACCOUNT_GONE"


async def test_nobodys_name_phone_door_or_secret_is_in_the_log_or_the_book(scene: Scene):
    delivery_id = (await scene.platform.create()).delivery_id
    scene.move(delivery_id, book.TO_FETCH)
    assert (await scene.platform.query(delivery_id)).rider.phone
    scene.side.faults.no_balance = True
    with pytest.raises(PluginRejected):
        await scene.platform.create()
    folder = scene.there.folder
    files = [each for each in folder.rglob("*") if each.is_file() and each.name != ACCOUNTS]
    kept = b"".join(each.read_bytes() for each in files)
    assert b"an account is in trouble" in kept
    assert delivery_id.encode() in kept
    riders = [text for rider in RIDERS for text in rider]
    for text in (NAME, PHONE, STREET, *riders, scene.there.accounts["noodles"].app_secret):
        assert text.encode() not in kept
