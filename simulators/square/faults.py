"""What goes wrong at the simulated Square, on demand; an empty one ends all trouble."""

from __future__ import annotations

from enum import StrEnum

from simulators.core.on_demand import OnDemand


class CallFault(StrEnum):
    """What may go wrong with one call of Square's interface."""

    NONE = ""
    LOST = "lost"
    AWAY = "away"
    THROTTLED = "throttled"
    GARBLED = "garbled"
    SLOW = "slow"
    MEDDLED = "meddled"
    EXPIRED = "expired"
    FORBIDDEN = "forbidden"


class Faults(OnDemand[CallFault], kw_only=True):
    """`lost` and `garbled`: what was asked is done, and the answer does not come, or is no JSON.

    `meddled`: a till changes the order just before it is changed by the call. `slow`: the answer
    comes after a minute.
    """

    away: bool = False
    """No call is answered."""
    no_new_orders: bool = False
    """No order is made: Square has trouble of its own."""
    no_catalogue: int = 0
    """So many questions about the catalogue get no answer."""
    hidden: bool = False
    """Searches by the time of making show nothing: Square is behind with its index."""
    duplicate_webhooks: int = 0
    """Copies of a webhook that are sent at once, beside the first."""
    lost_webhooks: int = 0
    """So many webhooks are never sent."""
    strangers: bool = False
    """With each webhook come two that are not Square's, of which nothing may be taken."""
    refused_name: str = ""
    """An order with a line of this name is refused."""
    tax: int = 0
    """So much is added to the total of new orders."""
