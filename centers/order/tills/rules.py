"""Which POS plug-in has a store's tills, and what tills decide of their orders."""

from __future__ import annotations

from datetime import datetime

from centers.order.model import Event, EventKind, Head, NewOrder, Route
from centers.order.rules import Decision, Outcome, too_late
from mesh.pure.plugin_choice import PluginChoice


class TillChoice(PluginChoice):
    """Names the POS plug-in of an order: the one that its store names, else the chain's."""

    def plugin_of(self, new: NewOrder, merchant_id: str) -> str:
        """Return the plug-in that gets a new order; empty when it is not for a till."""
        return self.plugin_for(merchant_id, new.pos_plugin) if new.route is Route.TILL else ""


def of_its_till(decide: Decision, plugin: str) -> Decision:
    """What a till decides, unless the order has gone to the tills of another POS plug-in."""

    def guarded(head: Head, now: datetime) -> Outcome:
        if head.pos_plugin in ("", plugin):
            return decide(head, now)
        return too_late(head, f"plugin:{plugin}", f"the order is for {head.pos_plugin}")

    return guarded


def handed_to_till(node: str) -> Decision:
    """A POS plug-in has the order safely; only the history shows it."""

    def decide(head: Head, _now: datetime) -> Outcome:
        return Outcome(head, (Event(EventKind.HANDED_TO_TILL, head, head.status, node),))

    return decide
