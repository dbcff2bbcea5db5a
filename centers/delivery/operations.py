"""What the delivery center does with deliveries: fetch, decide, keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from zhongtai.plugin.v1 import carrier_pb2

from centers.delivery import errors, rules
from centers.delivery.adapters import Carriers, report_of_update
from centers.delivery.dispatch import rules as dispatch_rules
from centers.delivery.dispatch.adapters import Choose
from centers.delivery.dispatch.operations import Dispatch
from centers.delivery.dispatch.sweeper import Sweeper
from centers.delivery.model import (
    Attempt,
    CallbackOutcome,
    Change,
    Delivery,
    DeliveryFilter,
    DeliveryStatus,
    Point,
    Report,
    Rider,
    TakenReport,
)
from centers.delivery.store import DeliveryStore
from centers.delivery.writer import Decision, DeliveryWriter
from mesh.call.context import merchant_id, note
from mesh.call.message_rule import check_message
from mesh.call.scope import scope_of_caller
from mesh.data.change import Unit
from mesh.data.paging import Page
from mesh.feed.follower_items import Batch
from mesh.plugins.callbacks import HttpReply
from mesh.pure.errors import InProgress, Refusal

_GAVE_UP = {DeliveryStatus.CANCELLED, DeliveryStatus.FAILED}

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Handled:
    """What a carrier's callback led to, and what to answer to the carrier."""

    outcome: CallbackOutcome
    delivery: Delivery | None
    reply: HttpReply


class Deliveries:
    """The operations about deliveries.

    Those that are handed a unit of work change something once per request_id; the others that
    change something recognise a repetition by what they are about.
    """

    def __init__(
        self,
        *,
        store: DeliveryStore,
        writer: DeliveryWriter,
        dispatch: Dispatch,
        sweeper: Sweeper,
        carriers: Carriers,
        choose: Choose,
    ) -> None:
        """`choose` gives the carriers that a chain's own rules name for a delivery."""
        self._choose = choose
        self._store = store
        self._writer = writer
        self._dispatch = dispatch
        self._sweeper = sweeper
        self._carriers = carriers

    async def create(self, wanted: Delivery, carrier: str) -> Delivery:
        """Keep a delivery, and let it be sent out; return the stored one for a repetition.

        `carrier` is the only one to be asked, unless it is empty. Raise CarrierUnknown,
        AttemptDiffers, EarlierAttemptOpen.
        """
        named = self._carriers.name_of(carrier) if carrier else ""
        rule = await self._dispatch.rule_of_store(wanted.store_id)
        rule = dispatch_rules.rule_with(rule, named)
        if not named:
            given = dispatch_rules.allowed(rule.carriers, self._carriers.names())
            rule = dispatch_rules.rule_choosing(rule, await self._choose(wanted, given))
        delivery = dispatch_rules.planned(wanted, rule)
        if await self._writer.create(delivery):
            self._sweeper.rounds.wake()
            return delivery
        attempts = await self._store.attempts_of(delivery.merchant_id, delivery.order_id)
        same = next((each for each in attempts if each.attempt == delivery.attempt), None)
        if same is None:
            raise _in_the_way(attempts)
        if same.body_hash != delivery.body_hash:
            raise errors.AttemptDiffers(delivery_id=same.delivery_id)
        return await self._found(same.delivery_id)

    async def get(self, delivery_id: str) -> Delivery:
        """Return one delivery. Raise DeliveryNotFound, also for one outside of the scope."""
        delivery = await self._found(delivery_id)
        if not scope_of_caller().covers(delivery):
            raise errors.DeliveryNotFound(delivery_id=delivery_id)
        return delivery

    async def list_deliveries(self, wanted: DeliveryFilter, page: Page) -> list[Delivery]:
        """Return one row more than the page shows, newest first."""
        return await self._store.list_deliveries(scope_of_caller(), wanted, page)

    async def cancel(self, unit: Unit, delivery_id: str, reason: str) -> None:
        """Mark a delivery to be called off.

        Raise DeliveryNotFound, TooLateToCancel, IllegalMove.
        """
        await self._decide(unit, delivery_id, lambda found, now: rules.cancel(found, reason, now))

    async def call_off(self, delivery_id: str) -> Delivery:
        """Ask the carriers of a delivery that is to be called off; return how it stands.

        Raise TooLateToCancel.
        """
        await self._sweeper.sweep([delivery_id])
        delivery = await self.get(delivery_id)
        if delivery.status is not DeliveryStatus.CANCELLED and not delivery.cancelling:
            raise errors.TooLateToCancel(delivery_id=delivery.delivery_id)
        return delivery

    async def assign_rider(self, unit: Unit, delivery_id: str, rider: Rider) -> None:
        """Give a delivery to an own rider. Raise DeliveryNotFound, NotOwnRiders, IllegalMove."""
        await self._decide(
            unit, delivery_id, lambda found, now: rules.assign_rider(found, rider, now)
        )

    async def report_progress(
        self, unit: Unit, delivery_id: str, to: DeliveryStatus, position: Point | None, note: str
    ) -> None:
        """Take an own rider's report. Raise DeliveryNotFound, NotOwnRiders, IllegalMove."""
        await self._decide(
            unit,
            delivery_id,
            lambda found, now: rules.report_progress(found, to, position, note, now),
        )

    async def handle_callback(
        self, carrier: str, headers: Mapping[str, str], query: str, body: bytes
    ) -> Handled:
        """Take a carrier's callback; durable when this returns. Raise CarrierUnknown."""
        name = self._carriers.name_of(carrier)
        verified = await self._carriers.verify(name, headers, query, body)
        report = verified.report
        if report is None:
            note(callback_rejected=verified.why_not)
            return Handled(CallbackOutcome.REJECTED, None, verified.failure)
        if verified.query_first:
            # Only that something happened is believed; what happened, the carrier is asked.
            status = await self._store.booking_status(report.booking_id)
            report = await self._carriers.query(name, report.booking_id, status)
        (taken,) = await self._writer.take_reports([report])
        if verified.query_first and taken.outcome is CallbackOutcome.LATE:
            # That is news, once. All else may be true again later: a rider gave it up.
            news = replace(report, update_id=_name_of(report))
            (taken,) = await self._writer.take_reports([news])
        self._sweeper.rounds.wake()
        note(callback_outcome=taken.outcome.name, booking_id=report.booking_id)
        return _handled(taken, verified.success)

    async def take_updates(self, carrier: str, batch: Batch[carrier_pb2.DeliveryUpdate]) -> None:
        """Take what a carrier reports by itself."""
        if sound := batch.sound(check_message):
            name = self._carriers.name_of(carrier)
            await self._writer.take_reports(
                [report_of_update(name, item.message) for item in sound]
            )
            self._sweeper.rounds.wake()

    async def _decide(self, unit: Unit, delivery_id: str, decision: Decision) -> None:
        scope = scope_of_caller()

        def within_scope(found: Delivery, now: datetime) -> Change:
            if not scope.covers(found):
                raise errors.DeliveryNotFound(delivery_id=found.delivery_id)
            return decision(found, now)

        await self._writer.decide_in(unit, delivery_id, within_scope)

    async def _found(self, delivery_id: str) -> Delivery:
        found = await self._store.get(merchant_id(), delivery_id)
        if found is None:
            raise errors.DeliveryNotFound(delivery_id=delivery_id)
        return found


def _in_the_way(attempts: list[Attempt]) -> Refusal:
    """Return why an attempt cannot begin: another one of the order is open, or ended just now."""
    for each in attempts:
        if each.status not in _GAVE_UP:
            return errors.EarlierAttemptOpen(delivery_id=each.delivery_id, status=each.status.name)
    return InProgress()


def _handled(taken: TakenReport, reply: HttpReply) -> Handled:
    if taken.outcome is CallbackOutcome.UNKNOWN_DELIVERY:
        _log.warning("callback about a delivery that we do not have")
    return Handled(taken.outcome, taken.delivery, reply)


def _name_of(answer: Report) -> str:
    """Return an id of what a carrier answered: the same for the same answer."""
    status = answer.status.name if answer.status is not None else "UNKNOWN"
    at = answer.at.isoformat() if answer.at is not None else ""
    return f"asked:{answer.booking_id}:{status}:{at}"
