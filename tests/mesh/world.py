"""A small platform for tests of mesh/: two units in one process, or in one each."""

import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import grpc
from zhongtai_test.echo.v1 import echo_pb2_grpc

from mesh.call.context import Identity
from mesh.process.host import HostContext
from mesh.process.hosting import RunningProcess
from mesh.process.tokens import TokenSigner
from mesh.process.topology import Process, Topology, Unit

ACCESS = """
"zhongtai_test.echo.v1.EchoService/*" = ["internal", "operator:echo"]
"zhongtai_test.echo.v1.EchoService/Forbidden" = []
"zhongtai_test.echo.v1.EchoService/GetPublic" = ["internal", "person", "operator:echo"]
"zhongtai_test.echo.v1.FrontService/*" = ["internal", "service:echo", "operator:echo"]
"""
UNITS = {
    "front": Unit("front", "tests.mesh.units.front"),
    "back": Unit("back", "tests.mesh.units.back", ("zhongtai_test.echo.v1",)),
}
PERSON = Identity("person", "per_1", "demo")
OPERATOR = Identity("operator", "olga", "", frozenset({"echo"}))
SHAPES = {
    "local": {"platform": Process("platform", ("front", "back"), edge=True, http=True)},
    "remote": {
        "edge": Process("edge", ("front",), edge=True, http=True),
        "rear": Process("rear", ("back",)),
    },
}


class World:
    """A running test platform; `shape` is "local" or "remote"."""

    def __init__(self, shape: str, deploy: Path) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="zt-")).resolve()
        self.env = {
            "ZHONGTAI_HOME": str(self.home),
            "ZHONGTAI_GRPC_PORT": "0",
            "ZHONGTAI_HTTP_PORT": "0",
            "ZHONGTAI_DRAIN_SECONDS": "5",
        }
        self.topology = Topology(shape, SHAPES[shape], UNITS, folder=deploy)
        self.running: dict[str, RunningProcess] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._stack.callback(shutil.rmtree, self.home, ignore_errors=True)
        self._stack.push_async_callback(self._stop_all)
        for process in self.topology.processes:
            await self.start(process)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        await self._stack.aclose()

    async def start(self, process: str) -> None:
        self.running[process] = await RunningProcess.start(self.topology, process, self.env)

    async def stop(self, process: str) -> None:
        await self.running.pop(process).stop()

    async def _stop_all(self) -> None:
        for process in reversed(tuple(self.running)):
            await self.stop(process)

    @property
    def host(self) -> HostContext:
        """The context of the unit front."""
        from tests.mesh.units.front.wiring import hosts

        return hosts[str(self.home)]

    @property
    def back(self):
        """The servicer of the unit back."""
        from tests.mesh.units.back.wiring import servicers

        return servicers[str(self.home)]

    def peer(self) -> echo_pb2_grpc.EchoServiceStub:
        """Unit back as unit front sees it."""
        return echo_pb2_grpc.EchoServiceStub(self.host.channel("back"))

    async def outside(self) -> grpc.aio.Channel:
        """A plain channel to the public port, as a stranger has it."""
        port = next(iter(self.running.values())).grpc_port
        channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}")
        return await self._stack.enter_async_context(channel)

    def token(self, identity: Identity) -> tuple[tuple[str, str], ...]:
        """The metadata with which that identity calls from outside."""
        token = TokenSigner.load(self.home).sign(identity, 600)
        return (("authorization", f"Bearer {token}"),)


def write_deploy(folder: Path) -> Path:
    """A deploy folder with the test access table."""
    (folder / "access").mkdir(parents=True)
    (folder / "access" / "test.toml").write_text(ACCESS)
    (folder / "retries.toml").write_text("[natural_keys]\n")
    return folder
