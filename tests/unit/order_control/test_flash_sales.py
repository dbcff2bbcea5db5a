"""Orders that show an admission to a flash sale: held first, given back, for what it is for."""

from types import SimpleNamespace

import grpc
import pytest
from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.order.v1 import line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import evaluation_pb2

from apps.order_control.errors import FlashPriceNotReady
from apps.order_control.flash_sales import FlashSales, demand_price, take_part
from apps.order_control.placing import Placer
from apps.order_control.quote import Quote
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import SystemClock
from mesh.pure.errors import InvalidRequest
from tests.unit.order_control.policies import nobody
from tests.unit.order_control.test_placing import Quoter, centers, refused, request

SHOWN = admission_pb2.CheckAdmissionResponse(
    admission=admission_pb2.Admission(token="adm_1", session_id="fls_1", pieces=2),
    sku_id="sku_tea",
    promotion_id="prm_1",
    session_name="Tea at noon",
)


class FlashQuoter(Quoter):
    """Quotes the same with an admission."""

    async def quote(self, draft, order_id, **_):
        quote = await super().quote(draft, order_id)
        return Quote(
            *(quote.draft, quote.person_id, quote.store, quote.lines, quote.evaluation, "1"),
            admission=SHOWN,
        )


def world(**fails: grpc.aio.AioRpcError) -> tuple[Placer, list[str]]:
    peers, calls = centers(**fails)
    peers.flash_sale = peers.order
    return Placer(peers, FlashQuoter(), nobody(), SystemClock()), calls


@pytest.fixture(autouse=True)
def caller():
    with as_call(internal_identity("miniapp", "demo", "per_1")):
        yield


async def test_an_admission_is_used_before_anything_else_is_held():
    placer, calls = world()
    await placer.place(request())
    assert calls[:3] == ["BeginOrder", "HoldAdmission", "ReserveStock"]


async def test_an_order_says_in_which_session_it_was_bought(written):
    await world()[0].place(request())
    kind = order_pb2.DEAL_KIND_FLASH_SALE
    [order] = written
    assert order.deal == order_pb2.OrderDeal(kind=kind, deal_id="fls_1", name="Tea at noon")


async def test_an_order_that_is_refused_leaves_the_admission_to_its_person():
    placer, calls = world(ReserveStock=refused())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls[-2:] == ["ReleaseAdmission", "AbandonPlacement"]


async def test_an_admission_that_is_refused_holds_nothing():
    placer, calls = world(HoldAdmission=refused())
    with pytest.raises(grpc.aio.AioRpcError):
        await placer.place(request())
    assert calls == ["BeginOrder", "HoldAdmission", "AbandonPlacement"]


def quoted(sku: str, promotion: str) -> Quote:
    line = line_pb2.OrderLine(line_id="1", sku_id=sku, quantity=1)
    explanation = evaluation_pb2.Explanation(promotion_id=promotion)
    evaluation = evaluation_pb2.EvaluateResponse(explanations=[explanation])
    return Quote(messages_pb2.OrderDraft(), "per_1", None, [line], evaluation, "1", admission=SHOWN)


def test_an_admission_is_for_what_the_session_sells_and_for_its_price():
    demand_price(quoted("sku_tea", "prm_1"))
    with pytest.raises(InvalidRequest):
        demand_price(quoted("sku_cake", "prm_1"))
    with pytest.raises(FlashPriceNotReady):
        demand_price(quoted("sku_tea", "prm_2"))


async def test_only_a_cart_that_shows_a_token_takes_part_and_for_its_pieces():
    cart = evaluation_pb2.EvaluateRequest()
    nobody, draft = FlashSales(SimpleNamespace()), messages_pb2.OrderDraft()
    take_part(cart, await nobody.admission_of(draft, "per_1", ""))
    assert not cart.campaign_ids
    take_part(cart, SHOWN)
    assert (list(cart.campaign_ids), dict(cart.campaign_pieces)) == (["fls_1"], {"fls_1": 2})
