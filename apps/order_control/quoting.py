"""Asks the store, the menu and the promotions what an order costs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2
from zhongtai.member.v1 import member_requests_pb2
from zhongtai.order.v1 import line_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import pricing_pb2
from zhongtai.promotion.v1 import evaluation_pb2
from zhongtai.store.v1 import serving_pb2

from apps.order_control import errors
from apps.order_control.adapters import ChainPolicies
from apps.order_control.checks import check_draft, check_total
from apps.order_control.customers import Customers
from apps.order_control.flash_sales import FlashSales, demand_price, take_part
from apps.order_control.peers import Peers
from apps.order_control.problems import Problems, price_what_can_be_had, refuse
from apps.order_control.quote import DELIVERY, Quote
from mesh.call.context import current, merchant_id
from mesh.call.identity import demand_own_channel
from mesh.pure.clock import Clock

PLACED_OR_LATER = (
    order_pb2.ORDER_STATUS_PLACED,
    order_pb2.ORDER_STATUS_ACCEPTED,
    order_pb2.ORDER_STATUS_PREPARING,
    order_pb2.ORDER_STATUS_READY,
    order_pb2.ORDER_STATUS_DELIVERING,
    order_pb2.ORDER_STATUS_FULFILLED,
    order_pb2.ORDER_STATUS_COMPLETED,
)
"""States of orders that were placed and not cancelled."""


class Fact(Enum):
    """What promotions may ask of who orders, beside who it is."""

    MEMBER_TIER = auto()
    BENEFITS = auto()
    NEW_CUSTOMER = auto()


ALL_FACTS = frozenset(Fact)
MEMBERSHIP = frozenset({Fact.MEMBER_TIER, Fact.BENEFITS})
"""Facts that come with one answer of the member center."""


class Quoter:
    """Asks the centers and puts a quote together. Changes nothing."""

    def __init__(self, peers: Peers, policies: ChainPolicies, clock: Clock) -> None:
        self._peers = peers
        self._policies = policies
        self._clock = clock
        self._customers = Customers(peers)
        self._flash_sales = FlashSales(peers)
        self._asked: dict[str, frozenset[Fact]] = {}

    async def quote(
        self,
        draft: messages_pb2.OrderDraft,
        order_id: str = "",
        *,
        at_counter: bool = False,
        problems: Problems | None = None,
        campaign_ids: Sequence[str] = (),
    ) -> Quote:
        """Raise StoreNotTakingOrders, BelowMinimum, and what the centers refuse.

        `order_id` is that of the placement, so that what its first attempt holds counts as free.
        `at_counter`: the store sells it at its counter, whether its hours say so or not.
        With `problems`, what refuses lines or the whole order is noted there instead, and the
        quote is about the lines that remain, their stock looked at. `campaign_ids` are those that
        it takes part in: they are no customer's to name.
        """
        check_draft(draft, with_address=problems is None)
        identity = current().identity
        demand_own_channel(identity, draft.channel)
        person_id = identity.person_id or draft.person_id
        await self._customers.demand_known(person_id)
        # A coupon that is refused for want of a fact would not say which.
        asked = ALL_FACTS if draft.coupon_ids else self._asked.get(merchant_id(), ALL_FACTS)
        store, facts, admission = await asyncio.gather(
            self._store(draft),
            self._facts(person_id, asked),
            self._flash_sales.admission_of(draft, person_id, order_id),
        )
        if not store.open and not at_counter:
            refuse(_not_taking_orders(store, draft.store_id), problems)
        # Prices and promotions are those of one moment: a daypart or a sale may just be ending.
        at = self._moment_of(draft)
        to_price = _to_price(draft, store)
        to_price.at.CopyFrom(at)
        menu = await self._priced(to_price, problems)
        priced = await self._policies.priced(to_price, menu, person_id)
        cart = _cart(draft, store, priced, person_id)
        cart.at.CopyFrom(at)
        cart.order_id = order_id
        cart.campaign_ids.extend(campaign_ids)
        cart.MergeFrom(facts)
        take_part(cart, admission)
        quote = Quote(
            draft=draft,
            person_id=person_id,
            store=store,
            lines=[_line(line, draft) for line in priced.lines],
            evaluation=await self._evaluated(cart, asked, problems),
            menu_version=priced.menu_version,
            order_packaging_fee=priced.order_packaging_fee.minor_units,
            admission=admission,
        )
        demand_price(quote)
        check_total(quote)
        minimum = store.minimum_order.minor_units
        if draft.service_type == DELIVERY and quote.goods < minimum:
            refuse(errors.BelowMinimum(minimum_minor_units=minimum), problems)
        return quote

    async def _priced(
        self, request: pricing_pb2.PriceLinesRequest, problems: Problems | None
    ) -> pricing_pb2.PriceLinesResponse:
        if problems is None:
            return await self._peers.product.PriceLines(request)  # type: ignore[no-any-return]
        return await price_what_can_be_had(self._peers, request, problems)

    async def _evaluated(
        self,
        cart: evaluation_pb2.EvaluateRequest,
        known: frozenset[Fact],
        problems: Problems | None,
    ) -> evaluation_pb2.EvaluateResponse:
        """Return what a cart gets, of which these facts are known.

        What promotions asked for last, they are told the next time; what they ask for now is told
        them at once.
        """
        if problems is not None and not cart.lines:
            return evaluation_pb2.EvaluateResponse()
        found = await self._peers.promotion.Evaluate(cart)
        asked = self._asked[merchant_id()] = _asked_by(found)
        if not asked <= known:
            cart.MergeFrom(await self._facts(cart.person_id, asked - known))
            found = await self._peers.promotion.Evaluate(cart)
        return found  # type: ignore[no-any-return]

    async def _facts(
        self, person_id: str, asked: frozenset[Fact]
    ) -> evaluation_pb2.EvaluateRequest:
        """Return what promotions ask of a person."""
        facts = evaluation_pb2.EvaluateRequest()
        if asked & MEMBERSHIP:
            member = await self._membership(person_id, with_benefits=Fact.BENEFITS in asked)
            facts.member_tier = member.member.tier_code
            facts.benefit_codes.extend(member.benefit_codes)
        if Fact.NEW_CUSTOMER in asked:
            facts.new_customer = await self._is_new(person_id)
        return facts

    def _moment_of(self, draft: messages_pb2.OrderDraft) -> Timestamp:
        """Return when the order is wanted; now for as soon as possible."""
        if draft.HasField("expected_time"):
            return draft.expected_time
        now = Timestamp()
        now.FromDatetime(self._clock.now())
        return now

    async def _store(self, draft: messages_pb2.OrderDraft) -> serving_pb2.CheckStoreResponse:
        request = serving_pb2.CheckStoreRequest(
            store_id=draft.store_id, service_type=draft.service_type, channel=draft.channel
        )
        if draft.HasField("expected_time"):
            request.at.CopyFrom(draft.expected_time)
        if draft.service_type == DELIVERY and draft.delivery_address.HasField("point"):
            request.point.CopyFrom(draft.delivery_address.point)
        return await self._peers.store.CheckStore(request)  # type: ignore[no-any-return]

    async def _is_new(self, person_id: str) -> bool:
        """Return whether no order of the person, of any channel, was placed and not cancelled."""
        if not person_id:
            return False
        placed = read_messages_pb2.ListOrdersRequest(
            person_id=person_id, statuses=PLACED_OR_LATER, page_size=1
        )
        return not (await self._peers.order.ListOrders(placed)).orders

    async def _membership(
        self, person_id: str, *, with_benefits: bool
    ) -> member_requests_pb2.GetMemberResponse:
        """Return the person's membership; an empty answer for who is no member."""
        nobody = member_requests_pb2.GetMemberResponse()
        if not person_id:
            return nobody
        request = member_requests_pb2.GetMemberRequest(
            person_id=person_id, with_benefits=with_benefits
        )
        try:
            return await self._peers.member.GetMember(request)  # type: ignore[no-any-return]
        except grpc.aio.AioRpcError as exc:
            if exc.code() is not grpc.StatusCode.NOT_FOUND:
                raise
            return nobody


def _asked_by(found: evaluation_pb2.EvaluateResponse) -> frozenset[Fact]:
    told = {
        Fact.MEMBER_TIER: not found.ignores_member_tier,
        Fact.BENEFITS: not found.ignores_benefits,
        Fact.NEW_CUSTOMER: not found.ignores_new_customer,
    }
    return frozenset(fact for fact, is_asked in told.items() if is_asked)


def _not_taking_orders(
    store: serving_pb2.CheckStoreResponse, store_id: str
) -> errors.StoreNotTakingOrders:
    cause = serving_pb2.ClosedReason.Name(store.reason).removeprefix("CLOSED_REASON_")
    if not store.HasField("opens_at"):
        return errors.StoreNotTakingOrders(cause=cause, store_id=store_id)
    opens_at = store.opens_at.ToJsonString()
    return errors.StoreNotTakingOrders(cause=cause, store_id=store_id, opens_at=opens_at)


def _to_price(draft: messages_pb2.OrderDraft, store: Any) -> pricing_pb2.PriceLinesRequest:
    return pricing_pb2.PriceLinesRequest(
        store_id=draft.store_id,
        channel=draft.channel,
        service_type=draft.service_type,
        time_zone=store.store.time_zone,
        stock_is_asked=True,
        language=draft.language,
        without_packaging_fee=store.without_packaging_fee,
        lines=[
            pricing_pb2.LineToPrice(
                line_ref=str(number),
                sku_id=line.sku_id,
                quantity=line.quantity,
                modifiers=_chosen(line.modifiers),
                combo_choices=[
                    pricing_pb2.ChosenPart(
                        slot_id=part.slot_id,
                        sku_id=part.sku_id,
                        modifiers=_chosen(part.modifiers),
                    )
                    for part in line.combo_choices
                ],
            )
            for number, line in enumerate(draft.lines, 1)
        ],
    )


def _chosen(modifiers: Iterable[messages_pb2.DraftModifier]) -> list[pricing_pb2.ChosenModifier]:
    return [
        pricing_pb2.ChosenModifier(
            modifier_id=modifier.modifier_id,
            quantity=modifier.quantity,
            modifiers=_chosen(modifier.modifiers),
        )
        for modifier in modifiers
    ]


def _cart(
    draft: messages_pb2.OrderDraft, store: Any, priced: Any, person_id: str
) -> evaluation_pb2.EvaluateRequest:
    request = evaluation_pb2.EvaluateRequest(
        store_id=draft.store_id,
        channel=draft.channel,
        service_type=draft.service_type,
        person_id=person_id,
        time_zone=store.store.time_zone,
        business_date=store.business_date,
        lines=[_cart_line(line) for line in priced.lines],
        coupon_ids=draft.coupon_ids,
        without_unusable_coupons=draft.without_unusable_coupons,
        language=draft.language,
    )
    if draft.service_type == DELIVERY:
        request.delivery_fee.CopyFrom(store.delivery_fee)
    return request


def _cart_line(line: pricing_pb2.PricedLine) -> evaluation_pb2.CartLine:
    each = line.unit_price.minor_units + line.modifiers_amount.minor_units
    currency = line.amount.currency_code
    return evaluation_pb2.CartLine(
        line_ref=line.line_ref,
        sku_id=line.sku_id,
        product_id=line.product_id,
        category_ids=line.category_ids,
        quantity=line.quantity,
        unit_amount=money_pb2.Money(minor_units=each, currency_code=currency),
        line_amount=line.amount,
        base_amount=line.unit_price,
    )


def _line(line: pricing_pb2.PricedLine, draft: messages_pb2.OrderDraft) -> line_pb2.OrderLine:
    packaging = line.packaging_fee if line.HasField("packaging_fee") else None
    return line_pb2.OrderLine(
        line_id=line.line_ref,
        sku_id=line.sku_id,
        product_id=line.product_id,
        name=line.name,
        sku_name=line.sku_name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        modifiers=[*_modifiers(line.modifiers), *map(_part, line.parts)],
        amount=line.amount,
        components=[
            line_pb2.StockComponent(sku_id=each.sku_id, quantity=each.quantity)
            for each in line.components
        ],
        remark=draft.lines[int(line.line_ref) - 1].remark,
        kitchen_name=line.kitchen_name,
        kitchen_sku_name=line.kitchen_sku_name,
        packaging_fee=packaging,
        sku_code=line.sku_code,
    )


def _modifiers(modifiers: Iterable[pricing_pb2.PricedModifier]) -> list[line_pb2.OrderModifier]:
    return [
        line_pb2.OrderModifier(
            modifier_id=modifier.modifier_id,
            name=modifier.name,
            quantity=modifier.quantity,
            unit_price=modifier.unit_price,
            modifiers=_modifiers(modifier.modifiers),
            kitchen_name=modifier.kitchen_name,
            code=modifier.modifier_code,
        )
        for modifier in modifiers
    ]


def _part(part: pricing_pb2.PricedPart) -> line_pb2.OrderModifier:
    """Return a combo's part: for the kitchen a choice like any other, at its extra price."""
    name = f"{part.name} {part.sku_name}".strip()
    own = f"{part.kitchen_name or part.name} {part.kitchen_sku_name or part.sku_name}".strip()
    return line_pb2.OrderModifier(
        modifier_id=part.sku_id,
        name=name,
        quantity=part.quantity,
        unit_price=part.extra_price,
        modifiers=_modifiers(part.modifiers),
        kitchen_name=own if own != name else "",
        code=part.sku_code,
        is_part=True,
    )
