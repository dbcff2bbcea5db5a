"""`zhongtai token`: make tokens and list what was made."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from typing import get_args

from rich.console import Console
from rich.table import Table

from cli import mint
from cli.problems import Problem
from mesh.context import Kind
from mesh.settings import ProcessSettings
from mesh.token_records import TokenRecord, minted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom the token shows; or, instead of making one, what was made."""
    parser.add_argument("--list", action="store_true", help="list what was made, and make none")
    parser.add_argument("--kind", choices=get_args(Kind), default="service")
    parser.add_argument("--subject", default="", help="whom it shows: a name or an id")
    mint.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the token, alone on its line, for use in scripts; or what was asked for."""
    if options.list:
        _show(minted(ProcessSettings.read().home))
        return 0
    if not options.subject:
        raise Problem("--subject is missing: whom the token shows, a name or an id.")
    print(mint.mint(options))
    return 0


def _show(records: list[TokenRecord]) -> None:
    table = Table("id", "kind", "subject", "merchant", "scopes", "until", "state", box=None)
    now = time.time()
    for record in records:
        until = datetime.fromtimestamp(record.expires_at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        state = "good" if record.expires_at > now else "expired"
        words = (record.token_id, record.kind, record.subject, record.merchant_id)
        table.add_row(*words, " ".join(record.scopes), until, state)
    # Never cut: ids are for copying.
    Console(width=None if Console().is_terminal else 10_000).print(table)
