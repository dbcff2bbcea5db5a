"""A unit with a schema."""

from pathlib import Path

from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    await host.database("keeper", Path(__file__).with_name("migrations"))
    return Part()
