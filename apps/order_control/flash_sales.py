"""Admissions to flash sales: who shows one gets the price, once for each piece it is for."""

from __future__ import annotations

from zhongtai.flashsale.v1 import admission_pb2
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.promotion.v1 import evaluation_pb2

from apps.order_control.errors import FlashPriceNotReady
from apps.order_control.peers import Peers
from apps.order_control.quote import Quote
from mesh.pure.validation import Check

EXTENSION = "flash_sale_token"
"""Under which key an order shows the token of its admission."""


class FlashSales:
    """Asks flash sales whether an order may have their price, and uses admissions for orders."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def admission_of(
        self, draft: messages_pb2.OrderDraft, person_id: str, order_id: str
    ) -> admission_pb2.CheckAdmissionResponse | None:
        """Return the admission that a draft shows; None where it shows none."""
        token = draft.extension.get(EXTENSION, "")
        if not token:
            return None
        request = admission_pb2.CheckAdmissionRequest(
            token=token,
            person_id=person_id,
            store_id=draft.store_id,
            order_id=order_id,
            channel=draft.channel,
            language=draft.language,
        )
        return await self._peers.flash_sale.CheckAdmission(request)  # type: ignore[no-any-return]

    async def hold(
        self, order_id: str, quote: Quote, shown: admission_pb2.CheckAdmissionResponse
    ) -> None:
        """Use the admission of a quote for an order."""
        request = admission_pb2.HoldAdmissionRequest(
            token=shown.admission.token,
            person_id=quote.person_id,
            store_id=quote.draft.store_id,
            order_id=order_id,
            pieces=_pieces(quote, shown.sku_id),
        )
        await self._peers.flash_sale.HoldAdmission(request)

    async def release(self, order_id: str) -> None:
        """Give the admission of an order that is not placed after all back to its person."""
        request = admission_pb2.ReleaseAdmissionRequest(order_id=order_id)
        await self._peers.flash_sale.ReleaseAdmission(request)


def take_part(
    cart: evaluation_pb2.EvaluateRequest, admission: admission_pb2.CheckAdmissionResponse | None
) -> None:
    """Let a cart have the price of the session, for the pieces of its admission."""
    if admission is not None:
        campaign = admission.admission.session_id
        cart.campaign_ids.append(campaign)
        cart.campaign_pieces[campaign] = admission.admission.pieces


def demand_price(quote: Quote) -> None:
    """Raise InvalidRequest and FlashPriceNotReady unless an admission is of use to its order."""
    if quote.admission is None:
        return
    check = Check()
    needs = "must have what the flash sale sells: see flash_sale_token"
    check.that(_pieces(quote, quote.admission.sku_id) > 0, "draft.lines", needs)
    check.raise_if_any()
    quote.demand_promotion(quote.admission.promotion_id, FlashPriceNotReady)


def _pieces(quote: Quote, sku_id: str) -> int:
    return sum(line.quantity for line in quote.lines if line.sku_id == sku_id)
