r"""Sets up an event in a pretix, for trying oms_pretix; run by pretix's own Python.

    PRETIX_CONFIG_FILE=pretix.cfg python event.py --organizer noodles --event vouchers \
        --currency CNY --item T1=Tea=18.50 --token-file token

Run again it adds what is missing. It makes the organizer, the event, a product for each code with
a quota that never ends, the check-in list, and a team with just the rights that the adapter needs;
its token goes into the file. With --members-token-file it makes a second team, with the rights that
crm_pretix needs. What stands in the file of accounts is printed.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django_scopes import scopes_disabled

RIGHTS = ("event.orders:read", "event.orders:write", "event.orders:checkin")
"""What the adapter's token may do: read and change orders, and redeem."""

MEMBERS_RIGHTS = (
    *("organizer.customers:read", "organizer.customers:write"),
    *("organizer.giftcards:read", "organizer.giftcards:write"),
)
"""What the token of crm_pretix may do: see and change customers and gift cards."""


def main() -> None:
    """Set up what the command line names."""
    wanted = _parser().parse_args()
    _load(tables=wanted.tables)
    with scopes_disabled(), transaction.atomic():
        organizer = _organizer(wanted.organizer)
        event = _event(organizer, wanted.event, wanted.currency, wanted.time_zone)
        items = {}
        for entry in wanted.item:
            code, name, price = entry.split("=")
            items[code] = _item(event, code, name, Decimal(price))
        lists = _list(event)
        _keep(_token(organizer, event), wanted.token_file)
        if wanted.members_token_file:
            _keep(_members_token(organizer), wanted.members_token_file)
    lines = [f'organizer = "{wanted.organizer}"', f'event = "{wanted.event}"']
    lines += [f'checkin_list = "{lists}"', "# of the table of items:"]
    lines += [f'"{code}" = "{number}"' for code, number in items.items()]
    sys.stdout.write("\n".join(lines) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Set up an event in a pretix.")
    parser.add_argument("--organizer", required=True, help="the organizer's short form")
    parser.add_argument("--event", required=True, help="the event's short form")
    parser.add_argument("--currency", default="CNY", help="three capitals")
    parser.add_argument("--time-zone", default="Asia/Shanghai", help="of the event's days")
    parser.add_argument("--item", action="append", default=[], help="code=name=price")
    parser.add_argument("--token-file", type=Path, required=True, help="where the token goes")
    parser.add_argument(
        "--members-token-file",
        type=Path,
        help="where the token for crm_pretix goes, which sees and changes customers and gift cards",
    )
    parser.add_argument(
        "--tables",
        action="store_true",
        help="first make the tables of an empty database as pretix's own tests do: from what its "
        "programs say, not by its migrations. For tests; such a database cannot be upgraded",
    )
    return parser


def _load(*, tables: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
    if tables:
        settings.MIGRATION_MODULES = _NoMigrations()
    django.setup()
    if tables:
        call_command("migrate", run_syncdb=True, skip_checks=True, verbosity=0)


class _NoMigrations:
    """Says of each part of pretix that it has no migrations."""

    def __contains__(self, part: str) -> bool:
        return True

    def __getitem__(self, part: str) -> None:
        return None


def _organizer(slug: str) -> Any:
    organizers = apps.get_model("pretixbase", "Organizer").objects
    return organizers.get_or_create(slug=slug, defaults={"name": slug.title()})[0]


def _event(organizer: Any, slug: str, currency: str, time_zone: str) -> Any:
    values = {
        "name": "Vouchers",
        "currency": currency,
        "date_from": datetime.now(UTC),
        "live": True,
        "plugins": "",
    }
    event, made = organizer.events.get_or_create(slug=slug, defaults=values)
    if made:
        event.settings.timezone = time_zone
    return event


def _item(event: Any, code: str, name: str, price: Decimal) -> int:
    item, made = event.items.get_or_create(
        internal_name=code, defaults={"name": name, "default_price": price}
    )
    if made:
        event.quotas.create(name=code, size=None).items.add(item)
    return int(item.pk)


def _list(event: Any) -> int:
    """Return the number of the list on which a voucher is used up, once and for all."""
    once = {"allow_multiple_entries": False, "allow_entry_after_exit": False}
    return int(event.checkin_lists.get_or_create(name="Redeemed", defaults=once)[0].pk)


def _keep(token: str, file: Path) -> None:
    file.touch(mode=0o600)
    file.write_text(token)


def _members_token(organizer: Any) -> str:
    values = {"limit_organizer_permissions": dict.fromkeys(MEMBERS_RIGHTS, True)}
    team, _ = organizer.teams.get_or_create(name="The platform's members", defaults=values)
    return str(team.tokens.get_or_create(name="crm_pretix", defaults={"active": True})[0].token)


def _token(organizer: Any, event: Any) -> str:
    values = {"limit_event_permissions": dict.fromkeys(RIGHTS, True)}
    team, made = organizer.teams.get_or_create(name="The platform", defaults=values)
    if made:
        team.limit_events.add(event)
    return str(team.tokens.get_or_create(name="oms_pretix", defaults={"active": True})[0].token)


if __name__ == "__main__":
    main()
