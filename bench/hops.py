"""What a hop between units costs: in one process, and between two under mTLS."""

from __future__ import annotations

import asyncio
import math
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from zhongtai.order.v1 import read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from bench.load import Result, run_load
from bench.units.caller import wiring as caller
from mesh.call.context import as_call
from mesh.process.hosting import RunningProcess
from mesh.process.topology import Topology

_UNITS = """
[caller]
package = "bench.units.caller"
offers = []
[answerer]
package = "bench.units.answerer"
offers = ["zhongtai.order.v1"]
"""
_SHAPES = {
    "local": '[processes.near]\nedge = true\nunits = ["caller", "answerer"]\n',
    "remote": '[processes.near]\nedge = true\nunits = ["caller"]\n'
    '[processes.far]\nunits = ["answerer"]\n',
}
_ACCESS = '"zhongtai.order.v1.OrderService/*" = ["internal"]\n'


async def measure(folder: Path, concurrency: int, seconds: float) -> list[Result]:
    """Return the same call over a local and over a remote channel of ours."""
    _write_deploy(folder)
    names = {"local": "local hop (one process)", "remote": "remote hop (mTLS)"}
    return [
        await _measure(folder, shape, name, concurrency=concurrency, seconds=seconds)
        for shape, name in names.items()
    ]


async def _measure(
    folder: Path, shape: str, name: str, *, concurrency: int, seconds: float
) -> Result:
    deploy = folder / "deploy"
    topology = Topology.load(shape, deploy)
    env = {
        **os.environ,
        "ZHONGTAI_HOME": str(folder / shape),
        "ZHONGTAI_GRPC_PORT": "0",
        "ZHONGTAI_LOG_LEVEL": "error",
        "ZHONGTAI_DEPLOY": str(deploy),
    }
    async with _far_process(shape, env):
        near = await RunningProcess.start(topology, "near", env)
        host = caller.hosts[0]
        stub = OrderServiceStub(host.channel("answerer"))
        request = read_messages_pb2.GetOrderRequest(order_id="ord_1")
        with as_call(host.identity("demo"), timeout=math.inf):
            await stub.GetOrder(request, wait_for_ready=True)  # type: ignore[misc]
            result = await run_load(
                name,
                lambda: stub.GetOrder(request),  # type: ignore[arg-type,return-value]
                concurrency=concurrency,
                seconds=seconds,
            )
        await near.stop()
    return result


@asynccontextmanager
async def _far_process(shape: str, env: dict[str, str]) -> AsyncIterator[None]:
    if shape == "local":
        yield
        return
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "mesh.process.hosting",
        "--topology",
        shape,
        "--process",
        "far",
        env=env,
    )
    try:
        yield
    finally:
        child.terminate()
        await child.wait()


def _write_deploy(folder: Path) -> None:
    deploy = folder / "deploy"
    for name in ("topologies", "access"):
        (deploy / name).mkdir(parents=True)
    (deploy / "units.toml").write_text(_UNITS)
    (deploy / "retries.toml").write_text("[natural_keys]\n")
    (deploy / "access" / "bench.toml").write_text(_ACCESS)
    for name, text in _SHAPES.items():
        (deploy / "topologies" / f"{name}.toml").write_text(text)
