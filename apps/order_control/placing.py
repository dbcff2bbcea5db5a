"""Placing an order, step by step.

Each step can be repeated under the order's id; what a failure leaves behind is undone in
reverse, what a crash leaves behind lapses by itself.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2

from apps.order_control import errors
from apps.order_control.adapters import ChainPolicies
from apps.order_control.flash_sales import EXTENSION
from apps.order_control.holding import Holding
from apps.order_control.peers import Peers, reason_of
from apps.order_control.quote import Quote, accepted_by
from apps.order_control.quoting import Quoter
from apps.order_control.shelf import takes_stock
from mesh.call.context import current, going_on, merchant_id
from mesh.call.errors_wire import surely_refused
from mesh.pure.clock import Clock
from mesh.pure.errors import AccessDenied, InProgress, Refusal
from mesh.pure.validation import Check

PAYMENT_WINDOW = timedelta(minutes=15)
# Holds outlive the order's own deadline, so that an order that is paid in the last second
# still finds its stock while the notice travels.
HOLD_GRACE = timedelta(minutes=15)

FREE_PAYMENT = "free:"
"""Stands before the order id where nothing is to be paid: the order is placed at once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be placed; `total` is what the customer has seen, None for whatever it costs.

    `quote` asks what it costs, under the order's id; a placement that is known asks nothing.
    `till_id` and `till_number` are set when a till has taken the money, `group` for an order that
    waits for others.
    """

    quote: Callable[[str], Awaitable[Quote]]
    total: money_pb2.Money | None = None
    till_id: str = ""
    till_number: str = ""
    group: messages_pb2.GroupPlace | None = None

    def payment_deadline(self, now: datetime) -> datetime:
        """Return until when it is to be paid."""
        latest = now + PAYMENT_WINDOW
        return min(latest, self.group.deadline.ToDatetime(UTC)) if self.group else latest


class Placer:
    """Puts the centers together for a new order."""

    def __init__(self, peers: Peers, quoter: Quoter, policies: ChainPolicies, clock: Clock) -> None:
        self._peers = peers
        self._quoter = quoter
        self._policies = policies
        self._holding = Holding(peers)
        self._clock = clock
        self._under_way: dict[tuple[str, str, str], asyncio.Task[order_pb2.Order]] = {}

    async def place(self, request: messages_pb2.PlaceOrderRequest) -> order_pb2.Order:
        """Place an order once per request_id; twins within this process share one attempt."""
        check = Check()
        check.request_id(request.request_id)
        check.raise_if_any()
        person_id = current().identity.person_id or request.draft.person_id
        body = request.SerializeToString(deterministic=True)
        begin = create_messages_pb2.BeginOrderRequest(
            request_id=request.request_id,
            body_hash=hashlib.sha256(body).digest(),
            store_id=request.draft.store_id,
            person_id=person_id,
        )
        seen = request.expected_total if request.HasField("expected_total") else None
        group = _group_of(request)
        campaigns = [group.campaign_id] if group else []
        quote = partial(self._quoter.quote, request.draft, campaign_ids=campaigns)
        return await self.place_once(begin, Wanted(quote, seen, group=group))

    async def place_once(
        self, begin: create_messages_pb2.BeginOrderRequest, wanted: Wanted
    ) -> order_pb2.Order:
        """Place what is wanted; who begins the same at the same time shares the attempt."""
        key = (merchant_id(), begin.person_id, begin.SerializeToString(deterministic=True).hex())
        running = self._under_way.get(key)
        if running is None:
            running = asyncio.create_task(self._shared_attempt(begin, wanted))
            self._under_way[key] = running
            running.add_done_callback(lambda task: self._ended(key, task))
        # A caller that goes away, or has no more time, leaves the order to be finished for its
        # twins and its retry.
        return await asyncio.shield(running)

    def _ended(self, key: tuple[str, str, str], task: asyncio.Task[order_pb2.Order]) -> None:
        self._under_way.pop(key, None)
        # Looked at here, so that an attempt whose callers all went away is no warning.
        if not task.cancelled():
            task.exception()

    async def _shared_attempt(
        self, begin: create_messages_pb2.BeginOrderRequest, wanted: Wanted
    ) -> order_pb2.Order:
        with going_on():
            return await self._attempt(begin, wanted)

    async def _attempt(
        self, begin: create_messages_pb2.BeginOrderRequest, wanted: Wanted
    ) -> order_pb2.Order:
        quote, order = await self._at_once(begin, wanted)
        if order is not None:
            return await self._place_if_free(order)
        begun = await self._peers.order.BeginOrder(begin)
        if begun.HasField("order"):
            return await self._place_if_free(begun.order)
        try:
            if quote is None or not begun.is_new:
                # What a first attempt may hold under this id counts as free.
                quote = await self._quoted(begin, wanted, begun.order_id)
            order = await self._create(begun.order_id, quote, wanted)
        except BaseException as exc:
            if isinstance(exc, Refusal) or surely_refused(exc):
                await self._abandon(begin, begun.order_id)
            raise
        return await self._place_if_free(order)

    async def _at_once(
        self, begin: create_messages_pb2.BeginOrderRequest, wanted: Wanted
    ) -> tuple[Quote | None, order_pb2.Order | None]:
        """Return what it costs, and the order when it needs nothing set aside and is written.

        Whatever is refused here may have been placed by this request before: BeginOrder knows.
        """
        if wanted.till_id:
            return None, None
        try:
            quote = await self._quoted(begin, wanted, "")
            if quote.admission is not None or not quote.evaluation.nothing_to_hold:
                return quote, None
            if await takes_stock(self._peers, quote):
                return quote, None
            deadline = wanted.payment_deadline(self._clock.now())
            order = _new_order("", quote, deadline, wanted)
            order.nothing_reserved = order.nothing_held = True
            reply = await self._peers.order.CreateOrder(
                create_messages_pb2.CreateOrderRequest(
                    order=order, request_id=begin.request_id, body_hash=begin.body_hash
                )
            )
        except (Refusal, grpc.aio.AioRpcError) as exc:
            if not (isinstance(exc, Refusal) or surely_refused(exc) or _is_begun(exc)):
                raise
            return None, None
        return quote, reply.order

    async def _quoted(
        self, begin: create_messages_pb2.BeginOrderRequest, wanted: Wanted, order_id: str
    ) -> Quote:
        """Return what it costs, and what the chain's own rules decide about it."""
        quote = await wanted.quote(order_id)
        if wanted.group is not None:
            quote.demand_promotion(wanted.group.promotion_id, errors.GroupPriceNotReady)
        _demand_price(wanted, quote)
        _demand_time(wanted, quote)
        if wanted.till_id:
            # The till has taken the money, and makes it.
            return quote
        now = Timestamp()
        now.FromDatetime(self._clock.now())
        decision = await self._policies.decide(quote, _placement_id(begin), now)
        return replace(quote, decision=decision)

    async def _create(self, order_id: str, quote: Quote, wanted: Wanted) -> order_pb2.Order:
        deadline = wanted.payment_deadline(self._clock.now())
        async with AsyncExitStack() as undo:
            reserved, held = await self._holding.take(order_id, quote, deadline + HOLD_GRACE, undo)
            order = _new_order(order_id, quote, deadline, wanted)
            order.nothing_reserved, order.nothing_held = not reserved, not held
            create = create_messages_pb2.CreateOrderRequest(order=order)
            # From here on the order may exist, whatever fails.
            taken = undo.pop_all()
        try:
            reply = await self._peers.order.CreateOrder(create)
        except grpc.aio.AioRpcError as exc:
            if await self._left_nothing(exc, order_id):
                await taken.aclose()
            raise
        return reply.order  # type: ignore[no-any-return]

    async def _place_if_free(self, order: order_pb2.Order) -> order_pb2.Order:
        """An order that costs nothing waits for nobody."""
        waiting = order.status == order_pb2.ORDER_STATUS_PENDING_PAYMENT
        if order.amounts.total.minor_units or not waiting:
            return order
        item = create_messages_pb2.PaidItem(
            order_id=order.order_id,
            payment_id=f"{FREE_PAYMENT}{order.order_id}",
            amount=order.amounts.total,
        )
        request = create_messages_pb2.MarkOrdersPaidRequest(items=[item])
        await self._peers.order.MarkOrdersPaid(request)
        get = read_messages_pb2.GetOrderRequest(order_id=order.order_id)
        return (await self._peers.order.GetOrder(get)).order  # type: ignore[no-any-return]

    async def _abandon(self, begin: create_messages_pb2.BeginOrderRequest, order_id: str) -> None:
        await self._peers.order.AbandonPlacement(
            create_messages_pb2.AbandonPlacementRequest(
                request_id=begin.request_id, person_id=begin.person_id, order_id=order_id
            )
        )

    async def _left_nothing(self, exc: grpc.aio.AioRpcError, order_id: str) -> bool:
        """Return whether the attempt to write the order surely wrote none.

        A refusal says so. After a defect of the order center its books are asked, because the
        answer may be what failed. When nobody answered, the order may still be under way.
        """
        if surely_refused(exc):
            return True
        if exc.code() is not grpc.StatusCode.INTERNAL or not reason_of(exc):
            return False
        get = read_messages_pb2.GetOrderRequest(order_id=order_id)
        try:
            await self._peers.order.GetOrder(get)
        except grpc.aio.AioRpcError as answer:
            return answer.code() is grpc.StatusCode.NOT_FOUND
        return False


def _placement_id(begin: create_messages_pb2.BeginOrderRequest) -> str:
    """Return what names a placement within its chain: request ids are per person."""
    return hashlib.sha256(f"{begin.person_id}/{begin.request_id}".encode()).hexdigest()


def _is_begun(exc: grpc.aio.AioRpcError) -> bool:
    """Return whether another attempt of the same request has begun and written no order yet."""
    return reason_of(exc) == InProgress.reason


def _group_of(request: messages_pb2.PlaceOrderRequest) -> messages_pb2.GroupPlace | None:
    """Return the place in a group that an order is for. Raise AccessDenied, InvalidRequest."""
    if not request.HasField("group_place"):
        return None
    if not current().identity.is_internal:
        raise AccessDenied("Only services of the platform place orders of groups.")
    whole = Check()
    check = whole.at("group_place")
    check.identifier("wait_for", request.group_place.wait_for)
    check.identifier("campaign_id", request.group_place.campaign_id)
    check.identifier("promotion_id", request.group_place.promotion_id)
    check.that(request.group_place.HasField("deadline"), "deadline", "is required")
    of_flash_sale = EXTENSION in request.draft.extension
    whole.that(not of_flash_sale, f"draft.extension.{EXTENSION}", "must be empty for a group")
    whole.raise_if_any()
    return request.group_place


def _deal(quote: Quote, wanted: Wanted) -> order_pb2.OrderDeal | None:
    """Return the group or the session that an order is bought in; None without one."""
    if wanted.group is not None:
        return wanted.group.deal if wanted.group.HasField("deal") else None
    if quote.admission is None or not quote.admission.session_name:
        return None
    return order_pb2.OrderDeal(
        kind=order_pb2.DEAL_KIND_FLASH_SALE,
        deal_id=quote.admission.admission.session_id,
        name=quote.admission.session_name,
    )


def _demand_time(wanted: Wanted, quote: Quote) -> None:
    """Raise InvalidRequest for an order that the store had to begin before its group is full."""
    if wanted.group is None or not quote.draft.HasField("expected_time"):
        return
    begin, full = quote.store.prepare_from, wanted.group.deadline
    check = Check()
    late = (begin.seconds, begin.nanos) >= (full.seconds, full.nanos)
    check.that(late, "draft.expected_time", "leaves no time after the group has to be full")
    check.raise_if_any()


def _demand_price(wanted: Wanted, quote: Quote) -> None:
    seen = wanted.total
    if seen is None:
        return
    check = Check()
    field = "taken" if wanted.till_id else "expected_total"
    sells_in = quote.currency
    check.that(seen.currency_code == sells_in, f"{field}.currency_code", f"must be {sells_in}")
    check.raise_if_any()
    if seen.minor_units != quote.total:
        raise errors.PriceChanged(
            expected_minor_units=seen.minor_units, actual_minor_units=quote.total
        )


def _new_order(
    order_id: str, quote: Quote, deadline: datetime, wanted: Wanted
) -> create_messages_pb2.NewOrder:
    draft, made_by = quote.draft, quote.decision
    order = create_messages_pb2.NewOrder(
        order_id=order_id,
        store_id=draft.store_id,
        channel=draft.channel,
        service_type=draft.service_type,
        fulfilment_route=quote.store.fulfilment_route,
        delivered_by=quote.store.delivered_by,
        pos_plugin=made_by.pos_plugin or quote.store.pos_plugin,
        pos_store_code=made_by.pos_store_code or quote.store.pos_store_code,
        pos_plugin_chosen=bool(made_by.pos_plugin),
        accept_by="" if wanted.till_id else accepted_by(quote),
        person_id=quote.person_id,
        business_date=quote.store.business_date,
        store_time_zone=quote.store.store.time_zone,
        lines=quote.lines,
        discounts=quote.discounts(),
        packaging_fee=quote.money(quote.packaging_fee),
        delivery_fee=quote.money(quote.delivery_fee),
        total=quote.money(quote.total),
        customer=draft.customer,
        remark=draft.remark,
        diner_count=draft.diner_count,
        table_number=draft.table_number,
        tableware_count=draft.tableware_count if draft.HasField("tableware_count") else None,
        extension=draft.extension,
        wait_for=wanted.group.wait_for if wanted.group else "",
        deal=_deal(quote, wanted),
    )
    if wanted.till_id:
        order.taken_by_till = wanted.till_id
        order.channel_order_number = f"{wanted.till_id}/{wanted.till_number}"
    else:
        order.payment_deadline.FromDatetime(deadline)
    if draft.HasField("delivery_address"):
        order.delivery_address.CopyFrom(draft.delivery_address)
    if draft.HasField("expected_time"):
        order.expected_time.CopyFrom(draft.expected_time)
        order.prepare_from.CopyFrom(quote.store.prepare_from)
    return order
