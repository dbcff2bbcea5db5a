"""The suite knows what every plug-in owes, whatever its kind: each broken promise is named."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection
from zhongtai.plugin.v1 import plugin_pb2 as pb
from zhongtai_plugin import PluginInfo, PluginServer, Setting
from zhongtai_plugin.conformance import Verdict, all_checks
from zhongtai_plugin.service import PluginServicer

from tests.plugins.broken import became
from tests.plugins.test_identity_conformance import PHONE, IdentityInMemory

BROKEN = {
    "": set(),
    "never serves": {"health says serving"},
    "has no summary": {"info is complete"},
    "names no setting": {"info is complete"},
    "is another each time": {"info stays the same"},
    "hides its services": {"reflection lists the service of each kind"},
    "takes settings once": {"configure may be repeated"},
    "takes any setting": {"an unknown setting is refused"},
    "takes any version": {"an unknown protocol version is refused"},
    "waits for its back office": {"probe answers within a second"},
    "keeps what a call took that ended": {"calls that are given up hold up no others"},
    "prints that it was asked": {"calls that go well print nothing"},
    "is waiting for it knows not what": {"probe answers within a second"},
}


class Changing(PluginServicer):
    """Says who it is, each time something else."""

    times = 0

    async def GetPluginInfo(self, request, context):
        told = await super().GetPluginInfo(request, context)
        Changing.times += 1
        told.version = str(Changing.times)
        return told


class Nameless(PluginServicer):
    """Has a setting of which it says nothing."""

    async def GetPluginInfo(self, request, context):
        told = await super().GetPluginInfo(request, context)
        told.settings.add(name="unsaid")
        return told


class Once(PluginServicer):
    """Takes no settings a second time."""

    async def Configure(self, request, context):
        before = self.configured
        answer = await super().Configure(request, context)
        if before and not answer.problems:
            answer.problems.add(name="region", message="is taken already")
        return answer


class Lenient(PluginServicer):
    """Passes a setting over that it does not have."""

    async def Configure(self, request, context):
        request.settings.pop("no_such_setting", None)
        return await super().Configure(request, context)


class AnyVersion(PluginServicer):
    """Takes any version of the protocol for its own."""

    async def Configure(self, request, context):
        request.protocol_version = 1
        return await super().Configure(request, context)


class Patient(PluginServicer):
    """Answers Probe when its back office does, which is never."""

    async def Probe(self, request, context):
        await asyncio.Event().wait()


class Vague(PluginServicer):
    """Waits, and does not say for what."""

    async def Probe(self, request, context):
        return pb.ProbeResponse(readiness=pb.READINESS_WAITING)


class Clinging(PluginServicer):
    """Has one place, which a call that is given up never leaves."""

    place = asyncio.Semaphore(1)

    async def GetPluginInfo(self, request, context):
        await Clinging.place.acquire()
        if context.time_remaining() < 1:
            await asyncio.Event().wait()
        Clinging.place.release()
        return await super().GetPluginInfo(request, context)


class Chatty(PluginServicer):
    """Prints a line whenever it is asked."""

    printed = 0

    async def GetPluginInfo(self, request, context):
        Chatty.printed += len("somebody has asked who I am")
        return await super().GetPluginInfo(request, context)


SERVICERS = {
    "keeps what a call took that ended": Clinging,
    "prints that it was asked": Chatty,
    "is another each time": Changing,
    "names no setting": Nameless,
    "takes settings once": Once,
    "takes any setting": Lenient,
    "takes any version": AnyVersion,
    "waits for its back office": Patient,
    "is waiting for it knows not what": Vague,
}


@pytest.fixture
def serving(monkeypatch) -> Callable[[str], None]:
    """Has plug-ins of this process served with a promise broken."""

    def serve(name: str) -> None:
        servicer = SERVICERS.get(name, PluginServicer)
        monkeypatch.setattr("zhongtai_plugin.server.PluginServicer", servicer)
        if name == "hides its services":
            hidden = [reflection.SERVICE_NAME]
            enable = reflection.enable_server_reflection
            monkeypatch.setattr(
                reflection, "enable_server_reflection", lambda _, server: enable(hidden, server)
            )
        if name == "never serves":
            monkeypatch.setattr(PluginServer, "start", _never_serving(PluginServer.start))

    return serve


def _never_serving(start: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    async def begin(server: PluginServer, *given: object) -> None:
        await start(server, *given)
        await server._health.set("", health_pb2.HealthCheckResponse.NOT_SERVING)

    return begin


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, serving, broken, named):
    serving(broken)
    summary = "" if broken == "has no summary" else "Persons to break."
    settings = [Setting("region", "Where it is.", default="eu")]
    info = PluginInfo("identity_in_memory", "1", summary, [PHONE], settings)
    parameters = {"code": "good", "phone_code": "good"}
    given = {"parameters": parameters, "printed": lambda: Chatty.printed}
    found = await became(info, IdentityInMemory(), tmp_path, **given)
    assert found[Verdict.FAILED] == named


def test_for_each_check_of_every_plug_in_there_is_one_that_breaks_it():
    broken = {name for names in BROKEN.values() for name in names}
    assert {check.name for check in all_checks() if not check.kind} == broken
