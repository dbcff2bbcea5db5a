"""A plug-in that is there, and never says that it serves."""

import asyncio
import os

import grpc
from grpc_health.v1 import _async, health_pb2, health_pb2_grpc


async def main() -> None:
    """Serve nothing but health, which says no."""
    server = grpc.aio.server()
    health = _async.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    server.add_insecure_port(os.environ["ZHONGTAI_PLUGIN_ENDPOINT"])
    await server.start()
    await health.set("", health_pb2.HealthCheckResponse.NOT_SERVING)
    await server.wait_for_termination()


asyncio.run(main())
