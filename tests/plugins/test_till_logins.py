"""Which tills the till server lets in, for how long, and what it does without the platform."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from zhongtai_plugin.http import Request

from plugins.pos_till import rest
from plugins.pos_till.board import Board
from plugins.pos_till.counter import Counter
from plugins.pos_till.rest import TillRest
from plugins.pos_till.tills import AWAY_SECONDS, FRESH_SECONDS, PlatformAway, Tills
from tests.plugins.register import EVERY_STORE, TillRegister, secret_of
from tests.plugins.world import an_order


class Clock:
    """Goes on when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def register(tmp_path: Path) -> AsyncIterator[TillRegister]:
    async with TillRegister(tmp_path).served() as served:
        yield served


@pytest.fixture
async def tills(register: TillRegister, clock: Clock) -> AsyncIterator[Tills]:
    tills = Tills(register.door.access("pos_till"), clock)
    yield tills
    await tills.close()


async def test_many_calls_of_a_till_ask_the_platform_once(tills, register):
    found = await asyncio.gather(*(tills.find(EVERY_STORE) for _ in range(50)))
    assert {till.till_id for till in found} == {"til_demo"}
    assert await tills.find(EVERY_STORE)
    assert register.asked == 1


@pytest.mark.parametrize("change", ["disabled", "rotated"])
async def test_a_till_that_may_not_come_in_any_more_is_out(tills, register, clock, change):
    assert await tills.find(EVERY_STORE)
    del register.stores[EVERY_STORE]
    if change == "rotated":
        register.stores[new := secret_of("til_demo", part="y")] = ""
        assert await tills.find(new)
    clock.now += FRESH_SECONDS
    assert await tills.find(EVERY_STORE) is None
    # Nor does it come in while the platform cannot be asked.
    register.down = True
    with pytest.raises(PlatformAway):
        await tills.find(EVERY_STORE)


async def test_while_the_platform_is_away_a_known_till_goes_on_for_a_day(tills, register, clock):
    assert await tills.find(EVERY_STORE)
    register.down = True
    clock.now = AWAY_SECONDS - 1
    assert await tills.find(EVERY_STORE)
    clock.now = AWAY_SECONDS + FRESH_SECONDS
    with pytest.raises(PlatformAway):
        await tills.find(EVERY_STORE)
    register.down = False
    assert await tills.find(EVERY_STORE)


async def test_a_till_that_was_never_let_in_waits_for_the_platform(tills, register):
    register.down = True
    with pytest.raises(PlatformAway):
        await tills.find(EVERY_STORE)


async def test_a_platform_that_does_not_answer_holds_up_no_known_till(tills, register, clock):
    assert await tills.find(EVERY_STORE)
    register.down = True
    clock.now = FRESH_SECONDS
    for _ in range(20):
        assert await tills.find(EVERY_STORE)
    assert register.asked == 2


@pytest.mark.parametrize("text", ["", "x", "demo.til_demo", "demo.til_demo.short", "é" * 60])
async def test_what_is_no_secret_is_refused_without_asking(tills, register, text):
    assert await tills.find(text) is None
    assert register.asked == 0


async def test_a_till_is_out_at_once_where_the_platform_tells_that_it_revoked_it(
    register, clock, tmp_path
):
    board = await Board.open(tmp_path, 30)
    tills = Tills(register.door.access("pos_till"), clock, when_shut_out=board.wake)
    routes = TillRest(board, tills, Counter(None)).routes()
    header = {"authorization": f"Bearer {EVERY_STORE}"}
    asked = Request("GET", "", {"wait_seconds": "30"}, header, b"")
    assert await tills.find(EVERY_STORE)
    waiting = asyncio.create_task(routes["GET", "/till/v1/orders"](asked))
    await asyncio.sleep(0)
    register.shut_out(EVERY_STORE)  # and the clock stands still
    assert (await waiting).status == 401
    assert await tills.find(EVERY_STORE) is None
    await tills.close()
    await board.close()


async def test_a_till_that_is_shut_out_while_it_is_asked_about_is_not_let_in(register, clock):
    shut_out = asyncio.Event()
    tills = Tills(register.door.access("pos_till"), clock, when_shut_out=shut_out.set)
    assert await tills.find(EVERY_STORE)
    clock.now += FRESH_SECONDS
    register.prompt.clear()
    asking = asyncio.create_task(tills.find(EVERY_STORE))
    async with asyncio.timeout(10):
        while register.asked < 2:  # noqa: ASYNC110 - of another task
            await asyncio.sleep(0)
        register.shut_out(EVERY_STORE)
        await shut_out.wait()
        register.prompt.set()
        assert await asking is None
    assert await tills.find(EVERY_STORE) is None
    await tills.close()


async def test_without_a_platform_nobody_is_let_in():
    with pytest.raises(PlatformAway):
        await Tills(None).find(EVERY_STORE)


async def test_a_stream_tells_at_once_what_came_before_it_was_listened_to(
    tills, tmp_path, monkeypatch
):
    monkeypatch.setattr(rest, "SIGN_OF_LIFE_SECONDS", 3600.0)
    board = await Board.open(tmp_path, 30)
    routes = TillRest(board, tills, Counter(None)).routes()
    asked = Request("GET", "", {}, {"authorization": f"Bearer {EVERY_STORE}"}, b"")
    stream = (await routes["GET", "/till/v1/stream"](asked)).stream
    assert stream is not None
    await board.take_orders([an_order("ord_1")])
    async with asyncio.timeout(30):
        parts = [await anext(stream) for _ in range(3)]
    assert b"ord_1" in parts[-1]
    await board.close()


async def test_a_till_that_was_shut_out_is_told_so_where_it_waits(tills, register, clock, tmp_path):
    board = await Board.open(tmp_path, 30)
    routes = TillRest(board, tills, Counter(None)).routes()
    asked = Request(
        "GET", "", {"wait_seconds": "20"}, {"authorization": f"Bearer {EVERY_STORE}"}, b""
    )
    waiting = asyncio.create_task(routes["GET", "/till/v1/orders"](asked))
    stream = (await routes["GET", "/till/v1/stream"](asked)).stream
    assert stream is not None
    assert await anext(stream) == b"retry: 1000\n\n"
    del register.stores[EVERY_STORE]
    clock.now = FRESH_SECONDS
    await board.take_orders([an_order("ord_1")])
    assert (await waiting).status == 401
    assert [part async for part in stream if b"ord_1" in part] == []
    await board.close()
