"""What the page asks for, and does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict

from zhongtai_plugin.play import CannotPlay
from zhongtai_plugin.play.calls import Json
from zhongtai_plugin.play.deeds import Deed, delay
from zhongtai_plugin.play.diary import What
from zhongtai_plugin.play.host import Host

PATIENCE_SECONDS = 20.0


class Site:
    """One plug-in, as the page shows it and plays with it."""

    def __init__(self, host: Host, deeds: Mapping[str, Deed]) -> None:
        self._host, self._deeds = host, deeds
        self._under_way: set[asyncio.Task[None]] = set()

    async def told(self) -> Json:
        """Return who the plug-in is, how it is, and what may be called."""
        info, life = self._host.life.info, self._host.life
        return {
            "name": info.name,
            "version": info.version,
            "summary": info.summary,
            "kinds": life.kinds,
            "capabilities": life.claims,
            "how": life.how,
            "details": dict(life.details),
            "calls": [
                {
                    "name": call.name,
                    "service": call.service,
                    "streams": call.streams,
                    "comment": call.comment,
                    "without": "" if self._host.claims(call) else call.capability,
                }
                for call in self._host.calls.values()
            ],
        }

    async def sample(self, name: str, items: str) -> Json:
        """Return a sample of a call, of so many items. Raise CannotPlay."""
        count = int(items) if items.isdecimal() else 0
        return asdict(self._host.samples.draft(self._host.call_named(name), count))

    async def after(self, number: str) -> Json:
        """Return what has happened after an entry of the diary, once there is something."""
        last = int(number) if number.isdecimal() else 0
        entries = await self._host.diary.after(last, PATIENCE_SECONDS)
        return {"entries": [asdict(entry) for entry in entries]}

    async def do(self, wish: object) -> Json:
        """Begin what the page wishes: to send a message, or a deed. Raise CannotPlay.

        What can only be seen later to be impossible is told in the diary.
        """
        if not isinstance(wish, dict):
            raise CannotPlay("A wish is a JSON object.")
        doing = self._deed(str(wish["do"])) if "do" in wish else self._sending(wish)
        task = asyncio.create_task(self._begin(wish.get("seconds", 0), doing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return {}

    def end(self) -> None:
        """Do no more of what is still to be done."""
        for task in self._under_way:
            task.cancel()

    def _deed(self, name: str) -> Deed:
        if name not in self._deeds:
            raise CannotPlay(f"There is nothing to do that is called {name}.")
        return self._deeds[name]

    def _sending(self, wish: Mapping[str, object]) -> Deed:
        call = self._host.call_named(str(wish.get("call", "")))
        message = call.read(wish.get("message"))
        return lambda: self._host.send(call, message, 2 if wish.get("twice") else 1)

    async def _begin(self, seconds: object, doing: Deed) -> None:
        try:
            await delay(seconds)
            await doing()
        except CannotPlay as problem:
            self._host.diary.write(What.PROCESS, str(problem))
