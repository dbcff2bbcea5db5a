"""A unit that cannot be built."""

from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    raise RuntimeError("the oven is cold")
