"""What tills are shown of orders for later, and told of what others did."""

from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.order.v1 import change_messages_pb2 as change_pb
from zhongtai.order.v1 import create_messages_pb2 as pb

from centers.order.tills.adapters import NoteKind
from mesh.plugins.faults import ItemAnswer
from tests.store.order.build import begun, new_order, paid, placed, sweeper
from tests.store.order.test_tills import until
from tests.store.order.test_which_till import following, until_handed

AHEAD = timedelta(hours=3)


class Board:
    """Tills that keep what they are given and told, in its order."""

    name = "pos_test"

    def __init__(self, *, shows_scheduled: bool = False) -> None:
        self.shows_scheduled = shows_scheduled
        self.seen: list[tuple[str, str, bool]] = []

    async def push(self, orders, traces) -> list[ItemAnswer]:
        for order in orders:
            head = order.head
            self.seen.append((head.order_id, "pushed", head.waits))
        return [ItemAnswer(order.head.order_id, None) for order in orders]

    async def tell(self, notes) -> list[ItemAnswer]:
        for note in notes:
            assert (note.order is not None) == (note.kind is NoteKind.CHANGED)
            waits = note.order.head.waits if note.order else False
            self.seen.append((note.event.order_id, note.kind.name, waits))
        return [ItemAnswer(note.event.event_id, None) for note in notes]

    def of(self, order_id: str) -> list[tuple[str, bool]]:
        return [(what, waits) for seen, what, waits in self.seen if seen == order_id]


async def for_later(center, begin: datetime) -> str:
    order = new_order(await begun(center))
    order.prepare_from.FromDatetime(begin)
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order.order_id, f"pay_{order.order_id[4:30]}")
    return order.order_id


@pytest.mark.parametrize(
    ("shows", "seen"),
    [
        (True, [("pushed", True), ("pushed", False), ("CHANGED", False)]),
        (False, [("pushed", False)]),
    ],
)
async def test_an_order_for_later_is_shown_from_its_placing_where_tills_can(center, shows, seen):
    begin = datetime.now(UTC) + AHEAD
    board, order_id = Board(shows_scheduled=shows), await for_later(center, begin)
    async with following(center, board):
        await until_handed(center, await placed(center))
        assert board.of(order_id) == [each for each in seen if each[1]]
        await sweeper(center, begin).sweep()

        async def due():
            return board.of(order_id) == seen

        await until(due)


async def test_what_others_finish_is_finished_at_the_till(center):
    board, order_id = Board(), await placed(center)
    async with following(center, board):
        await until_handed(center, order_id)
        request = change_pb.FulfilOrderRequest(request_id="f", order_id=order_id)
        await center.servicer.FulfilOrder(request, None)

        async def told():
            return board.of(order_id) == [("pushed", False), ("FINISHED", False)]

        await until(told)


@pytest.mark.parametrize("shows", [True, False])
async def test_an_order_that_waits_for_others_is_in_no_till_before_it_is_released(center, shows):
    board, order = Board(shows_scheduled=shows), new_order(await begun(center))
    order.wait_for = "gpl_1"
    await center.servicer.CreateOrder(pb.CreateOrderRequest(order=order), None)
    await paid(center, order.order_id, "pay_of_the_group")
    async with following(center, board):
        await until_handed(center, await placed(center))
        assert board.of(order.order_id) == []
        item = change_pb.ReleaseItem(order_id=order.order_id, wait_for="gpl_1")
        await center.servicer.ReleaseOrders(change_pb.ReleaseOrdersRequest(items=[item]), None)

        async def handed():
            return board.of(order.order_id) == [("pushed", False)]

        await until(handed)
