"""PluginService as the helper serves it: who we are, settings, readiness, the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.background import troubles
from zhongtai_plugin.info import PluginInfo, SettingRefused, Settings, read_settings

TAKE_SECONDS = 60.0
"""Settings that are not in use after so long are given up; the host hands them over again."""

Configure = Callable[[Settings], Awaitable[None]]
"""Takes settings into use; raises SettingRefused for a value that turns out unusable."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What Probe answers. `details` are figures and addresses for a person, no secrets."""

    value: plugin_pb2.Readiness = plugin_pb2.READINESS_READY
    message: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def ready(cls, **details: str) -> Readiness:
        """Calls are expected to succeed."""
        return cls(plugin_pb2.READINESS_READY, "", details)

    @classmethod
    def waiting(cls, message: str, **details: str) -> Readiness:
        """It becomes ready by itself; the message says what is missing."""
        return cls(plugin_pb2.READINESS_WAITING, message, details)

    @classmethod
    def broken(cls, message: str, **details: str) -> Readiness:
        """A person must act; the message says how."""
        return cls(plugin_pb2.READINESS_BROKEN, message, details)


Probe = Callable[[], Awaitable[Readiness]]
"""Says how ready the plug-in is, from memory: it must not wait for the back office."""


class PluginServicer(plugin_pb2_grpc.PluginServiceServicer):
    """Answers the calls every plug-in must answer."""

    def __init__(
        self,
        info: PluginInfo,
        kinds: Sequence[plugin_pb2.PluginKind],
        configure: Configure | None,
        probe: Probe | None,
        stop: Callable[[str], None],
    ) -> None:
        self._info = info
        self._kinds = kinds
        self._configure = configure
        self._probe = probe
        self._stop = stop
        self._settings: Settings | None = None
        """Those in use; None where none are, or it is not known how far others were taken."""
        self._configured = False
        self._alone = asyncio.Lock()
        self._taking: set[asyncio.Task[list[SettingRefused]]] = set()

    @property
    def configured(self) -> bool:
        """Whether the host has handed over settings that were taken."""
        return self._configured

    async def GetPluginInfo(
        self, request: plugin_pb2.GetPluginInfoRequest, context: Any
    ) -> plugin_pb2.GetPluginInfoResponse:
        """Say who we are."""
        return self._info.as_message(self._kinds)

    async def Configure(
        self, request: plugin_pb2.ConfigureRequest, context: Any
    ) -> plugin_pb2.ConfigureResponse:
        """Take settings; the same ones again change nothing."""
        settings, problems = read_settings(self._info.settings, request.settings)
        if request.HasField("platform"):
            settings = replace(settings, platform=request.platform)
        if request.protocol_version not in self._info.protocol_versions:
            known = ", ".join(str(version) for version in self._info.protocol_versions)
            problems.append(SettingRefused("protocol_version", f"must be one of {known}"))
        if not problems:
            problems = await self._take_to_the_end(settings)
        if not problems:
            structlog.get_logger().info("configured", host=request.host)
        return plugin_pb2.ConfigureResponse(
            problems=[
                plugin_pb2.SettingProblem(name=problem.name, message=problem.message)
                for problem in problems
            ]
        )

    async def _take_to_the_end(self, settings: Settings) -> list[SettingRefused]:
        """Take settings into use also when the host goes away meanwhile: half of it is no state."""
        taking = asyncio.create_task(self._take(settings))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        return await asyncio.shield(taking)

    async def _take(self, settings: Settings) -> list[SettingRefused]:
        # Several processes of the platform may hand the same settings over at one time.
        async with self._alone:
            if settings == self._settings:
                return []
            self._settings = None
            try:
                if self._configure is not None:
                    async with asyncio.timeout(TAKE_SECONDS):
                        await self._configure(settings)
            except SettingRefused as refused:
                return [refused]
            self._settings, self._configured = settings, True
            return []

    async def Probe(
        self, request: plugin_pb2.ProbeRequest, context: Any
    ) -> plugin_pb2.ProbeResponse:
        """Say how ready we are."""
        readiness = Readiness()
        if not self.configured:
            readiness = Readiness.waiting("Configure has not been called yet.")
        elif self._probe is not None:
            readiness = await self._probe()
        failing = troubles()
        words = "; ".join(f"{name} fails: {why}" for name, why in sorted(failing.items()))
        return plugin_pb2.ProbeResponse(
            readiness=readiness.value,
            message=readiness.message or words,
            details={**readiness.details, **{f"work.{name}": why for name, why in failing.items()}},
        )

    async def Shutdown(
        self, request: plugin_pb2.ShutdownRequest, context: Any
    ) -> plugin_pb2.ShutdownResponse:
        """Begin to end."""
        self._stop("the host asked")
        return plugin_pb2.ShutdownResponse()
