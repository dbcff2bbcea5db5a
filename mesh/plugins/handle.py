"""One plug-in as its owner sees it: call it, and know how it is.

for handle in host.plugins.of_kind("payment"):
    stub = handle.stub(PaymentProviderServiceStub)
    answer = await handle.call(stub.QueryPayment, request, timeout=5)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import grpc
from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2

from mesh.call.channels import CHANNEL_OPTIONS
from mesh.call.circuit import CircuitState
from mesh.call.context import current_or_none, new_trace_id
from mesh.call.errors_wire import is_connection_failure, refusal_of
from mesh.call.outgoing import TRACE, shortened
from mesh.plugins.circuits import Circuits
from mesh.plugins.faults import DOMAIN, refusal_of_call
from mesh.plugins.manifest import Manifest
from mesh.process.background import name_of
from mesh.process.tls import target_options
from mesh.pure.errors import PluginUnavailable

Stub = TypeVar("Stub")
Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)

CALL_TIMEOUT_SECONDS = 5.0
PATIENCE_SECONDS = 5.0
"""How long a call waits for a plug-in that is being restarted."""
_CHAIN = "merchant_id"
FAIR_SECONDS = 1.0
"""A call whose own caller leaves it less says nothing of a plug-in that has not answered."""


class PluginState(Enum):
    """How a plug-in is, in the words that `zhongtai status` shows."""

    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting"
    BROKEN = "broken"
    NOT_ANSWERING = "not answering"
    RESTARTING = "restarting"
    INCOMPATIBLE = "incompatible"
    INVALID = "invalid"
    MISSING = "missing"
    NOT_SET_UP = "not set up"
    REMOVED = "removed"
    STOPPED = "stopped"


USABLE = frozenset(
    {PluginState.READY, PluginState.WAITING, PluginState.BROKEN, PluginState.NOT_ANSWERING}
)
"""States in which calls are sent; the plug-in itself says when it cannot serve one.

One that does not answer is still called: it may only be slow, and its circuit protects callers.
"""

GONE = frozenset({PluginState.REMOVED, PluginState.STOPPED})
"""States that no plug-in comes back from, so that nobody waits for it."""


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """What a person may want to know of a plug-in."""

    name: str
    kind: str
    state: str
    circuit: str = ""
    version: str = ""
    summary: str = ""
    endpoint: str = ""
    pid: int = 0
    restarts: int = 0
    message: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


class PluginHandle:
    """One plug-in. Its state is kept by the plug-in host."""

    def __init__(self, manifest: Manifest, endpoint: str, channel: grpc.aio.Channel) -> None:
        self.manifest = manifest
        self.endpoint = endpoint
        self.channel = channel
        self.circuits = Circuits()
        self.circuit = self.circuits.whole
        self.state = PluginState.STARTING
        self.info: plugin_pb2.GetPluginInfoResponse | None = None
        self.message = ""
        self.details: Mapping[str, str] = {}
        self.pid = 0
        self.restarts = 0
        self.on_doubt: Callable[[], None] | None = None
        self._usable = asyncio.Event()
        self._removed = asyncio.Event()
        self._working: set[asyncio.Future[None]] = set()
        self._stubs: dict[object, Any] = {}

    @property
    def name(self) -> str:
        """The plug-in's name, unique in this installation."""
        return self.manifest.name

    @property
    def kind(self) -> str:
        """pos, payment, identity, carrier or erp."""
        return self.manifest.kind

    @property
    def is_usable(self) -> bool:
        """Whether calls may be sent now, without waiting for it."""
        return self._usable.is_set()

    def can(self, capability: plugin_pb2.Capability) -> bool:
        """Return whether the plug-in claims a capability; False while it is not known."""
        return self.info is not None and capability in self.info.capabilities

    def stub(self, stub_class: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """Return a stub on the plug-in's channel; stays good when the plug-in restarts."""
        if stub_class not in self._stubs:
            self._stubs[stub_class] = stub_class(self.channel)
        stub: Stub = self._stubs[stub_class]
        return stub

    async def call(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
        *,
        timeout: float = CALL_TIMEOUT_SECONDS,
        repeatable: bool = False,
        held: bool = False,
    ) -> Answer:
        """Call a method of a stub; `timeout` is in seconds and bounded by the call served.

        A call that is `held` may be answered late by a plug-in that is well.
        With `repeatable` (natural key, or only reads) a call cut off by the plug-in's end
        is made once more. Raise PluginUnavailable when the plug-in is down, hangs or its
        circuit is open, and a PluginFault when the plug-in itself says no.
        """
        seconds = _bounded(timeout)
        until, fair = time.monotonic() + seconds, seconds >= min(timeout, FAIR_SECONDS)
        chain = _chain_of(request)
        await self._admitted(chain, until, fair=fair)
        if held:
            # Until it is answered it tells nothing: others may try meanwhile.
            self.circuits.abandoned(chain)
        try:
            return await self._send(method, request, chain, until, fair=fair)
        except grpc.aio.AioRpcError as exc:
            if not (_had_no_effect(exc) or (repeatable and is_connection_failure(exc))):
                raise refusal_of_call(exc, self.name) from None
        await self._admitted(chain, until, fair=fair)
        try:
            return await self._send(method, request, chain, until, fair=fair)
        except grpc.aio.AioRpcError as exc:
            raise refusal_of_call(exc, self.name) from None

    async def stream(
        self, method: grpc.aio.UnaryStreamMultiCallable[Request, Answer], request: Request
    ) -> AsyncIterator[Answer]:
        """Read a stream of the plug-in; ends by raising as `call` does. No deadline."""
        chain = _chain_of(request)
        await self._admitted(chain, time.monotonic() + PATIENCE_SECONDS, fair=True)
        self.circuits.abandoned(chain)
        try:
            async for message in method(request, metadata=_metadata()):
                yield message
        except grpc.aio.AioRpcError as exc:
            self._doubt(exc)
            raise refusal_of_call(exc, self.name) from None

    async def wait_usable(self) -> None:
        """Wait until calls may be sent."""
        await self._usable.wait()

    def until_removed(self, work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Background work that ends when an operator removes the plug-in, and stays ended."""

        async def bounded() -> None:
            if not self._removed.is_set():
                working = asyncio.ensure_future(work())
                removed = asyncio.ensure_future(self._removed.wait())
                self._working.add(working)
                try:
                    await asyncio.wait({working, removed}, return_when=asyncio.FIRST_COMPLETED)
                    if not removed.done():
                        return await working
                finally:
                    for task in (working, removed):
                        task.cancel()
                    await asyncio.wait({working, removed})
                    self._working.discard(working)
            await asyncio.Event().wait()
            return None

        bounded.__name__ = f"{name_of(work)} {self.name}"
        return bounded

    async def work_ended(self) -> None:
        """After a removal, wait until the work that it ends has cleaned up."""
        if self._working:
            await asyncio.wait(set(self._working))

    def enter(self, state: PluginState, message: str = "") -> None:
        """Take on a state; for the plug-in host only."""
        self.state = state
        self.message = message
        if state is PluginState.REMOVED:
            self._removed.set()
        if state in USABLE:
            self._usable.set()
        else:
            self._usable.clear()

    def status(self) -> PluginStatus:
        """Return how it is now."""
        info = self.info
        return PluginStatus(
            name=self.name,
            kind=self.kind,
            state=self.state.value,
            circuit=self.circuits.describe(),
            version=info.version if info else self.manifest.version,
            summary=info.summary if info else self.manifest.summary,
            endpoint=self.endpoint,
            pid=self.pid,
            restarts=self.restarts,
            message=self.message,
            details=dict(self.details),
        )

    async def _admitted(self, chain: str, until: float, *, fair: bool) -> None:
        """Wait a little for a plug-in that restarts, then ask the circuit."""
        if self.state in GONE:
            raise PluginUnavailable(plugin=self.name)
        if self.circuit.state is CircuitState.CLOSED and not self._usable.is_set():
            wait = min(until - time.monotonic(), PATIENCE_SECONDS)
            try:
                async with asyncio.timeout(max(0.0, wait)):
                    await self._usable.wait()
            except TimeoutError:
                if fair:
                    self.circuit.failed()
        if not self._usable.is_set() or not self.circuits.allow(chain):
            raise PluginUnavailable(plugin=self.name)

    async def _send(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
        chain: str,
        until: float,
        *,
        fair: bool,
    ) -> Answer:
        told = False
        try:
            left = until - time.monotonic()
            reply = await method(request, timeout=left, metadata=_metadata())
            told = True
            self.circuits.succeeded(chain)
            return reply
        except grpc.aio.AioRpcError as exc:
            told = fair or exc.code() is not grpc.StatusCode.DEADLINE_EXCEEDED
            self._doubt(exc)
            if told:
                self._note_failure(exc, chain)
            raise
        finally:
            if not told:
                self.circuits.abandoned(chain)

    def _note_failure(self, exc: grpc.aio.AioRpcError, chain: str) -> None:
        """Note what a failure says: the plug-in is down, hangs, or has given a reasoned no."""
        if is_connection_failure(exc):
            self.circuits.broke(chain)
        elif exc.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
            answers = self.state is not PluginState.NOT_ANSWERING
            self.circuits.timed_out(chain, answers=answers)
        else:
            self.circuits.succeeded(chain)
            return
        self._have_it_probed()

    def _doubt(self, exc: grpc.aio.AioRpcError) -> None:
        """After a broken connection, wait for the plug-in host to have seen it well again."""
        if is_connection_failure(exc) or _had_no_effect(exc):
            self._usable.clear()
            self._have_it_probed()

    def _have_it_probed(self) -> None:
        if self.on_doubt is not None:
            self.on_doubt()


def open_channel(manifest: Manifest, endpoint: str) -> grpc.aio.Channel:
    """Return the channel to a plug-in; with TLS when the manifest names an authority's file."""
    if not (manifest.address and manifest.tls_ca):
        return grpc.aio.insecure_channel(endpoint, CHANNEL_OPTIONS)
    names = (manifest.tls_ca, manifest.tls_key, manifest.tls_cert)
    authority, key, certificate = (Path(name).read_bytes() if name else None for name in names)
    credentials = grpc.ssl_channel_credentials(authority, key, certificate)
    named = target_options(manifest.tls_name) if manifest.tls_name else ()
    return grpc.aio.secure_channel(endpoint, credentials, (*CHANNEL_OPTIONS, *named))


def _metadata() -> tuple[tuple[str, str], ...]:
    call = current_or_none()
    return ((TRACE, call.trace_id if call else new_trace_id()),)


def _bounded(timeout: float) -> float:
    call = current_or_none()
    return timeout if call is None else min(timeout, shortened(call.remaining()))


def _had_no_effect(exc: grpc.aio.AioRpcError) -> bool:
    """Return whether the plug-in said that it is only coming up or going down: nothing was done."""
    said = refusal_of(exc)
    return said.domain == DOMAIN and said.metadata.get("code") in ("NOT_CONFIGURED", "ENDING")


def _chain_of(request: Message) -> str:
    """Return the chain that a request, or its items, are about; empty for several, or none."""
    if _CHAIN in request.DESCRIPTOR.fields_by_name:
        return str(getattr(request, _CHAIN))
    chains = {
        str(getattr(item, _CHAIN))
        for field, value in request.ListFields()
        if field.message_type is not None and _CHAIN in field.message_type.fields_by_name
        for item in (value if field.is_repeated else (value,))
    }
    return chains.pop() if len(chains) == 1 else ""
