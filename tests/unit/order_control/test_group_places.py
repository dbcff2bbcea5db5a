"""Orders of groups: their price, until when they are paid, and what they wait for."""

from datetime import UTC, datetime, timedelta

import pytest
from zhongtai.order.v1 import order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2

from apps.order_control.errors import GroupPriceNotReady
from apps.order_control.placing import PAYMENT_WINDOW, Placer
from mesh.call.context import Identity, as_call, internal_identity
from mesh.pure.clock import FixedClock
from mesh.pure.errors import AccessDenied, InvalidRequest
from tests.unit.order_control.policies import nobody
from tests.unit.order_control.test_placing import Quoter, centers, request

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GROUP = order_pb2.OrderDeal(kind=order_pb2.DEAL_KIND_GROUP, deal_id="grp_1", name="Noodles for two")


class GroupQuoter(Quoter):
    """Notes the campaigns; the store has to begin at `begins`."""

    price_is_known = True

    def __init__(self, begins: datetime) -> None:
        super().__init__()
        self.campaigns: list[str] = []
        self._begins = begins

    async def quote(self, draft, order_id, *, campaign_ids=(), **_):
        self.campaigns = list(campaign_ids)
        quote = await super().quote(draft, order_id)
        quote.store.prepare_from.FromDatetime(self._begins)
        if self.price_is_known:
            quote.evaluation.explanations.add(promotion_id="prm_1")
        return quote


def asked_for(deadline: datetime) -> messages_pb2.PlaceOrderRequest:
    place = messages_pb2.GroupPlace(wait_for="gpl_1", campaign_id="gof_1", promotion_id="prm_1")
    place.deadline.FromDatetime(deadline)
    place.deal.CopyFrom(GROUP)
    return request(group_place=place)


async def place(
    deadline: datetime, *, wanted: bool = False, begins: datetime = NOW, seen: int | None = None
) -> GroupQuoter:
    """Place an order, at the price that the customer has `seen` if any."""
    quoter = GroupQuoter(begins)
    asked = asked_for(deadline)
    if seen is not None:
        asked.expected_total.minor_units, asked.expected_total.currency_code = seen, "CNY"
    if wanted:
        asked.draft.expected_time.FromDatetime(begins + timedelta(hours=1))
    with as_call(internal_identity("group_buy", "demo", "per_1")):
        await Placer(centers()[0], quoter, nobody(), FixedClock(NOW)).place(asked)
    return quoter


@pytest.mark.parametrize(
    ("group", "window"),
    [(timedelta(minutes=3), timedelta(minutes=3)), (timedelta(hours=3), PAYMENT_WINDOW)],
)
async def test_it_is_paid_before_its_group_has_to_be_full(written, group, window):
    quoter = await place(NOW + group)
    [order] = written
    assert order.payment_deadline.ToDatetime(UTC) == NOW + window
    assert (order.wait_for, quoter.campaigns) == ("gpl_1", ["gof_1"])
    assert order.deal == GROUP


async def test_the_store_has_time_for_it_after_its_group_is_full(written):
    deadline = NOW + timedelta(hours=2)
    await place(deadline, wanted=True, begins=deadline)
    with pytest.raises(InvalidRequest):
        await place(deadline, wanted=True, begins=deadline - timedelta(seconds=1))
    assert len(written) == 1


async def test_it_is_not_sold_while_the_price_of_its_group_does_not_apply(written, monkeypatch):
    monkeypatch.setattr(GroupQuoter, "price_is_known", False)
    for seen in (None, 1):
        with pytest.raises(GroupPriceNotReady):
            await place(NOW + timedelta(hours=1), seen=seen)
    assert written == []


async def test_it_has_no_flash_sales_price(written):
    asked = asked_for(NOW + timedelta(hours=1))
    asked.draft.extension["flash_sale_token"] = "adm_1"
    placer = Placer(centers()[0], GroupQuoter(NOW), nobody(), FixedClock(NOW))
    with as_call(internal_identity("group_buy", "demo", "per_1")), pytest.raises(InvalidRequest):
        await placer.place(asked)
    assert written == []


async def test_only_services_of_the_platform_name_a_place():
    asked = asked_for(NOW)
    placer = Placer(centers()[0], Quoter(), nobody(), FixedClock(NOW))
    for kind in ("person", "service"):
        with as_call(Identity(kind, "per_1", "demo")), pytest.raises(AccessDenied):
            await placer.place(asked)
