"""The caller's name in an order's history."""

from __future__ import annotations

from mesh.call.context import Identity

NODE = "center:order"
"""The name of this center among the nodes that an order passes."""


def node_of(identity: Identity) -> str:
    """Return the caller's name in a history: "till:<id>", "operator:<id>", "order_control"."""
    if identity.is_internal:
        return identity.subject
    return f"{identity.kind}:{identity.subject}"
