"""How a plug-in that calls the platform gets in: an address, and a token of its own."""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from zhongtai.plugin.v1 import plugin_pb2

from mesh.call.context import Identity
from mesh.edge.public_tls import Trust, local_trust
from mesh.process.control import ask
from mesh.process.settings import GRPC_ADDRESS, ProcessSettings, text
from mesh.process.tokens import LONGEST_SECONDS, TokenSigner, TokenVerifier
from mesh.pure.errors import Unauthenticated

TOKEN_SECONDS = LONGEST_SECONDS["plugin"]
ASKED = "plugin.access"
"""What a worker asks the first one, with the plug-in's name."""
ANSWER_SECONDS = 2.0


class Door(Protocol):
    """What gives plug-ins their access."""

    async def give(self, plugin: str) -> plugin_pb2.PlatformAccess:
        """Return the access of a plug-in. Raise NoAnswer or ControlRefused."""
        ...


@dataclass(frozen=True, slots=True)
class _Given:
    """An access that a plug-in has; `good_until` is by the monotonic clock."""

    access: plugin_pb2.PlatformAccess
    trust: Trust | None
    good_until: float


class PlatformDoor:
    """Makes out the access of plug-ins to the public gRPC port of this platform."""

    def __init__(
        self, signer: TokenSigner, verifier: TokenVerifier, env: Mapping[str, str]
    ) -> None:
        self._signer = signer
        self._verifier = verifier
        self._env = env
        self._given: dict[str, _Given] = {}

    def access(self, plugin: str) -> plugin_pb2.PlatformAccess:
        """Return the access of a plug-in; which merchant it means it says at each call.

        The same one until its token is half used, or good no more, or the public ports have another
        certificate: a plug-in that begins again, because it runs elsewhere and waits for something,
        has no new settings then.
        """
        given = self._given.get(plugin)
        try:
            trust = local_trust(self._env)
        except (OSError, ValueError):
            if given is None:
                raise
            trust = given.trust  # its file is just being written
        if given is None or trust != given.trust or not self._is_good(given):
            until = time.monotonic() + TOKEN_SECONDS / 2
            given = self._given[plugin] = _Given(self._access(plugin, trust), trust, until)
        return given.access

    async def give(self, plugin: str) -> plugin_pb2.PlatformAccess:
        """Return the same."""
        return self.access(plugin)

    async def answer(self, words: Mapping[str, str]) -> str:
        """Answer another worker, which asks for the access of the plug-in named."""
        return b64encode(self.access(words["name"]).SerializeToString()).decode()

    def _is_good(self, given: _Given) -> bool:
        try:
            self._verifier.verify(given.access.token)
        except Unauthenticated:
            return False
        return time.monotonic() <= given.good_until

    def _access(self, plugin: str, trust: Trust | None) -> plugin_pb2.PlatformAccess:
        settings = ProcessSettings.read(self._env)
        here = f"{settings.host_of_urls}:{settings.grpc_port}"
        return plugin_pb2.PlatformAccess(
            endpoint=text(self._env, GRPC_ADDRESS, here),
            token=self._signer.sign(Identity("plugin", plugin, ""), TOKEN_SECONDS),
            tls=trust is not None,
            root_certificates=(trust.roots or b"") if trust else b"",
            server_name=trust.name if trust else "",
        )


class DoorOfFirst:
    """Gives plug-ins the access that the first worker gives them.

    With one of its own each worker would hand plug-ins other settings than the one before.
    """

    def __init__(self, home: Path, first: str) -> None:
        self._home = home
        self._first = first

    async def give(self, plugin: str) -> plugin_pb2.PlatformAccess:
        """Return the access of a plug-in. Raise NoAnswer or ControlRefused."""
        told = await ask(self._home, self._first, ASKED, ANSWER_SECONDS, name=plugin)
        return plugin_pb2.PlatformAccess.FromString(b64decode(told))
