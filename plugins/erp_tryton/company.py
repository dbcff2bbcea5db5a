"""What an account needs to know of its company in Tryton, looked up now and then."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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

from plugins.erp_tryton.accounts import Account
from plugins.erp_tryton.model import Company, Product, Store

FORCE = "stock.group_stock_force_assignment"
RIGHTS = {
    "sale.sale": ("read", "write", "create"),
    "stock.shipment.internal": ("read", "write", "create"),
    "product.product": ("read",),
    "stock.move": ("read", "write", "create"),
}
"""What the user must be allowed; and to move what Tryton does not know to be there."""


class Companies(SetUp[Company]):
    """The company of one account."""

    def __init__(self, client: Client, account: Account) -> None:
        super().__init__()
        self._client = client
        self._account = account

    async def with_stores(self, store_ids: set[str]) -> Company:
        """Return the company, looked up again where it lacks one of the stores."""
        company = await self.get()
        if store_ids <= company.stores.keys():
            return company
        return await self.get(older_than=AGAIN_SECONDS)

    async def products(self, codes: Collection[str]) -> Mapping[str, Product]:
        """Return what codes stand for; what is sold goes before what is archived."""
        named = sorted(filter(None, codes))
        if not named:
            return {}
        domain = [["code", "in", named]]
        rows = await self._client.search(
            "product.product", domain, PRODUCT_FIELDS, active_test=False
        )
        # Of one code Tryton lets only one product be active.
        in_order = sorted(rows, key=lambda row: (bool(row["active"]), row["id"]))
        return {row["code"]: Product(row["id"], _unit(row)) for row in in_order}

    async def _look(self) -> Company:
        account = self._account
        row = await enter_company(self._client)
        await self._demand_rights()
        party = only(
            await self._client.search("party.party", [["code", "=", account.customer]],
                                      ["addresses"]),
            f"There is no party with the code {account.customer!r}.",
        )  # fmt: skip
        if not party["addresses"]:
            raise NotSetUp(f"The party {account.customer!r} needs an address.")
        places = await self._client.search("stock.location", [["code", "!=", None]], PLACE_FIELDS)
        money = await self._client.search("currency.currency", [], ["code"])
        return Company(
            id=row["id"],
            currency=row["currency."]["code"],
            time_zone=row["timezone"] or "UTC",
            customer=party["id"],
            address=party["addresses"][0],
            sold=self._sold(places),
            stores=await self._stores(places),
            currencies={each["code"]: each["id"] for each in money},
        )

    async def _demand_rights(self) -> None:
        await demand_rights(self._client, RIGHTS)
        group = await self._client.call("model.ir.model.data.get_id", FORCE)
        user = await self._client.call("model.res.user.get_preferences", True)
        if group not in user.get("groups", []):
            raise NotSetUp("The user is not in the group Stock Force Assignment.")

    async def _stores(self, places: Sequence[Row]) -> Mapping[str, Store]:
        """Return the stores that have a warehouse; the others are said by who needs them."""
        fallback = await self._client.search(
            "stock.location", [["type", "=", "lost_found"]], ["code"], limit=1
        )
        by_code = {row["code"]: row for row in places if row["type"] == "warehouse"}
        found = {}
        for store_id, code in self._account.stores.items():
            if code in by_code:
                row = by_code[code]
                lost = row["lost_found_location"] or fallback[0]["id"]
                found[store_id] = Store(row["id"], row["storage_location"], lost)
        return found

    def _sold(self, places: Sequence[Row]) -> int:
        code = self._account.sold
        if not code:
            return 0
        named = [x for x in places if x["code"] == code and x["type"] in ("lost_found", "storage")]
        words = f"There is no place {code!r} of the type lost and found, or storage."
        return int(only(named, words)["id"])


PLACE_FIELDS = ("code", "type", "storage_location", "lost_found_location")
PRODUCT_FIELDS = ("code", "active", "default_uom")


def _unit(row: Row) -> int:
    return int(row["default_uom"])
