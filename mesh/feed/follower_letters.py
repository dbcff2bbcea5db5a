"""The letters of one follower: kept when an item is not done, and tried again when due."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter
from typing import Generic, Protocol, TypeVar

import structlog
from google.protobuf.message import DecodeError, Message
from zhongtai.common.v1 import letter_pb2

from mesh.call.wire import moment
from mesh.feed.follower_health import Health, Patience, words_of
from mesh.feed.follower_held import HeldChains, Place
from mesh.feed.follower_items import Item, PeerAway, Undone
from mesh.pure.grouping import grouped

M = TypeVar("M", bound=Message)

PROBES = 3
"""After so many items for which nobody answered, the others of their chain are not tried."""

Together = Callable[[Sequence[Item[M]]], Awaitable[dict[str, Undone]]]
"""Deals with items; returns why those that are not done are not. Raises PeerAway."""


class LetterBox(Protocol):
    """Where letters lie."""

    async def keep(self, request: letter_pb2.KeepLettersRequest) -> None:
        """Keep letters, and remove those that are done, at once."""
        ...

    async def take(self, reader: str) -> letter_pb2.TakeLettersResponse:
        """Return the letters of a reader that are due, and what else it must know of them."""
        ...


class LetterBook(Generic[M]):
    """What a follower knows of its letters."""

    def __init__(
        self,
        box: LetterBox,
        message_type: type[M],
        health: Health,
        patience: Patience,
        chains: HeldChains[M],
    ) -> None:
        """`chains` are told of all letters, and say which of them are to be held."""
        self._chains = chains
        self.held: set[str] = set()
        """The subjects that have letters: later items of theirs wait behind them."""
        self._box = box
        self._type = message_type
        self._health = health
        self._reader = health.reader
        self._patience = patience
        self._changing = asyncio.Lock()  # letters and what is known of them change together
        self._look = asyncio.Event()
        self._log = structlog.get_logger().bind(reader=health.reader)

    async def keep_undone(
        self,
        items: Sequence[Item[M]],
        undone: dict[str, Undone],
        held: AbstractSet[str],
        place: Place,
    ) -> None:
        """Keep what was not done, and what comes later in the same subjects.

        `held` are the subjects whose items were not handed over because they have letters;
        `place` is where the items come from.
        """
        stopped = set(held)
        letters = []
        for item in items:
            failure = undone.get(item.item_id)
            if item.subject_id in stopped:
                letters.append(self._letter(item, None, 0))
            elif failure is not None:
                self._log.error(
                    "letter_kept", item=item.item_id, subject=item.subject_id, why=failure.reason
                )
                letters.append(self._letter(item, failure, 1))
                stopped.add(item.subject_id)
        if letters or place.held is not None:
            await self._keep(letters, [], self._chains.changes(letters, place))
        if letters:
            self._health.letters += len(letters)
            self._look.set()

    async def begin(self) -> None:
        """Learn what a run before this one has kept."""
        self._chains.begin(await self._taken())

    async def take(self) -> Sequence[letter_pb2.Letter]:
        """Return the letters that are due; learns which subjects are held back."""
        return (await self._taken()).due

    async def _taken(self) -> letter_pb2.TakeLettersResponse:
        async with self._changing:
            taken = await self._box.take(self._reader)
            self.held = set(taken.subject_ids)
            self._health.letters = taken.letter_count
            self._health.stopped_letters = taken.stopped_count
            self._chains.count(taken)
            return taken

    async def tell_released(self) -> Sequence[str]:
        """Have the chains forgotten that are held no more; return them."""
        async with self._changing:
            released = self._chains.to_release()
            await self._box.keep(
                letter_pb2.KeepLettersRequest(reader=self._reader, released_merchant_ids=released)
            )
            return released

    async def retry_forever(self, together: Together[M]) -> None:
        """Try letters again when they are due; `together` deals with their items."""
        while True:
            done = 0
            try:
                due = await self.take()
                if self._health.is_away:
                    due = ()  # nobody answers: that must not count as a try
                if due:
                    done = await self._retry(due, together)
            except Exception as exc:  # noqa: BLE001 - the letters stay where they are
                self._log.warning("letters_not_read", why=words_of(exc))
            if not done:  # those behind what was done are due now
                some = self._health.letters > 0
                pause = self._patience.look_pause if some else self._patience.no_letters_pause
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._look.wait()
                self._look.clear()

    async def _retry(self, due: Sequence[letter_pb2.Letter], together: Together[M]) -> int:
        """Try letters of different subjects again, all at once; return how many are done."""
        try:
            return await self._note(due, await self._tried(due, together))
        except PeerAway as away:
            if len(due) == 1:
                return await self._note(due, {due[0].item_id: Undone(str(away))})
        # One of them, or one chain's system, may be why nobody answers.
        chains = grouped(due, attrgetter("merchant_id"))
        parts = (self._retry_in_turn(those, together) for those in chains)
        return sum(await asyncio.gather(*parts))

    async def _retry_in_turn(self, due: Sequence[letter_pb2.Letter], together: Together[M]) -> int:
        """Try the letters of a chain one by one while anybody answers; return how many are done."""
        done, unanswered = 0, 0
        for number, each in enumerate(due):
            if unanswered == PROBES == number:
                why = Undone("Its chain was not answered just now.")
                return await self._note(due[number:], {x.item_id: why for x in due[number:]})
            try:
                undone = await self._tried([each], together)
            except PeerAway as away:
                undone = {each.item_id: Undone(str(away))}
                unanswered += 1
            done += await self._note([each], undone)
        return done

    async def _note(self, due: Sequence[letter_pb2.Letter], undone: dict[str, Undone]) -> int:
        """Keep what became of letters; return how many are done."""
        done = [each for each in due if each.item_id not in undone]
        news = [self._news(x, undone[x.item_id]) for x in due if x.item_id in undone]
        await self._keep(news, [each.letter_id for each in done])
        for each in done:
            self._log.info("letter_done", item=each.item_id, subject=each.subject_id)
        return len(done)

    async def _tried(
        self, due: Sequence[letter_pb2.Letter], together: Together[M]
    ) -> dict[str, Undone]:
        """Return why those items of letters are not done that are not. Raise PeerAway."""
        unread: dict[str, Undone] = {}
        items: list[Item[M]] = []
        for letter in due:
            try:
                message = self._type.FromString(letter.payload)
            except DecodeError:
                unread[letter.item_id] = Undone("The payload cannot be read.", final=True)
                continue
            since = moment(letter, "first_time")
            items.append(
                Item(letter.item_id, letter.subject_id, letter.merchant_id, message, since)
            )
        return unread | await together(items)

    def _news(self, letter: letter_pb2.Letter, undone: Undone) -> letter_pb2.NewLetter:
        """Return what is new of a letter that was tried once more."""
        item = Item(letter.item_id, letter.subject_id, letter.merchant_id, self._type())
        news = self._letter(item, undone, letter.attempts + 1)
        news.payload, news.letter_id = letter.payload, letter.letter_id
        return news

    def _letter(self, item: Item[M], undone: Undone | None, attempts: int) -> letter_pb2.NewLetter:
        """Return a letter, or the news of one; without `undone` it waits behind another."""
        letter = letter_pb2.NewLetter(
            item_id=item.item_id,
            subject_id=item.subject_id,
            merchant_id=item.merchant_id,
            message_type=self._type.DESCRIPTOR.full_name,
            payload=item.message.SerializeToString(),
            attempts=attempts,
        )
        if undone is None:
            letter.try_after.FromNanoseconds(0)
            return letter
        letter.reason = undone.reason
        if not undone.final and attempts < self._patience.attempts:
            asked = min(undone.after_seconds, self._patience.longest_pause)
            pause = max(asked, self._patience.pause(attempts))
            letter.try_after.FromNanoseconds(int(pause * 1e9))
        return letter

    async def _keep(
        self,
        letters: list[letter_pb2.NewLetter],
        done: list[int],
        held: Sequence[letter_pb2.HeldChain] = (),
    ) -> None:
        request = letter_pb2.KeepLettersRequest(
            reader=self._reader, letters=letters, done_letter_ids=done, held=held
        )
        async with self._changing:
            await self._box.keep(request)
            self.held |= {letter.subject_id for letter in letters}
            self._chains.kept(request)
