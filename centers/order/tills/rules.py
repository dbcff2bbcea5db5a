"""Which POS plug-in has a store's tills: the one that the store names, else the chain's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from centers.order.model import NewOrder, Route

ANY = ""
"""Stands for every chain that has no plug-in of its own in the setting."""


class TillChoice:
    """Names the POS plug-in of an order."""

    def __init__(
        self, installed: Callable[[], Collection[str]], chains: Mapping[str, str] | None = None
    ) -> None:
        """`installed` gives the names of the POS plug-ins, `chains` those of merchants."""
        self.installed = installed
        self._chains = chains or {}

    def plugin_for(self, merchant_id: str, named: str) -> str:
        """Return the plug-in of a store that names `named`; empty while it is not known.

        That is where neither store nor chain names one, and there is none or more than one.
        """
        chain = named or self._chains.get(merchant_id) or self._chains.get(ANY)
        if chain:
            return chain
        installed = self.installed()
        return next(iter(installed)) if len(installed) == 1 else ""

    def plugin_of(self, new: NewOrder, merchant_id: str) -> str:
        """Return the plug-in that gets a new order; empty when it is not for a till."""
        return self.plugin_for(merchant_id, new.pos_plugin) if new.route is Route.TILL else ""

    def chains_with(self, plugin: str) -> list[str]:
        """Return what names the plug-in in the setting, in words."""
        return [
            f"chain {merchant}" if merchant else "every chain"
            for merchant, name in self._chains.items()
            if name == plugin
        ]

    @property
    def named(self) -> set[str]:
        """The plug-ins that the setting names."""
        return set(self._chains.values())
