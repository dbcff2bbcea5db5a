"""Puts the gateway of notices together. Settings are read here and nowhere else."""

from __future__ import annotations

from gateways.notices.peers import connect
from gateways.notices.routes import notice_routes
from mesh.host import HostContext, Part
from mesh.ratelimit import RateLimit
from mesh.settings import integer

RATE = "ZHONGTAI_NOTICES_PER_SECOND"
"""Setting: messages per second that are taken; more are told to come again."""
DEFAULT_RATE = 2000


async def build(host: HostContext) -> Part:
    """The gateway of this process."""
    rate = integer(host.settings, RATE, DEFAULT_RATE, min=1, max=1_000_000)
    # It acts in no merchant: whose money it is, the payment center knows from the payment.
    routes = notice_routes(connect(host.channel), RateLimit(rate, rate), host.identity())
    return Part(http=[routes])
