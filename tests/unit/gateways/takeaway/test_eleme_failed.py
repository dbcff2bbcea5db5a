"""What Ele.me could not push is pulled and confirmed, and what is odd of it stops no neighbour."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest
from structlog.testing import capture_logs

from gateways.takeaway.eleme.failed import FailedPushes
from gateways.takeaway.pulling import Pulling
from tests.unit.gateways.takeaway.centers import identify
from tests.unit.gateways.takeaway.eleme_gateway import Gateway, pushed
from tests.unit.gateways.takeaway.eleme_order import order
from tests.unit.gateways.takeaway.pulled import followed
from tests.unit.mesh.following import until

PAGE = 3
"""So many messages one call tells."""


class Unpushed:
    """Messages for the app 22954133 that wait to be pulled, told a page at a time."""

    def __init__(self, gateway: Gateway, *messages: dict) -> None:
        self.waiting = {f"m{n}": pushed(10, each, 1, 0) for n, each in enumerate(messages)}
        for own, each in self.waiting.items():
            each["requestId"] = own
        self.pulls = 0
        gateway.platform.answers |= {
            "msgNew.getPushFailMsg": self._told,
            "msgNew.confirmPullMsg": self._confirmed,
        }

    def _told(self, call: dict):
        assert call["token"] == ""
        if call["metas"]["app_key"] != "elekey":
            return {"messages": []}
        self.pulls += 1
        return {"messages": list(self.waiting.values())[:PAGE]}

    def _confirmed(self, call: dict):
        for own in call["params"]["msgConfirmRequest"]["requestIds"]:
            del self.waiting[own]
        return True


def sold(number: int, **changes) -> dict:
    return order(id=str(number), orderId=str(number), **changes)


def source_of(gateway: Gateway, pause: float) -> Pulling:
    failed = FailedPushes(gateway.eleme, gateway.pushes)
    return Pulling("r", gateway.peers, failed, identify, pause, at_once=True)


@asynccontextmanager
async def pulling(gateway: Gateway, pause: float = 0.001):
    """The gateway pulls, with so many seconds between two rounds."""
    async with followed(source_of(gateway, pause)) as follower:
        yield follower


def taken(gateway: Gateway) -> set[str]:
    return {kept.channel_order_number for _, kept in gateway.centers.imported}


@pytest.fixture
def gateway():
    return Gateway()


async def test_what_could_not_be_pushed_is_confirmed_when_it_is_kept(gateway):
    unpushed = Unpushed(gateway, sold(1), sold(2))
    gateway.centers.away = {"1", "2"}
    async with pulling(gateway) as follower:
        await until(lambda: bool(follower.health.last_error))
        assert len(unpushed.waiting) == 2
        gateway.centers.away.clear()
        await until(lambda: not unpushed.waiting)
        await until(lambda: taken(gateway) == {"1", "2"})
    assert gateway.platform.granted == []
    assert {chain for chain, _ in gateway.centers.imported} == {"noodles"}


async def test_messages_that_can_never_be_taken_are_letters_and_hide_no_others(gateway):
    unpushed = Unpushed(gateway, *map(sold, range(1, 9)))
    gateway.centers.refused = {"1", "2", "3", "4"}
    unpushed.waiting["m4"]["message"] = "["
    async with pulling(gateway, pause=3600) as follower:
        await until(lambda: not unpushed.waiting)
        await until(lambda: follower.health.stopped_letters == 5)
        assert taken(gateway) == {"6", "7", "8"}
        gateway.centers.refused = set()
        gateway.centers.letters.retry()
        await until(lambda: follower.health.letters == 1)
    assert taken(gateway) == {"1", "2", "3", "4", "6", "7", "8"}


async def test_later_messages_of_an_order_wait_behind_the_one_that_cannot_be_taken(gateway):
    unpushed = Unpushed(gateway, sold(1, groups="[{"), sold(1), sold(2))
    async with pulling(gateway):
        await until(lambda: not unpushed.waiting)
    assert gateway.centers.letters.lying() == ["22954133 m0", "22954133 m1"]
    assert taken(gateway) == {"2"}


@pytest.mark.parametrize("there", [sold(1, status="pending"), {"id": "1"}])
async def test_an_order_of_which_ele_me_never_says_enough_is_a_letter(gateway, there):
    unpushed = Unpushed(gateway, sold(1))
    unpushed.waiting["m0"] |= pushed(12, {"orderId": "1"}, 1, 0) | {"requestId": "m0"}
    gateway.platform.answers["order.getOrder"] = there
    async with pulling(gateway) as follower:
        await until(lambda: not unpushed.waiting)
        await until(lambda: follower.health.stopped_letters == 1)


async def test_while_ele_me_is_away_nothing_is_a_letter_and_nothing_is_confirmed(gateway):
    unpushed = Unpushed(gateway, sold(1, downgraded=True))
    gateway.platform.answers["order.getOrder"] = httpx.ConnectError("away")
    async with pulling(gateway) as follower:
        await until(lambda: bool(follower.health.last_error))
        assert (list(unpushed.waiting), gateway.centers.letters.lying()) == (["m0"], [])
        gateway.platform.answers["order.getOrder"] = sold(1)
        await until(lambda: not unpushed.waiting)
    assert taken(gateway) == {"1"}


async def test_a_message_that_cannot_be_confirmed_is_said_once_and_others_are_taken(gateway):
    unpushed = Unpushed(gateway, sold(1), sold(2))
    del unpushed.waiting["m0"]["requestId"]
    with capture_logs() as logs:
        async with pulling(gateway):
            await until(lambda: list(unpushed.waiting) == ["m0"] and unpushed.pulls > 3)
    assert [each["event"] for each in logs] == ["message_not_read", "pushes_were_missed"]


async def test_only_after_what_was_told_before_is_there_a_pause(gateway, monkeypatch):
    Unpushed(gateway, sold(1))
    gateway.platform.answers["msgNew.confirmPullMsg"] = True
    sleep, pauses = asyncio.sleep, []

    async def paused(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    source = source_of(gateway, 3600)
    monkeypatch.setattr(asyncio, "sleep", paused)
    seen = []
    reading = source.read()
    for _ in range(3):
        page = await anext(reading)
        seen.append(pauses.count(3600))
        await source.ack(page.cursor)
    await reading.aclose()
    assert seen == [0, 0, 1]
