"""A store with a small menu, as the centers tell it: what OpenDelivery platforms are shown."""

from collections.abc import Mapping
from datetime import UTC, datetime

from zhongtai.common.v1 import geo_pb2, money_pb2, trade_pb2
from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import hours_pb2, serving_pb2, store_pb2

from gateways.takeaway.opendelivery.merchant import Merchant, Served, merchant_of

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday."""
CODES = {"m": "N-M", "l": "N-L", "set": "SET", "tea": "TEA"}
DELIVERY, PICK_UP = trade_pb2.SERVICE_TYPE_DELIVERY, trade_pb2.SERVICE_TYPE_PICK_UP


def brl(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="BRL")


def period(day: int, opens: int, closes: int) -> hours_pb2.OpeningPeriod:
    return hours_pb2.OpeningPeriod(weekday=day, opens_minute=opens, closes_minute=closes)


def store(zone: str = "America/Sao_Paulo", **more: object) -> store_pb2.Store:
    """A store that is open every day from 10 to 2 in the morning."""
    hours = hours_pb2.OpeningHours(
        kind=hours_pb2.HOURS_KIND_WEEKLY, periods=[period(day, 600, 1560) for day in range(1, 8)]
    )
    offers = [store_pb2.ServiceOffer(service_type=each) for each in (DELIVERY, PICK_UP, 2)]
    told = {
        "store_id": "sto_1",
        "name": "Massa",
        "point": geo_pb2.GeoPoint(latitude=-23.5, longitude=-46),
        "time_zone": zone,
        "currency_code": "BRL",
        "services": offers,
        "hours": hours,
        "channel_codes": [store_pb2.ChannelCode(channel="opendelivery", code="M 1")],
    }
    return store_pb2.Store(**told | more)


def check(*, is_open: bool = True, reason: int = 0, minutes: int = 15):
    return serving_pb2.CheckStoreResponse(open=is_open, reason=reason, preparation_minutes=minutes)


def menu(
    price: int = 1500, *, without: str = "", sold_out: Mapping[str, bool] | None = None
) -> menu_pb2.GetMenuResponse:
    """Noodles in two sizes with a topping, tea, a set of both, and milk without a code."""
    gone = sold_out or {}
    sku = menu_pb2.MenuSku

    def size(own: str, name: str = "") -> menu_pb2.MenuSku:
        return sku(sku_id=own, name=name, price=brl(price), sold_out=gone.get(own, False))

    def choice(own: str, *groups: str, cost: int = 0) -> menu_pb2.MenuModifier:
        return menu_pb2.MenuModifier(
            modifier_id=own,
            name=own,
            price=brl(cost),
            sold_out=gone.get(own, False),
            modifier_group_ids=groups,
        )

    def group(own: str, least: int, *choices: menu_pb2.MenuModifier) -> menu_pb2.MenuModifierGroup:
        return menu_pb2.MenuModifierGroup(
            modifier_group_id=own, name=own, min_select=least, max_select=2, modifiers=choices
        )

    option = menu_pb2.MenuComboOption
    slots = [
        menu_pb2.MenuComboSlot(
            slot_id="dish",
            name="dish",
            min_select=1,
            max_select=1,
            options=[
                option(
                    sku_id="m", name="Noodles", extra_price=brl(0), modifier_group_ids=["thick"]
                ),
                option(sku_id="milk", name="Milk", extra_price=brl(150)),
            ],
        )
    ]
    product = menu_pb2.MenuProduct
    products = [
        product(product_id="noodles", name="Noodles", skus=[size("m", "M"), size("l", "L")],
                modifier_group_ids=["thick", "topping"]),
        product(product_id="tea", name="Tea", skus=[size("tea")]),
        product(product_id="set", name="Set", skus=[size("set")], combo_slots=slots),
        product(product_id="milk", name="Milk", skus=[size("milk")]),
    ]  # fmt: skip
    category = menu_pb2.MenuCategory
    return menu_pb2.GetMenuResponse(
        products=[each for each in products if each.product_id != without],
        categories=[category(category_id="c1", name="Massas", product_ids=["noodles", "set"]),
                    category(category_id="c2", name="Leite", product_ids=["milk"])],
        modifier_groups=[
            group("thick", 1, choice("thin"), choice("wide")),
            group("topping", 0, choice("egg", cost=250), choice("sauce", "heat")),
            group("heat", 1, choice("hot")),
        ],
    )  # fmt: skip


def merchant(
    seen: menu_pb2.GetMenuResponse | None = None,
    asked: serving_pb2.CheckStoreResponse | None = None,
    shop: store_pb2.Store | None = None,
) -> Merchant:
    """The store as its platform is shown it, with the same menu for both its services."""
    shop = shop or store()
    served = [
        Served(offer, asked or check(), seen or menu())
        for offer in shop.services
        if offer.service_type in (DELIVERY, PICK_UP)
    ]
    return merchant_of("M 1", shop, served, CODES, NOW)
