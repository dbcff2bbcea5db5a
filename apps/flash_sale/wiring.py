"""Puts the service in its place."""

from __future__ import annotations

from zhongtai.flashsale.v1 import flash_sale_service_pb2

from apps.flash_sale.servicer import Servicer
from mesh.call.methods import ServiceSpec
from mesh.process.host import HostContext, Part


async def build(_: HostContext) -> Part:
    """Return the service of this process: in the contract, not offered by this version."""
    descriptor = flash_sale_service_pb2.DESCRIPTOR.services_by_name["FlashSaleService"]
    return Part(services=[ServiceSpec(descriptor, Servicer())])
