"""A flood of bad messages uses up its sender's share, not that of those it pretends to be."""

from contextlib import ExitStack, suppress

import grpc
import pytest

from mesh.call.errors_wire import failure_of_refusal
from mesh.edge.sender_limits import BAD_COSTS, SenderLimits
from mesh.pure.errors import PluginUnavailable, RateLimited, Refusal, Unauthenticated


def limits_of(per_second: int = 100, per_address: int = 100, at_once: int = 8) -> SenderLimits:
    return SenderLimits("notices", per_second, per_address, at_once)


def test_a_flood_for_one_provider_leaves_another_alone():
    limits = limits_of(per_second=5, per_address=1000)
    for number in range(5):
        with limits.admitted("payment/a", f"10.0.0.{number}"):
            pass
    with pytest.raises(RateLimited) as refused, limits.admitted("payment/a", "10.0.0.9"):
        pass
    assert refused.value.metadata["limit"] == "notices_per_second"
    with limits.admitted("payment/b", "10.0.0.1"):
        pass


async def test_messages_that_prove_bad_use_up_the_share_of_their_sender_alone():
    limits = limits_of(per_second=1000)

    async def send(address: str, status: int) -> None:
        with limits.admitted("payment/a", address) as message:

            async def work() -> int:
                return status

            await message.judged(work, lambda reply: reply)

    bad = 2 * 100 // BAD_COSTS
    for _ in range(bad):
        await send("10.0.0.1", 401)
    with pytest.raises(RateLimited):
        await send("10.0.0.1", 401)
    for _ in range(100):
        await send("10.0.0.2", 200)


async def test_a_refusal_of_the_sender_counts_as_bad_and_a_fault_of_ours_does_not():
    limits = limits_of(per_second=1000)

    async def send(address: str, refusal: Refusal) -> None:
        async def work() -> int:
            raise failure_of_refusal(refusal).as_rpc_error()

        with limits.admitted("payment/a", address) as message, suppress(grpc.aio.AioRpcError):
            await message.judged(work, lambda reply: reply)

    for _ in range(20):
        await send("10.0.0.1", PluginUnavailable(plugin="a"))
    for _ in range(4):
        await send("10.0.0.2", Unauthenticated())
    with pytest.raises(RateLimited):
        await send("10.0.0.2", Unauthenticated())


def test_one_address_holds_a_part_of_what_is_worked_on_for_a_provider_only():
    limits = limits_of(at_once=8)
    with ExitStack() as held:
        for _ in range(2):
            held.enter_context(limits.admitted("payment/a", "10.0.0.1"))
        with pytest.raises(RateLimited):
            held.enter_context(limits.admitted("payment/a", "10.0.0.1"))
        held.enter_context(limits.admitted("payment/a", "10.0.0.2"))
