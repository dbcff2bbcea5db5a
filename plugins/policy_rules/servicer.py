"""PolicyService: thin, from message to rules and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhongtai.common.v1 import money_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb
from zhongtai.plugin.v1 import policy_pb2_grpc

from plugins.policy_rules import messages, rules
from plugins.policy_rules.counts import Counts
from plugins.policy_rules.files import Folder
from plugins.policy_rules.model import PerDay, Refuse


@dataclass(frozen=True, slots=True)
class Desk:
    """The files and the book."""

    folder: Folder
    counts: Counts


class PolicyServicer(policy_pb2_grpc.PolicyServiceServicer):
    """Answers the platform."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    async def PriceLines(
        self, request: pb.PriceLinesRequest, context: Any
    ) -> pb.PriceLinesResponse:
        """Say what lines cost."""
        asked = messages.lines_to_price(request)
        known = self._desk().folder.rules_of(request.merchant_id)
        currency = request.lines[0].unit_price.currency_code
        return pb.PriceLinesResponse(
            prices=[
                pb.PolicyPrice(
                    line_ref=line_ref,
                    unit_price=money_pb2.Money(minor_units=price, currency_code=currency),
                )
                for line_ref, price in rules.prices(known.price, asked).items()
            ]
        )

    async def DecideOrder(
        self, request: pb.DecideOrderRequest, context: Any
    ) -> pb.DecideOrderResponse:
        """Decide about an order."""
        asked, desk = messages.order_to_decide(request), self._desk()
        known = desk.folder.rules_of(request.merchant_id)
        refused = rules.refusal(known.refuse, asked)
        if refused is not None:
            return _refused(refused)
        if known.per_day is not None and asked.person:
            wanted = messages.placement(request)
            if not await desk.counts.let_through(wanted, known.per_day):
                return _refused(known.per_day)
        made = rules.tills(known.route, asked, request.pos_plugins)
        return pb.DecideOrderResponse(
            pos_plugin=made.pos_plugin if made else "",
            pos_store_code=made.pos_store_code if made else "",
            accept_at_once=rules.accepted(known.accept, asked),
        )

    async def ChooseCarriers(
        self, request: pb.ChooseCarriersRequest, context: Any
    ) -> pb.ChooseCarriersResponse:
        """Say who brings an order."""
        messages.check(request.merchant_id, request.carriers, messages.MAX_CARRIERS)
        known = self._desk().folder.rules_of(request.merchant_id)
        at = messages.local(request.ready_time, known.time_zone)
        metres = request.distance_metres if request.HasField("distance_metres") else None
        chosen = rules.carriers(known.carriers, request.store_id, at, metres, request.carriers)
        return pb.ChooseCarriersResponse(carriers=chosen)


def _refused(rule: Refuse | PerDay) -> pb.DecideOrderResponse:
    refusal = pb.PolicyRefusal(code=rule.code, message=rule.message)
    return pb.DecideOrderResponse(refusal=refusal)
