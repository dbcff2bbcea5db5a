"""Calls any method of the contract as somebody who may, found through the descriptors."""

import asyncio
import importlib
import pkgutil
from typing import Any

import grpc
import zhongtai
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from mesh.call.access import ANYBODY, SCOPED, AccessTable
from mesh.call.context import as_call, internal_identity
from mesh.call.errors_wire import refusal_of
from tests.acceptance.shop import Phone, Shop

AT_ONCE = 32
SECONDS = 30
A_LOOK_SECONDS = 0.2
DEFECTS = {
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.DATA_LOSS,
}
INSIDER = "order_control"
"""The unit as which methods are called that no outsider may call."""
# They end or close what the others speak about, so they come last.
ENDING = (
    "Retire",
    "Archive",
    "Close",
    "End",
    "Revoke",
    "Rotate",
    "Merge",
    "Cancel",
    "Delete",
    "Set",
)


def methods() -> list[MethodDescriptor]:
    """Every method of the platform's contract."""
    found = []
    for module in pkgutil.walk_packages(zhongtai.__path__, "zhongtai."):
        if module.name.endswith("_service_pb2") and ".plugin." not in module.name:
            for service in importlib.import_module(
                module.name
            ).DESCRIPTOR.services_by_name.values():
                found += service.methods
    return sorted(found, key=lambda method: method.name.startswith(ENDING))


class Caller:
    """Calls methods as the identity that may."""

    def __init__(self, shop: Shop, anna: Phone) -> None:
        self._shop = shop
        self._access = AccessTable.load(shop.platform.topology.folder / "access")
        self._slots = asyncio.Semaphore(AT_ONCE)
        platform = shop.platform
        self._tokens = {
            "operator": platform.metadata("operator", "olga"),
            "service": platform.metadata("service", "bi"),
            "person": platform.metadata("person", anna.person_id),
            "person:mall": platform.metadata("person", anna.person_id, channel="mall"),
            "till": platform.metadata("till", "till_1", store=shop.store_id),
            ANYBODY: (),
        }

    def is_inside(self, method: MethodDescriptor) -> bool:
        """Whether only the platform's own units may call the method."""
        return self._metadata_for(method) is None

    async def fault(self, method: MethodDescriptor, request: Message) -> str:
        """What is wrong with how a call ended; empty when it went well or was refused."""
        async with self._slots:
            try:
                await self.call(method, request)
            except grpc.aio.AioRpcError as exc:
                told = refusal_of(exc)
                if exc.code() in DEFECTS or not told.reason:
                    return f"{exc.code().name} {exc.details()}"
        return ""

    async def refusal(
        self, method: MethodDescriptor, request: Message
    ) -> grpc.aio.AioRpcError | None:
        """Why a call is refused, or fails; None when it does neither."""
        try:
            await self.call(method, request)
        except grpc.aio.AioRpcError as refused:
            return refused
        return None

    async def call(self, method: MethodDescriptor, request: Message) -> Message | None:
        """The answer of a method; of a stream its first message, None when none comes soon."""
        metadata = self._metadata_for(method)
        if metadata is not None:
            return await _called(self._shop.channel, method, request, metadata=metadata)
        with as_call(internal_identity(INSIDER, self._shop.merchant), timeout=SECONDS):
            return await _called(self._inside(method), method, request)

    def _inside(self, method: MethodDescriptor) -> grpc.aio.Channel:
        platform, package = self._shop.platform, method.containing_service.file.package
        units = platform.topology.units.values()
        unit = next(unit.name for unit in units if package in unit.offers)
        return platform.inside(INSIDER, unit)

    def _metadata_for(self, method: MethodDescriptor) -> Any:
        """The token of somebody who may call the method; None when no outsider may."""
        names = self._access.names_for(path_of(method))
        named = names | {name.partition(":")[0] for name in names if name.startswith(SCOPED)}
        return next((token for kind, token in self._tokens.items() if kind in named), None)


async def _called(
    channel: grpc.aio.Channel, method: MethodDescriptor, request: Message, **options: Any
) -> Message | None:
    parse = GetMessageClass(method.output_type).FromString
    write = type(request).SerializeToString
    if not method.server_streaming:
        call = channel.unary_unary(path_of(method), write, parse)
        return await call(request, timeout=SECONDS, **options)
    stream = channel.unary_stream(path_of(method), write, parse)(request, **options)
    try:
        async with asyncio.timeout(A_LOOK_SECONDS):
            return await anext(aiter(stream), None)
    except TimeoutError:
        return None
    finally:
        stream.cancel()


def path_of(method: MethodDescriptor) -> str:
    return f"/{method.containing_service.full_name}/{method.name}"
