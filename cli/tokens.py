"""`zhongtai token`: make tokens, list what was made, revoke."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args

import grpc
from google.protobuf.message import Message
from rich.console import Console
from rich.table import Table
from zhongtai.user.v1 import revocation_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceStub

from cli import mint
from cli.home import read_running
from cli.problems import Problem
from mesh.call.context import Identity, Kind
from mesh.call.errors_wire import refusal_of
from mesh.call.outgoing import MERCHANT, header_text
from mesh.call.pages import each_page
from mesh.edge.public_tls import local_channel
from mesh.process.settings import ProcessSettings
from mesh.process.token_records import TokenRecord, minted
from mesh.process.tokens import TokenSigner

SELF_SECONDS = 60
CALL_SECONDS = 10.0
PAGE = 200
TOKEN = "token"  # noqa: S105  a word, no secret


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whom the token shows; or, instead of making one, what to list or revoke."""
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="list what was made")
    instead.add_argument("--revoke", metavar="ID", help="revoke one token, at once")
    instead.add_argument(
        "--revoke-all",
        action="store_true",
        help="revoke all tokens of --kind and --subject that were made until now",
    )
    parser.add_argument("--reason", default="", help="why it is revoked")
    parser.add_argument("--kind", choices=get_args(Kind), default="service")
    parser.add_argument("--subject", default="", help="whom it shows: a name or an id")
    mint.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the token, alone on its line, for use in scripts; or do what was asked for."""
    home = ProcessSettings.read().home
    if options.list:
        records = minted(home)
        _show(records, asyncio.run(_revoked(home, records)))
    elif options.revoke:
        asyncio.run(_revoke_one(home, options))
    elif not options.subject:
        raise Problem("--subject is missing: whom the token shows, a name or an id.")
    elif options.revoke_all:
        wanted = {"kind": options.kind, "subject": options.subject, "reason": options.reason}
        asyncio.run(_revoke(home, options.merchant, wanted))
    else:
        print(mint.mint(options))
    return 0


async def _revoke_one(home: Path, options: argparse.Namespace) -> None:
    records = {record.token_id: record for record in minted(home)}
    record = records.get(options.revoke)
    wanted = {"kind": TOKEN, "subject": options.revoke, "reason": options.reason}
    if record is not None and record.expires_at <= time.time():
        raise Problem("That token has ended by itself.")
    if record is None and not options.merchant:
        raise Problem("That token is not in the list of this folder: say its chain, --merchant.")
    await _revoke(home, record.merchant_id if record else options.merchant, wanted)


async def _revoke(home: Path, merchant_id: str, wanted: dict[str, Any]) -> None:
    request = revocation_pb2.RevokeAccessTokensRequest(
        **wanted, bound_to_no_merchant=not merchant_id
    )
    reply = await _call(home, "RevokeAccessTokens", merchant_id, request)
    kept: revocation_pb2.Revocation = reply.revocation
    print(f"revoked: {kept.kind} {kept.subject}")


async def _revoked(home: Path, records: Iterable[TokenRecord]) -> set[str]:
    """Return ids of those records whose tokens are revoked; empty when nothing runs to ask."""
    if read_running(home) is None:
        return set()
    by_merchant: dict[str, list[TokenRecord]] = {}
    for record in records:
        by_merchant.setdefault(record.merchant_id, []).append(record)
    found: set[str] = set()
    for merchant_id, some in by_merchant.items():
        before = await _revocations(home, merchant_id)
        for record in some:
            by_subject = before.get((record.kind, record.subject), 0.0)
            if (TOKEN, record.token_id) in before or by_subject > record.issued_at:
                found.add(record.token_id)
    return found


async def _revocations(home: Path, merchant_id: str) -> dict[tuple[str, str], float]:
    """Return what is revoked in a chain: kind and subject → issued before when, in Unix time."""
    request = revocation_pb2.ListRevocationsRequest(
        page_size=PAGE, bound_to_no_merchant=not merchant_id
    )
    before: dict[tuple[str, str], float] = {}
    ask = partial(_call, home, "ListRevocations", merchant_id)
    async for page in each_page(ask, request):
        for each in page.revocations:
            before[each.kind, each.subject] = each.issued_before.ToNanoseconds() / 1e9
    return before


async def _call(home: Path, method: str, merchant_id: str, request: Message) -> Any:
    """Call the user center as an operator bound to no chain. Raise Problem."""
    running = read_running(home)
    if running is None:
        raise Problem(f"No platform runs in {home}: revoking needs it. Start it, then revoke.")
    caller = Identity("operator", "zhongtai-token", "", frozenset({"tokens.read", "tokens.write"}))
    # A service's name of a chain that does not exist: an operator of none must name some.
    token = TokenSigner.load(home).sign(caller, SELF_SECONDS)
    metadata = (
        ("authorization", f"Bearer {token}"),
        (MERCHANT, header_text(merchant_id or "-")),
    )
    async with local_channel(running["endpoints"]["grpc"], os.environ) as channel:
        call = getattr(UserServiceStub(channel), method)
        try:
            return await call(request, metadata=metadata, timeout=CALL_SECONDS)
        except grpc.aio.AioRpcError as exc:
            refusal = refusal_of(exc)
            raise Problem(refusal.message if refusal else f"{exc.details()}") from None


def _show(records: list[TokenRecord], revoked: set[str]) -> None:
    table = Table("id", "kind", "subject", "merchant", "scopes", "until", "state", box=None)
    now = time.time()
    for record in records:
        until = datetime.fromtimestamp(record.expires_at, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        state = "expired" if record.expires_at <= now else "good"
        state = "revoked" if record.token_id in revoked else state
        words = (record.token_id, record.kind, record.subject, record.merchant_id)
        table.add_row(*words, " ".join(record.scopes), until, state)
    # Never cut: ids are for copying.
    Console(width=None if Console().is_terminal else 10_000).print(table)
