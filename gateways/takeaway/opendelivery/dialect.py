"""How platforms that speak OpenDelivery differ from the standard; pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from gateways.takeaway.opendelivery.signature import BASE64, HEX, UNSIGNED


@dataclass(frozen=True, slots=True)
class Dialect:
    """What is particular to one platform, or to all that keep to the standard.

    `webhooks` and `calls` are the encodings of signatures where no setting says otherwise.
    `whole_menus`: a menu is taken as a whole only, sent with the notification. `merchant_in_path`:
    a notification names its merchant in the path. `hides_persons`: orders come with names and
    addresses in a form that the platform has to be asked to open.
    """

    channel: str
    name: str
    url: str = ""
    webhooks: str = HEX
    calls: str = UNSIGNED
    whole_menus: bool = False
    merchant_in_path: bool = False
    hides_persons: bool = False

    def update_path(self, store_code: str) -> str:
        """Return where the platform is told that a merchant has changed."""
        code = quote(store_code, safe="")
        if self.merchant_in_path:
            return f"/v1/merchantUpdate/{code}"
        return f"/v1/merchantUpdate?merchantId={code}"


STANDARD = Dialect("opendelivery", "OpenDelivery")
# As its own pages say (confidence A), but for the encoding of webhooks: there one page says hash,
# one Base64, and the standard hexadecimal.
KEETA = Dialect(
    "keeta",
    "Keeta",
    url="https://open.mykeeta.com/api/open/opendelivery",
    webhooks=BASE64,
    calls=BASE64,
    whole_menus=True,
    merchant_in_path=True,
    hides_persons=True,
)
