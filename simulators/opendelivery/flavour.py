"""How the platforms that speak OpenDelivery differ: what each of them wants, and does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flavour:
    """What is particular to one platform.

    `base64` is how it writes signatures, else in hexadecimal. `signed_calls`: only signed calls are
    let in. `whole_menus`: menus are taken as a whole only. `hides`: customers' data come hidden.
    """

    base64: bool = False
    signed_calls: bool = False
    whole_menus: bool = False
    hides: bool = False


STANDARD = Flavour()
KEETA = Flavour(base64=True, signed_calls=True, whole_menus=True, hides=True)
