"""Puts the app's gateway together. Settings are read here and nowhere else."""

from __future__ import annotations

from gateways.mall.adapt import CHANNEL
from gateways.mall.peers import connect
from gateways.mall.servicer import SERVICE, MallServicer
from mesh.call.methods import ServiceSpec
from mesh.edge.apps import Apps
from mesh.edge.guests import Guests
from mesh.edge.origins import Origins
from mesh.edge.rpc_routes import rpc_routes
from mesh.process.host import HostContext, Part

APPS = "ZHONGTAI_MALL_APPS"
"""Setting: which app belongs to which chain, "app id=merchant", comma separated."""
DEFAULT_APPS = "app-demo=demo"
ORIGINS = "ZHONGTAI_MALL_ORIGINS"
"""Setting: the origins whose pages may call from a browser, comma separated; none at first."""


async def build(host: HostContext) -> Part:
    """Return the gateway of this process."""
    apps = Apps.read(host.settings, APPS, DEFAULT_APPS, CHANNEL)
    origins = Origins.read(host.settings, ORIGINS)
    servicer = MallServicer(connect(host.channel), apps, Guests(CHANNEL, host.verifier))
    return Part(
        services=[ServiceSpec(SERVICE, servicer)],
        http=[rpc_routes(SERVICE, host.path, host.entrance, origins)],
    )
