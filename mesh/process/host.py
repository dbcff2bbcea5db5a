"""What a unit is given when it is built, and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import grpc
import msgspec

from mesh.call.context import Identity, internal_identity
from mesh.call.entrance import Entrance
from mesh.call.methods import ServiceSpec
from mesh.data.database import Database
from mesh.data.forgetting import Aging
from mesh.data.migrations import migrate
from mesh.data.statements import HELP, METRIC
from mesh.feed.beside import Beside
from mesh.feed.follower import Follower
from mesh.feed.follower_health import Patience
from mesh.feed.follower_reports import FollowerReport, report
from mesh.process.control import NoAnswer, ask
from mesh.process.metrics import Metrics
from mesh.process.settings import DATABASE_URL, SettingInvalid, database_url
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.process.topology import Topology
from mesh.pure.clock import Clock
from mesh.pure.errors import PeerUnavailable

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from mesh.plugins.host import PluginHost


ANSWER_SECONDS = 1.5
"""How long another worker is waited for."""
_NOT_REACHED = (
    OSError,
    asyncpg.CannotConnectNowError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


@dataclass(slots=True)
class Part:
    """What a unit contributes to its process; `wiring.build` returns it.

    `background` is started once everything serves, watched, and started again when it
    fails; so are `followers`, whose health `zhongtai status` shows. Of several workers only the
    first runs these; `everywhere` is what each of them runs, so it must bear being run by others
    at the same time. `http` are Litestar handlers or routers; `close` runs at the end.
    """

    services: list[ServiceSpec] = field(default_factory=list)
    background: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    everywhere: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    followers: list[Follower[Any]] = field(default_factory=list)
    http: list[ControllerRouterHandler] = field(default_factory=list)
    close: Callable[[], Awaitable[object]] | None = None


@dataclass(frozen=True, slots=True)
class HostContext:
    """The process as one unit sees it.

    `settings` is the environment; `http_url` the base of the HTTP edge as the outside
    reaches it; `plugins.of_kind("pos")` the adapters; `signer` and `verifier` make and
    read tokens; `entrance` is for calls that come by another way than gRPC. `beside` are
    the other workers, None where there are none; `first` names the one of them that runs what
    this does not, empty in that one itself.
    """

    unit: str
    settings: Mapping[str, str]
    home: Path
    clock: Clock
    topology: Topology
    http_url: str
    metrics: Metrics
    signer: TokenSigner
    verifier: TokenVerifier
    plugins: PluginHost
    entrance: Entrance
    beside: Beside | None
    first: str
    _open_channel: Callable[[str, str], grpc.aio.Channel]
    _databases: list[Database]

    async def database(
        self, center: str, migrations: Path | None = None, answers: Sequence[Aging] = ()
    ) -> Database:
        """Return the database of a center, its schema brought up to date first.

        `answers` is that of Database. The process closes it at its end. Raise SettingInvalid when
        none is set or the one that is set cannot be reached, MigrationError when its schema does
        not fit.
        """
        dsn = database_url(self.settings, center)
        try:
            await migrate(dsn, center, migrations)
        except _NOT_REACHED as exc:
            # Neither the DSN nor a user's name: the first may hold a password.
            raise SettingInvalid(
                f"The database of {center} cannot be used ({type(exc).__name__}): check that "
                f"it runs and that {DATABASE_URL} is right."
            ) from exc
        count = partial(self._count_statement, center)
        name = f"zhongtai {self.unit}"
        database = Database(
            dsn, center, name=name, count=count, beside=self.beside, answers=answers
        )
        self._databases.append(database)
        return database

    async def reports_of(self, followers: Sequence[Follower[Any]]) -> list[FollowerReport]:
        """Return how followers of the unit are, which the first worker runs.

        Raise PeerUnavailable when it does not answer.
        """
        if not self.first:
            now = self.clock.now()
            return [report(follower.health, now) for follower in followers]
        try:
            state = await ask(self.home, self.first, "state", ANSWER_SECONDS)
        except NoAnswer as silent:
            raise PeerUnavailable(str(silent)) from silent
        told = msgspec.convert(state["followers"], list[FollowerReport])
        ours = {follower.health.reader for follower in followers}
        return [each for each in told if each.reader in ours]

    def _count_statement(self, center: str, name: str) -> None:
        self.metrics.count(METRIC, HELP, (("center", center), ("statement", name)))

    @property
    def path(self) -> str:
        """Below which path of the edge the unit's HTTP routes are, as units.toml has it."""
        return self.topology.units[self.unit].path

    @property
    def patience(self) -> Patience:
        """How patient the followers of this process are. Raise SettingInvalid."""
        return Patience.read(self.settings)

    def channel(self, unit: str) -> grpc.aio.Channel:
        """Return a channel to the services of a unit, in this process or another.

        For generated stubs: `OrderServiceStub(host.channel("order"))`. Raises
        TopologyError when no process hosts it.
        """
        return self._open_channel(self.unit, unit)

    def identity(self, merchant_id: str = "", acting_for: str = "") -> Identity:
        """The identity of this unit itself, for `mesh.call.context.as_call` in background work."""
        return internal_identity(self.unit, merchant_id, acting_for)
