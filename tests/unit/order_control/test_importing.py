"""Importing a batch: an odd order is answered by itself, and never spoils its neighbours."""

from types import SimpleNamespace

import grpc
import pytest
from google.protobuf import timestamp_pb2
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import create_messages_pb2 as pb
from zhongtai.order.v1 import line_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import catalog_messages_pb2, product_pb2
from zhongtai.store.v1 import serving_pb2
from zhongtai.user.v1 import person_requests_pb2, user_pb2

from apps.order_control.importing import Importer
from mesh.call.message_rule import check_message


class Peers:
    """A store center that knows "sto_1", and an order center that takes everything."""

    def __init__(self, trouble: grpc.StatusCode | None = None) -> None:
        self.taken: list[str] = []
        self.zones: set[str] = set()
        self.asked: list[int] = []
        self.former: list[catalog_messages_pb2.ResolvedItem] = []
        self.store = SimpleNamespace(CheckStores=self._check)
        self.order = SimpleNamespace(ImportOrders=self._import)
        self.product = SimpleNamespace(ResolveItemCodes=self._resolve)
        self.user = SimpleNamespace(BatchGetPersons=self._persons)
        self._trouble = trouble

    async def _persons(self, request):
        """The user center knows "per_1", and "per_2", who was merged."""
        self.asked.append(len(request.person_ids))
        known = [
            user_pb2.Person(person_id="per_1", status=user_pb2.PERSON_STATUS_ACTIVE),
            user_pb2.Person(person_id="per_2", status=user_pb2.PERSON_STATUS_MERGED),
        ]
        persons = [person for person in known if person.person_id in request.person_ids]
        return person_requests_pb2.BatchGetPersonsResponse(persons=persons)

    async def _check(self, request):
        self.asked.append(len(request.questions))
        if self._trouble:
            raise grpc.aio.AioRpcError(self._trouble, grpc.aio.Metadata(), grpc.aio.Metadata())
        answers = [_checked(question.store_id) for question in request.questions]
        return serving_pb2.CheckStoresResponse(answers=answers)

    async def _resolve(self, request):
        known = {"A1": "sku_1"} if request.channel == "meituan" else {}
        items = [
            catalog_messages_pb2.ResolvedItem(
                code=code,
                sku_id=known[code],
                components=[product_pb2.Component(sku_id="sku_bun", quantity=2)],
                product_name="Burger",
                external_code="B-1",
                sku_name="L",
                former=self.former,
            )
            for code in request.codes
            if code in known
        ]
        self.asked.append(len(request.codes))
        return catalog_messages_pb2.ResolveItemCodesResponse(items=items)

    async def _import(self, request):
        self.taken += [order.channel_order_number for order in request.orders]
        self.zones |= {order.store_time_zone for order in request.orders}
        results = [pb.ImportedOrder(order_id=f"ord_{n}", created=True) for n in self.taken]
        return pb.ImportOrdersResponse(results=results)


def _checked(store_id: str) -> serving_pb2.StoreCheck:
    if store_id != "sto_1":
        return serving_pb2.StoreCheck(refusal_reason="STORE_NOT_FOUND")
    store = serving_pb2.StoreSummary(currency_code="CNY", time_zone="Asia/Urumqi")
    answer = serving_pb2.CheckStoreResponse(store=store, business_date="2026-01-31")
    return serving_pb2.StoreCheck(answer=answer)


def order(number: str, **fields) -> pb.NewOrder:
    total = money_pb2.Money(minor_units=100, currency_code="CNY")
    given = {"channel_order_number": number, "store_id": "sto_1", "total": total}
    return pb.NewOrder(**(given | fields))


ODD = [
    {"remark": "a\0b"},
    {"store_id": "sto_2"},
    {"channel_place_time": timestamp_pb2.Timestamp(seconds=2**62)},
    {"extension": {"k\0": "v"}},
    {"total": money_pb2.Money(minor_units=100, currency_code="KWD")},
    # Also one that brings all that the store would be asked for otherwise.
    {"business_date": "2026-01-31", "fulfilment_route": 1, "store_id": "sto_2"},
]


@pytest.mark.parametrize("odd", ODD)
async def test_an_odd_order_is_refused_alone(odd):
    peers = Peers()
    results = await Importer(peers).take_over([order("1"), order("2", **odd), order("3")])
    assert [result.order_id for result in results] == ["ord_1", "", "ord_3"]
    assert (peers.taken, peers.zones) == (["1", "3"], {"Asia/Urumqi"})
    assert peers.asked in ([2], [3])


async def test_persons_are_asked_about_once_and_only_unknown_ones_are_a_reason_to_refuse():
    peers, persons = Peers(), ["per_1", "per_2", "", "per_3", "per_1"]
    orders = [order(str(n), person_id=person) for n, person in enumerate(persons, 1)]
    results = await Importer(peers).take_over(orders)
    assert peers.asked == [3, 4]
    assert peers.taken == ["1", "2", "3", "5"]
    assert [result.refusal_reason for result in results] == ["", "", "", "PERSON_NOT_FOUND", ""]


def of_channel(channel: str, *codes: str, quantity: int = 3) -> pb.NewOrder:
    lines = [line_pb2.OrderLine(channel_item_code=code, quantity=quantity) for code in codes]
    return order(channel, channel=channel, lines=lines)


async def test_what_dishes_mean_is_asked_once_for_each_channel_of_the_batch():
    orders = [
        of_channel("meituan", "A1", "B2"),
        of_channel("meituan", "A1"),
        of_channel("ele", "A1"),
    ]
    peers = Peers()
    await Importer(peers).take_over(orders)
    assert peers.asked == [3, 2, 1]
    [known, unknown], [again], [other] = (each.lines for each in orders)
    assert (known.sku_id, again.sku_id) == ("sku_1", "sku_1")
    assert (known.sku_code, unknown.sku_code) == ("B-1", "")
    assert [(used.sku_id, used.quantity) for used in known.components] == [("sku_bun", 6)]
    assert (unknown.sku_id, other.sku_id) == ("", "")


@pytest.mark.parametrize(
    ("placed", "sku_id"), [(99, "sku_old"), (100, "sku_1"), (None, "sku_1"), (9, "sku_older")]
)
async def test_a_code_means_what_it_meant_when_the_order_was_placed(placed, sku_id):
    peers, asked = Peers(), of_channel("meituan", "A1")
    for former, until in (("sku_older", 10), ("sku_old", 100)):
        item = catalog_messages_pb2.ResolvedItem(sku_id=former)
        item.until.FromSeconds(until)
        peers.former.append(item)
    if placed is not None:
        asked.channel_place_time.FromSeconds(placed)
    await Importer(peers).take_over([asked])
    assert asked.lines[0].sku_id == sku_id


async def test_the_kitchen_has_the_chains_own_names_of_what_a_channel_sold():
    told = of_channel("meituan", "A1", "A1")
    told.lines[0].name, told.lines[1].name, told.lines[1].sku_name = "招牌汉堡 大", "Burger", "L"
    await Importer(Peers()).take_over([told])
    assert [(line.kitchen_name, line.kitchen_sku_name) for line in told.lines] == [
        ("Burger", "L"),
        ("", ""),
    ]


async def test_a_quantity_that_cannot_be_is_left_to_the_order_center():
    odd = of_channel("meituan", "A1", quantity=2**31 - 1)
    await Importer(Peers()).take_over([odd, of_channel("meituan", "A1")])
    assert not odd.lines[0].components


async def test_trouble_of_a_peer_is_no_answer_about_an_order():
    orders = [order("1"), order("2", store_id="sto_2")]
    with pytest.raises(grpc.aio.AioRpcError):
        await Importer(Peers(grpc.StatusCode.UNAVAILABLE)).take_over(orders)


@pytest.mark.parametrize("odd", [{"remark": "a\0b"}, {"extension": {"k\0": "v"}}])
def test_the_doors_leave_the_orders_of_a_batch_to_the_importer(odd):
    request = messages_pb2.BatchImportOrdersRequest(orders=[order("1", **odd)])
    assert check_message(request) is None


class Early(Peers):
    """A store center whose store has to begin at a moment."""

    BEGIN = timestamp_pb2.Timestamp(seconds=1_800_000_000)

    async def _check(self, request):
        answers = await super()._check(request)
        answers.answers[0].answer.prepare_from.CopyFrom(self.BEGIN)
        return answers


@pytest.mark.parametrize("wanted", [True, False])
async def test_an_order_for_later_waits_as_long_as_its_store_says(wanted):
    new = order("n1")
    new.channel_place_time.FromSeconds(Early.BEGIN.seconds - 9000)
    if wanted:
        new.expected_time.FromSeconds(Early.BEGIN.seconds + 900)
    await Importer(Early()).take_over([new])
    assert new.HasField("prepare_from") == wanted


async def test_an_order_says_that_nothing_is_held_and_whether_any_line_takes_stock():
    orders = [of_channel("meituan", "B2", "A1"), of_channel("meituan", "B2"), order("3")]
    await Importer(Peers()).take_over(orders)
    assert [each.nothing_held for each in orders] == [True, True, True]
    assert [each.nothing_reserved for each in orders] == [False, True, True]


class Listening(Peers):
    """Notes the moments that the store is asked about."""

    async def _check(self, request):
        self.asked += [question.at.ToNanoseconds() for question in request.questions]
        return await super()._check(request)


async def test_the_store_is_asked_about_the_minute_of_an_order_that_is_over():
    peers, placed = Listening(), timestamp_pb2.Timestamp(seconds=1_800_000_030, nanos=5)
    over = order("1", channel_place_time=placed)
    over.finished.status = 8
    await Importer(peers).take_over([over, order("2", channel_place_time=placed)])
    assert peers.asked[:2] == [1_800_000_000 * 10**9, placed.ToNanoseconds()]
    assert over.channel_place_time == placed
