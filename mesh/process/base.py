"""What every process of the platform stands on: keys, channels, dispatcher, run file."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
import msgspec

from mesh.call.access import AccessTable
from mesh.call.channels import RemoteChannel
from mesh.call.context import internal_identity
from mesh.call.contract import services_of
from mesh.call.dispatch import Dispatcher
from mesh.call.entrance import Entrance
from mesh.call.identity import Identifier
from mesh.call.local import LocalChannel, any_message, carry_from_environment
from mesh.call.message_rule import check_message
from mesh.call.methods import Method, ServiceSpec, methods_of
from mesh.call.personal_data import PersonalData
from mesh.call.relay import Peer, RelayedMethod, relayed_methods
from mesh.call.retries import RetryBudget, RetryPolicy
from mesh.call.rpc_door import RpcDoor
from mesh.call.server import RpcServer
from mesh.data.database import Database
from mesh.data.idempotency import forget_answers
from mesh.edge.connection_watch import ConnectionWatch
from mesh.edge.doors import Doors
from mesh.edge.public_tls import PublicTls
from mesh.feed.beside import Beside, socket_of
from mesh.feed.follower import Follower
from mesh.feed.follower_reports import measure, report
from mesh.plugins.host import PluginHost
from mesh.plugins.platform import ASKED, Door, DoorOfFirst, PlatformDoor
from mesh.process.background import reports
from mesh.process.control import Control, ControlRefused, NoAnswer, ask, control_socket
from mesh.process.homefiles import write_atomically
from mesh.process.host import ANSWER_SECONDS, HostContext
from mesh.process.metrics import Families, Metrics, text_of
from mesh.process.peers import RUN_FOLDER, Peers, socket_file
from mesh.process.revocations import OFFERED_IN, RevocationFollower, RevokedTokens
from mesh.process.rounds import side_by_side
from mesh.process.settings import ProcessSettings, in_brackets
from mesh.process.telemetry import CallTelemetry
from mesh.process.tls import ProcessTls
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.process.topology import Process, Topology, TopologyError, load_natural_keys
from mesh.pure.clock import SystemClock


@dataclass(slots=True)
class ProcessBase:
    """The ground of one process; `mesh.process.hosting` builds the units on it."""

    topology: Topology
    here: Process
    env: dict[str, str]
    settings: ProcessSettings
    metrics: Metrics
    doors: Doors
    identifier: Identifier
    rpc_door: RpcDoor
    public_tls: PublicTls | None
    signer: TokenSigner
    verifier: TokenVerifier
    revoked: RevokedTokens
    dispatcher: Dispatcher
    policy: RetryPolicy
    door: PlatformDoor
    plugins: PluginHost
    tls: ProcessTls | None
    peers: Peers | None
    beside: Beside | None
    methods: dict[str, Method] = field(default_factory=dict)
    databases: list[Database] = field(default_factory=list)
    followers: list[Follower[Any]] = field(default_factory=list)

    @classmethod
    def prepare(
        cls,
        topology: Topology,
        here: Process,
        env: Mapping[str, str],
        settings: ProcessSettings,
    ) -> ProcessBase:
        """Read access table, keys, certificates and plug-in manifests; nothing runs yet."""
        metrics = Metrics()
        revoked = RevokedTokens()
        verifier = TokenVerifier.load(settings.home, revoked.covers)
        access = AccessTable.load(topology.folder / "access")
        doors = Doors.read(env, metrics, verifier)
        personal = PersonalData.load(topology.folder)
        tls = None if topology.is_single else ProcessTls.load(settings.home, here.name)
        signer = TokenSigner.load(settings.home)
        signer.when_signed(verifier.know)
        door = PlatformDoor(signer, verifier, env)
        return cls(
            topology=topology,
            here=here,
            env=dict(env),
            settings=settings,
            metrics=metrics,
            doors=doors,
            identifier=Identifier(verifier, topology.units_of),
            rpc_door=doors.rpc(),
            public_tls=PublicTls.read(env) if here.edge or here.http else None,
            signer=signer,
            verifier=verifier,
            revoked=revoked,
            dispatcher=Dispatcher(access, CallTelemetry(metrics), personal),
            policy=RetryPolicy(load_natural_keys(topology.folder)),
            door=door,
            plugins=PluginHost(
                settings.home,
                here.units,
                env,
                bindings=topology.plugins,
                platform=door if here.is_first else _door_of_first(topology, settings),
                starts=here.is_first,
            ),
            tls=tls,
            peers=None if tls is None else Peers(topology, settings.home, tls),
            beside=_beside(topology, here, settings),
        )

    @property
    def http_url(self) -> str:
        """The base of the HTTP edge as the outside reaches it."""
        return self.settings.edge_url

    def host_of(self, unit: str) -> HostContext:
        """Return the context with which a unit is built."""
        return HostContext(
            unit=unit,
            settings=self.env,
            home=self.settings.home,
            clock=SystemClock(),
            topology=self.topology,
            http_url=self.http_url,
            metrics=self.metrics,
            signer=self.signer,
            verifier=self.verifier,
            plugins=self.plugins,
            entrance=Entrance(self.methods, self.dispatcher, self.identifier, self.rpc_door),
            beside=self.beside,
            first="" if self.here.is_first else self.topology.workers[0].name,
            _open_channel=self.channel,
            _databases=self.databases,
        )

    def channel(self, caller: str, unit: str) -> grpc.aio.Channel:
        """Return a channel of the unit `caller` to another. Raise TopologyError."""
        process = self.topology.process_of(unit)
        # A gateway sends on what strangers wrote, in a form that no door has seen yet.
        rule = check_message if self.topology.units[caller].is_gateway else any_message
        if process is self.here or self.peers is None:
            carry = carry_from_environment(self.env)
            return LocalChannel(caller, self.methods, self.dispatcher, carry, rule)
        return RemoteChannel(caller, unit, self.peers.channel(process), self.policy, rule)

    def revocations(self) -> RevocationFollower | None:
        """Return what keeps `revoked` true; None where nothing in the topology tells of it."""
        units = self.topology.units.values()
        teller = next((unit.name for unit in units if OFFERED_IN in unit.offers), "")
        if not teller or not self.here.units:
            return None
        try:
            channel = self.channel(self.here.units[0], teller)
        except TopologyError:
            return None
        return RevocationFollower(self.revoked, channel, internal_identity(self.here.units[0]))

    def server(self, specs: Sequence[ServiceSpec]) -> RpcServer:
        """Return the gRPC server of this process, with what its units offer.

        What the contract says of a unit and the unit leaves out answers NOT_OFFERED_YET.
        """
        offered = {spec.descriptor.full_name: spec for spec in specs}
        for unit in self.here.units:
            for package in self.topology.units[unit].offers:
                for descriptor in services_of(package):
                    offered.setdefault(descriptor.full_name, ServiceSpec(descriptor, object()))
        for spec in offered.values():
            self.methods.update((method.path, method) for method in methods_of(spec))
        relayed = self._relayed() if self.here.edge else {}
        return RpcServer(self.dispatcher, self.identifier, self.methods, relayed, self.rpc_door)

    def listen(self, server: RpcServer) -> int:
        """Open the ports of the server; returns the public one, 0 without. Raise PortTaken."""
        if self.tls is not None:
            address = self.here.listen or f"unix:{socket_file(self.settings.home, self.here.name)}"
            server.listen(address, self.tls.server_credentials())
        if not self.here.edge:
            return 0
        address = f"{in_brackets(self.settings.listen_host)}:{self.settings.grpc_port}"
        credentials = self.public_tls.server_credentials() if self.public_tls else None
        return server.listen_publicly(address, credentials, shared=self.beside is not None)

    def watches(self, grpc_port: int) -> Iterator[tuple[str, Callable[[], Awaitable[None]]]]:
        """The background work of the public ports, with its names."""
        if self.public_tls is not None:
            yield "tls.follow", self.public_tls.follow
        if grpc_port:
            doors = self.doors
            each = doors.limits.grpc_connections_per_address
            watch = ConnectionWatch(grpc_port, each, doors.proxies, doors.refusals)
            yield "grpc.connections", watch.run

    def announce(self, grpc_port: int, http_port: int) -> None:
        """Say in the state folder that this process serves, and where."""
        facts = {
            "process": self.here.name,
            "topology": self.topology.name,
            "pid": os.getpid(),
            "grpc_port": grpc_port,
            "http_port": http_port,
            "started_at": time.time(),
        }
        folder = self.settings.home / RUN_FOLDER
        write_atomically(folder / f"{self.here.name}.json", msgspec.json.encode(facts))

    def control(self) -> Control:
        """Return the socket over which an operator asks this process and tells it what to do."""

        async def ping(_words: Mapping[str, str]) -> str:
            return "here"

        async def state(_words: Mapping[str, str]) -> Any:
            now = SystemClock().now()
            healths = (follower.health for follower in self.followers)
            followers = [report(health, now) for health in healths if health.follows]
            await self.plugins.look()
            facts = {
                "plugins": self.plugins.status(),
                "work": reports(),
                "followers": followers,
            }
            return msgspec.to_builtins(facts)

        async def restart(words: Mapping[str, str]) -> str:
            return self.plugins.restart(words.get("name", ""))

        async def remove(words: Mapping[str, str]) -> str:
            return await self.plugins.remove(words.get("name", ""))

        async def metrics(_words: Mapping[str, str]) -> Families:
            return self._families()

        commands = {
            "plugin.restart": restart,
            "plugin.remove": remove,
            ASKED: self.door.answer,
            "metrics": metrics,
            "state": state,
            "ping": ping,
        }
        return Control(control_socket(self.settings.home, self.here.name), commands)

    def measure_followers(self) -> None:
        """Set the metrics of the followers of this process as they are now."""
        measure(self.followers, self.metrics, SystemClock())

    async def metrics_of_all(self) -> str:
        """Return the metrics of all workers, each value with its process, as Prometheus reads them.

        Those of one that does not answer now are missing.
        """
        others = [each.name for each in self.topology.workers if each.name != self.here.name]
        told = await asyncio.gather(*map(self._families_of, others))
        return text_of([self._families(), *told])

    def _families(self) -> Families:
        return self.metrics.families((("process", self.here.name),))

    async def _families_of(self, process: str) -> Families:
        try:
            told: Families = await ask(self.settings.home, process, "metrics", ANSWER_SECONDS)
        except (NoAnswer, ControlRefused):
            return {}
        return told

    async def tidy(self) -> bool:
        """Drop what the databases of this process need not keep any longer."""
        await side_by_side(self.databases, forget_answers)
        return False

    def withdraw(self) -> None:
        """Take back what this process said of itself."""
        (self.settings.home / RUN_FOLDER / f"{self.here.name}.json").unlink(missing_ok=True)

    async def close(self) -> None:
        """Stop plug-ins, close channels and databases."""
        await self.plugins.close()
        if self.peers is not None:
            await self.peers.close()
        await side_by_side(self.databases, Database.close)

    def _relayed(self) -> dict[str, RelayedMethod]:
        relayed: dict[str, RelayedMethod] = {}
        for process in self.topology.processes.values():
            if process is self.here or self.peers is None:
                continue
            channel, budget = self.peers.channel(process), RetryBudget()
            for unit in process.units:
                peer = Peer(unit, channel, self.policy, budget)
                relayed |= relayed_methods(peer, self.topology.units[unit].offers)
        return relayed


def _door_of_first(topology: Topology, settings: ProcessSettings) -> Door:
    return DoorOfFirst(settings.home, topology.workers[0].name)


def _beside(topology: Topology, here: Process, settings: ProcessSettings) -> Beside | None:
    """Return the workers beside this process; None where it is the only one."""
    others = [each for each in topology.workers if each.name != here.name]
    if not others:
        return None
    sockets = [socket_of(settings.home, each.name) for each in others]
    return Beside(socket_of(settings.home, here.name), sockets)
