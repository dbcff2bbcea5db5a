"""Which plug-in of a kind a chain uses, as the operator's settings say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar, Self

from mesh.process.settings import (
    CRM_PLUGIN,
    CRM_PULL_SECONDS,
    ERP_PLUGIN,
    ERP_PULL_SECONDS,
    POLICY_PLUGIN,
    SettingInvalid,
    seconds,
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def chains_in(settings: Mapping[str, str], name: str) -> dict[str, str]:
    """Return the plug-in of each merchant in a setting such as "pos_a" or "pos_a, brand2=pos_b".

    A plug-in without a merchant stands under the empty one. Raise SettingInvalid.
    """
    chains: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in settings.get(name, "").split(","))):
        merchant, _, plugin = entry.rpartition("=")
        readable = _NAME.fullmatch(plugin.strip()) and "=" not in merchant
        if not readable or merchant.strip() in chains:
            wrong = f"{entry!r} is not merchant=plug-in, or stands there twice"
            raise SettingInvalid(f"{name}: {wrong}.")
        chains[merchant.strip()] = plugin.strip()
    return chains


def erp_pull_seconds(settings: Mapping[str, str]) -> float:
    """Return after how long ERPs are asked again that had nothing new. Raise SettingInvalid."""
    return seconds(settings, ERP_PULL_SECONDS, 10, min=0.1, max=86_400)


def crm_pull_seconds(settings: Mapping[str, str]) -> float:
    """Return after how long CRMs are asked again that had nothing new. Raise SettingInvalid."""
    return seconds(settings, CRM_PULL_SECONDS, 10, min=0.1, max=86_400)


class ChainsChoice:
    """Names the chains that a plug-in of a kind serves: no chain is anybody's unasked."""

    setting: ClassVar[str]
    """The setting in which they stand."""

    def __init__(self, chains: Mapping[str, str]) -> None:
        """`chains` has the plug-in of each merchant."""
        self._chains = chains

    @classmethod
    def read(cls, settings: Mapping[str, str]) -> Self:
        """Return the choice of the settings. Raise SettingInvalid."""
        chains = chains_in(settings, cls.setting)
        if "" in chains:
            raise SettingInvalid(f"{cls.setting}: name the chain: <merchant>={chains['']}.")
        return cls(chains)

    @property
    def chains(self) -> frozenset[str]:
        """The merchants that have one."""
        return frozenset(self._chains)

    def plugin_of(self, merchant_id: str) -> str:
        """Return the plug-in of a merchant; empty when it has none."""
        return self._chains.get(merchant_id, "")

    def chains_of(self, plugin: str) -> list[str]:
        """Return the merchants of a plug-in, sorted."""
        return sorted(chain for chain, name in self._chains.items() if name == plugin)

    def missing(self, installed: Mapping[str, object]) -> dict[str, str]:
        """Return the plug-ins that are named and not installed, each with words for a person."""
        return {
            name: f"{self.setting} names it for {', '.join(self.chains_of(name))}"
            for name in sorted(set(self._chains.values()) - installed.keys())
        }


class ErpChoice(ChainsChoice):
    """The ERP plug-in of each chain that has one."""

    setting = ERP_PLUGIN


class CrmChoice(ChainsChoice):
    """The CRM plug-in of each chain that has one."""

    setting = CRM_PLUGIN


class PolicyChoice(ChainsChoice):
    """The policy plug-in of each chain that has one."""

    setting = POLICY_PLUGIN
