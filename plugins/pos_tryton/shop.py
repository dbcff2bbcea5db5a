"""What an account needs to know of its company's tills in Tryton, looked up now and then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from zhongtai_plugin import Rejected
from zhongtai_plugin.tryton.client import Client
from zhongtai_plugin.tryton.company import (
    AGAIN_SECONDS,
    NotSetUp,
    SetUp,
    demand_rights,
    enter_company,
    only,
)
from zhongtai_plugin.tryton.wire import Row

from plugins.pos_tryton.accounts import Account
from plugins.pos_tryton.words import Product, Products

RIGHTS = {
    "sale.point.sale": ("read", "write", "create", "delete"),
    "sale.point": ("read",),
    "sale.point.payment.method": ("read",),
    "product.product": ("read",),
    "ir.note": ("read", "create"),
}
_PRODUCT = ("code", "list_price_used", "gross_price_used")


@dataclass(frozen=True, slots=True)
class Shop:
    """The tills of an account, by Tryton's ids: `points` by their names.

    `zone` is that of the company.
    """

    company: int
    zone: tzinfo
    currency: str
    points: Mapping[str, int]
    payment: int
    other: Product


class Shops(SetUp[Shop]):
    """The tills of one account."""

    def __init__(self, client: Client, account: Account) -> None:
        super().__init__()
        self._client = client
        self._account = account

    async def with_point(self, name: str) -> Shop:
        """Return the tills, looked up again where they lack one. Raise NotSetUp if they do then."""
        shop = await self.get()
        if name not in shop.points:
            shop = await self.get(older_than=AGAIN_SECONDS)
        if name not in shop.points:
            missing = NotSetUp(f"There is no point of sale {name[:200]!r}, or more than one.")
            self.trouble = missing.message
            raise missing
        return shop

    async def products(self, codes: Collection[str]) -> Products:
        """Return what codes stand for that products on sale have."""
        if not codes:
            return {}
        domain = [["code", "in", sorted(codes)], ["salable", "=", True]]
        rows = await self._client.search("product.product", domain, _PRODUCT)
        return {row["code"]: _product(row) for row in rows}

    async def _look(self) -> Shop:
        client, account = self._client, self._account
        company = await enter_company(client)
        await demand_rights(client, RIGHTS)
        here = [["company", "=", company["id"]]]
        points = await client.search("sale.point", here, ["name"])
        names = [row["name"] for row in points]
        methods = [*here, ["name", "=", account.payment], ["cash", "=", False]]
        payment = only(
            await client.search("sale.point.payment.method", methods, ["name"]),
            f"There is no payment method {account.payment!r} that is not for cash.",
        )
        domain = [["code", "=", account.other], ["type", "=", "service"], ["salable", "=", True]]
        other = only(
            await client.search("product.product", domain, _PRODUCT),
            f"There is no service {account.other!r} that can be sold.",
        )
        return Shop(
            company=company["id"],
            zone=_zone_of(company["timezone"]),
            currency=company["currency."]["code"],
            points={row["name"]: row["id"] for row in points if names.count(row["name"]) == 1},
            payment=payment["id"],
            other=_product(other),
        )

    def _missing(self, shop: Shop, /) -> str:
        missing = sorted(set(self._account.stores.values()) - shop.points.keys())
        return f"There is no point of sale {', '.join(missing)[:200]} in Tryton." if missing else ""


def _zone_of(name: str | None) -> tzinfo:
    """Return a company's time zone; UTC where it has none, or one that nobody here knows."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return UTC


def demand_currency(shop: Shop, currency: str) -> None:
    """Raise Rejected for an order in another currency than the company's."""
    if currency != shop.currency:
        raise Rejected("CURRENCY_UNKNOWN", f"The company sells in {shop.currency}.")


def _product(row: Row) -> Product:
    gross, net = row["gross_price_used"], row["list_price_used"]
    untaxed = Decimal(net) / Decimal(gross) if gross and net else Decimal(1)
    return Product(row["id"], untaxed)
