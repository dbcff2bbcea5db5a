"""A unit that serves nothing and works."""

from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    return Part()
