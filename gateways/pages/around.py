"""What a page must know of its surroundings: where it is called, and what stands beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from mesh.process.settings import in_brackets, is_loopback

LOOPBACK = "127.0.0.1"
# What a browser calls a host; a header may say anything, and goes into our own headers.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Around:
    """The servers beside the edge, and whether the demo's credentials may be shown.

    `till_url` and `cashier_url` are empty where they are reached at the host of the page, at
    their ports. `public_url` is the edge as the outside calls it, or empty.
    """

    till_port: int
    cashier_port: int
    till_url: str = ""
    cashier_url: str = ""
    public_url: str = ""
    demo_open: bool = False
    demo_everywhere: bool = False

    def till(self, host: str) -> str:
        """Return the origin of the till server for a page called at `host` (a Host header)."""
        return self.till_url or self._beside(host, self.till_port)

    def cashier(self, host: str) -> str:
        """Return the same for the sandbox cashier."""
        return self.cashier_url or self._beside(host, self.cashier_port)

    def shows_demo(self, host: str) -> bool:
        """Return whether a page called at `host` is told the demo's credentials.

        The name counts too: another site's name may point to this machine.
        """
        return self.demo_everywhere or (self.demo_open and is_loopback(_name_of(host)))

    def _beside(self, host: str, port: int) -> str:
        public = urlsplit(self.public_url).hostname
        name = public or _name_of(host)
        return f"http://{LOOPBACK if is_loopback(name) else in_brackets(name)}:{port}"


def _name_of(host: str) -> str:
    found = _HOST.fullmatch(host)
    return found[1].strip("[]") if found else LOOPBACK
