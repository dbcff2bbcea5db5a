"""Who brings what a platform's riders do not: a setting of each platform."""

from __future__ import annotations

from collections.abc import Mapping

from zhongtai.common.v1 import trade_pb2

from mesh.process.settings import one_of

_WORDS = {
    "store": trade_pb2.DELIVERED_BY_STORE,
    "carrier": trade_pb2.DELIVERED_BY_CARRIER,
}


def self_delivery(settings: Mapping[str, str], name: str) -> trade_pb2.DeliveredBy:
    """Return it; the store's own people where nothing is said. Raise SettingInvalid."""
    return _WORDS[one_of(settings, name, "store", tuple(_WORDS))]
