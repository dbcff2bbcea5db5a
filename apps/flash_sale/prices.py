"""The price of a session: a promotion of its campaign, asked of the promotion center.

It is made before the session is kept, as a draft that nobody gets, applies from then on, and ends
when no order can use an admission any more. Only order control names the campaign, and only for
who was let in; so the promotion needs no times of its own, and the price holds for an order that
is wanted for later too.
"""

from __future__ import annotations

import grpc
from zhongtai.common.v1 import money_pb2
from zhongtai.promotion.v1 import error_reason_pb2, promotion_pb2, promotion_requests_pb2, rule_pb2

from apps.flash_sale.model import Session
from apps.flash_sale.peers import Peers
from mesh.call.errors_wire import refusal_of
from mesh.call.wire import other_name_message

GROUP = "flash_sale"
"""Under which name other promotions can exclude the prices of flash sales."""
FIRST = 1000
"""The highest priority: the pieces that a person was let in for have this price and no other."""

_PROMOTION = "zhongtai.promotion"
_ENDED = {
    error_reason_pb2.ErrorReason.Name(reason).removeprefix("ERROR_REASON_")
    for reason in (
        error_reason_pb2.ERROR_REASON_PROMOTION_NOT_FOUND,
        error_reason_pb2.ERROR_REASON_ILLEGAL_MOVE,
    )
}
"""What the promotion center says of a promotion that somebody has ended, and of nothing else."""


async def make_price(peers: Peers, session: Session) -> str:
    """Make the promotion of a session, once, and return its id. Raise what that center refuses."""
    price = money_pb2.Money(minor_units=session.amount, currency_code=session.currency)
    sku = rule_pb2.SkuPrice(sku_id=session.sku_id, price=price)
    spec = promotion_pb2.PromotionSpec(
        name=session.name,
        names=map(other_name_message, session.names),
        currency_code=session.currency,
        rule=rule_pb2.PromotionRule(special_price=rule_pb2.SpecialPrice(prices=[sku])),
        conditions=promotion_pb2.Conditions(
            store_ids=session.store_ids, campaign_id=session.session_id
        ),
        stacking=promotion_pb2.Stacking(priority=FIRST, group=GROUP),
    )
    request = promotion_requests_pb2.CreatePromotionRequest(
        request_id=f"{session.session_id}.price", spec=spec
    )
    return str((await peers.promotion.CreatePromotion(request)).promotion.promotion_id)


async def open_price(peers: Peers, session: Session) -> bool:
    """Make the price apply; return False when somebody has ended the promotion."""
    request = promotion_requests_pb2.ActivatePromotionRequest(
        request_id=f"{session.session_id}.open", promotion_id=session.promotion_id
    )
    return await _is_done(peers.promotion.ActivatePromotion(request))


async def end_price(peers: Peers, session: Session) -> None:
    """End the price, unless somebody has ended the promotion before."""
    request = promotion_requests_pb2.EndPromotionRequest(
        request_id=f"{session.session_id}.end", promotion_id=session.promotion_id
    )
    await _is_done(peers.promotion.EndPromotion(request))


async def _is_done(call: grpc.aio.UnaryUnaryCall) -> bool:
    try:
        await call
    except grpc.aio.AioRpcError as exc:
        refusal = refusal_of(exc)
        if refusal.domain != _PROMOTION or refusal.reason not in _ENDED:
            raise
        return False
    return True
