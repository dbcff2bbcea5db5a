"""What the contract's comments say of calls, fields and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from zhongtai_plugin.new.contract import sources

PACKAGE = "zhongtai/plugin/v1/"
_OPENING = re.compile(r"(service|message|enum|oneof)\s+(\w+)\s*\{(\s*\})?")
_RPC = re.compile(r"rpc\s+(\w+)")
_FIELD = re.compile(r"(?:[\w.<>, ]+\s)?(\w+)\s*=\s*\d+")
_SENTENCE = re.compile(r"(?<=[.;:])\s+")
_NEEDS = re.compile(r"(?:Needs|Only with) CAPABILITY_(\w+)")


def of(*path: str) -> str:
    """Return the comment of something by its names, for example "PosService", "PushOrders"."""
    return _comments().get(path, "")


def capability_of(service: str, call: str) -> str:
    """Return the capability without which a call is never made; empty when there is none."""
    needs = _NEEDS.search(of(service, call))
    return f"CAPABILITY_{needs[1]}" if needs else ""


def about_refusal(service: str, call: str, error_class: str, code: str) -> str:
    """Return what the contract says of a refusal: of its code where it names it, of its class."""
    places = (of(service, call), of(service))
    named = [sentence for place in places for sentence in _sentences(place, code)]
    meaning = of("ErrorClass", f"ERROR_CLASS_{error_class}")
    return " ".join([*named[:1], meaning]).strip()


def _sentences(text: str, word: str) -> list[str]:
    if not word:
        return []
    return [each for each in _SENTENCE.split(text) if re.search(rf"\b{re.escape(word)}\b", each)]


@cache
def _comments() -> Mapping[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for path, source in sources():
        if path.startswith(PACKAGE):
            found.update(_read(source.read_text(encoding="utf-8")))
    return found


def _read(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each name of a file of the contract, with the names around it, and its comment."""
    around: list[str] = []
    said: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("//"):
            said.append(line.removeprefix("//").strip())
            continue
        if opening := _OPENING.match(line):
            # Fields of a oneof are fields of its message.
            name = "" if opening[1] == "oneof" else opening[2]
            yield (*around, opening[2]), " ".join(said)
            if not opening[3]:
                around.append(name)
        elif line.startswith("}") and around:
            around.pop()
        elif named := _RPC.match(line) or _FIELD.match(line):
            yield (*filter(None, around), named[1]), " ".join(said)
        said = []
