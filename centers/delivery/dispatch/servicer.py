"""The part of the servicer about quotes and dispatch rules."""

from __future__ import annotations

from zhongtai.delivery.v1 import messages_pb2 as pb
from zhongtai.delivery.v1 import rule_messages_pb2 as rule_pb

from centers.delivery.dispatch import checks, messages
from centers.delivery.dispatch.operations import Dispatch
from mesh.call.context import merchant_id
from mesh.data.paging import page_of


class DispatchMethods:
    """QuoteDelivery, SetDispatchRule, GetDispatchRule, ListDispatchRules."""

    _dispatch: Dispatch

    async def QuoteDelivery(
        self, request: pb.QuoteDeliveryRequest, _: object
    ) -> pb.QuoteDeliveryResponse:
        trip = messages.trip_of(request, merchant_id=merchant_id())
        checks.check_trip(trip)
        quotes = await self._dispatch.quote(trip)
        return pb.QuoteDeliveryResponse(quotes=messages.quote_message.each(quotes))

    async def SetDispatchRule(
        self, request: rule_pb.SetDispatchRuleRequest, _: object
    ) -> rule_pb.SetDispatchRuleResponse:
        wanted = messages.rule_of(request.rule, "rule.", merchant_id=merchant_id())
        checks.check_rule(wanted)
        rule = await self._dispatch.set_rule(wanted)
        return rule_pb.SetDispatchRuleResponse(rule=messages.rule_message(rule))

    async def GetDispatchRule(
        self, request: rule_pb.GetDispatchRuleRequest, _: object
    ) -> rule_pb.GetDispatchRuleResponse:
        rule = await self._dispatch.get_rule(request.store_id)
        return rule_pb.GetDispatchRuleResponse(rule=messages.rule_message(rule))

    async def ListDispatchRules(
        self, request: rule_pb.ListDispatchRulesRequest, _: object
    ) -> rule_pb.ListDispatchRulesResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._dispatch.list_rules(page)
        shown, token = page.cut(rows, key=lambda rule: (rule.store_id,))
        return rule_pb.ListDispatchRulesResponse(
            rules=messages.rule_message.each(shown), next_page_token=token
        )
