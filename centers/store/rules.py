"""Decisions about stores: what a change makes of one, and what an import does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from centers.store import errors
from centers.store.checks import (
    check_hours,
    check_profile,
    check_special_days,
    profile_violations,
)
from centers.store.model import (
    Hours,
    HoursKind,
    ImportDecision,
    ImportOutcome,
    Point,
    Profile,
    Service,
    ServiceType,
    SpecialDay,
    Standing,
    Store,
    StoreFilter,
    StoreStatus,
)
from centers.store.snapshots import StoreIndex
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.naming import OWN_NAMES, Naming
from mesh.pure.validation import Check

Change = Callable[[Store, datetime], Store]
"""Returns the store as it shall be, from the store as it is and the time."""

MAX_BUSY_EXTRA_MINUTES = 240

REVERTING = (StoreStatus.BUSY, StoreStatus.CLOSED)
"""A status that may end by itself."""


def new_store(index: StoreIndex, profile: Profile, store_id: str, now: datetime) -> Store:
    """Return a store that opens now.

    Raise InvalidRequest, ExternalCodeTaken, ChannelCodeTaken.
    """
    point, hours = _checked(profile)
    demand_free_codes(index, profile, "")
    return Store(
        store_id=store_id,
        profile=profile,
        point=point,
        hours=hours,
        standing=Standing(),
        revision=index.revision + 1,
        created_at=now,
        updated_at=now,
    )


def with_profile(store: Store, profile: Profile) -> Store:
    """Return the store with another profile. Raise InvalidRequest."""
    point, hours = _checked(profile)
    return replace(store, profile=profile, point=point, hours=hours)


def named_for(store: Store, naming: Naming) -> Store:
    """Return the store by the names that count."""
    if naming == OWN_NAMES:
        return store
    profile, address = store.profile, store.profile.address
    if address is not None:
        address = replace(
            address,
            street=naming.choose(address.street, address.street_names),
            city=naming.choose(address.city, address.city_names),
            region=naming.choose(address.region, address.region_names),
        )
    return replace(store, profile=replace(profile, name=naming.name_of(profile), address=address))


def set_standing(standing: Standing) -> Change:
    """Return the change to another status. It raises InvalidRequest."""

    def change(store: Store, now: datetime) -> Store:
        check = Check()
        reverting = standing.status in REVERTING
        check.that(standing.until is None or reverting, "until", "only with BUSY or CLOSED")
        ahead = standing.until is None or standing.until > now
        check.that(ahead, "until", "must lie ahead")
        most = MAX_BUSY_EXTRA_MINUTES if standing.status is StoreStatus.BUSY else 0
        check.integer("busy_extra_minutes", standing.busy_extra_minutes, min=0, max=most)
        check.raise_if_any()
        return replace(store, standing=standing)

    return change


def set_hours(service_type: ServiceType | None, hours: Hours | None) -> Change:
    """Return the change to other weekly hours of the store, or of one service.

    Without hours a service follows the store again. It raises InvalidRequest.
    """

    def change(store: Store, _now: datetime) -> Store:
        check = Check()
        if hours is not None:
            check_hours(check.at("hours"), hours)
        if service_type is None:
            check.that(hours is not None, "hours", "is required for the store itself")
            check.raise_if_any()
            return with_profile(store, replace(store.profile, hours=hours))
        offered = any(s.service_type is service_type for s in store.profile.services)
        check.that(offered, "service_type", "is not offered by this store")
        known = hours is None or hours.kind is not HoursKind.UNKNOWN
        check.that(known, "hours.kind", "must be known for a service")
        check.raise_if_any()
        services = tuple(_timed(s, service_type, hours) for s in store.profile.services)
        return with_profile(store, replace(store.profile, services=services))

    return change


def set_special_days(days: Iterable[SpecialDay], removed: Iterable[str]) -> Change:
    """Return the change that sets some special days and removes others.

    It raises InvalidRequest.
    """
    wanted, gone = list(days), list(removed)

    def change(store: Store, _now: datetime) -> Store:
        check = Check()
        check_special_days(check, "set", wanted)
        for index, date in enumerate(gone):
            check.day(f"remove_dates[{index}]", date)
        both = {day.date for day in wanted} & set(gone)
        check.that(not both, "remove_dates", "must not name a day that is set")
        check.raise_if_any()
        kept = {day.date: day for day in store.profile.special_days if day.date not in gone}
        kept |= {day.date: day for day in wanted}
        special_days = tuple(sorted(kept.values(), key=lambda day: day.date))
        return with_profile(store, replace(store.profile, special_days=special_days))

    return change


def matching(wanted: StoreFilter) -> Callable[[Store], bool]:
    """Return what tells whether a list shows a store."""
    words, codes = wanted.name_contains.casefold(), frozenset(wanted.external_codes)

    def matches(store: Store) -> bool:
        profile, status = store.profile, store.standing.status
        return (
            (status is wanted.status if wanted.status else status is not StoreStatus.RETIRED)
            and (not words or words in profile.name.casefold())
            and (not codes or profile.external_code in codes)
            and (not wanted.feature or wanted.feature in profile.features)
        )

    return matches


def demand_free_codes(index: StoreIndex, profile: Profile, store_id: str) -> None:
    """Raise ExternalCodeTaken or ChannelCodeTaken for a code that another store has."""
    code = profile.external_code
    owner = index.by_external_code.get(code, store_id) if code else store_id
    if owner != store_id:
        raise errors.ExternalCodeTaken(external_code=code, store_id=owner)
    for entry in profile.channel_codes:
        owner = index.by_channel_code.get((entry.channel, entry.code), store_id)
        if owner != store_id:
            raise errors.ChannelCodeTaken(channel=entry.channel, code=entry.code, store_id=owner)


def standing_at(store: Store, moment: datetime) -> Standing:
    """Return the status of a store at a moment; one that has run out is OPEN again."""
    standing = store.standing
    over = standing.until is not None and standing.until <= moment
    return Standing() if over else standing


def plan_import(
    items: Iterable[Profile],
    existing: Mapping[str, Store],
    code_owners: Mapping[tuple[str, str], str],
) -> list[ImportDecision]:
    """Return what an import does with each item, in order.

    `existing` are the chain's stores by external code; `code_owners` the stores that have the
    code of a channel, by (channel, code). A code that comes twice in one import rejects every
    item that has it: which one was meant cannot be known.
    """
    listed = list(items)
    codes = Counter(item.external_code for item in listed)
    taken = Counter(
        key for item in listed for key in {(c.channel, c.code) for c in item.channel_codes}
    )
    decisions = []
    for item in listed:
        store = existing.get(item.external_code)
        violations = [
            *profile_violations(item, code_required=True),
            *_twice(item, codes),
            *_codes_taken(item, store.store_id if store else "", taken, code_owners),
        ]
        decisions.append(_decide(item, store, violations))
    return decisions


def plan_items(
    index: StoreIndex, items: Sequence[Profile | ImportDecision]
) -> list[ImportDecision]:
    """Return what an import does with each item; one may come rejected already."""
    readable = [item for item in items if isinstance(item, Profile)]
    existing = {code: index.stores[store_id] for code, store_id in index.by_external_code.items()}
    planned = iter(plan_import(readable, existing, index.by_channel_code))
    return [next(planned) if isinstance(item, Profile) else item for item in items]


def imported_store(index: StoreIndex, decision: ImportDecision, now: datetime) -> Store | None:
    """Return the store that an import writes, or None when it writes nothing."""
    if decision.profile is None:
        return None
    if decision.outcome is ImportOutcome.CREATED:
        return new_store(index, decision.profile, decision.store_id, now)
    if decision.outcome is ImportOutcome.UPDATED:
        store = with_profile(index.stores[decision.store_id], decision.profile)
        return replace(store, revision=index.revision + 1, updated_at=now)
    return None


def _decide(item: Profile, store: Store | None, violations: list[Violation]) -> ImportDecision:
    code = item.external_code
    if violations:
        return ImportDecision(code, ImportOutcome.REJECTED, violations=tuple(violations))
    if store is None:
        return ImportDecision(code, ImportOutcome.CREATED, item)
    same = comparable(store.profile) == comparable(item)
    outcome = ImportOutcome.UNCHANGED if same else ImportOutcome.UPDATED
    return ImportDecision(code, outcome, item, store.store_id)


def comparable(profile: Profile) -> Profile:
    """Return the profile without what means nothing: order of lists, currencies seen."""
    return replace(
        profile,
        services=tuple(sorted(profile.services, key=lambda s: s.service_type)),
        special_days=tuple(sorted(profile.special_days, key=lambda s: s.date)),
        delivery_areas=tuple(sorted(profile.delivery_areas, key=lambda a: a.area_id)),
        channel_codes=tuple(sorted(profile.channel_codes, key=lambda c: c.channel)),
        features=tuple(sorted(profile.features)),
        currencies=frozenset(),
    )


def _twice(item: Profile, codes: Counter[str]) -> list[Violation]:
    if not item.external_code or codes[item.external_code] < 2:
        return []
    return [Violation("external_code", "comes more than once in this import")]


def _codes_taken(
    item: Profile,
    store_id: str,
    taken: Counter[tuple[str, str]],
    owners: Mapping[tuple[str, str], str],
) -> list[Violation]:
    found = []
    for index, code in enumerate(item.channel_codes):
        key = (code.channel, code.code)
        owner = owners.get(key, store_id)
        if owner != store_id:
            found.append(Violation(f"channel_codes[{index}].code", f"belongs to {owner}"))
        elif taken[key] > 1:
            found.append(Violation(f"channel_codes[{index}].code", "comes more than once"))
    return found


def _checked(profile: Profile) -> tuple[Point, Hours]:
    check = Check()
    check_profile(check.at("store"), profile)
    check.raise_if_any()
    if profile.point is None or profile.hours is None:
        raise InvalidRequest(violations=[Violation("store", "needs a point and hours")])
    return profile.point, profile.hours


def _timed(service: Service, service_type: ServiceType, hours: Hours | None) -> Service:
    return replace(service, hours=hours) if service.service_type is service_type else service
