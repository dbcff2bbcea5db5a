"""Which plug-in a command is about: one that it starts, or one that runs already."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc

from zhongtai_plugin.conformance import described
from zhongtai_plugin.conformance.core import Hooks, Subject, open_subject
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.spawn import CHANNEL_OPTIONS, Hear, Heard, Spawned, spawned


class Unclear(Exception):
    """A command line does not say which plug-in is meant; the text says what would."""


@dataclass(frozen=True, slots=True)
class Target:
    """A plug-in that was told its settings. `process` is there where it was started here."""

    subject: Subject
    process: Spawned | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which plug-in, and what it is told."""
    parser.add_argument(
        "folder", nargs="?", type=Path, help="where its plugin.toml is (the current folder)"
    )
    parser.add_argument(
        "--command", type=shlex.split, help="how to start it; or the command's words behind --"
    )
    parser.add_argument("--state", help="keep its state in this folder (a temporary one)")
    parser.add_argument("--endpoint", help="where it serves already: unix:/path or host:port")
    parser.add_argument("--tls-ca", type=Path, help="with --endpoint: whose certificate it has")
    parser.add_argument("--tls-cert", type=Path, help="the host's own certificate")
    parser.add_argument("--tls-key", type=Path, help="the key of that certificate")
    parser.add_argument("--tls-name", help="the name in its certificate, if not its address")
    parser.add_argument("--setting", action="append", help="name=value, handed over by Configure")
    parser.add_argument(
        "--configure",
        action="store_true",
        help="with --endpoint: call Configure without any setting, too",
    )
    parser.add_argument("--param", action="append", help="name=value, for example currency=USD")


def parsed(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; what stands behind `--` is the command that starts the plug-in."""
    own = list(arguments)
    at = own.index("--") if "--" in own else len(own)
    options = parser.parse_args(own[:at])
    options.words = own[at + 1 :]
    return options


@asynccontextmanager
async def opened(
    options: argparse.Namespace, hooks: Hooks | None = None, hear: Hear | None = None
) -> AsyncIterator[Target]:
    """The plug-in of a command line, told its settings; one that was started here is ended.

    `hear` is given what one that is started prints. Raise Unclear, or Failed.
    """
    settings, parameters = pairs(options.setting), pairs(options.param)
    _demand_one(options)
    if options.endpoint:
        async with _channel(options) as channel:
            # A plug-in in use keeps its settings unless told otherwise.
            may_configure = options.configure or bool(options.setting)
            subject = await open_subject(
                channel, settings, hooks, parameters, may_configure=may_configure
            )
            yield Target(subject, None)
        return
    command = options.command or options.words
    folder = None if command else options.folder or Path()
    start = (
        described.Described(command, settings)
        if folder is None
        else described.read(folder, os.environ, settings)
    )
    state = Path(options.state).absolute() if options.state else None
    heard = Heard(hear)
    async with spawned(start.command, state, folder, heard) as process:
        subject = await open_subject(
            process.channel,
            start.settings,
            hooks,
            parameters,
            restart=process.restart,
            pid=lambda: process.pid,
            printed=lambda: heard.printed,
        )
        yield Target(subject, process)


def pairs(given: Iterable[str] | None) -> dict[str, str]:
    """Return what was given as name=value. Raise Failed."""
    found = {}
    for item in given or ():
        name, equals, value = item.partition("=")
        if not equals:
            raise Failed(f"{item!r} should be name=value")
        found[name] = value
    return found


def _demand_one(options: argparse.Namespace) -> None:
    """Raise Unclear unless one plug-in is meant."""
    ways = [options.endpoint, options.command, options.words, options.folder]
    here = (Path() / described.FILE).is_file()
    if len([way for way in ways if way]) != 1 and not (here and not any(ways)):
        raise Unclear(
            f"give either --endpoint or --command, or its command behind --, or a folder with a "
            f"{described.FILE}"
        )


def _channel(options: argparse.Namespace) -> grpc.aio.Channel:
    """Return a channel to where it serves. Raise Failed."""
    if not options.tls_ca:
        return grpc.aio.insecure_channel(options.endpoint, options=CHANNEL_OPTIONS)
    files = (options.tls_ca, options.tls_key, options.tls_cert)
    try:
        authority, key, certificate = (file.read_bytes() if file else None for file in files)
    except OSError as problem:
        raise Failed(f"{problem.filename}: {problem.strerror}") from None
    credentials = grpc.ssl_channel_credentials(authority, key, certificate)
    named = ("grpc.ssl_target_name_override", "grpc.default_authority")
    names = [(option, options.tls_name) for option in named if options.tls_name]
    return grpc.aio.secure_channel(options.endpoint, credentials, [*CHANNEL_OPTIONS, *names])
