"""Rows of the tables ⇄ model: the shape in which stores lie in the database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from centers.store.model import (
    ChannelCode,
    Credentials,
    DeliveryArea,
    Hours,
    Particulars,
    Point,
    Service,
    SpecialDay,
    Standing,
    Store,
    StoreAddress,
    StoreStatus,
    Till,
)
from mesh.data.database import Record
from mesh.data.rows import columns, json_text


@dataclass(frozen=True, slots=True)
class _Detail:
    """What of a store is always read with it."""

    hours: Hours
    address: StoreAddress | None = None
    phone: str = ""
    services: tuple[Service, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()
    delivery_areas: tuple[DeliveryArea, ...] = ()
    business_day_starts: int = 0
    features: tuple[str, ...] = ()
    order_ahead_days: int | None = None
    pos_plugin: str = ""


_detail = msgspec.json.Decoder(_Detail)
_codes = msgspec.json.Decoder(tuple[ChannelCode, ...])


def store_of(row: Record) -> Store:
    """The store of a row of `list_stores_after`."""
    detail = _detail.decode(row["detail"])
    point = Point(row["latitude"], row["longitude"])
    particulars = Particulars(
        name=row["name"],
        point=point,
        time_zone=row["time_zone"],
        currency=row["currency"],
        hours=detail.hours,
        external_code=row["external_code"],
        address=detail.address,
        phone=detail.phone,
        services=detail.services,
        special_days=detail.special_days,
        delivery_areas=detail.delivery_areas,
        channel_codes=_codes.decode(row["codes"]) if row["codes"] else (),
        business_day_starts=detail.business_day_starts,
        features=detail.features,
        order_ahead_days=detail.order_ahead_days,
        pos_plugin=detail.pos_plugin,
    )
    standing = Standing(StoreStatus(row["status"]), row["status_until"], row["busy_extra_minutes"])
    return Store(
        store_id=row["store_id"],
        particulars=particulars,
        point=point,
        hours=detail.hours,
        standing=standing,
        revision=row["revision"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def store_columns(stores: Iterable[Store]) -> list[list[Any]]:
    """The arguments of `keep_stores` after the merchant."""
    return columns([_store_row(store) for store in stores], 14)


def code_columns(stores: Iterable[Store]) -> list[list[Any]]:
    """The arguments of `keep_channel_codes` after the merchant."""
    rows = [
        (store.store_id, code.channel, code.code, code.paused)
        for store in stores
        for code in store.particulars.channel_codes
    ]
    return columns(rows, 4)


def till_of(row: Record) -> Till:
    """The till of a row."""
    return Till(
        till_id=row["till_id"],
        store_id=row["store_id"],
        name=row["name"],
        disabled=row["disabled"],
        last_seen_at=row["last_seen_at"],
        created_at=row["created_at"],
    )


def credentials_of(row: Record) -> Credentials:
    """What is kept of the secret of a till's row."""
    return Credentials(row["salt"], row["secret_hash"])


def _store_row(store: Store) -> tuple[Any, ...]:
    particulars = store.particulars
    return (
        store.store_id,
        particulars.external_code,
        particulars.name,
        store.point.latitude,
        store.point.longitude,
        particulars.time_zone,
        particulars.currency,
        json_text(_detail_of(store)),
        store.standing.status,
        store.standing.until,
        store.standing.busy_extra_minutes,
        store.revision,
        store.created_at,
        store.updated_at,
    )


def _detail_of(store: Store) -> _Detail:
    particulars = store.particulars
    return _Detail(
        hours=store.hours,
        address=particulars.address,
        phone=particulars.phone,
        services=particulars.services,
        special_days=particulars.special_days,
        delivery_areas=particulars.delivery_areas,
        business_day_starts=particulars.business_day_starts,
        features=particulars.features,
        order_ahead_days=particulars.order_ahead_days,
        pos_plugin=particulars.pos_plugin,
    )
