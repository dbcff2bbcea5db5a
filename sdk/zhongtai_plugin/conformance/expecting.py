"""What checks say: facts that the contract asks for, and what to say where they do not hold."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Sequence

import grpc
from zhongtai.plugin.v1 import plugin_pb2

from zhongtai_plugin.errors import BadRequest, PluginFault, fault_of_call


class Failed(Exception):
    """A check found the contract broken; the text says what was expected and what came."""


def expect(fact: bool, words: str) -> None:
    """Fail with the words unless the fact holds."""
    if not fact:
        raise Failed(words)


def expect_equal(found: object, wanted: object, what: str) -> None:
    """Fail unless both are equal."""
    if found != wanted:
        raise Failed(f"{what} should be {wanted!r}, but is {found!r}")


async def expect_fault(
    call: Awaitable[object], wanted: type[PluginFault], code: str = ""
) -> PluginFault:
    """Fail unless the call ends with a fault of a class (and with a code, if given)."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        fault = fault_of_call(error)
        if fault is None:
            raise Failed(
                f"should fail with {_name(wanted)}, but came {error.code().name} without an "
                "ErrorInfo of the domain zhongtai.plugin"
            ) from None
        expect(isinstance(fault, wanted), f"should fail with {_name(wanted)}, but came {fault}")
        expect(not code or fault.code == code, f"code should be {code}, but is {fault.code}")
        return fault
    raise Failed(f"should fail with {_name(wanted)}, but succeeded")


def expect_ids(results: Iterable[plugin_pb2.ItemResult], ids: list[str]) -> None:
    """Fail unless there is a result for each item, in the order of the request."""
    expect_equal([result.item_id for result in results], ids, "the results' ids")


def expect_item_taken(result: plugin_pb2.ItemResult, *, known: bool) -> None:
    """Fail unless an item was taken, now or before."""
    expect(not result.HasField("error"), f"{result.item_id} is refused: {result.error.message}")
    expect_equal(result.already_known, known, f"already_known of {result.item_id}")


def expect_middle_refused(results: Sequence[plugin_pb2.ItemResult]) -> None:
    """Fail unless of three items the one in the middle is a BAD_REQUEST, and the others are new."""
    left, middle, right = results
    expect_item_fault(middle, BadRequest)
    expect_item_taken(left, known=False)
    expect_item_taken(right, known=False)


def expect_item_fault(
    result: plugin_pb2.ItemResult, wanted: type[PluginFault], code: str = ""
) -> None:
    """Fail unless an item failed with a class (and with a code, if given)."""
    expect(result.HasField("error"), f"{result.item_id} should fail with {_name(wanted)}")
    expect_equal(
        plugin_pb2.ErrorClass.Name(result.error.error_class),
        plugin_pb2.ErrorClass.Name(wanted.error_class),
        f"the error class of {result.item_id}",
    )
    if code:
        expect_equal(result.error.code, code, f"the code of {result.item_id}")


def _name(fault: type[PluginFault]) -> str:
    return plugin_pb2.ErrorClass.Name(fault.error_class).removeprefix("ERROR_CLASS_")
