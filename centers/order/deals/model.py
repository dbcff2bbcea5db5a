"""Groups and flash sales, as the orders that were bought in them show them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class DealKind(IntEnum):
    """What kind of deal an order was bought in; the numbers are those of the contract."""

    GROUP = 1
    FLASH_SALE = 2


@dataclass(frozen=True, slots=True)
class Deal:
    """The group or the session of a flash sale that an order was bought in, as it was called."""

    kind: DealKind
    deal_id: str
    name: str
