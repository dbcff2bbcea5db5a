"""Serving a plug-in: `run(info, services=[…])` is a whole main program.

Environment, set by the host:
- ZHONGTAI_PLUGIN_ENDPOINT   where to serve: "unix:/path" or "address:port" (required)
- ZHONGTAI_PLUGIN_STATE      folder for what must outlive the process
- PLUGIN_PROTOCOL_VERSIONS   the versions the host speaks, for example "1,2"
- ZHONGTAI_PLUGIN_HOST_PID   process id of the host that started us: we end when it does
- ZHONGTAI_LOG_LEVEL         debug, info (default), warning, error
- ZHONGTAI_PLUGIN_TLS_CERT, …_KEY, …_CA   files, all three or none; with them, only callers with
  a certificate of that authority are served
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import grpc
import structlog
from grpc_health.v1 import _async as health_aio
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.background import Background
from zhongtai_plugin.gate import Gate
from zhongtai_plugin.info import PluginInfo
from zhongtai_plugin.logs import configure_logs
from zhongtai_plugin.parent import HOST_PID, watch_parent
from zhongtai_plugin.protocol import VersionMismatch, negotiate, parse_versions
from zhongtai_plugin.service import Configure, PluginServicer, Probe

ENDPOINT = "ZHONGTAI_PLUGIN_ENDPOINT"
HOST_VERSIONS = "PLUGIN_PROTOCOL_VERSIONS"
GRACE_SECONDS = 5.0
MAX_MESSAGE_BYTES = 32 * 1024 * 1024

KIND_OF_SERVICE: dict[str, plugin_pb2.PluginKind] = {
    "zhongtai.plugin.v1.PosService": plugin_pb2.PLUGIN_KIND_POS,
    "zhongtai.plugin.v1.PaymentProviderService": plugin_pb2.PLUGIN_KIND_PAYMENT,
    "zhongtai.plugin.v1.IdentityProviderService": plugin_pb2.PLUGIN_KIND_IDENTITY,
    "zhongtai.plugin.v1.CarrierService": plugin_pb2.PLUGIN_KIND_CARRIER,
    "zhongtai.plugin.v1.ErpService": plugin_pb2.PLUGIN_KIND_ERP,
    "zhongtai.plugin.v1.OmsService": plugin_pb2.PLUGIN_KIND_OMS,
    "zhongtai.plugin.v1.CrmService": plugin_pb2.PLUGIN_KIND_CRM,
    "zhongtai.plugin.v1.PolicyService": plugin_pb2.PLUGIN_KIND_POLICY,
    "zhongtai.plugin.v1.SmsProviderService": plugin_pb2.PLUGIN_KIND_SMS,
}

Close = Callable[[], Awaitable[None]]


class PluginServer:
    """A plug-in being served; what `run` uses, and what a test can use in-process."""

    def __init__(
        self,
        info: PluginInfo,
        services: Sequence[object],
        *,
        configure: Configure | None = None,
        probe: Probe | None = None,
        close: Close | None = None,
    ) -> None:
        self._info = info
        self._services = services
        self._close = close
        self._stopping = asyncio.Event()
        kinds = [
            KIND_OF_SERVICE[name]
            for name in map(_service_name, services)
            if name in KIND_OF_SERVICE
        ]
        self._own = PluginServicer(info, kinds, configure, probe, self.stop)
        self._gate = Gate(lambda: self._own.configured)
        self._health = health_aio.HealthServicer()
        self._server: grpc.aio.Server | None = None

    def stop(self, why: str) -> None:
        """Begin to end; `wait` returns soon after. Harmless when repeated."""
        if not self._stopping.is_set():
            structlog.get_logger().info("ending", why=why)
            self._stopping.set()

    async def start(self, endpoint: str, environ: Mapping[str, str] | None = None) -> None:
        """Serve on `endpoint`; raises OSError in words when that is not possible."""
        server = grpc.aio.server(interceptors=[self._gate], options=_server_options())
        names = [_add(server, service) for service in [*self._services, self._own]]
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        reflection.enable_server_reflection(
            [*names, health.SERVICE_NAME, reflection.SERVICE_NAME], server
        )
        _listen(server, endpoint, environ if environ is not None else {})
        await server.start()
        for name in ["", *names]:
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        self._server = server
        structlog.get_logger().info("serving", endpoint=endpoint, version=self._info.version)

    async def wait(self, grace: float = GRACE_SECONDS) -> None:
        """Wait until somebody asks to end, then end: drain, close streams, clean up."""
        await self._stopping.wait()
        await self._health.enter_graceful_shutdown()
        await self._gate.finish(grace)
        if self._server is not None:
            # Streams never end by themselves; their readers go on from their cursor.
            await self._server.stop(0.2)
        if self._close is not None:
            await self._close()


def run(
    info: PluginInfo,
    services: Sequence[object],
    *,
    configure: Configure | None = None,
    probe: Probe | None = None,
    close: Close | None = None,
) -> None:
    """Serve until the host says stop, SIGTERM comes or the host is gone. Ends the process.

    `services` are instances of generated servicers with `async def` methods. `configure`
    is awaited with the settings before the first call is let in, `close` at the very end.
    """
    os.umask(0o077)
    configure_logs(info.name, os.environ.get("ZHONGTAI_LOG_LEVEL", "info"))
    endpoint = os.environ.get(ENDPOINT, "")
    if not endpoint:
        sys.exit(
            f"{info.name}: {ENDPOINT} is not set. The platform sets it when it starts a plug-in; "
            f"by hand: {ENDPOINT}=unix:/tmp/{info.name}.sock"
        )
    _warn_of_versions(info)
    server = PluginServer(info, services, configure=configure, probe=probe, close=close)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_main(server, endpoint))
    except OSError as problem:
        sys.exit(f"{info.name}: {problem}")


async def _main(server: PluginServer, endpoint: str) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        loop.add_signal_handler(getattr(signal, name), server.stop, name)
    background = Background()
    host_pid = os.environ.get(HOST_PID, "")
    if host_pid.isdecimal():
        background.start("watch host", partial(watch_parent, int(host_pid), server.stop))
    await server.start(endpoint, os.environ)
    await server.wait()
    await background.stop()


def _warn_of_versions(info: PluginInfo) -> None:
    """Say early, in our own log, that the host will refuse us; it gives the reason itself."""
    text = os.environ.get(HOST_VERSIONS)
    if text is None:
        return
    try:
        negotiate(info.name, info.protocol_versions, parse_versions(text))
    except VersionMismatch as mismatch:
        structlog.get_logger().warning("no common protocol", reason=str(mismatch))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Uvloop where it is installed; it saves a tenth of the processor time."""
    try:
        import uvloop  # noqa: PLC0415 - optional
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _generated_base(service: object) -> type:
    """Return the generated servicer class that a service was derived from."""
    for base in type(service).__mro__:
        if base.__module__.endswith("_pb2_grpc"):
            return base
    raise TypeError(f"{type(service).__name__} is not derived from a generated servicer")


def _service_name(service: object) -> str:
    base = _generated_base(service)
    messages = sys.modules[base.__module__.removesuffix("_grpc")]
    descriptor: Any = messages.DESCRIPTOR
    name: str = descriptor.services_by_name[base.__name__.removesuffix("Servicer")].full_name
    return name


def _add(server: grpc.aio.Server, service: object) -> str:
    if isinstance(service, PluginServicer):
        plugin_pb2_grpc.add_PluginServiceServicer_to_server(service, server)
    else:
        base = _generated_base(service)
        getattr(sys.modules[base.__module__], f"add_{base.__name__}_to_server")(service, server)
    return _service_name(service)


def _server_options() -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
        ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
        # Two processes on one port would share its calls by chance.
        ("grpc.so_reuseport", 0),
    ]


def _listen(server: grpc.aio.Server, endpoint: str, environ: Mapping[str, str]) -> None:
    names = ("ZHONGTAI_PLUGIN_TLS_CERT", "ZHONGTAI_PLUGIN_TLS_KEY", "ZHONGTAI_PLUGIN_TLS_CA")
    files = [environ.get(name, "") for name in names]
    if any(files) and not all(files):
        missing = " and ".join(name for name in names if not environ.get(name))
        raise OSError(f"{missing} must be set as well: without it everybody would be served")
    try:
        if all(files):
            certificate, key, authority = (Path(file).read_bytes() for file in files)
            credentials = grpc.ssl_server_credentials(
                [(key, certificate)], root_certificates=authority, require_client_auth=True
            )
            server.add_secure_port(endpoint, credentials)
        else:
            server.add_insecure_port(endpoint)
    except RuntimeError as problem:
        raise OSError(
            f"cannot serve on {endpoint}: is it in use, or the folder missing?"
        ) from problem
