"""Puts the mini-program's gateway together. Settings are read here and nowhere else."""

from __future__ import annotations

from litestar import Router

from gateways.miniapp.adapt import CHANNEL
from gateways.miniapp.peers import connect
from gateways.miniapp.routes_addresses import address_routes
from gateways.miniapp.routes_after_sales import after_sale_routes
from gateways.miniapp.routes_carts import cart_routes
from gateways.miniapp.routes_flash_sales import flash_sale_routes
from gateways.miniapp.routes_groups import group_routes
from gateways.miniapp.routes_orders import order_routes
from gateways.miniapp.routes_people import login_routes, person_routes
from gateways.miniapp.routes_stores import store_routes
from mesh.edge.apps import Apps
from mesh.edge.door_limits import DoorLimits
from mesh.edge.gate import Gate
from mesh.edge.guests import Guests
from mesh.process.host import HostContext, Part

APPS = "ZHONGTAI_MINIAPP_APPS"
"""Setting: which mini-program belongs to which chain, "app id=merchant", comma separated."""
DEFAULT_APPS = "wx-demo=demo"


async def build(host: HostContext) -> Part:
    """Return the gateway of this process."""
    gate = Gate.read(host, CHANNEL)
    peers = connect(host.channel)
    apps = Apps.read(host.settings, APPS, DEFAULT_APPS, CHANNEL)
    routes = [
        login_routes(peers, gate, apps, Guests(CHANNEL, host.verifier)),
        person_routes(peers, gate),
        address_routes(peers, gate),
        store_routes(peers, gate),
        cart_routes(peers, gate),
        flash_sale_routes(peers, gate),
        group_routes(peers, gate),
        order_routes(peers, gate),
        after_sale_routes(peers, gate),
    ]
    router = Router(
        host.path,
        route_handlers=routes,
        request_max_body_size=DoorLimits.read(host.settings).http_body_bytes_per_customer,
    )
    return Part(http=[router])
