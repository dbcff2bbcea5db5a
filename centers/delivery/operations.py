"""What the delivery center does, one function per RPC: fetch, decide, keep."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

import structlog
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.plugin.v1 import carrier_pb2

from centers.delivery import errors
from centers.delivery import rules_planning as planning
from centers.delivery.adapters import Carriers
from centers.delivery.carrier_words import update_of_message
from centers.delivery.desk import DeliveryDesk, Worked
from centers.delivery.dispatching import Dispatcher
from centers.delivery.messages import (
    body_hash,
    check_callback,
    check_create,
    check_quote,
    parcel_of,
    place_of,
)
from centers.delivery.model import (
    CallbackOutcome,
    Delivery,
    DeliveryStatus,
    Quote,
    Route,
    Rule,
)
from centers.delivery.scope import scope_of_caller
from centers.delivery.store import DeliveryFilter, DeliveryStore
from mesh.call.context import merchant_id, note
from mesh.call.message_rule import check_message
from mesh.data.paging import Page
from mesh.feed.follower_items import Batch, Undone
from mesh.plugins.callbacks import HttpReply
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest
from mesh.pure.ids import new_id

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Handled:
    """What a carrier's message led to, and what to answer to the carrier."""

    outcome: CallbackOutcome
    delivery: Delivery | None
    reply: HttpReply


class Deliveries:
    """The operations about deliveries."""

    def __init__(
        self,
        *,
        store: DeliveryStore,
        desk: DeliveryDesk,
        dispatcher: Dispatcher,
        carriers: Carriers,
        clock: Clock,
    ) -> None:
        self._store = store
        self._desk = desk
        self._dispatcher = dispatcher
        self._carriers = carriers
        self._clock = clock

    async def quote(self, request: pb.QuoteDeliveryRequest) -> list[Quote]:
        """What each carrier that the store's rule allows would charge, best first."""
        check_quote(request)
        rule = await self.rule_of_store(request.store_id)
        way = (place_of(request.pickup), place_of(request.dropoff), parcel_of(request.parcel))
        asked = (
            self._carriers.quote(carrier, merchant_id(), request.store_id, way)
            for carrier in planning.allowed(rule.carriers, self._carriers.names())
        )
        quotes = planning.ranked(await asyncio.gather(*asked), rule.strategy)
        return [Quote(Route.OWN_RIDERS), *quotes] if rule.own_riders_first else quotes

    async def create(self, request: pb.CreateDeliveryRequest) -> Delivery:
        """Keep a delivery, and let it be sent out; a repetition gives it as it is.

        Raises CarrierUnknown, AttemptDiffers, EarlierAttemptOpen.
        """
        check_create(request)
        delivery = await self._wanted(request)
        written, attempts = await self._desk.create(delivery)
        if written:
            self._dispatcher.rounds.wake()
            return delivery
        for attempt in attempts:
            if attempt.attempt == delivery.attempt:
                if attempt.body_hash != delivery.body_hash:
                    raise errors.AttemptDiffers(delivery_id=attempt.delivery_id)
                return await self._found(attempt.delivery_id)
        going = next(a for a in attempts if a.status not in _GAVE_UP)
        raise errors.EarlierAttemptOpen(delivery_id=going.delivery_id, status=going.status.name)

    async def get(self, delivery_id: str) -> Delivery:
        """One delivery. Raises DeliveryNotFound, also for one of somebody else."""
        delivery = await self._found(delivery_id)
        if not scope_of_caller().covers(delivery):
            raise errors.DeliveryNotFound(delivery_id=delivery_id)
        return delivery

    async def list_deliveries(self, wanted: DeliveryFilter, page: Page) -> list[Delivery]:
        """One row more than the page shows, newest first."""
        before = str(page.after[0]) if page.after else ""
        return await self._store.list_deliveries(wanted, before, page.limit + 1)

    async def handle_callback(self, request: pb.HandleCallbackRequest) -> Handled:
        """Work in a carrier's message. Durable when this returns. Raises CarrierUnknown."""
        check_callback(request)
        carrier = self._carriers.name_of(request.carrier)
        verified = await self._carriers.verify(carrier, dict(request.headers), request.body)
        update = verified.update
        if update is None:
            note(callback_rejected=verified.why_not)
            return Handled(CallbackOutcome.REJECTED, None, verified.failure)
        if verified.query_first:
            # Only that something happened is believed; what happened, the carrier is asked.
            told = await self._carriers.query(carrier, update.booking_id)
            update = replace(told, update_id=update.update_id)
        (worked,) = await self._desk.work_in([update])
        self._dispatcher.rounds.wake()
        note(callback_outcome=worked.outcome.name, booking_id=update.booking_id)
        return _handled(worked, verified.success)

    async def work_in(self, carrier: str, batch: Batch[carrier_pb2.DeliveryUpdate]) -> None:
        """Work in what a carrier tells by itself."""
        for item in batch.items:
            try:
                check_message(item.message)
            except InvalidRequest as refusal:
                batch.fail(item, Undone(refusal.message, final=True))
        sound = batch.standing(batch.items)
        if sound:
            name = self._carriers.name_of(carrier)
            await self._desk.work_in([update_of_message(name, item.message) for item in sound])
            self._dispatcher.rounds.wake()

    async def set_rule(self, rule: Rule) -> Rule:
        """Keep how a store sends out. Raises CarrierUnknown."""
        names = tuple(self._carriers.name_of(carrier) for carrier in rule.carriers)
        kept = replace(rule, carriers=names)
        await self._store.set_rule(kept)
        return kept

    async def get_rule(self, store_id: str) -> Rule:
        """A store's own rule, or that of all stores. Raises RuleNotFound."""
        for rule in await self._store.find_rules(merchant_id(), store_id):
            if rule.store_id == store_id:
                return rule
        raise errors.RuleNotFound(store_id=store_id)

    async def list_rules(self, page: Page) -> list[Rule]:
        """One row more than the page shows, by store."""
        after = str(page.after[0]) if page.after else None
        return await self._store.list_rules(merchant_id(), after, page.limit + 1)

    async def rule_of_store(self, store_id: str) -> Rule:
        """The rule that applies to a store: its own, that of all stores, or the default."""
        rules_ = await self._store.find_rules(merchant_id(), store_id)
        return rules_[0] if rules_ else Rule(merchant_id(), store_id)

    async def _found(self, delivery_id: str) -> Delivery:
        found = (await self._store.get(merchant_id(), [delivery_id])).get(delivery_id)
        if found is None:
            raise errors.DeliveryNotFound(delivery_id=delivery_id)
        return found

    async def _wanted(self, request: pb.CreateDeliveryRequest) -> Delivery:
        carrier = self._carriers.name_of(request.carrier) if request.carrier else ""
        rule = planning.plan_of(await self.rule_of_store(request.store_id), carrier)
        now = self._clock.now()
        return Delivery(
            delivery_id=new_id("dlv"),
            merchant_id=merchant_id(),
            store_id=request.store_id,
            order_id=request.order_id,
            attempt=request.attempt,
            person_id=request.person_id,
            status=DeliveryStatus.CREATED,
            route=Route.OWN_RIDERS if rule.own_riders_first else Route.UNDECIDED,
            pickup=place_of(request.pickup),
            dropoff=place_of(request.dropoff),
            parcel=parcel_of(request.parcel),
            strategy=rule.strategy,
            carriers=rule.carriers,
            assign_timeout_seconds=rule.assign_timeout_seconds,
            body_hash=body_hash(request),
            created_at=now,
            status_at=now,
        )


_GAVE_UP = {DeliveryStatus.CANCELLED, DeliveryStatus.FAILED}


def _handled(worked: Worked, reply: HttpReply) -> Handled:
    if worked.outcome is CallbackOutcome.UNKNOWN_DELIVERY:
        _log.warning("callback about a delivery that we do not have")
    return Handled(worked.outcome, worked.delivery, reply)
