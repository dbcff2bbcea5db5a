"""The servicer of flash sales: few pieces, many people."""

from __future__ import annotations

from zhongtai.flashsale.v1.flash_sale_service_pb2_grpc import FlashSaleServiceServicer


class Servicer(FlashSaleServiceServicer):
    """FlashSaleService of zhongtai.flashsale.v1: offers none of its methods yet, each says so."""
