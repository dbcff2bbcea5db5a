"""Which refusals of a call are its last word."""

import importlib
from collections.abc import Iterator

import grpc
import pytest

from centers.promotion.errors import BudgetSpent, IllegalMove
from mesh.call.errors_wire import failure_of_refusal, is_last_word
from mesh.pure.errors import Kind, PeerUnavailable, RateLimited, Refusal
from tools.sources import ROOT


def refused_with(code: grpc.StatusCode) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata())


@pytest.mark.parametrize(
    ("failure", "final"),
    [
        (refused_with(grpc.StatusCode.FAILED_PRECONDITION), True),
        (refused_with(grpc.StatusCode.NOT_FOUND), True),
        (refused_with(grpc.StatusCode.RESOURCE_EXHAUSTED), False),
        (refused_with(grpc.StatusCode.UNAVAILABLE), False),
        (refused_with(grpc.StatusCode.INTERNAL), False),
        (failure_of_refusal(IllegalMove()).as_rpc_error(), True),
        (failure_of_refusal(BudgetSpent()).as_rpc_error(), True),
        (failure_of_refusal(RateLimited()).as_rpc_error(), False),
        (failure_of_refusal(PeerUnavailable()).as_rpc_error(), False),
        (RuntimeError(), False),
    ],
)
def test_an_overloaded_peer_is_no_last_word_and_a_spent_budget_is_one(failure, final):
    assert is_last_word(failure) is final


def refusals_of(folder: str) -> Iterator[type[Refusal]]:
    for path in (ROOT / folder).glob("*/errors.py"):
        module = importlib.import_module(f"{folder}.{path.parent.name}.errors")
        classes = (each for each in vars(module).values() if isinstance(each, type))
        yield from (each for each in classes if issubclass(each, Refusal))


@pytest.mark.parametrize("folder", ["apps", "centers"])
def test_what_the_trade_has_none_left_of_is_no_overload(folder: str):
    found = {each for each in refusals_of(folder) if each.__module__.startswith(folder)}
    assert found
    assert not {each for each in found if each.kind is Kind.RESOURCE_EXHAUSTED}
