"""Calls of a platform wait for their turns, and a turn that nobody waits for is nobody's."""

import asyncio

from gateways.takeaway.pace import Pace


async def test_who_stops_waiting_for_a_turn_leaves_it_to_the_next():
    pace = Pace(20)
    await pace.turn("app")
    waiting = [asyncio.create_task(pace.turn("app")) for _ in range(1_000)]
    await asyncio.sleep(0)
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    # A thousand turns would be fifty seconds.
    async with asyncio.timeout(30):
        await pace.turn("app")


async def test_turns_are_had_in_the_order_in_which_they_were_asked_for():
    pace, had = Pace(1_000), list[int]()

    async def have(number: int) -> None:
        await pace.turn("app")
        had.append(number)

    await asyncio.gather(*map(have, range(20)))
    assert had == list(range(20))


async def test_a_platform_that_wants_us_to_wait_has_those_wait_who_waited_before():
    pace, had = Pace(1_000), list[int]()

    async def have(number: int) -> None:
        await pace.turn("app")
        had.append(number)

    await pace.turn("app")
    waiting = [asyncio.create_task(have(number)) for number in range(3)]
    await asyncio.sleep(0)
    pace.rest("app", 3600)
    await pace.turn("another")
    await asyncio.sleep(0.05)
    assert not had
    for each in waiting:
        each.cancel()
