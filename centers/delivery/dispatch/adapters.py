"""The only place that calls policy plug-ins: which carriers a chain has its orders brought by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb

from centers.delivery.model import Delivery
from mesh.call.to_message import ToMessage
from mesh.call.wire import stamp
from mesh.plugins.policy import NoAnswer, Policies, WrongAnswer
from mesh.pure.distance import metres_between

CARRIERS = plugin_pb2.CAPABILITY_POLICY_CARRIERS
MOST = 100
"""Most carriers that a policy is asked about."""

Choose = Callable[[Delivery, Sequence[str]], Awaitable[tuple[str, ...]]]
"""Gives which of these carriers are asked to bring a delivery; none where the rule says it."""


_question = ToMessage(
    Delivery,
    pb.ChooseCarriersRequest,
    names={"goods_value": "parcel.goods_value"},
    currencies={"goods_value": "parcel.currency"},
    left=["distance_metres", "ready_time", "carriers"],
)


async def by_the_rule(_delivery: Delivery, _carriers: Sequence[str]) -> tuple[str, ...]:
    """Choose none: no chain has a policy."""
    return ()


class CarrierPolicies:
    """Asks the policies of chains who brings a delivery."""

    def __init__(self, policies: Policies) -> None:
        self._policies = policies

    async def choose(self, delivery: Delivery, carriers: Sequence[str]) -> tuple[str, ...]:
        """Return which of the carriers are asked, best first; none where the rule says it."""
        chain = delivery.merchant_id
        if not self._policies.has(chain) or not carriers:
            return ()
        request = _question(
            delivery,
            distance_metres=_metres(delivery),
            ready_time=stamp(delivery.parcel.ready_at or delivery.created_at),
            carriers=carriers[:MOST],
        )
        read = partial(chosen_of, given=request.carriers)
        try:
            chosen = await self._policies.ask(
                chain, {CARRIERS}, lambda stub: stub.ChooseCarriers, request, read
            )
        except NoAnswer:
            return ()
        return chosen or ()


def chosen_of(answer: pb.ChooseCarriersResponse, given: Sequence[str]) -> tuple[str, ...]:
    """Return the carriers of an answer. Raise WrongAnswer."""
    chosen = tuple(answer.carriers)
    if not set(chosen) <= set(given) or len(set(chosen)) < len(chosen):
        raise WrongAnswer("a carrier is chosen twice, or was not given")
    return chosen


def _metres(delivery: Delivery) -> int | None:
    """Return how far it is as the crow flies; None where a place has no coordinates."""
    start, end = delivery.pickup.address, delivery.dropoff.address
    ends = (start.latitude, start.longitude, end.latitude, end.longitude)
    known = [each for each in ends if each is not None]
    return round(metres_between(*known)) if len(known) == len(ends) else None
