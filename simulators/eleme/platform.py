"""Puts the Ele.me side together."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from simulators.core.courier import OneAnswer
from simulators.core.simulation import Parts, Teller
from simulators.eleme.account import Account
from simulators.eleme.commands import Commands
from simulators.eleme.dishes import Dishes
from simulators.eleme.pushes import Pushes
from simulators.eleme.routes import interface_routes
from simulators.eleme.shops import Shops
from simulators.eleme.unpushed import Unpushed

CHANNEL = "eleme"
WIRE = OneAnswer({"message": "ok"})
PARTS = True


def build(parts: Parts) -> tuple[Teller, list[HTTPRouteHandler]]:
    """Return what tells the merchant, and the routes of the platform's interface."""
    account, unpushed = Account(parts.account, parts.secret), Unpushed()
    teller = Pushes(
        account, parts.callbacks, parts.courier, parts.schedule, parts.clock, unpushed=unpushed
    )
    dishes = Dishes(parts.chain)
    parts.looks.append(dishes.differences)
    commands = Commands(account, parts.book, parts.clock, unpushed, dishes, Shops(parts.shelves))
    return teller, interface_routes(commands, parts.interface)
