"""What can be done to the plug-in besides calling it, by the names that people use for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from zhongtai_plugin.play import CannotPlay
from zhongtai_plugin.play.life import Life
from zhongtai_plugin.play.streams import Streams

Deed = Callable[[], Awaitable[None]]
LONGEST_SECONDS = 3600.0


def deeds_of(life: Life, streams: Streams) -> Mapping[str, Deed]:
    """Return what can be done, by name."""
    return {
        "kill": life.kill,
        "restart": life.restart,
        "pause": life.pause,
        "resume": life.resume,
        "ack on": lambda: streams.acknowledge(True),
        "ack off": lambda: streams.acknowledge(False),
    }


async def delay(seconds: object) -> None:
    """Wait. Raise CannotPlay for what is no number of seconds, or too many."""
    try:
        wait = float(str(seconds))
    except ValueError:
        wait = -1.0
    if not 0 <= wait <= LONGEST_SECONDS:
        raise CannotPlay(f"{seconds} is no number of seconds: 0 to {LONGEST_SECONDS:g}.")
    await asyncio.sleep(wait)
