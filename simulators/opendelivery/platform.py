"""Puts the OpenDelivery side together."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from simulators.core.faults import Fault
from simulators.core.simulation import Parts, Teller
from simulators.opendelivery.account import Account
from simulators.opendelivery.commands import Commands
from simulators.opendelivery.events import Answers, Events
from simulators.opendelivery.flavour import STANDARD, Flavour
from simulators.opendelivery.gate import Gate
from simulators.opendelivery.mailbox import Mailbox
from simulators.opendelivery.menus import Menus
from simulators.opendelivery.routes import interface_routes
from simulators.opendelivery.tokens import Tokens

CHANNEL = "opendelivery"
WIRE = Answers()
PARTS = False


def build(parts: Parts) -> tuple[Teller, list[HTTPRouteHandler]]:
    """Return what tells the merchant, and the routes of the platform's interface."""
    return assembled(parts, STANDARD)


def assembled(parts: Parts, flavour: Flavour) -> tuple[Teller, list[HTTPRouteHandler]]:
    """Return the same of a platform that speaks the standard in its own way."""
    account, faults = Account(parts.account, parts.secret), parts.schedule.faults
    events = Events(
        account,
        parts.callbacks,
        parts.base,
        parts.courier,
        parts.schedule,
        parts.clock,
        Mailbox(shuffled=Fault.REORDER in faults),
        flavour.base64,
    )
    tokens = Tokens(account, parts.clock, Fault.EXPIRY in faults, parts.interface.counts)
    merchant = f"{parts.callbacks.rstrip('/')}/{parts.account}"
    menus = Menus(
        parts.book,
        parts.chain,
        parts.courier.http,
        lambda code: f"{merchant}/{code}/v1/merchant",
        parts.key,
        parts.courier.errands,
        parts.shelves,
        flavour.whole_menus,
    )
    menus.begin()
    parts.looks.append(menus.differences)
    commands = Commands(parts.book, events, menus, flavour.hides)
    gate = Gate(tokens, account, parts.book, parts.base if flavour.signed_calls else "")
    return events, interface_routes(commands, gate, parts.interface)
