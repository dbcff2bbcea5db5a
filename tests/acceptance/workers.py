"""Ways to one worker of a platform: who takes a connection keeps it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy

import grpc
import httpx
import psutil

from tests.acceptance.shop import Phone, Shop
from tests.platform import Platform

TRIES = 60
"""Each connection goes to one of two workers: that all go to the same one happens to nobody."""
OF_ITS_OWN = (("grpc.use_local_subchannel_pool", 1),)


class NotReached(Exception):
    """No connection went to the worker."""


@asynccontextmanager
async def channel_to(platform: Platform, worker: str) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to the public port that a worker has taken."""
    port = int(platform.env["ZHONGTAI_GRPC_PORT"])
    for _ in range(TRIES):
        before = _peers(platform, worker, port)
        channel = grpc.aio.insecure_channel(platform.grpc_endpoint, OF_ITS_OWN)
        async with channel:
            await channel.channel_ready()
            if _peers(platform, worker, port) - before:
                yield channel
                return
    raise NotReached(worker)


@asynccontextmanager
async def http_to(platform: Platform, worker: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose one connection a worker has taken."""
    port = int(platform.env["ZHONGTAI_HTTP_PORT"])
    only = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None)
    for _ in range(TRIES):
        async with httpx.AsyncClient(timeout=60, limits=only) as http:
            stream = (await http.get(f"{platform.http_url}/docs")).extensions["network_stream"]
            if stream.get_extra_info("client_addr")[1] in _peers(platform, worker, port):
                yield http
                return
    raise NotReached(worker)


@asynccontextmanager
async def shop_at(shop: Shop, worker: str) -> AsyncIterator[Shop]:
    """The same shop, all of whose requests by HTTP a worker takes, one after the other."""
    async with http_to(shop.platform, worker) as http:
        there = copy(shop)
        there.http = http
        yield there


def at(shop: Shop, phone: Phone) -> Phone:
    """The same customer, whose requests go the way of that shop."""
    there = copy(phone)
    there._shop = shop
    return there


def _peers(platform: Platform, worker: str, port: int) -> set[int]:
    """The ports of those whose connections to a port of ours a worker has."""
    connections = psutil.Process(platform.pid_of(worker)).net_connections("tcp")
    return {
        each.raddr.port
        for each in connections
        if each.laddr.port == port and each.status == psutil.CONN_ESTABLISHED
    }
