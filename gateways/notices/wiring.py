"""Puts the gateway of notices together. Settings are read here and nowhere else."""

from __future__ import annotations

from gateways.notices.peers import connect
from gateways.notices.routes import notice_routes
from mesh.edge.sender_limits import SenderLimits
from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    """Return the gateway of this process."""
    limits = SenderLimits.read(host)
    # It acts in no merchant: whose money it is, the payment center knows from the payment.
    return Part(http=[notice_routes(host.path, connect(host.channel), limits, host.identity())])
