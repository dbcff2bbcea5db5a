"""What the centers are asked for one quote."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import trade_pb2
from zhongtai.member.v1 import member_requests_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import pricing_pb2
from zhongtai.promotion.v1 import evaluation_pb2
from zhongtai.store.v1 import serving_pb2
from zhongtai.user.v1 import person_requests_pb2

from apps.order_control.quoting import Quote, Quoter
from mesh.call.context import as_call, internal_identity
from mesh.pure.clock import FixedClock
from tests.unit.order_control.policies import nobody

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
STORE = serving_pb2.CheckStoreResponse(open=True, business_date="2026-04-30")


class Centers:
    """Every center at once; notes what it is asked."""

    quote: Quote

    def __init__(self, *, orders: int = 0, priced: Sequence[pricing_pb2.PricedLine] = ()) -> None:
        self.asked = {}
        placed = [order_pb2.Order()] * orders
        self._answers = {
            "CheckStore": STORE,
            "GetMember": member_requests_pb2.GetMemberResponse(),
            "ListOrders": read_messages_pb2.ListOrdersResponse(orders=placed),
            "GetPerson": person_requests_pb2.GetPersonResponse(),
            "PriceLines": pricing_pb2.PriceLinesResponse(lines=priced),
            "Evaluate": evaluation_pb2.EvaluateResponse(),
        }

    def __getattr__(self, name: str):
        async def call(request):
            self.asked[name] = request
            return self._answers[name]

        return call


class WithMembers(Centers):
    """Centers that tell of benefits when they are asked for them."""

    async def GetMember(self, request):
        self.asked["GetMember"] = request
        codes = ["birthday"] if request.with_benefits else []
        return member_requests_pb2.GetMemberResponse(
            member={"tier_code": "gold"}, benefit_codes=codes
        )


def quoter_of(centers: Centers) -> Quoter:
    names = ("store", "product", "promotion", "order", "member", "user")
    return Quoter(SimpleNamespace(**dict.fromkeys(names, centers)), nobody(), FixedClock(NOW))


async def asked(centers: Centers, person: str = "per_1", quoter: Quoter | None = None, **wishes):
    """What the centers were asked for a quote."""
    quoter = quoter or quoter_of(centers)
    draft = messages_pb2.OrderDraft(
        store_id="sto_1",
        channel="miniapp",
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        lines=[messages_pb2.DraftLine(sku_id="sku_1", quantity=1)],
        person_id=person,
        **wishes,
    )
    with as_call(internal_identity("test", "demo"), timeout=10):
        centers.quote = await quoter.quote(draft)
    return centers.asked


@pytest.mark.parametrize("wanted", [None, NOW + timedelta(days=2)])
async def test_prices_and_promotions_are_asked_for_one_and_the_same_moment(wanted):
    wishes = {}
    if wanted:
        wishes["expected_time"] = Timestamp(seconds=int(wanted.timestamp()))
    told = await asked(Centers(), **wishes)
    moments = {told[name].at.ToDatetime(tzinfo=UTC) for name in ("PriceLines", "Evaluate")}
    assert moments == {wanted or NOW}


async def test_limits_per_day_go_by_the_business_day_that_the_store_names():
    assert (await asked(Centers()))["Evaluate"].business_date == STORE.business_date


@pytest.mark.parametrize(
    ("orders", "person", "new"), [(0, "per_1", True), (1, "per_1", False), (0, "", False)]
)
async def test_new_is_who_has_no_order_that_was_placed_and_not_cancelled(orders, person, new):
    told = await asked(Centers(orders=orders), person)
    assert told["Evaluate"].new_customer is new
    if person:
        left_out = {order_pb2.ORDER_STATUS_PENDING_PAYMENT, order_pb2.ORDER_STATUS_CANCELLED}
        counted = set(order_pb2.OrderStatus.values()) - left_out - {0}
        assert set(told["ListOrders"].statuses) == counted


@pytest.mark.parametrize(
    ("ignored", "coupons", "then"),
    [
        (["member_tier", "benefits", "new_customer"], [], set()),
        (["benefits", "new_customer"], [], {"GetMember"}),
        (["member_tier", "new_customer"], [], {"GetMember"}),
        (["member_tier", "benefits"], [], {"ListOrders"}),
        ([], [], {"GetMember", "ListOrders"}),
        (["member_tier", "benefits", "new_customer"], ["cpn_1"], {"GetMember", "ListOrders"}),
    ],
)
async def test_of_a_person_is_asked_what_promotions_do_not_ignore(ignored, coupons, then):
    centers = Centers()
    ignores = {f"ignores_{fact}": True for fact in ignored}
    centers._answers["Evaluate"] = evaluation_pb2.EvaluateResponse(**ignores)
    quoter = quoter_of(centers)
    for expected in ({"GetMember", "ListOrders"}, then):
        centers.asked.clear()
        await asked(centers, quoter=quoter, coupon_ids=coupons)
        assert centers.asked.keys() & {"GetMember", "ListOrders"} == expected


async def test_what_a_promotion_asks_for_the_first_time_is_told_at_once():
    centers = Centers(orders=0)
    quoter = quoter_of(centers)
    ignored = {"ignores_member_tier": True, "ignores_benefits": True}
    centers._answers["Evaluate"] = evaluation_pb2.EvaluateResponse(
        ignores_new_customer=True, **ignored
    )
    await asked(centers, quoter=quoter)
    centers._answers["Evaluate"] = evaluation_pb2.EvaluateResponse(**ignored)
    assert (await asked(centers, quoter=quoter))["Evaluate"].new_customer


async def test_benefits_come_with_the_membership_and_only_where_a_promotion_asks_for_them():
    centers = WithMembers()
    quoter = quoter_of(centers)
    for ignores, with_benefits in ((True, True), (True, False), (False, False), (False, True)):
        # Each quote asks for what the one before found; what is new is told at once.
        centers._answers["Evaluate"] = evaluation_pb2.EvaluateResponse(
            ignores_benefits=ignores, ignores_new_customer=True
        )
        told = await asked(centers, quoter=quoter)
        asks = with_benefits or not ignores
        assert told["GetMember"].with_benefits is asks
        assert told["Evaluate"].benefit_codes == (["birthday"] if asks else [])
        assert told["Evaluate"].member_tier == "gold"


async def test_dishes_are_named_in_the_customers_language_with_the_kitchens_names_beside():
    side = pricing_pb2.PricedPart(
        sku_id="s", name="Reis", sku_name="L", quantity=1, kitchen_name="饭"
    )
    same = pricing_pb2.PricedPart(sku_id="t", name="Tee", quantity=1)
    priced = pricing_pb2.PricedLine(
        line_ref="1", name="Menü", kitchen_name="套餐", parts=[side, same]
    )
    centers = Centers(priced=[priced])
    assert (await asked(centers, language="de"))["PriceLines"].language == "de"
    [line] = centers.quote.lines
    assert (line.name, line.kitchen_name) == ("Menü", "套餐")
    parts = [(part.name, part.kitchen_name) for part in line.modifiers]
    assert parts == [("Reis L", "饭 L"), ("Tee", "")]
