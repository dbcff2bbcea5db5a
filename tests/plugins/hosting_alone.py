"""A host with one plug-in, to be killed: prints the plug-in's process id, then waits."""

import asyncio
import os
import sys
from pathlib import Path

from mesh.plugins.host import PluginHost


async def main() -> None:
    """Start the plug-in named on the command line and wait for ever."""
    host = PluginHost(Path(sys.argv[1]), {"order"}, os.environ)
    await host.start()
    print(host.status()[0].pid, flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
