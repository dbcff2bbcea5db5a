"""Puts the service in its place."""

from __future__ import annotations

from zhongtai.groupbuy.v1 import group_buy_service_pb2

from apps.group_buy.servicer import Servicer
from mesh.call.methods import ServiceSpec
from mesh.process.host import HostContext, Part


async def build(_: HostContext) -> Part:
    """Return the service of this process: in the contract, not offered by this version."""
    descriptor = group_buy_service_pb2.DESCRIPTOR.services_by_name["GroupBuyService"]
    return Part(services=[ServiceSpec(descriptor, Servicer())])
