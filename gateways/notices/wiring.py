"""Puts the gateway of notices together. Settings are read here and nowhere else."""

from __future__ import annotations

from gateways.notices.limits import NoticeLimits
from gateways.notices.peers import connect
from gateways.notices.routes import notice_routes
from mesh.process.host import HostContext, Part
from mesh.process.settings import integer

RATE = "ZHONGTAI_NOTICES_PER_SECOND"
"""Setting: messages per second that are taken for one provider or carrier."""
ADDRESS_RATE = "ZHONGTAI_NOTICES_PER_SECOND_AND_ADDRESS"
"""Setting: messages per second that are taken from one address."""
AT_ONCE = "ZHONGTAI_NOTICES_AT_ONCE"
"""Setting: messages of one provider that are worked on at once; of one address a quarter."""
DEFAULT_RATE = 2000
DEFAULT_ADDRESS_RATE = 500
DEFAULT_AT_ONCE = 512


async def build(host: HostContext) -> Part:
    """The gateway of this process."""
    limits = NoticeLimits(
        integer(host.settings, RATE, DEFAULT_RATE, min=1, max=1_000_000),
        integer(host.settings, ADDRESS_RATE, DEFAULT_ADDRESS_RATE, min=1, max=1_000_000),
        integer(host.settings, AT_ONCE, DEFAULT_AT_ONCE, min=1, max=100_000),
    )
    # It acts in no merchant: whose money it is, the payment center knows from the payment.
    return Part(http=[notice_routes(connect(host.channel), limits, host.identity())])
