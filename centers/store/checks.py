"""Whether what is entered or asked about a store has the right form and makes sense."""

from __future__ import annotations

import re
from collections.abc import Iterable

from centers.store.areas import crosses_itself
from centers.store.hours import DAY
from centers.store.model import (
    ChannelCode,
    DeliveredBy,
    DeliveryArea,
    Hours,
    HoursKind,
    Period,
    Point,
    Profile,
    Service,
    ServiceType,
    SpecialDay,
    StoreAddress,
    StoreFilter,
)
from centers.store.serving.model import Question, Search
from mesh.pure.errors import Violation
from mesh.pure.naming import check_names, check_reader
from mesh.pure.validation import Check

MAX_RADIUS_M = 200_000
MAX_FEE = 10**9
MAX_STORE_NAME, MAX_STREET, MAX_PLACE = 80, 200, 60
MAX_PERIODS = 70
MAX_SPECIAL_DAYS = 400
MAX_AHEAD_DAYS = 60
MAX_TRAVEL_MINUTES = 600
MAX_IMPORT = 500
MAX_SECRET = 300
"""Characters of the text that a till shows: two ids and the random part."""

_PLUGIN = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_FEATURE = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
_AREA_ID = re.compile(r"[A-Za-z0-9_.:-]{1,40}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def profile_violations(profile: Profile, *, code_required: bool = False) -> tuple[Violation, ...]:
    """Return everything wrong with the profile of a store."""
    check = Check()
    check_profile(check, profile, code_required=code_required)
    return check.violations


def check_profile(check: Check, profile: Profile, *, code_required: bool = False) -> None:
    """Note everything wrong with the profile of a store."""
    check.text("external_code", profile.external_code, min=1 if code_required else 0, max=64)
    check.text("name", profile.name, max=MAX_STORE_NAME)
    check.that(bool(profile.name.strip()), "name", "must not be blank")
    check_names(check, profile.names, MAX_STORE_NAME)
    check.text("phone", profile.phone, min=0, max=32)
    check_point(check, "point", profile.point)
    check_address(check, profile.address)
    check.zone("time_zone", profile.time_zone)
    _check_currencies(check, profile)
    if profile.hours is None:
        check.that(False, "hours", "is required")
    else:
        check_hours(check.at("hours"), profile.hours)
    check_special_days(check, "special_days", profile.special_days)
    _check_services(check, profile.services)
    _check_areas(check, profile)
    _check_channel_codes(check, profile.channel_codes)
    check.integer("business_day_starts_minute", profile.business_day_starts, min=0, max=720)
    check.count("features", profile.features, min=0, max=30)
    check.distinct("features", profile.features)
    ahead = profile.order_ahead_days
    check.integer("order_ahead_days", ahead or 0, min=0, max=MAX_AHEAD_DAYS)
    fine = all(_FEATURE.fullmatch(feature) for feature in profile.features)
    check.that(fine, "features", "must have 1 to 40 characters of a-z 0-9 _ -")
    plugin = profile.pos_plugin
    named = not plugin or _PLUGIN.fullmatch(plugin) is not None
    check.that(named, "pos_plugin", "must be the name of a plug-in")


def check_point(check: Check, field: str, point: Point | None) -> None:
    """Note what is wrong with a point; it is required."""
    if point is None:
        check.that(False, field, "is required")
        return
    check.that(-90 <= point.latitude <= 90, f"{field}.latitude", "must be from -90 to 90")
    check.that(-180 <= point.longitude <= 180, f"{field}.longitude", "must be from -180 to 180")


def check_address(check: Check, address: StoreAddress | None) -> None:
    """Note what is wrong with a postal address; none at all is fine."""
    if address is None:
        return
    inner = check.at("address")
    inner.text("street", address.street, max=MAX_STREET)
    inner.text("city", address.city, min=0, max=MAX_PLACE)
    inner.text("region", address.region, min=0, max=MAX_PLACE)
    check_names(inner, address.street_names, MAX_STREET, "street_names")
    for field, own, names in (
        ("city", address.city, address.city_names),
        ("region", address.region, address.region_names),
    ):
        check_names(inner, names, MAX_PLACE, f"{field}_names")
        inner.that(bool(own) or not names, field, f"is required with {field}_names")
    inner.text("postal_code", address.postal_code, min=0, max=16)
    fine = not address.country_code or _COUNTRY.fullmatch(address.country_code) is not None
    inner.that(fine, "country_code", "must be two capital letters (ISO 3166-1)")


def check_hours(check: Check, hours: Hours) -> None:
    """Note what is wrong with weekly hours."""
    if hours.kind is not HoursKind.WEEKLY:
        check.that(not hours.periods, "periods", f"must be empty for {hours.kind.name}")
        return
    check.count("periods", hours.periods, min=0, max=MAX_PERIODS)
    for index, period in enumerate(hours.periods):
        inner = check.at(f"periods[{index}]")
        inner.that(1 <= period.weekday <= 7, "weekday", "is required")
        _check_minutes(inner, period)
    check.distinct("periods", hours.periods)


def check_special_days(check: Check, field: str, days: Iterable[SpecialDay]) -> None:
    """Note what is wrong with special days."""
    listed = list(days)
    check.count(field, listed, min=0, max=MAX_SPECIAL_DAYS)
    check.distinct(field, (day.date for day in listed))
    for index, day in enumerate(listed):
        inner = check.at(f"{field}[{index}]")
        inner.day("date", day.date)
        inner.text("note", day.note, min=0, max=80)
        inner.count("periods", day.periods, min=0, max=10)
        for number, period in enumerate(day.periods):
            place = inner.at(f"periods[{number}]")
            place.that(period.weekday == 0, "weekday", "must be unset: the date says the day")
            _check_minutes(place, period)
        inner.distinct("periods", day.periods)


def check_filter(wanted: StoreFilter) -> None:
    """Raise InvalidRequest for a filter of a list that is too long."""
    check = Check()
    check.text("name_contains", wanted.name_contains, min=0, max=80)
    check.count("external_codes", wanted.external_codes, min=0, max=200)
    check.raise_if_any()


def check_question(question: Question) -> None:
    """Raise InvalidRequest for a question that names no channel, or no place on earth."""
    check = Check()
    check.channel("channel", question.channel)
    if question.point is not None:
        check_point(check, "point", question.point)
    check.raise_if_any()


def check_search(search: Search) -> None:
    """Raise InvalidRequest for a search beyond its limits."""
    check = Check()
    check_point(check, "point", search.point)
    check.integer("radius_m", search.radius_m, min=1, max=MAX_RADIUS_M)
    check_reader(check, search.reader)
    check.raise_if_any()


def check_channel_code(channel: str, code: str) -> None:
    """Raise InvalidRequest for what can be no code of a store on a channel."""
    check = Check()
    check.channel("channel", channel)
    check.text("code", code, max=64)
    check.raise_if_any()


def check_new_till(request_id: str, store_id: str, name: str) -> None:
    """Raise InvalidRequest for a request to make a till that has not the form."""
    check = Check()
    check.request_id(request_id)
    check.identifier("store_id", store_id, required=False)
    check.text("name", name, max=40)
    check.raise_if_any()


def check_till(request_id: str, till_id: str) -> None:
    """Raise InvalidRequest for a request about a till that has not the form."""
    check = Check()
    check.request_id(request_id)
    check.identifier("till_id", till_id)
    check.raise_if_any()


def check_till_secret(till_id: str, secret: str) -> None:
    """Raise InvalidRequest for what can be no secret of a till."""
    check = Check()
    check.identifier("till_id", till_id, required=False)
    check.text("secret", secret, max=MAX_SECRET)
    check.raise_if_any()


def _check_minutes(check: Check, period: Period) -> None:
    check.integer("opens_minute", period.opens, min=0, max=DAY - 1)
    longest = period.opens + DAY
    words = "must be after opens_minute, by at most 1440"
    check.that(period.opens < period.closes <= longest, "closes_minute", words)


def _check_currencies(check: Check, profile: Profile) -> None:
    check.currency("currency_code", profile.currency)
    others = sorted(profile.currencies - {profile.currency})
    same = f"must be in the store's currency, not {', '.join(others)}"
    check.that(not others, "delivery_areas", same)


def _check_services(check: Check, services: tuple[Service, ...]) -> None:
    check.distinct("services", (service.service_type for service in services))
    for index, service in enumerate(services):
        inner = check.at(f"services[{index}]")
        inner.integer("preparation_minutes", service.preparation_minutes, min=0, max=DAY)
        allowed = _deliverers(service.service_type)
        inner.one_of("delivered_by", service.delivered_by, allowed)
        if service.hours is not None:
            known = service.hours.kind is not HoursKind.UNKNOWN
            inner.that(known, "hours.kind", "must be known: leave hours unset to follow the store")
            check_hours(inner.at("hours"), service.hours)


def _deliverers(service_type: ServiceType) -> tuple[DeliveredBy, ...]:
    """Return who may bring an order of this service; NOBODY leaves it to the usual."""
    if service_type is not ServiceType.DELIVERY:
        return (DeliveredBy.NOBODY,)
    return (DeliveredBy.NOBODY, DeliveredBy.CARRIER, DeliveredBy.STORE)


def _check_areas(check: Check, profile: Profile) -> None:
    areas = profile.delivery_areas
    check.count("delivery_areas", areas, min=0, max=50)
    check.distinct("delivery_areas", (area.area_id for area in areas))
    delivers = any(s.service_type is ServiceType.DELIVERY for s in profile.services)
    check.that(bool(areas) or not delivers, "delivery_areas", "needs one area to deliver to")
    for index, area in enumerate(areas):
        _check_area(check.at(f"delivery_areas[{index}]"), area)


def _check_area(check: Check, area: DeliveryArea) -> None:
    fine = _AREA_ID.fullmatch(area.area_id) is not None
    check.that(fine, "area_id", "must have 1 to 40 characters of A-Z a-z 0-9 _ . : -")
    check.text("name", area.name, min=0, max=80)
    check.integer("fee.minor_units", area.fee, min=0, max=MAX_FEE)
    check.integer("minimum_order.minor_units", area.minimum_order, min=0, max=MAX_FEE)
    check.integer("travel_minutes", area.travel_minutes, min=0, max=MAX_TRAVEL_MINUTES)
    if not area.polygon:
        check.integer("radius_m", area.radius_m, min=1, max=MAX_RADIUS_M)
        return
    if not check.count("polygon.points", area.polygon, min=3, max=200):
        return
    for number, point in enumerate(area.polygon):
        check_point(check, f"polygon.points[{number}]", point)
    longitudes = [point.longitude for point in area.polygon]
    narrow = max(longitudes) - min(longitudes) < 180
    check.that(narrow, "polygon.points", "must not cross the date line")
    check.that(not crosses_itself(area.polygon), "polygon.points", "must not cross itself")


def _check_channel_codes(check: Check, codes: tuple[ChannelCode, ...]) -> None:
    check.count("channel_codes", codes, min=0, max=20)
    check.distinct("channel_codes", (code.channel for code in codes))
    for index, code in enumerate(codes):
        inner = check.at(f"channel_codes[{index}]")
        inner.channel("channel", code.channel)
        inner.text("code", code.code, max=64)
