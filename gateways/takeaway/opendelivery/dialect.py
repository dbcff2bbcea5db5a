"""How platforms that speak OpenDelivery differ; pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is particular to one platform, or to all that keep to the standard.

    `whole_menus` says that a menu is taken as a whole only, sent with the notification;
    `merchant_in_path` that a notification names its merchant in the path.
    """

    channel: str
    name: str
    whole_menus: bool = False
    merchant_in_path: bool = False

    def update_path(self, store_code: str) -> str:
        """Return where the platform is told that a merchant has changed."""
        code = quote(store_code, safe="")
        if self.merchant_in_path:
            return f"/v1/merchantUpdate/{code}"
        return f"/v1/merchantUpdate?merchantId={code}"


STANDARD = Dialect("opendelivery", "OpenDelivery")
