"""Pulls what a platform has to tell: confirmed when it is durable, so nothing is lost.

It is a source that a follower reads: what cannot be dealt with becomes a letter at the order
center, and holds up nothing but later messages of its own order.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct

from gateways.takeaway.peers import Peers
from gateways.takeaway.troubles import Troubles
from mesh.call.context import Call, Identity, as_call
from mesh.edge.callbacks import Account
from mesh.edge.reach import Reach
from mesh.feed.follower import Page
from mesh.feed.follower_feeds import PeerLetters
from mesh.feed.follower_items import Batch, Item
from mesh.process.rounds import side_by_side
from mesh.pure.errors import InvalidRequest, Kind, PeerUnavailable, Refusal

ROUND_SECONDS = 300.0
MOST_AT_ONCE = 100
"""So many messages are confirmed together: more would begin anew when the process is killed."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """A message by its own id; `content` is JSON, and `order` empty where it is about none."""

    own_id: str
    order: str
    content: Mapping[str, Any]


class NotTakenYet(Refusal):
    """The message cannot be taken yet ({why}).

    However long that lasts, it is a matter of this message alone.
    """

    kind = Kind.ABORTED
    reason = "MESSAGE_NOT_TAKEN_YET"


class Pulled(Protocol):
    """What a platform that is pulled offers."""

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The chains' accounts by their names."""
        ...

    async def told(self, app: str) -> Sequence[Told]:
        """Return what an account has not confirmed, in the order in which it is worked on."""
        ...

    async def take(self, app: str, content: Mapping[str, Any]) -> None:
        """Work on a message; the same may come again.

        Raise PeerUnavailable for one that cannot be taken yet.
        """
        ...

    async def confirm(self, app: str, messages: Sequence[Told]) -> None:
        """Say that messages are dealt with: the platform tells them no more."""
        ...


class Pulling(PeerLetters):
    """Pulls for every account; one's failure is not another's.

    The accounts of a chain that is to be left alone are not asked, and what they were told already
    is not confirmed: it stays at the platform.
    """

    def __init__(
        self,
        reader: str,
        peers: Peers,
        platform: Pulled,
        identify: Callable[[str], Identity],
        pause: float,
        *,
        at_once: bool = False,
        reach: Reach | None = None,
    ) -> None:
        """`pause` is in seconds, between two rounds; `reach` tells whether the platform is there.

        With `at_once` there is none after a round that told something new: there may be more.
        """
        super().__init__(reader, peers.order, identify)
        self._platform = platform
        self._pause = pause
        self._at_once = at_once
        self._reach = reach or Reach()
        self._left: AbstractSet[str] = frozenset()
        self._told: Sequence[tuple[str, Told]] = ()
        self._pages = 0
        self._taken: set[tuple[str, str]] = set()
        """Account and id of the messages of this round that are dealt with: when others have the
        batch handed over again, it goes on behind them."""
        self._confirmed = asyncio.Event()
        self._troubles = Troubles()

    async def read(self) -> AsyncGenerator[Page[Struct], None]:
        """What the platform tells, for ever; not asked again before that is confirmed."""
        before = set[tuple[str, str]]()
        while True:
            told = await self._pull()
            self._taken.clear()
            for begin in range(0, len(told), MOST_AT_ONCE):
                self._told = [
                    (app, each)
                    for app, each in told[begin : begin + MOST_AT_ONCE]
                    if not self._is_left(app)
                ]
                self._pages += 1
                self._confirmed.clear()
                yield Page([self._item(*each) for each in self._told], str(self._pages))
                await self._confirmed.wait()
            ids = {(app, each.own_id) for app, each in told}
            if not (self._at_once and ids - before):
                await asyncio.sleep(self._pause)
            before = ids

    async def ack(self, cursor: str) -> None:
        """Confirm what was told; where that fails it is told again, and harmless."""
        if cursor != str(self._pages):
            return  # Of a run before this one: what is told now is not dealt with.
        told, self._told = self._told, ()

        async def confirm(app: str) -> None:
            messages = [each for of, each in told if of == app]
            with self._as(app):
                try:
                    await self._platform.confirm(app, messages)
                except Exception as exc:  # noqa: BLE001 - the platform tells it again
                    log.warning("messages_not_confirmed", account=app, why=type(exc).__name__)

        await side_by_side(dict.fromkeys(app for app, _ in told), confirm)
        self._confirmed.set()

    async def deal_with(self, batch: Batch[Struct]) -> None:
        """Bring our books along with messages; those of one order in turn."""
        await batch.each(batch.items, self._take)

    async def _take(self, message: Struct) -> None:
        told = MessageToDict(message)
        app, own_id = told["account"], told["id"]
        if app not in self._platform.accounts:
            raise InvalidRequest(f"There is no account {app!r} at the platform any more.")
        if (app, own_id) in self._taken:
            return
        try:
            await self._platform.take(app, told["message"])
        except PeerUnavailable as early:
            # Who pushes it would push it again. That a service is away is said by its call.
            raise NotTakenYet(why=early.message) from None
        self._taken.add((app, own_id))

    async def _pull(self) -> list[tuple[str, Told]]:
        """Return what every account is told, each message with its account."""
        told: dict[str, Sequence[Told]] = {}
        if self._reach.rests:
            return []

        async def ask(app: str) -> None:
            with self._as(app):
                try:
                    told[app] = await self._platform.told(app)
                except Exception as exc:  # noqa: BLE001 - the next round tries again
                    if self._troubles.begins(app):
                        log.warning("pull_failed", account=app, why=f"{type(exc).__name__}: {exc}")
                else:
                    self._troubles.ends(app)

        await side_by_side([x for x in self._platform.accounts if not self._is_left(x)], ask)
        return [(app, each) for app in self._platform.accounts for each in told.get(app, ())]

    def leave(self, chains: AbstractSet[str]) -> None:
        """Leave these chains alone from now on, and no others."""
        self._left = chains

    def _is_left(self, app: str) -> bool:
        return self._platform.accounts[app].merchant_id in self._left

    def _as(self, app: str) -> AbstractContextManager[Call]:
        merchant_id = self._platform.accounts[app].merchant_id
        return as_call(self._identify(merchant_id), "pull", timeout=ROUND_SECONDS)

    def _item(self, app: str, told: Told) -> Item[Struct]:
        message = Struct()
        message.update({"account": app, "id": told.own_id, "message": told.content})
        return Item.of(
            message,
            item_id=f"{app} {told.own_id}",
            subject_id=f"{app} {told.order}" if told.order else "",
            merchant_id=self._platform.accounts[app].merchant_id,
        )
