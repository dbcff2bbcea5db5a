"""All stores of one chain in memory, arranged for the questions of the ordering path."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from centers.store.areas import degrees_north, distance_m
from centers.store.model import Point, Store
from mesh.pure.naming import NO_NAMINGS, Namings, OtherName, namings_of


@dataclass(frozen=True, slots=True)
class StoreIndex:
    """The stores of one chain at one revision."""

    revision: int
    stores: Mapping[str, Store]
    by_channel_code: Mapping[tuple[str, str], str]
    by_external_code: Mapping[str, str]
    latitudes: tuple[float, ...]
    northward: tuple[Store, ...]
    """Stores from south to north; `latitudes` are theirs."""
    namings: Namings = NO_NAMINGS
    """Those of the names of all of them."""

    def within(self, point: Point, radius_m: float) -> Iterator[tuple[float, Store]]:
        """Yield the stores within a radius, in metres, with their distance, in no order."""
        margin = degrees_north(radius_m)
        first = bisect_left(self.latitudes, point.latitude - margin)
        last = bisect_right(self.latitudes, point.latitude + margin)
        for store in self.northward[first:last]:
            away = distance_m(store.point, point)
            if away <= radius_m:
                yield away, store


EMPTY = StoreIndex(0, {}, {}, {}, (), ())


def with_changes(index: StoreIndex, changed: Iterable[Store]) -> StoreIndex:
    """Return the index after some stores were created or changed."""
    fresh = {store.store_id: store for store in changed}
    if not fresh:
        return index
    stores = {**index.stores, **fresh}
    northward = tuple(sorted(stores.values(), key=lambda store: store.point.latitude))
    return StoreIndex(
        revision=max(index.revision, *(store.revision for store in fresh.values())),
        stores=stores,
        by_channel_code={
            (code.channel, code.code): store.store_id
            for store in northward
            for code in store.profile.channel_codes
        },
        by_external_code={
            store.profile.external_code: store.store_id
            for store in northward
            if store.profile.external_code
        },
        latitudes=tuple(store.point.latitude for store in northward),
        northward=northward,
        namings=namings_of(names for store in northward for names in _names_in(store)),
    )


def _names_in(store: Store) -> Iterator[tuple[OtherName, ...]]:
    yield store.profile.names
    if (address := store.profile.address) is not None:
        yield from (address.street_names, address.city_names, address.region_names)
