"""A store as the standard describes a merchant: who it is, when and how it serves, its menus; pure.

What a dish costs may go by the service, so each service has a menu of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import serving_pb2, store_pb2

from gateways.takeaway.opendelivery.areas import service_area
from gateways.takeaway.opendelivery.canonical import degrees
from gateways.takeaway.opendelivery.entities import (
    AVAILABLE,
    ITEM,
    LISTS,
    SERVICE,
    Json,
    price,
    status,
    uuid_of,
)
from gateways.takeaway.opendelivery.hours import Hours
from gateways.takeaway.opendelivery.offers import listed
from gateways.takeaway.shelf import CLOSED
from gateways.takeaway.texts import kept

SERVICES: Mapping[int, str] = {
    trade_pb2.SERVICE_TYPE_DELIVERY: "DELIVERY",
    trade_pb2.SERVICE_TYPE_PICK_UP: "TAKEOUT",
}
"""What is offered on a platform. Eating in is not, though orders for it are taken."""
ABOUT: Mapping[str, str] = {
    "document": "document",
    "corporate_name": "corporateName",
    "description": "description",
}
"""What an account's table may say of its merchant as it stands, and the standard's names of it."""
EMAIL, CATEGORIES, LOGO = "email", "categories", "logo"
SAID_BY_ACCOUNTS = (*ABOUT, EMAIL, CATEGORIES, LOGO)
MAX_NAME = 500
_SHUT = CLOSED - {serving_pb2.CLOSED_REASON_OUTSIDE_HOURS}


@dataclass(frozen=True, slots=True)
class Served:
    """One service of a store: what is offered, whether it takes orders, and its menu now."""

    offer: store_pb2.ServiceOffer
    check: serving_pb2.CheckStoreResponse
    menu: menu_pb2.GetMenuResponse


@dataclass(frozen=True, slots=True)
class Merchant:
    """A store in the standard's words; `entities` by their types, in order."""

    code: str
    status: str
    basic: Json
    entities: Mapping[str, list[Json]]

    def said_by(self, about: Mapping[str, str]) -> Merchant:
        """Return it with what an account's table says of its merchant."""
        said: Json = {theirs: about[ours] for ours, theirs in ABOUT.items() if ours in about}
        if EMAIL in about:
            said["contactEmails"] = about[EMAIL].split()
        if CATEGORIES in about:
            said["merchantCategories"] = about[CATEGORIES].replace(",", " ").split()
        if LOGO in about:
            said["logoImage"] = {"URL": about[LOGO]}
        return replace(self, basic=self.basic | said)

    def whole(self) -> Json:
        """Return all of it."""
        lists = {LISTS[kind]: entities for kind, entities in self.entities.items()}
        return {"id": self.code, "status": self.status, "basicInfo": self.basic, **lists}


def merchant_of(
    code: str,
    store: store_pb2.Store,
    served: Iterable[Served],
    codes: Mapping[str, str],
    now: datetime,
) -> Merchant:
    """Return a store by its code on the channel; `codes` are those of its SKUs."""
    served = list(served)
    entities: dict[str, list[Json]] = {kind: [] for kind in LISTS}
    for each in served:
        name = SERVICES[each.offer.service_type]
        menu = listed(each.menu, codes, (store.store_id, name), store.currency_code)
        entities[SERVICE].append(_service(store, each, menu.menu_id, now))
        for kind, found in menu.entities.items():
            entities[kind] += found
    # A dish is one item, whatever it is ordered for.
    entities[ITEM] = list({each["id"]: each for each in entities[ITEM]}.values())
    return Merchant(code, _status(served), _basic(store, served), entities)


def _status(served: list[Served]) -> str:
    """Return whether the store takes orders at all.

    The standard keeps this word for what nobody foresaw: its hours say the rest.
    """
    taking = [each.check.open or each.check.reason not in _SHUT for each in served]
    return status(available=any(taking))


def _basic(store: store_pb2.Store, served: list[Served]) -> Json:
    name = kept(store.name, MAX_NAME, "-")
    fewest = min((each.minimum_order.minor_units for each in store.delivery_areas), default=0)
    minutes = max((each.check.preparation_minutes for each in served), default=0)
    return {
        "name": name,
        "corporateName": name,
        "description": name,
        "averagePreparationTime": minutes,
        "minOrderValue": price(money_pb2.Money(minor_units=fewest), store.currency_code),
        "merchantType": "RESTAURANT",
        "merchantCategories": [],
        "address": _address(store),
        "contactEmails": [],
        "contactPhones": {"commercialNumber": store.phone or "-"},
    }


def _address(store: store_pb2.Store) -> Json:
    """Return where it is; what the standard wants and a store does not say is a dash."""
    place = store.address
    return {
        "country": place.country_code or "-",
        "state": place.region or "-",
        "city": place.city or "-",
        "district": "-",
        "street": place.street or "-",
        "number": "-",
        "postalCode": place.postal_code or "-",
        "latitude": degrees(store.point.latitude),
        "longitude": degrees(store.point.longitude),
    }


def _service(store: store_pb2.Store, served: Served, menu_id: str, now: datetime) -> Json:
    name = SERVICES[served.offer.service_type]
    hours = Hours(store, served.offer, now)
    service: Json = {
        "id": uuid_of("service", store.store_id, name),
        "status": AVAILABLE,
        "serviceType": name,
        "menuId": menu_id,
        "serviceHours": {
            "id": uuid_of("hours", store.store_id, name),
            "weekHours": hours.week(),
            "holidayHours": hours.holidays(),
        },
    }
    if served.offer.service_type == trade_pb2.SERVICE_TYPE_DELIVERY:
        service["serviceArea"] = service_area(store, uuid_of("area", store.store_id))
    return service
