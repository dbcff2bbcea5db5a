"""Completed orders are posted to the ERP of their chain, each once, with what was given back."""

from zhongtai.order.v1 import change_messages_pb2, event_pb2
from zhongtai.plugin.v1 import erp_sale_pb2, pos_pb2

from centers.order.erp.operations import ErpSales
from centers.order.tills.operations import TillSync
from centers.order.tills.wiring import home_feed
from mesh.feed.follower import Follower
from mesh.plugins.choice import ErpChoice
from mesh.plugins.faults import ItemAnswer, PluginRejected, PluginRetry
from mesh.pure.clock import SystemClock
from mesh.pure.errors import PluginUnavailable
from tests.store.order.build import placed, usd
from tests.store.order.test_changing import COMPLETED, reported, update
from tests.store.order.test_tills import QUICK, Plugin, letters, running, until

READER = "order.erp_test.postings"


class Erp:
    """Keeps what is posted; answers an order with its next word: a fault, "away", "lost"."""

    name = "erp_test"

    def __init__(self, **script: list) -> None:
        self.script = script
        self.books: dict[str, erp_sale_pb2.ErpSale] = {}
        self.known_again = 0

    async def post(self, sales) -> list[ItemAnswer]:
        answers = []
        for sale in sales:
            words = self.script.get(sale.order_id, [])
            word = words.pop(0) if words else None
            if word == "away":
                raise PluginUnavailable(plugin=self.name)
            if word is None or word == "lost":
                self.known_again += sale.posting_id in self.books
                self.books.setdefault(sale.posting_id, sale)
            if word == "lost":
                raise PluginUnavailable(plugin=self.name)
            answers.append(ItemAnswer(sale.posting_id, word))
        return answers


def posting(center, erp: Erp, chains: str = "demo"):
    choice = ErpChoice(dict.fromkeys(chains.split(","), erp.name))
    sales = ErpSales(erp, choice, center.store)
    source, handle = home_feed(READER, center.feed, sales.wants), sales.post
    kind, clock = event_pb2.OrderEvent, SystemClock()
    return running(Follower(READER, source, kind, handle, clock=clock, patience=QUICK))


async def completed(center) -> str:
    order_id = await placed(center)
    tills = TillSync(Plugin(), center.store, center.changing)
    steps = (pos_pb2.TILL_UPDATE_KIND_FULFILLED, COMPLETED)
    for number, kind in enumerate(steps):
        await tills.apply(reported(update(order_id, kind, number)))
    return order_id


async def give_back(center, order_id: str, refund_id: str, amount: int) -> None:
    item = change_messages_pb2.RefundItem(
        order_id=order_id,
        refund_id=refund_id,
        amount=usd(amount),
        payment_id=f"pay_{order_id[4:30]}",
    )
    request = change_messages_pb2.RecordRefundsRequest(items=[item])
    (result,) = (await center.servicer.RecordRefunds(request, None)).results
    assert not result.refusal_reason


async def posted(erp: Erp, *keys: str) -> None:
    async def all_there():
        return set(keys) <= erp.books.keys()

    await until(all_there)


async def test_an_order_is_posted_when_it_is_completed_and_not_before(center):
    waiting, done = await placed(center), await completed(center)
    erp = Erp()
    async with posting(center, erp):
        await posted(erp, done)
    assert waiting not in erp.books
    sale = erp.books[done]
    assert (sale.kind, sale.merchant_id, sale.store_id) == (1, "demo", "sto_1")
    assert (sale.total, sale.discount_total) == (usd(1000), usd(0))
    assert [(line.sku_id, line.quantity, line.amount) for line in sale.lines] == [
        ("sku_a", 1, usd(1000))
    ]
    assert not sale.HasField("refunded")


async def test_what_is_given_back_before_is_in_the_sale_and_after_it_a_posting_of_its_own(center):
    order_id = await placed(center)
    await give_back(center, order_id, "early", 300)
    tills = TillSync(Plugin(), center.store, center.changing)
    await tills.apply(reported(update(order_id, pos_pb2.TILL_UPDATE_KIND_FULFILLED, 1)))
    await tills.apply(reported(update(order_id, COMPLETED, 2)))
    await give_back(center, order_id, "late", 200)
    erp = Erp()
    async with posting(center, erp):
        await posted(erp, order_id, "late")
    assert set(erp.books) == {order_id, "late"}
    assert erp.books[order_id].refunded == usd(300)
    late = erp.books["late"]
    assert (late.kind, late.order_id, late.total) == (2, order_id, usd(200))


async def test_a_chain_whose_books_are_kept_elsewhere_is_not_posted(center):
    await completed(center)
    erp = Erp()
    async with posting(center, erp, "brand2"):

        async def passed():
            return (await center.feed.lag(READER)).events == 0

        await until(passed)
    assert not erp.books


async def test_an_erp_that_is_away_or_whose_answer_is_lost_has_each_sale_once(center):
    first, second = await completed(center), await completed(center)
    erp = Erp(**{first: ["away", "away"], second: ["lost"]})
    async with posting(center, erp):
        await posted(erp, first, second)
    assert erp.known_again == 1
    assert not await letters(center)


async def test_a_sale_that_the_erp_refuses_is_a_letter_and_its_neighbours_are_posted(center):
    refused, busy, sound = [await completed(center) for _ in range(3)]
    no = PluginRejected("the books of the day are closed", plugin="erp")
    erp = Erp(**{refused: [no], busy: [PluginRetry("busy", plugin="erp")]})
    async with posting(center, erp):
        await posted(erp, busy, sound)

        async def one_is_left():
            return len(await letters(center)) == 1

        await until(one_is_left)
        (letter,) = await letters(center)
        assert letter.subject_id == refused
        await center.feed.letters.retry("demo", [letter.letter_id])
        await posted(erp, refused)
