"""Who brings the orders of a shop: its orders do not say it, so a setting does; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from zhongtai.common.v1 import trade_pb2

ALL = "all"


@dataclass(frozen=True, slots=True)
class Riders:
    """`without` are the codes of shops whose orders Ele.me's riders do not bring; or ALL.

    `own` is who brings them then.
    """

    own: trade_pb2.DeliveredBy
    without: Collection[str] = ()

    def of(self, shop: str) -> trade_pb2.DeliveredBy:
        """Return who brings the orders of a shop."""
        ours = ALL in self.without or shop in self.without
        return self.own if ours else trade_pb2.DELIVERED_BY_PLATFORM
