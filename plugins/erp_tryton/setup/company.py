r"""Sets up a company in a fresh Tryton, for trying erp_tryton; run by Tryton's own Python.

    python company.py --config trytond.conf --database erp --company Noodles --currency CNY \
        --store R1=Riverside --product "T1=Tea=18.50" --user zhongtai --password-file password

Run again it adds what is missing. It makes the company with its chart of accounts, a fiscal year,
a warehouse for each store, the products, a customer whom sales are posted to, a place where what
is sold goes, and a user with just the rights that the adapter needs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from proteus import Model, Wizard, config

CHART = "account.account_template_root_en"
CUSTOMER = "ZHONGTAI"
"""The code of the party that sales are posted to."""
SOLD = "SOLD"
"""The code of the place where what is sold goes."""
GROUPS = (
    "sale.group_sale",
    "stock.group_stock",
    "stock.group_stock_force_assignment",
)
"""What the adapter's user may do: sell, and move stock."""


def main() -> None:
    """Set up what the command line names."""
    wanted = _parser().parse_args()
    session = config.set_trytond(wanted.database, config_file=str(wanted.config))
    company = _company(session, wanted.company, wanted.currency, wanted.time_zone)
    accounts = _chart(company)
    _fiscal_year(company)
    _categories(accounts)
    _customer()
    _places(dict(_pairs(wanted.store)))
    for entry in wanted.product:
        code, name, price = entry.split("=")
        _product(code, name, Decimal(price))
    if wanted.user:
        _user(wanted.user, wanted.password_file.read_text().strip(), company)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Set up a company in a fresh Tryton.")
    parser.add_argument("--config", type=Path, required=True, help="trytond.conf")
    parser.add_argument("--database", required=True, help="the database's name")
    parser.add_argument("--company", required=True, help="the company's name")
    parser.add_argument("--currency", default="CNY", help="three capitals")
    parser.add_argument("--time-zone", default="Asia/Shanghai", help="of the company's days")
    parser.add_argument("--store", action="append", default=[], help="code=name")
    parser.add_argument("--product", action="append", default=[], help="code=name=price")
    parser.add_argument("--user", help="the adapter's login")
    parser.add_argument("--password-file", type=Path, help="a file with its password")
    return parser


def _pairs(entries: Iterable[str]) -> Iterable[tuple[str, str]]:
    for entry in entries:
        key, _, value = entry.partition("=")
        yield key, value


def _first(model: str, *domain: Any) -> Any:
    """Return the first record that there is; None where there is none."""
    found = Model.get(model).find(list(domain), limit=1)
    return found[0] if found else None


def _company(session: Any, name: str, currency: str, time_zone: str) -> Any:
    company = _first("company.company", ("party.name", "=", name))
    if company is None:
        party = Model.get("party.party")(name=name)
        party.save()
        wizard = Wizard("company.company.config")
        wizard.execute("company")
        wizard.form.party, wizard.form.currency = party, _currency(currency)
        wizard.form.timezone = time_zone
        wizard.execute("add")
        company = _first("company.company", ("party.name", "=", name))
    session._context = Model.get("res.user").get_preferences(True, session.context)  # noqa: SLF001
    return company


def _currency(code: str) -> Any:
    currency = _first("currency.currency", ("code", "=", code))
    if currency is None:
        currency = Model.get("currency.currency")(name=code, code=code, symbol=code)
        currency.save()
    return currency


def _chart(company: Any) -> dict[str, Any]:
    """Return the accounts that sales need; the chart is Tryton's own universal one."""
    if _first("account.account", ("company", "=", company.id)) is None:
        data = Model.get("ir.model.data")
        template = Model.get("account.account.template")(
            data.get_id(CHART, config.get_config().context)
        )
        wizard = Wizard("account.create_chart")
        wizard.execute("account")
        wizard.form.account_template, wizard.form.company = template, company
        wizard.execute("create_account")
        wizard.form.account_receivable = _account("receivable", company)
        wizard.form.account_payable = _account("payable", company)
        wizard.execute("create_properties")
    return {kind: _account(kind, company) for kind in ("revenue", "expense")}


def _account(kind: str, company: Any) -> Any:
    return _first(
        "account.account",
        ("type." + kind, "=", True),
        ("closed", "!=", True),
        ("company", "=", company.id),
    )


def _fiscal_year(company: Any) -> None:
    """Make this year, with numbers for moves and invoices."""
    today = datetime.now(UTC).date()
    if _first("account.fiscalyear", ("company", "=", company.id)) is not None:
        return
    strict, types = Model.get("ir.sequence.strict"), Model.get("ir.sequence.type")
    year = Model.get("account.fiscalyear")(name=str(today.year), company=company)
    year.start_date = date(today.year - 1, 1, 1)
    year.end_date = date(today.year + 1, 12, 31)
    for name, field in (("Account Move", "move_sequence"), ("Invoice", "")):
        (kind,) = types.find([("name", "=", name)], limit=1)
        sequence = strict(name=f"{name} {today.year}", sequence_type=kind, company=company)
        sequence.save()
        if field:
            setattr(year, field, sequence)
            continue
        (numbers,) = year.invoice_sequences
        for each in ("in_invoice", "in_credit_note", "out_invoice", "out_credit_note"):
            setattr(numbers, f"{each}_sequence", sequence)
    year.save()
    year.click("create_period")


def _categories(accounts: dict[str, Any]) -> None:
    """Say which accounts products without a category of their own are booked on."""
    settings = Model.get("account.configuration")(1)
    settings.default_category_account_revenue = accounts["revenue"]
    settings.default_category_account_expense = accounts["expense"]
    settings.save()


def _customer() -> None:
    if _first("party.party", ("code", "=", CUSTOMER)) is None:
        Model.get("party.party")(name="Customers of the platform", code=CUSTOMER).save()


def _places(stores: dict[str, str]) -> None:
    locations = Model.get("stock.location")
    lost = _first("stock.location", ("type", "=", "lost_found"))
    if _first("stock.location", ("code", "=", SOLD)) is None:
        locations(name="Sold by the platform", code=SOLD, type="lost_found").save()
    for code, name in stores.items():
        if _first("stock.location", ("code", "=", code)) is not None:
            continue
        parts = []
        for kind in ("Input", "Output", "Storage"):
            part = locations(name=f"{name} {kind}", type="storage")
            part.save()
            parts.append(part)
        warehouse = locations(name=name, code=code, type="warehouse")
        warehouse.input_location, warehouse.output_location, warehouse.storage_location = parts
        warehouse.lost_found_location = lost
        warehouse.save()


def _product(code: str, name: str, price: Decimal) -> None:
    if _first("product.product", ("code", "=", code)) is not None:
        return
    template = Model.get("product.template")(name=name, type="goods", salable=True)
    template.default_uom = _first("product.uom", ("name", "=", "Unit"))
    template.list_price = price
    (variant,) = template.products
    variant.suffix_code = code
    template.save()


def _user(login: str, password: str, company: Any) -> None:
    if _first("res.user", ("login", "=", login)) is not None:
        return
    data = Model.get("ir.model.data")
    user = Model.get("res.user")(name="The platform", login=login, password=password)
    group = Model.get("res.group")
    for name in GROUPS:
        user.groups.append(group(data.get_id(name, config.get_config().context)))
    user.companies.append(company)
    user.company = company
    user.save()


if __name__ == "__main__":
    main()
