"""Every order goes to the tills of one POS plug-in: the one that its store names."""

import pytest
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import event_pb2, order_pb2, read_messages_pb2

from centers.order.tills.operations import TillSync
from centers.order.tills.rules import TillChoice
from centers.order.tills.sweeper import StoreTills
from centers.order.tills.wiring import home_feed
from mesh.feed.follower import Follower
from mesh.plugins.faults import ItemAnswer, PluginRejected
from mesh.pure.clock import SystemClock
from tests.store.order.build import begun, new_order, paid
from tests.store.order.test_changing import ACCEPTED, get, update
from tests.store.order.test_tills import QUICK, running, until

UNKNOWN = PluginRejected("This order was never pushed here.", plugin="pos")


class Tills:
    """A POS plug-in with what its tills have on the board."""

    shows_scheduled = False

    def __init__(self, name: str) -> None:
        self.name = name
        self.board: dict[str, str] = {}

    async def push(self, orders, traces) -> list[ItemAnswer]:
        for order in orders:
            self.board.setdefault(order.head.order_id, "new")
        return [ItemAnswer(order.head.order_id, None) for order in orders]

    async def tell(self, notes) -> list[ItemAnswer]:
        return [self._told(note) for note in notes]

    def _told(self, note) -> ItemAnswer:
        known = note.event.order_id in self.board
        if known:
            self.board[note.event.order_id] = note.kind.name
        return ItemAnswer(note.event.event_id, None if known else UNKNOWN)


def following(center, tills: Tills):
    """The reader that hands orders to a plug-in, from the beginning of the feed."""
    name = f"order.{tills.name}"
    sync = TillSync(tills, center.store, center.changing)
    source, handle = home_feed(name, center.feed, sync.wants), sync.push
    kind, clock = event_pb2.OrderEvent, SystemClock()
    return running(Follower(name, source, kind, handle, clock=clock, patience=QUICK))


async def placed_for(center, plugin: str) -> str:
    """A paid order of a store that names a plug-in."""
    order_id = await begun(center)
    order = new_order(order_id, pos_plugin=plugin, pos_store_code="S1")
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order_id, f"pay_{order_id[4:30]}")
    return order_id


async def name(center, plugin: str) -> int:
    request = change_pb.SetStoreTillRequest(store_id="sto_1", pos_plugin=plugin)
    return (await center.servicer.SetStoreTill(request, None)).moved_count


async def until_handed(center, *order_ids: str) -> None:
    async def handed():
        counts = [await kinds(center, order_id) for order_id in order_ids]
        return all(event_pb2.ORDER_EVENT_KIND_HANDED_TO_TILL in each for each in counts)

    await until(handed)


async def kinds(center, order_id: str) -> list[int]:
    request = read_messages_pb2.ListOrderEventsRequest(order_id=order_id, page_size=100)
    events = (await center.servicer.ListOrderEvents(request, None)).events
    return [event.kind for event in events]


async def test_each_order_is_on_the_board_of_one_plug_in(center):
    one, two = Tills("pos_a"), Tills("pos_b")
    first, second = await placed_for(center, "pos_a"), await placed_for(center, "pos_b")
    async with following(center, one), following(center, two):
        await until_handed(center, first, second)
    assert (one.board, two.board) == ({first: "new"}, {second: "new"})


async def test_an_order_for_a_plug_in_that_is_not_there_is_handed_over_when_it_comes(center):
    there = Tills("pos_a")
    waiting, sold = await placed_for(center, "pos_to_come"), await placed_for(center, "pos_a")
    async with following(center, there):
        await until_handed(center, sold)
    assert waiting not in there.board
    come = Tills("pos_to_come")
    async with following(center, come):
        await until_handed(center, waiting)
    assert come.board == {waiting: "new"}


async def test_what_no_till_has_moves_with_its_store_and_what_one_has_stays(center):
    one, two = Tills("pos_a"), Tills("pos_b")
    stays = await placed_for(center, "pos_a")
    async with following(center, one):
        await until_handed(center, stays)
    moves = await placed_for(center, "pos_a")
    unpaid = await begun(center)
    order = new_order(unpaid, pos_plugin="pos_a")
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    assert await name(center, "pos_b") == 2
    assert await name(center, "pos_b") == 0
    await paid(center, unpaid, "pay_late")
    async with following(center, one), following(center, two):
        await until_handed(center, moves, unpaid)
    assert (one.board, set(two.board)) == ({stays: "new"}, {moves, unpaid})


async def test_a_till_that_was_handing_over_while_the_order_moved_is_told_to_stop(center):
    one, two = Tills("pos_a"), Tills("pos_b")
    order_id = await placed_for(center, "pos_a")
    one.board[order_id] = "new"  # it has it, and its answer has not arrived yet
    await name(center, "pos_b")
    async with following(center, one), following(center, two):
        await until_handed(center, order_id)

        async def told():
            return one.board[order_id] == "GONE"

        await until(told)
    assert two.board == {order_id: "new"}


async def test_a_report_of_a_till_that_the_order_has_left_is_recorded_and_moves_nothing(center):
    order_id = await placed_for(center, "pos_a")
    await name(center, "pos_b")
    sync = TillSync(Tills("pos_a"), center.store, center.changing)
    await center.changing.submit(sync._change(update(order_id, ACCEPTED, 1)))
    assert (await get(center, order_id)).status == order_pb2.ORDER_STATUS_PLACED
    assert event_pb2.ORDER_EVENT_KIND_LATE_MESSAGE in await kinds(center, order_id)


async def test_a_till_that_refuses_an_order_which_moved_meanwhile_does_not_cancel_it(center):
    one, two = Tills("pos_a"), Tills("pos_b")
    order_id = await placed_for(center, "pos_a")

    async def refuse(orders, traces):
        await name(center, "pos_b")
        return [ItemAnswer(order.head.order_id, UNKNOWN) for order in orders]

    one.push = refuse
    async with following(center, one), following(center, two):
        await until_handed(center, order_id)
    assert (await get(center, order_id)).status == order_pb2.ORDER_STATUS_PLACED
    assert two.board == {order_id: "new"}


@pytest.mark.parametrize("installed", [["pos_a"], ["pos_a", "pos_b"]])
async def test_what_is_named_and_not_there_is_missing(center, installed):
    await name(center, "pos_to_come")
    tills = StoreTills(center.tills, center.changing, TillChoice(lambda: installed))
    await tills.look()
    assert list(tills.missing()) == ["pos_to_come"]
    assert "1 stores name it, sto_1 among them" in tills.missing()["pos_to_come"]


async def test_orders_for_which_nobody_named_a_plug_in_wait_until_one_is_known(center):
    order_id = await placed_for(center, "")
    await center.db.execute("UPDATE orders SET pos_plugin = ''")
    unsure = StoreTills(center.tills, center.changing, TillChoice(lambda: ["pos_a", "pos_b"]))
    await unsure.look()
    assert list(unsure.missing()) == ["pos"]
    sure = StoreTills(center.tills, center.changing, TillChoice(lambda: ["pos_a"]))
    await sure.look()
    assert not sure.missing()
    tills = Tills("pos_a")
    async with following(center, tills):
        await until_handed(center, order_id)
    assert tills.board == {order_id: "new"}


async def test_an_order_stays_with_the_tills_that_were_chosen_for_it(center):
    order_id = await begun(center)
    order = new_order(order_id, pos_plugin="pos_cakes", pos_plugin_chosen=True)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    assert await name(center, "pos_b") == 0
    await paid(center, order_id, "pay_1")
    cakes = Tills("pos_cakes")
    async with following(center, cakes):
        await until_handed(center, order_id)
    assert cakes.board == {order_id: "new"}
