"""Which POS plug-in has a store's tills: the one that the store names, else the chain's."""

from __future__ import annotations

from centers.order.model import NewOrder, Route
from mesh.pure.plugin_choice import PluginChoice


class TillChoice(PluginChoice):
    """Names the POS plug-in of an order."""

    def plugin_of(self, new: NewOrder, merchant_id: str) -> str:
        """Return the plug-in that gets a new order; empty when it is not for a till."""
        return self.plugin_for(merchant_id, new.pos_plugin) if new.route is Route.TILL else ""
