"""Imports the list of real stores with their hours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from zhongtai.common.v1 import geo_pb2, trade_pb2
from zhongtai.store.v1 import hours_pb2, store_import_pb2, store_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from cli.replay.connection import connected
from cli.replay.parse_stores import TIME_ZONE, RealStore, parse_stores
from cli.replay.report import Tally, progress_bar, show_dirty, show_table

BATCH = 250
_WEEKDAYS: list[Any] = list(hours_pb2.Weekday.values())


async def replay(path: Path, stores: int, concurrency: int) -> int:
    """Import the first `stores` stores (0: all); return the exit code."""
    listed = parse_stores(path)
    wanted = listed.stores[:stores] if stores else listed.stores
    tally, outcomes = Tally(), Counter[str]()
    async with connected(concurrency) as connection:
        stub = StoreServiceStub(connection.channel)
        with progress_bar() as bar:
            task = bar.add_task("import stores", total=len(wanted))
            for start in range(0, len(wanted), BATCH):
                batch = wanted[start : start + BATCH]
                request = store_import_pb2.ImportStoresRequest(stores=map(_store, batch))
                with tally.timed(f"import of {BATCH}"):
                    reply = await connection.ask(stub.ImportStores, request)
                _count(reply.results, outcomes, tally)
                bar.advance(task, len(batch))
    show_dirty(listed.dirty.rows)
    rows = [
        ("stores", f"{len(wanted):,}"),
        ("with unknown hours", f"{sum(store.periods is None for store in wanted):,}"),
        *((name.lower(), f"{count:,}") for name, count in outcomes.most_common()),
    ]
    show_table("replay stores", rows, tally)
    return 1 if tally.refused else 0


def _count(results: Any, outcomes: Counter[str], tally: Tally) -> None:
    for result in results:
        name = store_import_pb2.ImportOutcome.Name(result.outcome)
        outcomes[name.removeprefix("IMPORT_OUTCOME_")] += 1
        if result.violations:
            first = result.violations[0]
            tally.refused[f"{first.field}: {first.description[:60]}"] += 1
        else:
            tally.done += 1


def _store(store: RealStore) -> store_pb2.Store:
    return store_pb2.Store(
        external_code=f"ca-{store.code}",
        name=store.name,
        point=geo_pb2.GeoPoint(latitude=store.latitude, longitude=store.longitude),
        address=store_pb2.StoreAddress(
            street=store.street, city=store.city, region="California", country_code="US"
        ),
        phone=store.phone,
        time_zone=TIME_ZONE,
        currency_code="USD",
        services=[
            store_pb2.ServiceOffer(service_type=trade_pb2.SERVICE_TYPE_PICK_UP),
            store_pb2.ServiceOffer(service_type=trade_pb2.SERVICE_TYPE_DINE_IN),
        ],
        hours=_hours(store),
        features=store.features,
    )


def _hours(store: RealStore) -> hours_pb2.OpeningHours:
    if store.periods is None:
        return hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_UNKNOWN)
    return hours_pb2.OpeningHours(
        kind=hours_pb2.HOURS_KIND_WEEKLY,
        periods=[
            hours_pb2.OpeningPeriod(
                weekday=_WEEKDAYS[period.weekday],
                opens_minute=period.opens,
                closes_minute=period.closes,
            )
            for period in store.periods
        ],
    )
