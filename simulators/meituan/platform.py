"""Puts the Meituan side together."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from simulators.core.courier import OneAnswer
from simulators.core.simulation import Parts, Teller
from simulators.meituan.account import Account
from simulators.meituan.commands import Commands
from simulators.meituan.pushes import Pushes
from simulators.meituan.routes import PATH, interface_routes

CHANNEL = "meituan"
WIRE = OneAnswer({"data": "ok"})
PARTS = True


def build(parts: Parts) -> tuple[Teller, list[HTTPRouteHandler]]:
    """Return what tells the merchant, and the routes of the platform's interface."""
    account = Account(parts.account, parts.secret)
    teller = Pushes(account, parts.callbacks, parts.courier, parts.schedule, parts.clock)
    commands = Commands(account, f"{parts.base}{PATH}", parts.book, parts.clock, parts.shelves)
    return teller, interface_routes(commands, parts.interface)
