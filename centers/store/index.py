"""All stores of one chain in memory, arranged for the questions of the ordering path."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from centers.store.areas import degrees_north, distance_m
from centers.store.model import ClosedReason, Nearby, Point, ServiceType, Store, StoreStatus
from centers.store.rules import Question, serve, service_of, standing_at


@dataclass(frozen=True, slots=True)
class Search:
    """Which stores around a point are wanted."""

    question: Question
    point: Point
    radius_m: int
    only_open: bool


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

    def within(self, point: Point, radius_m: float) -> Iterator[tuple[float, Store]]:
        """Stores within a radius with their distance in metres, in no order."""
        margin = degrees_north(radius_m)
        first = bisect_left(self.latitudes, point.latitude - margin)
        last = bisect_right(self.latitudes, point.latitude + margin)
        for store in self.northward[first:last]:
            away = distance_m(store.point, point)
            if away <= radius_m:
                yield away, store


EMPTY = StoreIndex(0, {}, {}, {}, (), ())


def with_changes(index: StoreIndex, changed: Iterable[Store]) -> StoreIndex:
    """The index after some stores were created or changed."""
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
            for code in store.particulars.channel_codes
        },
        by_external_code={
            store.particulars.external_code: store.store_id
            for store in northward
            if store.particulars.external_code
        },
        latitudes=tuple(store.point.latitude for store in northward),
        northward=northward,
    )


def find_nearby(
    index: StoreIndex, search: Search, after: tuple[int, str] = (-1, "")
) -> Iterator[Nearby]:
    """The wanted stores behind the place `after`, nearest first, worked out as they are read.

    The place of a store is its rounded distance and its id.
    """
    delivering = search.question.service_type is ServiceType.DELIVERY
    candidates = (
        ((distance_m(store.point, search.point), store) for store in index.northward)
        if delivering
        else index.within(search.point, search.radius_m)
    )
    placed = sorted((round(away), store.store_id) for away, store in candidates)
    for away, store_id in placed[bisect_right(placed, after) :]:
        near = _nearby(index.stores[store_id], away, search)
        if near is not None:
            yield near


def _nearby(store: Store, away: int, search: Search) -> Nearby | None:
    """The store as an answer, or None when it is not wanted."""
    question = search.question
    if standing_at(store, question.at).status is StoreStatus.RETIRED:
        return None
    if question.service_type is not None and service_of(store, question.service_type) is None:
        return None
    if question.service_type is ServiceType.DELIVERY and not _may_reach(store, away):
        return None
    serving = serve(store, question)
    if serving.reason is ClosedReason.OUTSIDE_DELIVERY_AREA:
        return None
    if search.only_open and not serving.open:
        return None
    return Nearby(serving, away)


def _may_reach(store: Store, away: int) -> bool:
    """A cheap look before the exact one: polygons may reach anywhere, circles may not."""
    areas = store.particulars.delivery_areas
    return any(area.polygon or away <= area.radius_m + 1 for area in areas)
