"""Which plug-in of a kind a chain uses, where one is found unasked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

ANY = ""
"""Stands for every chain that has no plug-in of its own in a setting."""


class PluginChoice:
    """Names the plug-in of a kind that a chain uses: the one of the setting, else the only one."""

    def __init__(
        self, installed: Callable[[], Collection[str]], chains: Mapping[str, str] | None = None
    ) -> None:
        """`installed` gives the names of the kind's plug-ins, `chains` those of merchants.

        An empty merchant stands for every chain that has no plug-in of its own.
        """
        self.installed = installed
        self._chains = chains or {}

    def plugin_for(self, merchant_id: str, named: str = "") -> str:
        """Return the plug-in of a chain, or `named` where it is given; empty while it is not known.

        That is where nobody names one, and there is none or more than one.
        """
        chosen = named or self._chains.get(merchant_id) or self._chains.get(ANY)
        if chosen:
            return chosen
        installed = self.installed()
        return next(iter(installed)) if len(installed) == 1 else ""

    def chains_with(self, plugin: str) -> list[str]:
        """Return what names the plug-in in the setting, in words."""
        return [
            f"chain {merchant}" if merchant else "every chain"
            for merchant, name in self._chains.items()
            if name == plugin
        ]

    def missing(self, words: str) -> dict[str, str]:
        """Return what is named and not installed, each with what names it, and these words."""
        return {
            name: f"{', '.join(self.chains_with(name))} {words}"
            for name in sorted(self.named - set(self.installed()))
        }

    @property
    def named(self) -> set[str]:
        """The plug-ins that the setting names."""
        return set(self._chains.values())
