"""What every plug-in owes, whatever its kind."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.conformance.core import CALL_SECONDS, Skipped, Subject, check, configure
from zhongtai_plugin.conformance.expecting import expect, expect_equal
from zhongtai_plugin.server import KIND_OF_SERVICE

PROBE_SECONDS = 1.0
ANSWER_SECONDS = 2.0
"""How long a call may take behind others that were given up."""
PRINTING_SECONDS = 0.2
"""How long it may take what was printed to arrive."""
MANY_GIVEN_UP, MANY_CALLS = 20, 100
LEAST_LINE = 20
"""Bytes: no line that says anything is shorter."""
_SERVICES = {kind: service for service, kind in KIND_OF_SERVICE.items()}


@check(contract='waits until grpc.health.v1.Health/Check of service "" answers SERVING')
async def health_says_serving(subject: Subject) -> None:
    """Serve grpc.health.v1.Health, and SERVING for the empty service name once calls are taken."""
    stub = subject.stub(health_pb2_grpc.HealthStub)
    answer = await stub.Check(health_pb2.HealthCheckRequest(), timeout=CALL_SECONDS)
    expect_equal(answer.status, health_pb2.HealthCheckResponse.SERVING, "the health status")


@check(contract="REQUIRED. Lower snake case, unique in one installation, at most 64 characters.")
async def info_is_complete(subject: Subject) -> None:
    """Fill all of them, and give each setting a description and a type."""
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


@check(
    contract="Says who the plug-in is and what it can do. Works before Configure, has no effect."
)
async def info_stays_the_same(subject: Subject) -> None:
    """Answer GetPluginInfo with constants."""
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.GetPluginInfoRequest(host_protocol_versions=[1])
    again = await stub.GetPluginInfo(request, timeout=CALL_SECONDS)
    expect(again == subject.info, "GetPluginInfo gives another answer the second time")


@check(contract="Health and server reflection are served beside the services of a plug-in.")
async def reflection_lists_the_service_of_each_kind(subject: Subject) -> None:
    """Serve grpc.reflection.v1alpha.ServerReflection with the services that you implement."""
    stub: Any = subject.stub(reflection_pb2_grpc.ServerReflectionStub)

    async def question() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
        yield reflection_pb2.ServerReflectionRequest(list_services="")

    names: set[str] = set()
    async for answer in stub.ServerReflectionInfo(question(), timeout=CALL_SECONDS):
        names |= {service.name for service in answer.list_services_response.service}
    for kind in subject.info.kinds:
        expect(_SERVICES[kind] in names, f"{_SERVICES[kind]} is not listed by reflection")


@check(
    contract=(
        "Called after each start, by each process of the platform that talks to the plug-in, "
        "and again when settings change; the same settings again change nothing."
    )
)
async def configure_may_be_repeated(subject: Subject) -> None:
    """Compare them with those in use, and change nothing when they are equal."""
    _needs_configure(subject)
    await configure(subject)
    await configure(subject)


@check(contract="The settings Configure understands; others are refused.")
async def an_unknown_setting_is_refused(subject: Subject) -> None:
    """Answer with a problem of its name: a slip of the pen must not pass in silence."""
    _needs_configure(subject)
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    settings = {**subject.settings, "no_such_setting": "x"}
    request = plugin_pb2.ConfigureRequest(protocol_version=1, settings=settings)
    answer = await stub.Configure(request, timeout=CALL_SECONDS)
    names = {problem.name for problem in answer.problems}
    expect("no_such_setting" in names, "the problem does not name no_such_setting")


@check(
    contract='REQUIRED. Name of the setting; "protocol_version" when the version is the problem.'
)
async def an_unknown_protocol_version_is_refused(subject: Subject) -> None:
    """Answer with a problem named protocol_version unless GetPluginInfo names the version."""
    _needs_configure(subject)
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.ConfigureRequest(protocol_version=999, settings=subject.settings)
    answer = await stub.Configure(request, timeout=CALL_SECONDS)
    names = {problem.name for problem in answer.problems}
    expect("protocol_version" in names, "the problem does not name protocol_version")


@check(
    contract=(
        "Must answer within a second and must not wait for the back office: report what was "
        "seen last."
    )
)
async def probe_answers_within_a_second(subject: Subject) -> None:
    """Answer Probe from memory, with a message whenever it is not READY."""
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    answer = await stub.Probe(plugin_pb2.ProbeRequest(), timeout=PROBE_SECONDS)
    expect(answer.readiness != 0, "readiness is not said")
    ready = answer.readiness == plugin_pb2.READINESS_READY
    expect(ready or bool(answer.message), "not ready, and no message says why")


@check(
    contract=(
        "A call that went well is no line of what a plug-in prints: the host keeps 64 KB per "
        "second of that."
    )
)
async def calls_that_go_well_print_nothing(subject: Subject) -> None:
    """Print what a person must know, and not that you were asked."""
    if subject.printed is None:
        raise Skipped("needs --command: only what was started here is listened to")
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.GetPluginInfoRequest(host_protocol_versions=[1])
    before = subject.printed()
    for _ in range(MANY_CALLS):
        await stub.GetPluginInfo(request, timeout=CALL_SECONDS)
    await asyncio.sleep(PRINTING_SECONDS)
    printed = subject.printed() - before
    expect(printed < MANY_CALLS * LEAST_LINE, f"{MANY_CALLS} calls print {printed} bytes")


@check(
    contract=(
        "A call may be given up before it is answered, since its deadline has passed or its caller "
        "is gone: that holds up no other call."
    )
)
async def calls_that_are_given_up_hold_up_no_others(subject: Subject) -> None:
    """Hold nothing that a call which ends in the middle does not give back."""
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.GetPluginInfoRequest(host_protocol_versions=[1])
    # From half a millisecond to a fifth of a second: some end in the middle on a busy machine, too.
    deadlines = ((number + 1) ** 2 / 2000 for number in range(MANY_GIVEN_UP))
    given_up = (stub.GetPluginInfo(request, timeout=seconds) for seconds in deadlines)
    await asyncio.gather(*given_up, return_exceptions=True)
    await stub.GetPluginInfo(request, timeout=ANSWER_SECONDS)


def _needs_configure(subject: Subject) -> None:
    if not subject.may_configure:
        raise Skipped("would change the settings of a plug-in in use")
