"""Whose data a caller may touch."""

from __future__ import annotations

from centers.store.model import StoreStatus
from mesh.call.context import current
from mesh.pure.errors import AccessDenied


def demand_may_set_status(store_id: str, status: StoreStatus) -> None:
    """Raise AccessDenied for a till that sets the status of another store, or retires its own."""
    identity = current().identity
    if identity.store_id and (identity.store_id != store_id or status is StoreStatus.RETIRED):
        raise AccessDenied
