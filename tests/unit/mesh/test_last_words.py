"""Which refusals of a call are its last word."""

import grpc
import pytest

from centers.promotion.errors import BudgetSpent, IllegalMove
from mesh.call.errors_wire import failure_of_refusal, is_last_word
from mesh.pure.errors import PeerUnavailable, RateLimited


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
