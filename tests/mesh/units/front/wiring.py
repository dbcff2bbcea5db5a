"""A unit that calls the other one, and lets tests call as it does."""

from zhongtai_test.echo.v1 import echo_pb2, echo_pb2_grpc

from mesh.call.methods import ServiceSpec
from mesh.process.host import HostContext, Part

hosts: dict[str, HostContext] = {}


class Front(echo_pb2_grpc.FrontServiceServicer):
    def __init__(self, host: HostContext) -> None:
        self._echo = echo_pb2_grpc.EchoServiceStub(host.channel("back"))

    async def Forward(self, request, context):
        return await self._echo.Echo(request)


async def build(host: HostContext) -> Part:
    hosts[str(host.home)] = host
    descriptor = echo_pb2.DESCRIPTOR.services_by_name["FrontService"]
    return Part(services=[ServiceSpec(descriptor, Front(host))])
