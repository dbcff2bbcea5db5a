"""Runs the conformance suite against a plug-in of this process."""

import asyncio
from pathlib import Path
from typing import Any

import grpc
from zhongtai_plugin import PluginInfo, PluginServer
from zhongtai_plugin.conformance import Verdict, run_checks
from zhongtai_plugin.conformance.core import open_subject


async def became(
    info: PluginInfo, service: Any, folder: Path, **given: Any
) -> dict[Verdict, set[str]]:
    """The names of all checks, by what became of them; `given` is what open_subject takes."""
    endpoint = f"unix:{folder}/p.sock"
    given.setdefault("printed", lambda: 0)
    server = PluginServer(info, [service])
    await server.start(endpoint)
    ending = asyncio.create_task(server.wait())
    async with grpc.aio.insecure_channel(endpoint) as channel:
        outcomes = await run_checks(await open_subject(channel, **given))
    server.stop("done")
    await ending
    return {
        verdict: {each.check.name for each in outcomes if each.verdict is verdict}
        for verdict in Verdict
    }
