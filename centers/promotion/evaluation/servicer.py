"""The RPC of evaluations: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.promotion.v1 import evaluation_pb2 as pb

from centers.promotion.evaluation import checks, messages
from centers.promotion.evaluation.operations import Evaluations
from mesh.call.context import current
from mesh.call.identity import not_another
from mesh.pure.clock import Clock


class EvaluationServicer:
    """A part of PromotionService of zhongtai.promotion.v1."""

    def __init__(self, evaluations: Evaluations, clock: Clock) -> None:
        self._evaluations = evaluations
        self._clock = clock

    async def Evaluate(self, request: pb.EvaluateRequest, _: object) -> pb.EvaluateResponse:
        checks.check_evaluation(request)
        not_another(current().identity, request.person_id)
        cart = messages.cart_of(request, self._clock.now())
        choice = messages.choice_of(request)
        found = await self._evaluations.evaluate(cart, choice, request.order_id)
        return messages.evaluation_message(found, cart.currency, request.language)
