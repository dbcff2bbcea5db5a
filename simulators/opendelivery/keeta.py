"""Puts Keeta's side together: OpenDelivery with signed calls, whole menus and hidden customers."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from simulators.core.simulation import Parts, Teller
from simulators.opendelivery import platform
from simulators.opendelivery.flavour import KEETA

CHANNEL = "keeta"
WIRE = platform.WIRE
PARTS = platform.PARTS


def build(parts: Parts) -> tuple[Teller, list[HTTPRouteHandler]]:
    """Return what tells the merchant, and the routes of Keeta's interface."""
    return platform.assembled(parts, KEETA)
