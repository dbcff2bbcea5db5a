"""The first words with a plug-in: is it there, who is it, which version, its settings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from mesh.plugins.handle import PluginHandle
from mesh.plugins.manifest import KIND_OWNERS
from mesh.plugins.platform import Door
from mesh.plugins.process import PROTOCOL_VERSIONS
from mesh.process.control import ControlRefused, NoAnswer

START_SECONDS = 20.0
CONFIGURE_SECONDS = 20.0
_LOOK_EVERY_SECONDS = 0.05
_SERVING = health_pb2.HealthCheckResponse.SERVING


class PluginIncompatible(Exception):
    """This plug-in and this host cannot work together; the text says what a person may do."""


class PluginNotStarted(Exception):
    """The plug-in did not come up this time; the text says why."""


def negotiate(name: str, plugin_versions: Iterable[int], host_versions: Iterable[int]) -> int:
    """Return the highest protocol version both speak. Raise PluginIncompatible in plain words."""
    theirs, ours = set(plugin_versions), set(host_versions)
    if theirs & ours:
        return max(theirs & ours)
    if theirs and min(theirs) > max(ours):
        advice = f"upgrade the platform, or install an older {name}"
    else:
        advice = f"upgrade {name}"
    raise PluginIncompatible(
        f"The plug-in {name} speaks protocol {_words(theirs)}, "
        f"this platform speaks protocol {_words(ours)}: {advice}."
    )


async def handshake(
    handle: PluginHandle, environ: Mapping[str, str], platform: Door | None
) -> plugin_pb2.PlatformAccess | None:
    """Wait for the plug-in and make it ready for calls of its kind.

    Its settings come from its manifest and from the environment, its access to `platform`
    (None: there is none to call), which is returned, if it says that it calls it.

    Raise PluginNotStarted (try again later) or PluginIncompatible (trying again is useless).
    """
    await _wait_until_serving(handle)
    service = handle.stub(plugin_pb2_grpc.PluginServiceStub)
    try:
        info = await service.GetPluginInfo(
            plugin_pb2.GetPluginInfoRequest(host_protocol_versions=PROTOCOL_VERSIONS),
            timeout=CONFIGURE_SECONDS,
        )
        version = negotiate(handle.name, info.protocol_versions, PROTOCOL_VERSIONS)
        _check_name(handle, info)
        _check_kind(handle, info)
        known = [setting.name for setting in info.settings]
        settings = handle.manifest.resolved_settings(environ, known)
        called = platform if info.calls_platform else None
        access = await called.give(handle.name) if called else None
        answer = await service.Configure(
            plugin_pb2.ConfigureRequest(
                protocol_version=version,
                settings=settings,
                host="zhongtai",
                platform=access,
            ),
            timeout=CONFIGURE_SECONDS,
        )
    except grpc.aio.AioRpcError as exc:
        raise PluginNotStarted(f"{exc.code().name}: {exc.details()}") from None
    except (NoAnswer, ControlRefused) as exc:
        raise PluginNotStarted(str(exc)) from None
    if answer.problems:
        words = "; ".join(f"{problem.name} {problem.message}" for problem in answer.problems)
        named = _variables(handle, answer)
        raise PluginNotStarted(f"settings refused: {words}; correct {named}, and start again")
    handle.info = info
    return access


async def _wait_until_serving(handle: PluginHandle) -> None:
    stub = handle.stub(health_pb2_grpc.HealthStub)
    until = time.monotonic() + START_SECONDS
    problem = "not serving"
    place = Path(handle.endpoint.removeprefix("unix:"))
    while time.monotonic() < until:
        try:
            # Calling before the socket is there only makes the channel wait longer each time.
            if not handle.endpoint.startswith("unix:") or place.exists():
                answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=1.0)
                if answer.status == _SERVING:
                    return
        except grpc.aio.AioRpcError as exc:
            problem = exc.code().name
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
    raise PluginNotStarted(
        f"no answer at {handle.endpoint} within {START_SECONDS:g} seconds ({problem}): have its "
        f"health say SERVING; `zhongtai plugin logs {handle.name}` shows what it does"
    )


def _check_name(handle: PluginHandle, info: plugin_pb2.GetPluginInfoResponse) -> None:
    if info.name != handle.manifest.answers_as:
        where = f" at {handle.manifest.address}" if handle.manifest.address else ""
        raise PluginIncompatible(
            f"The plug-in{where} calls itself {info.name}, not {handle.manifest.answers_as}: mend "
            + ("the address, or say plugin in its binding." if where else "its plugin.toml.")
        )


def _check_kind(handle: PluginHandle, info: plugin_pb2.GetPluginInfoResponse) -> None:
    names = {
        plugin_pb2.PluginKind.Name(kind).removeprefix("PLUGIN_KIND_").lower()
        for kind in info.kinds
        if kind in plugin_pb2.PluginKind.values()
    }
    if missing := set(handle.manifest.kinds) - names:
        announced = " and ".join(sorted(missing))
        known = ", ".join(sorted(names & KIND_OWNERS.keys())) or "none of ours"
        raise PluginIncompatible(
            f"The plug-in {handle.name} is announced as {announced}, but offers: {known}. "
            "Mend its plugin.toml, or serve what it says."
        )


def _variables(handle: PluginHandle, answer: plugin_pb2.ConfigureResponse) -> str:
    named = (f"ZHONGTAI_{handle.name}_{problem.name}".upper() for problem in answer.problems)
    return ", ".join(named)


def _words(versions: set[int]) -> str:
    return " or ".join(str(version) for version in sorted(versions)) or "none"
