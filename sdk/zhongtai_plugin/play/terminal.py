"""What is typed at the terminal: calls, and what becomes of the process."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress

from zhongtai_plugin.play import CannotPlay
from zhongtai_plugin.play.deeds import Deed, delay
from zhongtai_plugin.play.host import Host

HELP = """\
what you type      for example          what it does
<call>             {call:<20} sends a sample of it; the beginning of its name is enough
<call> <number>    {many:<20} with so many items in its batch
<call> twice       {twice:<20} two of the same at one moment
<call> {{…}}         {own:<20} sends your own message
again              again twice          sends the last message once more, as it was
… in <seconds>     again in 2           later; kill in 2, too
calls              calls                lists the calls, and what the contract says of them
show <call>        {show:<20} prints its sample, to be changed and sent
kill               kill                 kills the plug-in (kill -9), and starts it again
restart            restart              ends it as a host does, and starts it again
pause, resume      pause                has it stand still, as one that hangs
ack off, ack on    ack off              leaves what it streams unacknowledged: it comes again
quit               quit                 ends the plug-in, and this
"""


class Terminal:
    """Does what is typed, and says what cannot be done."""

    def __init__(self, host: Host, deeds: Mapping[str, Deed], say: Callable[[str], None]) -> None:
        """`deeds` are those to the plug-in; `say` is given what is to be read."""
        self._host, self._say = host, say
        self._deeds = {**deeds, "help": self._help, "calls": self._list}

    async def run(self, *, waits: bool) -> None:
        """Do line after line until `quit`, or the end of the input.

        With `waits` a line is done before the next one is read, but for one that says `in`.
        """
        under_way: set[asyncio.Task[None]] = set()
        async for line in _lines():
            if line == "quit":
                break
            doing = asyncio.create_task(self.do(line))
            under_way.add(doing)
            doing.add_done_callback(under_way.discard)
            if waits and " in " not in line.partition("{")[0]:
                await doing
        else:
            await asyncio.gather(*under_way)
        for task in under_way:
            task.cancel()

    async def do(self, line: str) -> None:
        """Do what a line says; say what is wrong with it."""
        head, brace, rest = line.partition("{")
        words = head.split()
        try:
            if "in" in words:
                at = words.index("in")
                await delay(" ".join(words[at + 1 :]))
                words = words[:at]
            await self._do(words, brace + rest)
        except CannotPlay as problem:
            self._say(f"{problem} Type help for what can be done.")

    async def _do(self, words: list[str], given: str) -> None:
        if not words:
            return
        if deed := self._deeds.get(" ".join(words)):
            await deed()
            return
        name, *options = words
        times = 2 if "twice" in options else 1
        options = [each for each in options if each != "twice"]
        if name == "again":
            await self._again(options, times)
        elif name == "show":
            self._show(options)
        else:
            await self._send(name, options, times, given)

    async def _send(self, name: str, options: list[str], times: int, given: str) -> None:
        call = self._host.call_named(name)
        if given:
            message = call.read(_json(given))
        else:
            message = self._host.samples.request(call, _number(options))
        await self._host.send(call, message, times)

    async def _again(self, options: list[str], times: int) -> None:
        if options:
            raise CannotPlay(f"again takes no {options[0]}.")
        if self._host.last is None:
            raise CannotPlay("Nothing was sent yet.")
        await self._host.send(*self._host.last, times)

    def _show(self, options: list[str]) -> None:
        if not options:
            raise CannotPlay("Say which call.")
        call = self._host.call_named(options[0])
        sample = self._host.samples.draft(call, _number(options[1:]))
        self._say(f"{call.name} {json.dumps(sample.message, ensure_ascii=False)}")
        if sample.missing:
            self._say(sample.missing)

    async def _list(self) -> None:
        for call in self._host.calls.values():
            claimed = "" if self._host.claims(call) else f" ({call.capability} is not claimed)"
            self._say(f"{call.name}{claimed}\n    {call.comment}")

    async def _help(self) -> None:
        first = next(iter(self._host.calls))
        words = {"call": first, "many": f"{first} 20", "twice": f"{first} twice"}
        self._say(HELP.format(**words, own=f"{first} {{}}", show=f"show {first}"))


def _number(options: list[str]) -> int:
    if not options:
        return 1
    if len(options) > 1 or not options[0].isdecimal():
        raise CannotPlay(f"{' '.join(options)} is no number of items.")
    return int(options[0])


def _json(text: str) -> object:
    try:
        found: object = json.loads(text)
    except ValueError as problem:
        raise CannotPlay(f"This is no JSON: {problem}.") from None
    return found


async def _lines() -> AsyncIterator[str]:
    """Yield the lines of standard input, whatever it is."""
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        # Not sys.stdin: a thread that waits in it keeps the interpreter from ending.
        chunk = b"-"
        with suppress(RuntimeError):  # our loop may have ended first
            while chunk:
                chunk = os.read(0, 65536)
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)

    threading.Thread(target=read, name="terminal", daemon=True).start()
    left = b""
    while chunk := await chunks.get():
        *whole, left = (left + chunk).split(b"\n")
        for line in whole:
            yield line.decode(errors="replace").strip()
    if left.strip():
        yield left.decode(errors="replace").strip()
