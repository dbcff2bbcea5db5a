"""SF against its simulator: nothing is ordered twice, and no callback is believed unproved."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin.conformance.notices import Catcher, catching

from mesh.plugins.faults import (
    PluginAuth,
    PluginConflict,
    PluginRateLimited,
    PluginRejected,
    PluginRetry,
)
from simulators.core.ways import LATE_FEE, RIDERS
from simulators.sf import book
from simulators.sf.faults import Faults
from simulators.sf.files import ACCOUNTS
from simulators.sf.platform import Sf
from tests.plugins.carrier_scene import NAME, PHONE, STREET, Platform, new_id
from tests.plugins.world import hosted, until
from tests.sf import Chains, chains, simulated

UNKNOWN = pb.CARRIER_DELIVERY_STATUS_UNKNOWN
CREATED, ASSIGNED = pb.CARRIER_DELIVERY_STATUS_CREATED, pb.CARRIER_DELIVERY_STATUS_ASSIGNED
AT_STORE, PICKED_UP = pb.CARRIER_DELIVERY_STATUS_AT_STORE, pb.CARRIER_DELIVERY_STATUS_PICKED_UP
DELIVERED, FAILED = pb.CARRIER_DELIVERY_STATUS_DELIVERED, pb.CARRIER_DELIVERY_STATUS_FAILED
CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
STEPS = {
    book.TAKEN: ASSIGNED,
    book.AT_STORE: AT_STORE,
    book.DELIVERING: PICKED_UP,
    book.DONE: DELIVERED,
}
TAKEN = b'{"error_code":0,"error_msg":"success"}'
pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Scene:
    """SF, the plug-in as the platform calls it for noodles, and where all of it lies."""

    side: Sf
    platform: Platform
    there: Chains

    def move(self, delivery_id: str, *states: int) -> None:
        """Have a rider take a delivery so far."""
        for state in states:
            self.side.orders.move(self.side.book.any(delivery_id), state)

    def numbers(self) -> list[str]:
        """The numbers of all orders that SF has."""
        return [order.asked.shop_order_id for order in self.side.book.all()]

    @asynccontextmanager
    async def called_back(self) -> AsyncIterator[Catcher]:
        """What SF sends to the address that is entered at it."""
        async with catching(answer=TAKEN) as catcher:
            self.side.courier.address = catcher.url
            yield catcher
        self.side.courier.address = ""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """SF, and the plug-in with accounts for noodles and tea."""
    folder = tmp_path_factory.mktemp("sf")
    there = chains(folder, "noodles", "tea", stores=("sto_1", "sto_2"))
    async with (
        simulated(there) as side,
        hosted("carrier_sf", folder, **there.env(side.url)) as handle,
    ):
        yield Scene(side, Platform(handle), there)


@pytest.fixture
def scene(running: Scene) -> Scene:
    """The same, with nothing that goes wrong."""
    running.side.faults.take(Faults())
    return running


@pytest.mark.parametrize("fault", ["lost", "garbled", "away", "system-error"])
async def test_an_answer_that_does_not_come_leaves_one_delivery(scene: Scene, fault: str):
    before, delivery_id = scene.numbers(), new_id()
    scene.side.faults.calls += [fault]
    with pytest.raises(PluginRetry):
        await scene.platform.create(delivery_id)
    taken = await scene.platform.create(delivery_id)
    number = str(scene.side.book.any(delivery_id).sf_order_id)
    assert (taken.status, taken.carrier_delivery_no) == (CREATED, number)
    scene.side.faults.calls += [fault]
    with pytest.raises(PluginRetry):
        await scene.platform.query(delivery_id)
    assert (await scene.platform.query(delivery_id)).status == CREATED
    assert scene.numbers() == [*before, delivery_id]


async def test_a_refusal_that_nobody_knows_is_final_for_an_order_and_never_for_a_look_up(
    scene: Scene,
):
    before, delivery_id = scene.numbers(), new_id()
    scene.side.faults.calls += ["unheard-of"]
    with pytest.raises(PluginRejected) as refused:
        await scene.platform.create(delivery_id)
    assert refused.value.code == "SF_9999"
    scene.side.faults.calls += ["unheard-of"]
    with pytest.raises(PluginRetry) as asked:
        await scene.platform.create(delivery_id)
    assert asked.value.code == "LOOK_UP_REFUSED"
    assert scene.numbers() == before


async def test_twins_are_one_delivery_and_other_places_conflict(scene: Scene):
    before, delivery_id = scene.numbers(), new_id()
    twins = await asyncio.gather(*(scene.platform.create(delivery_id) for _ in range(5)))
    assert len({twin.carrier_delivery_no for twin in twins}) == 1
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
    assert price.HasField("dropoff_time")
    assert scene.numbers() == before
    taken = await scene.platform.create()
    order = scene.side.book.any(taken.delivery_id)
    assert order.fee == price.fee.minor_units == taken.fee.minor_units
    assert order.metres == price.distance_metres
    assert order.asked.shop_id in scene.there.accounts["noodles"].shops
    assert order.asked.total_price == 1990


@pytest.mark.parametrize("unsigned", [False, True])
async def test_a_rider_is_followed_by_callbacks_each_of_which_is_looked_up(
    scene: Scene, unsigned: bool
):
    scene.side.faults.unsigned_callbacks = unsigned
    platform, told = scene.platform, []
    async with scene.called_back() as catcher:
        delivery_id = (await platform.create()).delivery_id
        for state, status in STEPS.items():
            scene.move(delivery_id, state)
            told.append(await platform.verify((await catcher.next()).body))
            asked = await platform.query(delivery_id)
            assert (asked.status, bool(asked.rider.phone)) == (status, True)
            assert told[-1].update.delivery.rider.name == asked.rider.name
            if status != DELIVERED:
                assert abs(asked.rider.position.latitude - 31.24) < 1e-5
    assert all(answer.query_first for answer in told)
    updates = [answer.update for answer in told]
    assert [update.delivery.status for update in updates] == list(STEPS.values())
    assert {(each.merchant_id, each.store_id) for each in updates} == {("noodles", "sto_1")}
    assert len({update.update_id for update in updates}) == len(updates)


async def test_how_a_delivery_stands_is_told_where_the_riders_place_is_not(scene: Scene):
    taken = await scene.platform.create()
    scene.move(taken.delivery_id, book.TAKEN)
    for fault in ("away", "unheard-of", "garbled"):
        scene.side.faults.calls += ["", fault]
        asked = await scene.platform.query(taken.delivery_id)
        assert (asked.status, asked.rider.HasField("position")) == (ASSIGNED, False)


async def test_goods_that_went_back_are_believed_of_a_signed_callback_alone(scene: Scene):
    taken = await scene.platform.create()
    scene.move(taken.delivery_id, book.TAKEN, book.DELIVERING)
    order = scene.side.book.any(taken.delivery_id)
    order.receipt_type = book.BY_THE_STORE
    async with scene.called_back() as catcher:
        scene.move(taken.delivery_id, book.DONE)
        came = await catcher.next()
    believed = await scene.platform.verify(came.body, came.query)
    assert (believed.query_first, believed.update.delivery.status) == (False, FAILED)
    for query in ("", "sign=AAAA", f"{came.query}x"):
        assert (await scene.platform.verify(came.body, query)).query_first


async def test_a_callback_is_refused_when_old_about_nothing_of_ours_or_unreadable(scene: Scene):
    async with scene.called_back() as catcher:
        taken = await scene.platform.create()
        scene.move(taken.delivery_id, book.TAKEN)
        said = json.loads((await catcher.next()).body)
    now = said["push_time"]
    for other, code in (
        (said | {"shop_order_id": new_id()}, "DELIVERY_UNKNOWN"),
        (said | {"shop_order_id": "no id; a text"}, "DELIVERY_UNKNOWN"),
        (said | {"push_time": now - 90_000}, "STALE"),
        (said | {"push_time": now + 3600}, "STALE"),
        (said | {"order_status": "on its way"}, "CALLBACK_UNREADABLE"),
        (said | {"order_status": "10", "push_time": str(now)}, ""),
        ({"shop_order_id": taken.delivery_id, "push_time": now}, ""),
    ):
        assert await scene.platform.verdict(other) == code


async def test_where_signatures_are_demanded_a_callback_without_one_is_refused(tmp_path: Path):
    there = chains(tmp_path, "noodles")
    async with simulated(there) as side, catching(answer=TAKEN) as catcher:
        side.courier.address = catcher.url
        env = there.env(side.url) | {"ZHONGTAI_CARRIER_SF_CALLBACK_PROOF": "sign"}
        async with hosted("carrier_sf", tmp_path, **env) as handle:
            platform = Platform(handle)
            taken = await platform.create()
            side.orders.move_number(taken.delivery_id, book.TAKEN)
            came = await catcher.next()
            good = await platform.verify(came.body, came.query)
            bad = [await platform.verify(came.body, query) for query in ("", "sign=AAAA")]
    assert (good.query_first, good.update.delivery.status) == (True, ASSIGNED)
    assert {answer.error.code for answer in bad} == {"BAD_SIGNATURE"}


async def test_a_state_that_nobody_knows_is_told_and_shown(scene: Scene):
    async with scene.called_back() as catcher:
        taken = await scene.platform.create()
        scene.move(taken.delivery_id, book.TAKEN)
        said = json.loads((await catcher.next()).body)
        scene.move(taken.delivery_id, 77)
    asked = await scene.platform.query(taken.delivery_id)
    assert (asked.status, "77" in asked.reason) == (ASSIGNED, True)
    answer = await scene.platform.verify(json.dumps(said | {"order_status": 78}).encode())
    assert (answer.query_first, "78" in answer.update.delivery.reason) == (True, True)
    status = scene.platform.handle.status
    await until(lambda: status().details.get("unknown_states") == "77, 78")


async def test_callbacks_that_come_twice_late_or_again_are_the_same_news(scene: Scene):
    platform, faults = scene.platform, scene.side.faults
    async with scene.called_back() as catcher:
        faults.duplicate_callbacks = 1
        delivery_id = (await platform.create()).delivery_id
        scene.move(delivery_id, book.TAKEN)
        same = [await platform.verify((await catcher.next()).body) for _ in range(2)]
        assert len({answer.update.SerializeToString() for answer in same}) == 1
        faults.duplicate_callbacks, faults.reorder_callbacks = 0, True
        scene.move(delivery_id, book.AT_STORE, book.DELIVERING)
        bodies = [(await catcher.next()).body for _ in range(2)]
    late = [json.loads(body)["order_status"] for body in bodies]
    assert late == [book.DELIVERING, book.AT_STORE]
    assert (await platform.query(delivery_id)).status == PICKED_UP


@pytest.mark.parametrize(("moves", "fee"), [([], 0), ([book.TAKEN], LATE_FEE)])
async def test_calling_off_costs_once_a_rider_is_on_the_way_and_is_told_again(
    scene: Scene, moves: list[int], fee: int
):
    platform, delivery_id = scene.platform, (await scene.platform.create()).delivery_id
    scene.move(delivery_id, *moves)
    for answer in [await platform.cancel(delivery_id) for _ in range(2)]:
        assert (answer.delivery.status, answer.cancel_fee.minor_units) == (CANCELLED, fee)
        assert answer.HasField("cancel_fee")
    assert (await platform.query(delivery_id)).fee.minor_units == fee
    assert (await platform.create(delivery_id)).status == CANCELLED


async def test_what_calling_off_cost_is_said_to_be_unknown_where_the_answer_was_lost(scene: Scene):
    platform, delivery_id = scene.platform, (await scene.platform.create()).delivery_id
    scene.side.faults.calls += ["lost"]
    with pytest.raises(PluginRetry):
        await platform.cancel(delivery_id)
    answer = await platform.cancel(delivery_id)
    assert (answer.delivery.status, answer.HasField("cancel_fee")) == (CANCELLED, False)
    assert "COST_UNKNOWN" in (await platform.query(delivery_id)).reason == answer.delivery.reason


async def test_once_the_rider_has_the_goods_it_is_too_late_to_call_off(scene: Scene):
    way = (book.TAKEN, book.DELIVERING)
    for moves in (way, (*way, book.DONE)):
        delivery_id = (await scene.platform.create()).delivery_id
        scene.move(delivery_id, *moves)
        with pytest.raises(PluginRejected) as refused:
            await scene.platform.cancel(delivery_id)
        assert refused.value.code == "TOO_LATE"
    assert (await scene.platform.cancel(new_id())).delivery.status == UNKNOWN


async def test_where_calling_off_fails_the_order_itself_says_whether_it_goes_on(scene: Scene):
    delivery_id = (await scene.platform.create()).delivery_id
    scene.side.faults.calls += ["unheard-of"]
    with pytest.raises(PluginRetry) as goes_on:
        await scene.platform.cancel(delivery_id)
    assert goes_on.value.code == "NOT_CALLED_OFF"


async def test_what_sf_calls_off_says_why(scene: Scene):
    async with scene.called_back() as catcher:
        taken = await scene.platform.create()
        scene.side.orders.give_back(scene.side.book.any(taken.delivery_id), "no riders")
        answer = await scene.platform.verify((await catcher.next()).body)
    told = answer.update.delivery
    assert (told.status, told.reason) == (CANCELLED, "no riders")
    assert (await scene.platform.query(taken.delivery_id)).status == CANCELLED


async def test_what_sf_does_not_take_is_refused_for_good_and_says_why(scene: Scene):
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


async def test_without_its_book_a_delivery_is_found_at_sf_and_is_there_once(
    scene: Scene, tmp_path: Path
):
    delivery_id = (await Platform(scene.platform.handle, "tea").create()).delivery_id
    before, env = scene.numbers(), scene.there.env(scene.side.url)
    async with hosted("carrier_sf", tmp_path, **env) as handle:
        fresh = Platform(handle, "tea")
        assert (await fresh.query(delivery_id)).status == CREATED
        assert (await fresh.query(new_id())).status == UNKNOWN
        number = str(scene.side.book.any(delivery_id).sf_order_id)
        assert (await fresh.create(delivery_id)).carrier_delivery_no == number
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
    file.write_text(right.replace("the key of tea", "another"))
    async with simulated(there) as side:
        env = there.env(side.url)
        async with hosted("carrier_sf", tmp_path, **env) as handle:
            for name, fault in (("tea", PluginAuth), ("pizza", PluginRejected)):
                with pytest.raises(fault):
                    await Platform(handle, name).create()
            taken = await Platform(handle).create()
            (order,) = side.book.all()
            assert (order.account, order.asked.shop_id) == (there.accounts["noodles"], "sto_1")
            await until(lambda: "dev_key" in handle.status().details.get("account.tea", ""))
        file.write_text(right[right.index("[tea]") :])
        async with hosted("carrier_sf", tmp_path, **env) as handle:
            with pytest.raises(PluginAuth) as gone:
                await Platform(handle).query(taken.delivery_id)
            assert gone.value.code == "ACCOUNT_GONE"


async def test_nobodys_name_phone_door_or_secret_is_in_the_log_or_the_book(scene: Scene):
    delivery_id = (await scene.platform.create()).delivery_id
    scene.move(delivery_id, book.TAKEN)
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
    for text in (NAME, PHONE, STREET, *riders, scene.there.accounts["noodles"].dev_key):
        assert text.encode() not in kept


async def test_a_stranger_at_sf_and_a_person_who_moves_riders_are_answered(scene: Scene):
    taken, url = await scene.platform.create(), scene.side.url
    async with httpx.AsyncClient() as http:
        call = f"{url}/open/api/external/createorder?sign=x"
        strangers = [(await http.post(call, content=body)).json() for body in ("[]", "{}", "!")]
        moved = await http.post(f"{url}/by-hand/move?order_id={taken.delivery_id}&to=10")
        wrong = await http.post(f"{url}/by-hand/move?order_id={taken.delivery_id}&to=17")
        listed = (await http.get(f"{url}/by-hand/orders")).json()
    assert all(answer["error_code"] for answer in strangers)
    assert (moved.json()["state"], wrong.status_code) == (10, 409)
    assert listed[-1] | {"fee": 0} == {"order_id": taken.delivery_id, "state": 10, "fee": 0}
