"""What Square knows of a seller: its token, its locations, its catalogue, its webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """One seller. `locations` has currencies by location id, `skus` SKUs by variation id.

    `notification_url` is what webhooks are signed for, whatever the address they are brought to.
    """

    merchant_id: str
    access_token: str = field(repr=False)
    signature_key: str = field(repr=False)
    notification_url: str
    locations: Mapping[str, str]
    skus: Mapping[str, str] = field(default_factory=dict)
