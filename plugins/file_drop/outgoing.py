"""Writes what the platform hands over into files: each key in one file, for ever."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai_plugin import BadRequest, Conflict, PluginFault, RetryLater

from plugins.file_drop.books import Books, File
from plugins.file_drop.place import Place, file_name, give_name

M = TypeVar("M", bound=Message)

MOST = 500


class Outgoing(Generic[M]):
    """The files of one kind: sales, movements, profiles or points."""

    def __init__(
        self,
        kind: str,
        books: Books,
        place: Place,
        *,
        key: Callable[[M], str],
        chain: Callable[[M], str],
        wrong: Callable[[M], str],
        content: Callable[[int, Sequence[M]], bytes],
        numbered_with: Collection[str] = (),
        is_old: Callable[[M], bool] = lambda _: False,
        effect: Callable[[sqlite3.Connection, str, int, Sequence[M]], None] | None = None,
    ) -> None:
        """`wrong` names what is missing of one; `content` is the file of a number with several.

        Files of the kinds `numbered_with` have one row of numbers with these. `is_old` says of one
        that something later was written out: it is known, and raises Rejected for one that cannot
        be. `effect` is what a file of a chain and number changes in the books.
        """
        self._kind = kind
        self._books = books
        self._place = place
        self._key, self._chain, self._wrong, self._content = key, chain, wrong, content
        self._kinds = {kind, *numbered_with}
        self._is_old, self._effect = is_old, effect
        self._writing = asyncio.Lock()
        self._last_seen: dict[str, int] = {}
        """The highest number in each chain's folder, when this life first wrote there."""

    async def take(self, told: Sequence[M]) -> list[plugin_pb2.ItemResult]:
        """Write those that are new into a file of each chain; return a result for each.

        Raise RetryLater when none of them can be taken now.
        """
        if not 1 <= len(told) <= MOST:
            raise BadRequest("BATCH_SIZE", f"A batch has 1 to {MOST} items.")
        results = [plugin_pb2.ItemResult(item_id=self._key(each)) for each in told]
        by_chain: defaultdict[str, list[int]] = defaultdict(list)
        for place, each in enumerate(told):
            if words := self._wrong(each):
                results[place].error.CopyFrom(BadRequest("FIELDS_MISSING", words).as_message())
            else:
                by_chain[self._chain(each)].append(place)
        away: list[PluginFault] = []
        async with self._writing:
            for chain, places in by_chain.items():
                try:
                    await self._take_of(chain, [(told[i], results[i]) for i in places])
                except PluginFault as fault:
                    away += [fault] * len(places) if isinstance(fault, RetryLater) else []
                    for place in places:
                        results[place].error.CopyFrom(fault.as_message())
        if len(away) == len(told):
            raise away[0]
        return results

    def known(self, chain: str, keys: Sequence[str]) -> list[str]:
        """Return those of the keys that have been written out."""
        if not 1 <= len(keys) <= MOST:
            raise BadRequest("BATCH_SIZE", f"1 to {MOST} keys can be looked up.")
        found = self._books.digests(self._kind, chain, keys)
        return [key for key in keys if key in found]

    async def _take_of(self, chain: str, pairs: Sequence[tuple[M, plugin_pb2.ItemResult]]) -> None:
        folder = await self._place.of(chain)
        known = self._books.digests(self._kind, chain, [self._key(each) for each, _ in pairs])
        fresh: dict[str, M] = {}
        for each, result in pairs:
            key, digest = self._key(each), _digest(each)
            before = known.get(key)
            try:
                if before not in (None, digest):
                    raise Conflict("KEY_USED", "This key was used for something else.")
                if before == digest or self._is_old(each):
                    result.already_known = True
                else:
                    known[key], fresh[key] = digest, each
            except PluginFault as fault:
                result.error.CopyFrom(fault.as_message())
        if fresh:
            await self._write(chain, folder, fresh)

    async def _write(self, chain: str, folder: Path, fresh: Mapping[str, M]) -> None:
        """Write a file of those that are new. Raise RetryLater."""
        if chain not in self._last_seen:
            last = await asyncio.to_thread(self._place.last_number, folder, self._kinds)
            self._last_seen[chain] = last
        last = self._books.last_number(self._kinds, chain)
        number = max(last, self._last_seen[chain]) + 1
        name, told = file_name(self._kind, number), list(fresh.values())
        content = self._content(number, told)
        draft = await asyncio.to_thread(self._place.write_draft, folder, name, content)
        digests = {key: _digest(each) for key, each in fresh.items()}

        def also(db: sqlite3.Connection) -> None:
            if self._effect is not None:
                self._effect(db, chain, number, told)

        file = File(self._kind, chain, number, draft.name)
        await self._books.keep_file(file, digests, also)
        # It counts now: a draft that cannot be named at once is named later.
        with contextlib.suppress(OSError):
            await asyncio.to_thread(give_name, draft, name)


def _digest(message: Message) -> bytes:
    return hashlib.sha256(message.SerializeToString(deterministic=True)).digest()
