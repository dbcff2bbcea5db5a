"""Puts the gateway together: a platform is there when the chain has an account at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateways.takeaway.eleme import wiring as eleme
from gateways.takeaway.meituan import wiring as meituan
from gateways.takeaway.opendelivery import wiring as opendelivery
from gateways.takeaway.peers import Peers, connect
from mesh.process.host import HostContext, Part

PLATFORMS: Mapping[str, Callable[[HostContext, Peers], Part]] = {
    "meituan": meituan.build,
    "eleme": eleme.build,
    "opendelivery": opendelivery.build,
    "keeta": opendelivery.build_keeta,
}


async def build(host: HostContext) -> Part:
    """Return the gateway of this process. Raise SettingInvalid."""
    peers = connect(host.channel)
    parts = [
        build_one(host, peers)
        for name, build_one in PLATFORMS.items()
        if host.settings.get(f"ZHONGTAI_{host.unit.upper()}_{name.upper()}_ACCOUNTS")
    ]

    async def close() -> None:
        for part in parts:
            if part.close is not None:
                await part.close()

    return Part(
        background=[work for part in parts for work in part.background],
        followers=[follower for part in parts for follower in part.followers],
        http=[handler for part in parts for handler in part.http],
        close=close,
    )
