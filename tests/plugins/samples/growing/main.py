"""Forgets nothing: it needs more memory with every look at it."""

from zhongtai.plugin.v1 import identity_provider_pb2_grpc
from zhongtai_plugin import PluginInfo, Readiness, run

MEGABYTE = 1024 * 1024
kept: list[bytearray] = []


async def probe() -> Readiness:
    """Keep some more."""
    kept.append(bytearray(b"x") * (64 * MEGABYTE))
    return Readiness.ready()


service = identity_provider_pb2_grpc.IdentityProviderServiceServicer()
run(PluginInfo("growing", "1", "Needs more and more memory."), [service], probe=probe)
