"""The gRPC face of the delivery center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.delivery.v1 import delivery_event_pb2, delivery_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as feed_pb
from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1 import rule_messages_pb2 as rule_pb
from zhongtai.delivery.v1.delivery_service_pb2_grpc import DeliveryServiceServicer

from centers.delivery.answers import delivery_message, quote_message, rule_message
from centers.delivery.messages import rule_of
from centers.delivery.model import Delivery, DeliveryStatus
from centers.delivery.moving import Moving
from centers.delivery.operations import Deliveries
from centers.delivery.scope import scope_of_caller
from centers.delivery.store import DeliveryFilter
from mesh.call.context import merchant_id
from mesh.call.wire import known_or_none, number
from mesh.data.auditing import Audit
from mesh.data.paging import read_page
from mesh.data.person_merges import PersonMerges
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods


@dataclass(frozen=True, slots=True)
class Parts:
    """What the servicer hands its messages to."""

    deliveries: Deliveries
    moving: Moving
    feed: Feed
    audit: Audit
    persons: PersonMerges


class DeliveryServicer(LetterMethods, DeliveryServiceServicer):
    """DeliveryService of zhongtai.delivery.v1."""

    def __init__(self, parts: Parts) -> None:
        self.deliveries = parts.deliveries
        self.persons = parts.persons
        self.moving = parts.moving
        self._feed = parts.feed
        self.letters = parts.feed.letters
        self._audit = parts.audit

    async def QuoteDelivery(
        self, request: pb.QuoteDeliveryRequest, _: object
    ) -> pb.QuoteDeliveryResponse:
        quotes = await self.deliveries.quote(request)
        return pb.QuoteDeliveryResponse(quotes=map(quote_message, quotes))

    async def CreateDelivery(
        self, request: pb.CreateDeliveryRequest, _: object
    ) -> pb.CreateDeliveryResponse:
        return pb.CreateDeliveryResponse(delivery=_shown(await self.deliveries.create(request)))

    async def GetDelivery(
        self, request: pb.GetDeliveryRequest, _: object
    ) -> pb.GetDeliveryResponse:
        delivery = await self.deliveries.get(request.delivery_id)
        return pb.GetDeliveryResponse(delivery=_shown(delivery))

    async def ListDeliveries(
        self, request: pb.ListDeliveriesRequest, _: object
    ) -> pb.ListDeliveriesResponse:
        scope = scope_of_caller()
        status = known_or_none(DeliveryStatus, request.status, "status")
        store_id = scope.store_id or request.store_id
        wanted = DeliveryFilter(
            scope.merchant_id, request.order_id, store_id, status, scope.person_id
        )
        page = read_page("deliveries", request.page_size, request.page_token, repr(wanted))
        rows = await self.deliveries.list_deliveries(wanted, page)
        shown, token = page.cut(rows, key=lambda delivery: (delivery.delivery_id,))
        return pb.ListDeliveriesResponse(deliveries=map(_shown, shown), next_page_token=token)

    async def CancelDelivery(
        self, request: pb.CancelDeliveryRequest, _: object
    ) -> pb.CancelDeliveryResponse:
        return pb.CancelDeliveryResponse(delivery=_shown(await self.moving.cancel(request)))

    async def AssignRider(
        self, request: pb.AssignRiderRequest, _: object
    ) -> pb.AssignRiderResponse:
        return pb.AssignRiderResponse(delivery=_shown(await self.moving.assign_rider(request)))

    async def ReportProgress(
        self, request: pb.ReportProgressRequest, _: object
    ) -> pb.ReportProgressResponse:
        return pb.ReportProgressResponse(delivery=_shown(await self.moving.report(request)))

    async def HandleCallback(
        self, request: pb.HandleCallbackRequest, _: object
    ) -> pb.HandleCallbackResponse:
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

    async def SetDispatchRule(
        self, request: rule_pb.SetDispatchRuleRequest, _: object
    ) -> rule_pb.SetDispatchRuleResponse:
        rule = await self.deliveries.set_rule(rule_of(request.rule, merchant_id()))
        return rule_pb.SetDispatchRuleResponse(rule=rule_message(rule))

    async def GetDispatchRule(
        self, request: rule_pb.GetDispatchRuleRequest, _: object
    ) -> rule_pb.GetDispatchRuleResponse:
        rule = await self.deliveries.get_rule(request.store_id)
        return rule_pb.GetDispatchRuleResponse(rule=rule_message(rule))

    async def ListDispatchRules(
        self, request: rule_pb.ListDispatchRulesRequest, _: object
    ) -> rule_pb.ListDispatchRulesResponse:
        page = read_page("dispatch_rules", request.page_size, request.page_token, merchant_id())
        rows = await self.deliveries.list_rules(page)
        shown, token = page.cut(rows, key=lambda rule: (rule.store_id,))
        return rule_pb.ListDispatchRulesResponse(
            rules=map(rule_message, shown), next_page_token=token
        )

    def WatchEvents(
        self, request: feed_pb.WatchEventsRequest, _: object
    ) -> AsyncIterator[feed_pb.WatchEventsResponse]:
        return watch_events(
            self._feed, request, delivery_event_pb2.DeliveryEvent, feed_pb.WatchEventsResponse
        )

    async def AckEvents(
        self, request: feed_pb.AckEventsRequest, _: object
    ) -> feed_pb.AckEventsResponse:
        return await ack_events(self._feed, request, feed_pb.AckEventsResponse)

    async def RemoveReader(
        self, request: feed_pb.RemoveReaderRequest, _: object
    ) -> feed_pb.RemoveReaderResponse:
        return await remove_reader(self._feed, request, feed_pb.RemoveReaderResponse)

    async def MovePerson(
        self, request: person_merge_pb2.MovePersonRequest, _: object
    ) -> person_merge_pb2.MovePersonResponse:
        return await self.persons.handle(request)

    async def Audit(self, _request: feed_pb.AuditRequest, _: object) -> feed_pb.AuditResponse:
        return await self._audit.answer(feed_pb.AuditResponse)

    async def ListMerchants(
        self, _request: feed_pb.ListMerchantsRequest, _: object
    ) -> feed_pb.ListMerchantsResponse:
        return await self._audit.merchants(feed_pb.ListMerchantsResponse)

    def AuditOrders(
        self, _request: feed_pb.AuditOrdersRequest, _: object
    ) -> AsyncIterator[feed_pb.AuditOrdersResponse]:
        return self._audit.orders(feed_pb.AuditOrdersResponse)


def _shown(delivery: Delivery) -> delivery_pb2.Delivery:
    return delivery_message(delivery)
