"""`zhongtai letters`: what readers could not deal with; have it tried again, or drop it."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import pkgutil
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.message import DecodeError
from rich.table import Table
from zhongtai.common.v1 import letter_pb2 as pb

from cli.databases import centers_of
from cli.home import read_running
from cli.problems import Problem
from cli.show import console
from cli.text import print_json
from mesh.data.database import Database
from mesh.feed.letters import Letters
from mesh.process.settings import ProcessSettings, database_url
from mesh.process.topology import Topology

STATES = {
    "waiting": pb.LETTER_STATE_WAITING,
    "dead": pb.LETTER_STATE_DEAD,
    "behind": pb.LETTER_STATE_BEHIND,
}
WORDS = {number: word for word, number in STATES.items()}
COLUMNS = ("letter", "reader", "subject", "state", "attempts", "since", "reason")
PAGE = 500
ALL_MERCHANTS = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One action, and the letters it is about."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="all letters of all centers, oldest first")
    listing.add_argument("--state", choices=STATES, help="only those that wait for this")
    listing.add_argument("--json", action="store_true", help="a JSON list, for programs")
    show = actions.add_parser("show", help="one letter, with what it holds (personal data)")
    show.add_argument("letters", nargs=1, metavar="CENTER/NUMBER", help="as list shows it")
    retry = actions.add_parser("retry", help="have letters tried again now")
    drop = actions.add_parser("drop", help="throw letters away: their effect will not happen")
    for action in (retry, drop):
        action.add_argument("letters", nargs="*", metavar="CENTER/NUMBER", help="as list shows it")
    for action in (listing, retry, drop):
        action.add_argument("--reader", default="", help="all letters of this reader")
        action.add_argument("--merchant", default="", help="of these only a merchant's")


def run(options: argparse.Namespace) -> int:
    """Do it. Raise Problem when the platform does not run or the call makes no sense."""
    if options.action in ("retry", "drop") and bool(options.letters) == bool(options.reader):
        raise Problem("Name letters (CENTER/NUMBER) or a --reader, one of the two.")
    if options.action in ("retry", "drop") and options.merchant and options.letters:
        raise Problem("Letters that are named need no --merchant.")
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with _opened() as centers:
        if options.action == "list":
            state = STATES.get(options.state or "", pb.LETTER_STATE_UNSPECIFIED)
            found = await _found(centers, options.reader, options.merchant, state)
            _show(found, as_json=options.json)
        elif options.action == "show":
            await _show_one(centers, options.letters[0])
        else:
            wanted = await _wanted(centers, options)
            done, asked = (
                await _act(centers, options.action, wanted),
                sum(map(len, wanted.values())),
            )
            print(f"{done} of {asked} letters: {options.action}")
    return 0


@asynccontextmanager
async def _opened() -> AsyncIterator[dict[str, Letters]]:
    """The letters of each center of the platform that runs here."""
    settings = ProcessSettings.read()
    facts = read_running(settings.home)
    if facts is None:
        raise Problem(f"nothing runs with {settings.home}: start it with `zhongtai up`")
    topology = Topology.load(facts["topology"], settings.deploy)
    env = {**facts.get("databases", {}), **os.environ}
    databases = {
        center: Database(database_url(env, center), center, name="zhongtai letters")
        for center in centers_of(topology)
    }
    try:
        yield {center: Letters(database) for center, database in databases.items()}
    finally:
        for database in databases.values():
            await database.close()


async def _found(
    centers: Mapping[str, Letters], reader: str, merchant: str, state: pb.LetterState
) -> list[tuple[str, pb.Letter]]:
    found: list[tuple[str, pb.Letter]] = []
    for center, letters in centers.items():
        after = 0
        while page := await letters.list_letters(ALL_MERCHANTS, reader, state, after, PAGE):
            found += [(center, x) for x in page if merchant in ("", x.merchant_id)]
            after = page[-1].letter_id
    return sorted(found, key=lambda each: each[1].first_time.ToNanoseconds())


async def _wanted(
    centers: Mapping[str, Letters], options: argparse.Namespace
) -> dict[str, list[int]]:
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for name in options.letters:
        center, number = _parsed(centers, name)
        wanted[center].append(number)
    if options.reader:
        every = pb.LETTER_STATE_UNSPECIFIED
        for center, letter in await _found(centers, options.reader, options.merchant, every):
            wanted[center].append(letter.letter_id)
    return wanted


async def _act(
    centers: Mapping[str, Letters], action: str, wanted: Mapping[str, Sequence[int]]
) -> int:
    done = 0
    for center, numbers in wanted.items():
        letters = centers[center]
        act = letters.retry if action == "retry" else letters.drop
        done += len(await act(ALL_MERCHANTS, numbers))
    return done


def _parsed(centers: Mapping[str, Letters], name: str) -> tuple[str, int]:
    center, _, number = name.partition("/")
    if center not in centers or not number.isascii() or not number.isdigit():
        raise Problem(
            f"{name!r} is no letter: write CENTER/NUMBER as `zhongtai letters list` does."
        )
    return center, int(number)


async def _show_one(centers: Mapping[str, Letters], name: str) -> None:
    center, number = _parsed(centers, name)
    letter = await centers[center].get(ALL_MERCHANTS, number)
    shown = {**_facts(center, letter), "item": letter.item_id, "merchant": letter.merchant_id}
    shown |= {"message_type": letter.message_type, "payload": _payload(letter)}
    print_json(shown)


def _payload(letter: pb.Letter) -> object:
    """Return what a letter holds, in words; as hexadecimal digits where that cannot be read."""
    package, _, _ = letter.message_type.rpartition(".")
    try:
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            if module.name.endswith("_pb2"):
                importlib.import_module(f"{package}.{module.name}")
        descriptor = descriptor_pool.Default().FindMessageTypeByName(letter.message_type)
        message = message_factory.GetMessageClass(descriptor).FromString(letter.payload)
        return json_format.MessageToDict(message, preserving_proto_field_name=True)
    except (ImportError, KeyError, DecodeError, ValueError):
        return letter.payload.hex()


def _facts(center: str, letter: pb.Letter) -> dict[str, object]:
    return {
        "letter": f"{center}/{letter.letter_id}",
        "reader": letter.reader,
        "subject": letter.subject_id,
        "state": WORDS.get(letter.state, ""),
        "attempts": letter.attempts,
        "since": letter.first_time.ToJsonString()[:19] + "Z",
        "reason": letter.reason,
    }


def _show(found: Sequence[tuple[str, pb.Letter]], *, as_json: bool) -> None:
    rows = [_facts(center, letter) for center, letter in found]
    if as_json:
        print_json(rows)
        return
    if not rows:
        print("no letters: every reader has dealt with what it read")
        return
    table = Table(*COLUMNS, box=None, padding=(0, 2))
    for row in rows:
        table.add_row(*(str(row[column]) for column in COLUMNS))
    console().print(table)
