"""A platform's no to money that the chain wanted back ends the chain's request, and opens none."""

import pytest
from zhongtai.order.v1 import after_sale_messages_pb2 as pb
from zhongtai.order.v1 import after_sale_pb2
from zhongtai.order.v1 import create_messages_pb2 as create_pb

from gateways.takeaway.opendelivery.statuses import MONEY
from gateways.takeaway.peers import Peers
from gateways.takeaway.refund_news import Became, News
from gateways.takeaway.refunds import CHANNEL, Refunds
from mesh.call.errors_wire import failure_of_refusal
from mesh.pure.errors import Refusal
from tests.store.order.build import channel_order, line
from tests.store.order.test_after_sales import account, agree, ask, get, wished_there

APPLIED, AGREED, FAILED = 1, 2, 6
PIECE = (after_sale_pb2.AfterSaleLine(line_id="1", quantity=1),)
DENIED = MONEY["CANCELLATION_REQUEST_DENIED"]


class Called:
    """The order center, called without a network."""

    def __init__(self, servicer) -> None:
        self._servicer = servicer

    def __getattr__(self, name: str):
        async def call(request):
            try:
                return await getattr(self._servicer, name)(request, None)
            except Refusal as refusal:
                raise failure_of_refusal(refusal).as_rpc_error() from None

        return call


@pytest.fixture
def refunds(center):
    return Refunds(Peers(*[Called(center.servicer)] * 4))


@pytest.fixture
async def order_id(center):
    request = create_pb.ImportOrdersRequest(orders=[channel_order("", line(quantity=4))])
    return (await center.servicer.ImportOrders(request, None)).results[0].order_id


async def statuses(center, order_id: str) -> list[int]:
    listing = pb.ListAfterSalesRequest(order_id=order_id)
    found = (await center.servicer.ListAfterSales(listing, None)).after_sales
    return sorted(each.status for each in found)


@pytest.mark.parametrize(
    "news",
    [
        News("R9", Became.FAILED),
        News("R9", Became.FAILED, amount=1000),
        News("R9", Became.FAILED, lines=PIECE),
        News("", Became.FAILED),
        News("", DENIED),
    ],
)
async def test_what_the_chain_asked_for_fails_and_its_money_is_free(
    center, refunds, order_id, news
):
    await agree(center, await ask(center, order_id, 1, "ours"))
    for known in (True, False):
        assert await refunds.take(await get(center, order_id), news) is known
    assert await statuses(center, order_id) == [FAILED]
    assert (await account(center, order_id)).left.minor_units == 4000


@pytest.mark.parametrize("news", [News("", Became.FAILED), News("", DENIED)])
async def test_a_no_to_the_chain_is_none_to_a_customer_who_asked_there(
    center, refunds, order_id, news
):
    await center.servicer.ApplyAfterSale(wished_there(order_id, "R1"), None)
    await agree(center, await ask(center, order_id, 1, "ours"))
    await refunds.take(await get(center, order_id), news)
    assert await statuses(center, order_id) == [APPLIED, FAILED]


async def test_a_denied_cancellation_does_not_end_what_was_agreed_with_a_customer(
    center, refunds, order_id
):
    wish = (await center.servicer.ApplyAfterSale(wished_there(order_id, "R1"), None)).after_sale
    await agree(center, wish)
    assert not await refunds.take(await get(center, order_id), News("", DENIED))
    assert await statuses(center, order_id) == [AGREED]


async def test_a_failure_by_another_amount_is_not_of_the_chains_request(center, refunds, order_id):
    await agree(center, await ask(center, order_id, 1, "ours"))
    other = News("R9", Became.FAILED, amount=2000)
    assert not await refunds.take(await get(center, order_id), other)
    assert await statuses(center, order_id) == [AGREED]


@pytest.mark.parametrize(
    "became",
    [Became.FAILED, DENIED, Became.REFUSED, Became.DESK_REFUSED, Became.WITHDRAWN],
)
@pytest.mark.parametrize("number", ["R9", ""])
async def test_the_end_of_a_wish_that_was_never_told_opens_none(
    center, refunds, order_id, became, number
):
    order = await get(center, order_id)
    assert not await refunds.take(order, News(number, became, amount=1000, lines=PIECE))
    assert await statuses(center, order_id) == []
    assert await refunds.take(order, News(number, Became.WISHED, lines=PIECE))
    assert await statuses(center, order_id) == [APPLIED]


async def overtaken(center, refunds, order_id: str, became: Became) -> after_sale_pb2.AfterSale:
    """The store agrees to a wish that ends on the platform, which is told of that later."""
    wish = (await center.servicer.ApplyAfterSale(wished_there(order_id, "R1"), None)).after_sale
    order = await get(center, order_id)
    kept = await refunds.of(order)
    await agree(center, wish)
    await refunds.take(order, News("R1", became), kept)
    return wish


@pytest.mark.parametrize("became", [Became.WITHDRAWN, Became.REFUSED, Became.DESK_REFUSED])
async def test_what_is_agreed_to_after_its_wish_has_ended_there_does_not_wait_for_ever(
    center, refunds, order_id, became
):
    wish = await overtaken(center, refunds, order_id, became)
    assert await statuses(center, order_id) == [FAILED]
    assert (await account(center, order_id)).left.minor_units == 4000
    await agree(center, wish, "again")
    await refunds.take(await get(center, order_id), News("R1", became))
    assert await statuses(center, order_id) == [FAILED]


async def test_money_of_a_wish_that_was_said_to_have_ended_is_recorded(center, refunds, order_id):
    wish = (await center.servicer.ApplyAfterSale(wished_there(order_id, "R1"), None)).after_sale
    for became in (Became.WITHDRAWN, Became.GIVEN_BACK, Became.GIVEN_BACK):
        await refunds.take(await get(center, order_id), News("R1", became, amount=1000))
    assert (await account(center, order_id)).refunded.minor_units == 1000
    assert wish.amount.minor_units == 1000


async def test_what_is_left_of_a_cancelled_order_is_what_is_left_when_it_is_recorded(
    center, refunds, order_id
):
    before = await get(center, order_id)
    await refunds.record(before, "R1", 1000)
    for _ in range(2):
        await refunds.record_rest(before, CHANNEL)
    assert (await account(center, order_id)).refunded.minor_units == 4000
