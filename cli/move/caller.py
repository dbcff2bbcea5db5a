"""Who moves a chain: an operator of it, with the scopes of what is done and no others."""

from __future__ import annotations

from mesh.call.context import Identity

READS = frozenset(
    {"catalog.read", "members.read", "orders.read", "persons.read", "stock.read", "stores.read"}
)
CHECKS = frozenset({"catalog.write", "members.write", "persons.write"})
"""What a dry run needs besides: centers are asked what they would do."""
WRITES = frozenset(
    {
        *("catalog.write", "members.write", "orders.write", "persons.write", "stock.write"),
        "stores.write",
    }
)


def mover(merchant: str, scopes: frozenset[str]) -> Identity:
    """Return who asks the platform about a chain."""
    return Identity("operator", "move", merchant, scopes)
