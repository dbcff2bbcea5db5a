"""What has happened, as lines of a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator

from zhongtai_plugin.play.diary import Entry, What

MOST_CHARACTERS = 400
MOST_REFUSALS = 10
MOST_SENT = 160
"""What was sent is known; its ids come first."""


def lines(entry: Entry) -> Iterator[str]:
    """Yield the lines of an entry."""
    if entry.what is What.PRINTED:
        yield f"    | {_short(entry.words)}"
    elif entry.what is What.PROCESS:
        yield f"--  the plug-in: {entry.words}"
    else:
        yield from _of_call(entry)


def _of_call(entry: Entry) -> Iterator[str]:
    is_told = bool(entry.message) or (entry.what is What.ANSWERED and not entry.words)
    message = json.dumps(entry.message, ensure_ascii=False) if is_told else ""
    said = {
        What.SENT: f"->  #{entry.number} {entry.call}",
        What.STREAMED: f"<-  {entry.call} streams",
        What.ANSWERED: f"<-  #{entry.of} {entry.call} after {entry.seconds * 1000:.0f} ms",
        What.FAILED: f"<-  #{entry.of} {entry.call} failed after {entry.seconds * 1000:.0f} ms",
    }[entry.what]
    most = MOST_SENT if entry.what is What.SENT else MOST_CHARACTERS
    yield " ".join(filter(None, [said, entry.words, _short(message, most)]))
    for refusal in entry.refusals[:MOST_REFUSALS]:
        named = " ".join(filter(None, [refusal.item, refusal.reason, refusal.code]))
        yield f"    refused   {_short(f'{named}: {refusal.message}')}"
        if refusal.contract:
            yield f"    contract  {refusal.contract}"
    if (more := len(entry.refusals) - MOST_REFUSALS) > 0:
        yield f"    refused   {more} more"


def _short(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text without what steers a terminal, at most so long."""
    plain = "".join(each if each.isprintable() else " " for each in text[:most])
    return plain if len(text) <= most else f"{plain}…"
