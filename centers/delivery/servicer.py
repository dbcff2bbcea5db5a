"""The gRPC face of the delivery center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as feed_pb
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1 import rule_messages_pb2 as rule_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceServicer

from centers.delivery.answers import delivery_message, number, quote_message, rule_message
from centers.delivery.audit import audit
from centers.delivery.messages import rule_of, wanted_kind
from centers.delivery.model import Delivery, DeliveryStatus
from centers.delivery.moving import Moving
from centers.delivery.operations import Deliveries
from centers.delivery.scope import scope_of_caller
from centers.delivery.store import DeliveryFilter
from mesh.context import merchant_id
from mesh.database import Database
from mesh.feed import Feed
from mesh.paging import read_page
from mesh.validation import Check


@dataclass(frozen=True, slots=True)
class Parts:
    """What the servicer hands its messages to."""

    deliveries: Deliveries
    moving: Moving
    feed: Feed
    db: Database


class DeliveryServicer(DeliveryServiceServicer):
    """DeliveryService of zhongtai.delivery.v1."""

    def __init__(self, parts: Parts) -> None:
        self.deliveries = parts.deliveries
        self.moving = parts.moving
        self._feed = parts.feed
        self._db = parts.db

    async def QuoteDelivery(self, request: Any, _: Any) -> pb.QuoteDeliveryResponse:
        quotes = await self.deliveries.quote(request)
        return pb.QuoteDeliveryResponse(quotes=map(quote_message, quotes))

    async def CreateDelivery(self, request: Any, _: Any) -> pb.CreateDeliveryResponse:
        return pb.CreateDeliveryResponse(delivery=_shown(await self.deliveries.create(request)))

    async def GetDelivery(self, request: Any, _: Any) -> pb.GetDeliveryResponse:
        delivery = await self.deliveries.get(request.delivery_id)
        return pb.GetDeliveryResponse(delivery=_shown(delivery))

    async def ListDeliveries(self, request: Any, _: Any) -> pb.ListDeliveriesResponse:
        scope = scope_of_caller()
        status = wanted_kind(DeliveryStatus, request.status, "status")
        store_id = scope.store_id or request.store_id
        wanted = DeliveryFilter(
            scope.merchant_id, request.order_id, store_id, status, scope.person_id
        )
        page = read_page("deliveries", request.page_size, request.page_token, repr(wanted))
        rows = await self.deliveries.list_deliveries(wanted, page)
        shown, token = page.cut(rows, key=lambda delivery: (delivery.delivery_id,))
        return pb.ListDeliveriesResponse(deliveries=map(_shown, shown), next_page_token=token)

    async def CancelDelivery(self, request: Any, _: Any) -> pb.CancelDeliveryResponse:
        return pb.CancelDeliveryResponse(delivery=_shown(await self.moving.cancel(request)))

    async def AssignRider(self, request: Any, _: Any) -> pb.AssignRiderResponse:
        return pb.AssignRiderResponse(delivery=_shown(await self.moving.assign_rider(request)))

    async def ReportProgress(self, request: Any, _: Any) -> pb.ReportProgressResponse:
        return pb.ReportProgressResponse(delivery=_shown(await self.moving.report(request)))

    async def HandleCallback(self, request: Any, _: Any) -> pb.HandleCallbackResponse:
        handled = await self.deliveries.handle_callback(request)
        delivery, reply = handled.delivery, handled.reply
        return pb.HandleCallbackResponse(
            outcome=number(handled.outcome),
            delivery_id=delivery.delivery_id if delivery else "",
            merchant_id=delivery.merchant_id if delivery else "",
            reply_status=reply.status,
            reply_headers=reply.headers,
            reply_body=reply.body,
        )

    async def SetDispatchRule(self, request: Any, _: Any) -> rule_pb.SetDispatchRuleResponse:
        rule = await self.deliveries.set_rule(rule_of(request.rule, merchant_id()))
        return rule_pb.SetDispatchRuleResponse(rule=rule_message(rule))

    async def GetDispatchRule(self, request: Any, _: Any) -> rule_pb.GetDispatchRuleResponse:
        rule = await self.deliveries.get_rule(request.store_id)
        return rule_pb.GetDispatchRuleResponse(rule=rule_message(rule))

    async def ListDispatchRules(self, request: Any, _: Any) -> rule_pb.ListDispatchRulesResponse:
        page = read_page("dispatch_rules", request.page_size, request.page_token, merchant_id())
        rows = await self.deliveries.list_rules(page)
        shown, token = page.cut(rows, key=lambda rule: (rule.store_id,))
        return rule_pb.ListDispatchRulesResponse(
            rules=map(rule_message, shown), next_page_token=token
        )

    async def WatchEvents(self, request: Any, _: Any) -> AsyncIterator[feed_pb.WatchEventsResponse]:
        _check_reader(request.reader)
        batches = self._feed.watch(
            request.reader, request.after_cursor, request.max_batch, merchant_id=merchant_id()
        )
        async for events, cursor in batches:
            told = [delivery_event_pb2.DeliveryEvent.FromString(event.payload) for event in events]
            yield feed_pb.WatchEventsResponse(events=told, cursor=cursor)

    async def AckEvents(self, request: Any, _: Any) -> feed_pb.AckEventsResponse:
        _check_reader(request.reader)
        await self._feed.ack(request.reader, request.cursor, merchant_id=merchant_id())
        return feed_pb.AckEventsResponse()

    async def Audit(self, _request: Any, _: Any) -> feed_pb.AuditResponse:
        checks, totals = await audit(self._db, merchant_id())
        return feed_pb.AuditResponse(checks=checks, totals=totals)


def _shown(delivery: Delivery) -> delivery_pb2.Delivery:
    return delivery_message(delivery, masked=scope_of_caller().masked)


def _check_reader(reader: str) -> None:
    check = Check()
    check.identifier("reader", reader)
    check.raise_if_any()
