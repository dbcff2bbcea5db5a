"""What every plug-in owes, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.conformance.core import (
    CALL_SECONDS,
    Skipped,
    Subject,
    check,
    configure,
    expect,
    expect_equal,
)
from zhongtai_plugin.server import KIND_OF_SERVICE

PROBE_SECONDS = 1.0
_SERVICES = {kind: service for service, kind in KIND_OF_SERVICE.items()}


@check()
async def health_says_serving(subject: Subject) -> None:
    """The host waits for this before anything else."""
    stub = subject.stub(health_pb2_grpc.HealthStub)
    answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=CALL_SECONDS)
    expect_equal(answer.status, health_pb2.HealthCheckResponse.SERVING, "the health status")


@check()
async def info_is_complete(subject: Subject) -> None:
    """Name, version, protocol versions, kinds, summary, settings that can be told apart."""
    info = subject.info
    expect(bool(re.fullmatch(r"[a-z][a-z0-9_]{0,63}", info.name)), "name is not lower snake case")
    expect(bool(info.version), "version is empty")
    expect(1 in info.protocol_versions, "protocol version 1 is not named")
    expect(bool(info.kinds), "no kind is named")
    expect(bool(info.summary), "summary is empty")
    names = [setting.name for setting in info.settings]
    expect(len(names) == len(set(names)), "two settings have one name")
    for setting in info.settings:
        expect(bool(setting.description), f"the setting {setting.name} has no description")
        expect(setting.type != 0, f"the setting {setting.name} has no type")


@check()
async def info_stays_the_same(subject: Subject) -> None:
    """Asking has no effect."""
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.GetPluginInfoRequest(host_protocol_versions=[1])
    again = await stub.GetPluginInfo(request, timeout=CALL_SECONDS)
    expect(again == subject.info, "GetPluginInfo gives another answer the second time")


@check()
async def reflection_lists_the_service_of_each_kind(subject: Subject) -> None:
    """Tools find out what a plug-in serves."""
    stub: Any = subject.stub(reflection_pb2_grpc.ServerReflectionStub)

    async def question() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    names: set[str] = set()
    async for answer in stub.ServerReflectionInfo(question(), timeout=CALL_SECONDS):
        names |= {service.name for service in answer.list_services_response.service}
    for kind in subject.info.kinds:
        expect(_SERVICES[kind] in names, f"{_SERVICES[kind]} is not listed by reflection")


@check()
async def configure_may_be_repeated(subject: Subject) -> None:
    """The same settings again change nothing."""
    _needs_configure(subject)
    await configure(subject)
    await configure(subject)


@check()
async def an_unknown_setting_is_refused(subject: Subject) -> None:
    """A slip of the pen in a setting's name must not pass in silence."""
    _needs_configure(subject)
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    settings = {**subject.settings, "no_such_setting": "x"}
    request = plugin_pb2.ConfigureRequest(protocol_version=1, settings=settings)
    answer = await stub.Configure(request, timeout=CALL_SECONDS)
    names = {problem.name for problem in answer.problems}
    expect("no_such_setting" in names, "the problem does not name no_such_setting")


@check()
async def an_unknown_protocol_version_is_refused(subject: Subject) -> None:
    """The problem is named protocol_version."""
    _needs_configure(subject)
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.ConfigureRequest(protocol_version=999, settings=subject.settings)
    answer = await stub.Configure(request, timeout=CALL_SECONDS)
    names = {problem.name for problem in answer.problems}
    expect("protocol_version" in names, "the problem does not name protocol_version")


@check()
async def probe_answers_within_a_second(subject: Subject) -> None:
    """It reports what was seen last and waits for nobody."""
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    answer = await stub.Probe(plugin_pb2.ProbeRequest(), timeout=PROBE_SECONDS)
    expect(answer.readiness != 0, "readiness is not said")
    ready = answer.readiness == plugin_pb2.READINESS_READY
    expect(ready or bool(answer.message), "not ready, and no message says why")


def _needs_configure(subject: Subject) -> None:
    if not subject.may_configure:
        raise Skipped("would change the settings of a plug-in in use")
