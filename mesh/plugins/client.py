"""Plug-ins as the adapters of a center call them: found by name, typed by the generated stub.

::

    providers = PluginClients(host.plugins, "payment", PaymentProviderServiceStub, unknown)
    plugin = providers.named("sandbox")
    answer = await plugin.call(plugin.stub.QueryPayment, request)

A name may leave out the kind: "sandbox" is "payment_sandbox". Stubs, requests and answers are
checked by the type checker, so that an RPC or a field that does not exist is found before it runs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

import grpc
from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2

from mesh.plugins.faults import PluginAuth
from mesh.plugins.handle import CALL_TIMEOUT_SECONDS
from mesh.pure.errors import PluginUnavailable, Refusal

Stub = TypeVar("Stub")
Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)

HELD_SECONDS = 20
"""For how long a plug-in may hold a pull; what asks for one says so in its request."""


class Handle(Protocol):
    """What of a PluginHandle is used here."""

    @property
    def name(self) -> str:
        """The plug-in's name, for example "payment_sandbox"."""

    @property
    def is_usable(self) -> bool:
        """Whether calls may be sent now."""

    def can(self, capability: plugin_pb2.Capability) -> bool:
        """Return whether it claims a capability."""

    def stub(self, stub_class: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """Return a stub of a service of it."""

    async def call(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
        *,
        timeout: float,
        repeatable: bool = False,
        held: bool = False,
    ) -> Answer:
        """Call a method of a stub; one that is held may be answered late."""

    def stream(
        self, method: grpc.aio.UnaryStreamMultiCallable[Request, Answer], request: Request
    ) -> AsyncIterator[Answer]:
        """Read a stream."""

    async def wait_usable(self) -> None:
        """Wait until calls may be sent."""


class Plugins(Protocol):
    """What of a PluginHost is used here."""

    def of_kind(self, kind: str) -> Iterable[Handle]:
        """Return the plug-ins of a kind."""

    def named(self, kind: str, name: str) -> Handle | None:
        """Return one plug-in by kind and name."""


class PluginClient(Generic[Stub]):
    """One plug-in and its stub."""

    def __init__(
        self,
        handle: Handle,
        stub_class: Callable[[grpc.aio.Channel], Stub],
        *,
        timeout: float = CALL_TIMEOUT_SECONDS,
    ) -> None:
        """`timeout` is that of each call, in seconds."""
        self._handle = handle
        self._timeout = timeout
        self.stub = handle.stub(stub_class)

    @property
    def name(self) -> str:
        """The plug-in's name, for example "payment_sandbox"."""
        return self._handle.name

    def can(self, capability: plugin_pb2.Capability) -> bool:
        """Return whether the plug-in claims a capability; False while it is not known."""
        return self._handle.can(capability)

    def surely_can(self, capability: plugin_pb2.Capability) -> bool:
        """Return the same, for what is passed over for good where it does not.

        Raise PluginUnavailable while it does not answer: what it claims may not be known.
        """
        if not self._handle.is_usable:
            raise PluginUnavailable(plugin=self.name)
        return self._handle.can(capability)

    async def call(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
        *,
        repeatable: bool = True,
    ) -> Answer:
        """Call a method of the stub.

        With `repeatable` (natural key, or only reads) a call cut off by the plug-in's end is made
        once more. Raise a PluginFault when the plug-in says no, PluginUnavailable when it cannot
        be reached. That the system behind it refuses our credentials counts as the latter: an
        operator can mend it, and until then nothing is lost, only late.
        """
        with self._refused_auth_is_away():
            return await self._handle.call(
                method, request, timeout=self._timeout, repeatable=repeatable
            )

    async def pull(
        self,
        method: grpc.aio.UnaryUnaryMultiCallable[Request, Answer],
        request: Request,
    ) -> Answer:
        """Call a method whose request says for how long it may be held. Raise as `call` does."""
        timeout = HELD_SECONDS + self._timeout
        with self._refused_auth_is_away():
            return await self._handle.call(
                method, request, timeout=timeout, repeatable=True, held=True
            )

    def stream(
        self, method: grpc.aio.UnaryStreamMultiCallable[Request, Answer], request: Request
    ) -> AsyncIterator[Answer]:
        """Read a stream of the plug-in, without a deadline. Raise as PluginHandle.call does."""
        return self._handle.stream(method, request)

    async def wait_usable(self) -> None:
        """Wait until calls may be sent."""
        await self._handle.wait_usable()

    @contextmanager
    def _refused_auth_is_away(self) -> Iterator[None]:
        try:
            yield
        except PluginAuth as refusal:
            raise PluginUnavailable(refusal.message, plugin=self.name) from refusal


class PluginClients(Generic[Stub]):
    """The plug-ins of one kind."""

    def __init__(
        self,
        plugins: Plugins,
        kind: str,
        stub_class: Callable[[grpc.aio.Channel], Stub],
        unknown: Callable[[str], Refusal],
        *,
        timeout: float = CALL_TIMEOUT_SECONDS,
    ) -> None:
        """`unknown` makes the refusal of a name that no plug-in has; `timeout` is in seconds."""
        self._plugins = plugins
        self._kind = kind
        self._stub_class = stub_class
        self._unknown = unknown
        self._timeout = timeout

    def all(self) -> list[PluginClient[Stub]]:
        """Return those that are installed now, by name."""
        handles = sorted(self._plugins.of_kind(self._kind), key=lambda handle: handle.name)
        return [self._client(handle) for handle in handles]

    def names(self) -> list[str]:
        """Return their names without the kind, sorted."""
        return sorted(map(self._short, self._plugins.of_kind(self._kind)))

    def name_of(self, name: str) -> str:
        """Return the name without the kind. Raise the refusal of an unknown name."""
        return self._short(self._handle(name))

    def named(self, name: str) -> PluginClient[Stub]:
        """Return one plug-in. Raise the refusal of an unknown name."""
        return self._client(self._handle(name))

    def _handle(self, name: str) -> Handle:
        for handle in self._plugins.of_kind(self._kind):
            if name in (handle.name, self._short(handle)):
                return handle
        raise self._unknown(name)

    def _short(self, handle: Handle) -> str:
        return handle.name.removeprefix(f"{self._kind}_")

    def _client(self, handle: Handle) -> PluginClient[Stub]:
        return PluginClient(handle, self._stub_class, timeout=self._timeout)
