"""A unit whose one service does what it is asked, also what no service should."""

import asyncio
from contextlib import suppress

from zhongtai_test.echo.v1 import echo_pb2, echo_pb2_grpc

from mesh.call.context import current
from mesh.call.methods import ServiceSpec
from mesh.edge.origins import Origins
from mesh.edge.rpc_routes import rpc_routes
from mesh.process.host import HostContext, Part
from mesh.pure.errors import Kind, Refusal, Violation

SECRET = "hunter2 of 13912345678"


class OutOfTea(Refusal):
    """There is no {sort} tea left."""

    kind = Kind.FAILED_PRECONDITION
    reason = "OUT_OF_TEA"
    domain = "zhongtai.echo"


class Back(echo_pb2_grpc.EchoServiceServicer):
    """`waiting` is set while a handler waits, `cancelled` once one was stopped doing so."""

    def __init__(self) -> None:
        self.requests: list = []
        self.waiting = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.go_on = asyncio.Event()

    async def Echo(self, request, context):
        return await self._do(request)

    async def GetEcho(self, request, context):
        return await self._do(request)

    async def Forbidden(self, request, context):
        return await self._do(request)

    async def GetPublic(self, request, context):
        return await self._do(request)

    async def WatchEcho(self, request, context):
        for text in request.texts:
            yield echo_pb2.EchoResponse(texts=[text])
        await self._do(request)

    async def _do(self, request):
        self.requests.append(request)
        match request.action:
            case "refuse":
                raise OutOfTea(sort="green", violations=[Violation("texts", "too sweet")])
            case "crash":
                raise RuntimeError(SECRET)
            case "wait":
                await self._wait()
            case "nonsense":
                return None
            case "spoil":
                request.texts.append("changed by the handler")
        return self._answer(request)

    async def _wait(self):
        self.waiting.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise

    def _answer(self, request):
        call = current()
        with suppress(AttributeError):
            self.kept.texts.append("changed after it was sent")
        self.kept = echo_pb2.EchoResponse(
            texts=request.texts,
            caller=f"{call.identity.kind}:{call.identity.subject}",
            merchant_id=call.identity.merchant_id,
            person_id=call.identity.person_id,
            trace_id=call.trace_id,
            seconds_left=call.remaining(),
        )
        return self.kept


servicers: dict[str, Back] = {}


async def build(host: HostContext) -> Part:
    servicer = servicers[str(host.home)] = Back()
    descriptor = echo_pb2.DESCRIPTOR.services_by_name["EchoService"]
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        http=[
            rpc_routes(
                descriptor,
                f"/{descriptor.full_name}",
                host.entrance,
                Origins.read(host.settings, "ORIGINS"),
            )
        ],
    )
