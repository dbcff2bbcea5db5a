r"""Sets up tills in a Tryton that has a company, for trying pos_tryton; run by Tryton's own Python.

    python tills.py --config trytond.conf --database erp --company Noodles \
        --point Riverside=R1 --user tills --password-file password

Run again it adds what is missing: a point of sale for each `--point NAME=WAREHOUSE`, which takes
its goods from that warehouse, a payment method for what is paid on the platform and one for cash, a
product for fees and discounts, a category that says on which account products are booked, for those
that have none, and a user with just the rights that the adapter needs.
"""

from __future__ import annotations

import argparse
from decimal import Decimal
from pathlib import Path
from typing import Any

from proteus import Model, config

PAID_ONLINE, CASH = "Online", "Cash"
"""The payment methods."""
GOODS, OTHER = "Goods", "OTHER"
"""A category, and the code of the product for fees, discounts and what has no code."""
GROUPS = ("sale_point.group_sale_point",)
"""What the adapter's user may do: sell at tills."""


def main() -> None:
    """Set up what the command line names."""
    wanted = _parser().parse_args()
    session = config.set_trytond(wanted.database, config_file=str(wanted.config))
    company = _first("company.company", ("party.name", "=", wanted.company))
    session._context = Model.get("res.user").get_preferences(True, session.context)  # noqa: SLF001
    _methods(company)
    _other()
    _categories(company)
    for name, _, warehouse in (entry.partition("=") for entry in wanted.point):
        _point(company, name, warehouse)
    if wanted.user:
        _user(wanted.user, wanted.password_file.read_text().strip(), company)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Set up tills in a Tryton that has a company.")
    parser.add_argument("--config", type=Path, required=True, help="trytond.conf")
    parser.add_argument("--database", required=True, help="the database's name")
    parser.add_argument("--company", required=True, help="the company's name")
    parser.add_argument("--point", action="append", default=[], help="name=code of a warehouse")
    parser.add_argument("--user", help="the adapter's login")
    parser.add_argument("--password-file", type=Path, help="a file with its password")
    return parser


def _first(model: str, *domain: Any) -> Any:
    """Return the first record that there is; None where there is none."""
    found = Model.get(model).find(list(domain), limit=1)
    return found[0] if found else None


def _methods(company: Any) -> None:
    for name in (PAID_ONLINE, CASH):
        if _first("sale.point.payment.method", ("name", "=", name)) is None:
            method = Model.get("sale.point.payment.method")(name=name, company=company)
            method.account, method.cash = _money(name, company), name == CASH
            method.save()


def _money(name: str, company: Any) -> Any:
    """Return an account for money, a copy of the chart's cash."""
    accounts = Model.get("account.account")
    known = _first("account.account", ("name", "=", name), ("company", "=", company.id))
    if known is not None:
        return known
    cash = accounts.find(
        [("type.receivable", "!=", True), ("type.statement", "=", "balance"),
         ("closed", "!=", True), ("company", "=", company.id)], limit=1,
    )[0]  # fmt: skip
    (made,) = cash.duplicate(default={"name": name})
    return made


def _other() -> None:
    if _first("product.product", ("code", "=", OTHER)) is None:
        template = Model.get("product.template")(name="Other", type="service", salable=True)
        template.default_uom = _first("product.uom", ("name", "=", "Unit"))
        template.list_price = Decimal(0)
        (variant,) = template.products
        variant.suffix_code = OTHER
        template.save()


def _categories(company: Any) -> None:
    """Give products a category of accounting, without which Tryton posts no sale of them."""
    category = _first("product.category", ("name", "=", GOODS), ("accounting", "=", True))
    if category is None:
        category = Model.get("product.category")(name=GOODS, accounting=True)
        category.account_revenue = _first(
            "account.account",
            ("type.revenue", "=", True),
            ("closed", "!=", True),
            ("company", "=", company.id),
        )
        category.save()
    for template in Model.get("product.template").find([("account_category", "=", None)]):
        template.account_category = category
        template.save()


def _point(company: Any, name: str, code: str) -> None:
    if _first("sale.point", ("name", "=", name)) is not None:
        return
    point = Model.get("sale.point")(name=name, company=company)
    point.journal = _first("account.journal", ("type", "=", "revenue"))
    point.sequence = Model.get("ir.sequence.strict")(name=f"POS {name}", company=company)
    point.sequence.sequence_type = _first("ir.sequence.type", ("name", "=", "POS"))
    point.sequence.save()
    warehouse = _first("stock.location", ("type", "=", "warehouse"), ("code", "=", code))
    point.storage_location = warehouse.storage_location
    point.return_location = warehouse.storage_location
    point.customer_location = _first("stock.location", ("type", "=", "customer"))
    point.save()


def _user(login: str, password: str, company: Any) -> None:
    if _first("res.user", ("login", "=", login)) is not None:
        return
    data = Model.get("ir.model.data")
    user = Model.get("res.user")(name="The platform's tills", login=login, password=password)
    group = Model.get("res.group")
    for name in GROUPS:
        user.groups.append(group(data.get_id(name, config.get_config().context)))
    user.companies.append(company)
    user.company = company
    user.save()


if __name__ == "__main__":
    main()
