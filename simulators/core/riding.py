"""A delivery company's side that people try things with: riders by hand, and the command."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from simulators.core.account_files import NotOurs
from simulators.core.callbacks import CallbackCourier
from simulators.core.on_demand import on_demand_routes


class Refusal(Exception):
    """The company says no: code and words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(str(code))
        self.code = code
        self.message = message


class Riders(Protocol):
    """Orders that riders bring."""

    def move_number(self, number: str, to: int) -> int:
        """Have a rider take an order further; return its state. Raise Refusal."""
        ...

    def listed(self) -> list[Mapping[str, Any]]:
        """Every order, oldest first."""
        ...


Listening = AbstractAsyncContextManager[tuple[str, Mapping[str, str]]]
"""Serves for as long as a block runs; gives where, and the settings of the platform's plug-in."""


def hand_routes(riders: Riders, courier: CallbackCourier[Any]) -> list[HTTPRouteHandler]:
    """Return the routes for people who try things. The simulator listens on this machine only."""

    @post("/by-hand/move", status_code=200)
    async def move(order_id: FromQuery[str], to: FromQuery[int]) -> Response[Any]:
        try:
            state = riders.move_number(order_id, to)
        except Refusal as refusal:
            return Response({"code": refusal.code, "msg": refusal.message}, status_code=409)
        return Response({"order_id": order_id, "state": state})

    @get("/by-hand/orders")
    async def listed() -> list[Mapping[str, Any]]:
        return riders.listed()

    return [move, listed, *on_demand_routes(courier.faults, courier)]


def try_things(
    module: str,
    system: str,
    port: int,
    serve: Callable[[argparse.Namespace], Listening],
    *,
    states: str,
    more: Callable[[argparse.ArgumentParser], object] = bool,
) -> None:
    """Serve a company until Ctrl-C, for people who try things; `states` says what a rider does.

    `serve` gets the folder of the accounts' file, the chains, the port, and what `more` asks for.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=f"{system} to try.")
    parser.add_argument("folder", type=Path, help="where the accounts' file is written")
    parser.add_argument("--port", type=int, default=port, help=f"({port})")
    parser.add_argument("--chain", action="append", help="a chain with an account (demo)")
    more(parser)
    options = parser.parse_args()
    options.folder, options.chain = options.folder.absolute(), options.chain or ["demo"]
    try:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_listen(system, serve(options), states))
    except NotOurs as problem:
        parser.error(str(problem))


async def _listen(system: str, serving: Listening, states: str) -> None:
    async with serving as (url, settings):
        print(f"{system} listens: {url} ; Ctrl-C ends it. Start the platform with:")
        for name, value in settings.items():
            print(f"    export {name}={value!r}")
        print(f"and play the rider ({states}):")
        print(f"    curl '{url}/by-hand/orders'")
        print(f"    curl -X POST '{url}/by-hand/move?order_id=ID&to=NUMBER'", flush=True)
        await asyncio.Event().wait()
