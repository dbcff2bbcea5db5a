"""`zhongtai-plugin play`: a plug-in at work, without a platform."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Iterator

import grpc

from zhongtai_plugin.conformance.core import CALL_SECONDS, KINDS, words_of
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.target import Target, Unclear, opened
from zhongtai_plugin.conformance.target import add_arguments as add_target
from zhongtai_plugin.play import CannotPlay, shown
from zhongtai_plugin.play.calls import calls_of
from zhongtai_plugin.play.deeds import deeds_of
from zhongtai_plugin.play.diary import Diary, Entry
from zhongtai_plugin.play.host import Host
from zhongtai_plugin.play.life import Life
from zhongtai_plugin.play.printed import Printed
from zhongtai_plugin.play.serving import NOTICES, serving
from zhongtai_plugin.play.site import Site
from zhongtai_plugin.play.streams import Streams
from zhongtai_plugin.play.terminal import Terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is played with, and how."""
    parser.add_argument("kind", choices=sorted(KINDS), help="what it is for")
    add_target(parser)
    parser.add_argument("--port", type=int, default=0, help="of the page (any that is free)")
    parser.add_argument(
        "--seconds",
        type=float,
        default=CALL_SECONDS,
        help=f"how long an answer is waited for ({CALL_SECONDS:g})",
    )


def run(options: argparse.Namespace) -> int:
    """Play until `quit`; return 1 when that cannot be, 2 when the call is wrong."""
    try:
        asyncio.run(_play(options))
    except asyncio.CancelledError:
        return 1
    except (Unclear, CannotPlay) as problem:
        print(problem, file=sys.stderr)
        return 2
    except (Failed, grpc.aio.AioRpcError) as problem:
        print(f"failed: {words_of(problem)}", file=sys.stderr)
        return 1
    return 0


async def _play(options: argparse.Namespace) -> None:
    playing = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _stop, playing)
    diary = Diary(_tell)
    async with opened(options, hear=Printed(diary).hear) as target:
        try:
            await _play_with(target, options, diary)
        except asyncio.CancelledError:
            # Somebody has pressed Ctrl-C: the plug-in is ended in order.
            if playing is not None:
                playing.uncancel()


def _stop(playing: asyncio.Task[None] | None) -> None:
    if playing is not None:
        playing.cancel()


async def _play_with(target: Target, options: argparse.Namespace, diary: Diary) -> None:
    life = Life(target, diary)
    if options.kind not in life.kinds:
        raise CannotPlay(f"It offers {' and '.join(life.kinds) or 'nothing'}, not {options.kind}.")
    host = Host(calls_of(options.kind), life, diary, options.seconds)
    streams = Streams(host)
    deeds = deeds_of(life, streams)
    site = Site(host, deeds)
    with serving(host, site, options.port) as server:
        host.samples.notices = f"{server.url.rstrip('/')}{NOTICES}"
        for line in _greeting(life, target, server.url, options.state):
            _say(line)
        async with life.watched(), streams.read():
            await Terminal(host, deeds, _say).run(waits=not sys.stdin.isatty())
        site.end()


def _greeting(life: Life, target: Target, url: str, state: str | None) -> Iterator[str]:
    yield f"{life.info.name} {life.info.version}: {life.info.summary}"
    yield f"can     {', '.join(life.claims) or 'what each of its kind can'}"
    if target.process is not None:
        yield f"runs    as process {target.process.pid}, its state is {state or 'gone at the end'}"
    else:
        yield "runs    by itself; unless --setting or --configure was given it keeps its settings"
    if life.info.calls_platform:
        yield "calls   the platform, and there is none here: what it needs of it is refused;"
        yield "        to see it with one: ZHONGTAI_PLUGIN_PATH=… zhongtai up --demo"
    yield f"page    {url}"
    yield "help    says what you may type"


def _tell(entry: Entry) -> None:
    for line in shown.lines(entry):
        _say(line)


def _say(line: str) -> None:
    """Print a line; where somebody types, before what is being typed."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        print(f"\r{line}\n> ", end="", flush=True)
    else:
        print(line, flush=True)
