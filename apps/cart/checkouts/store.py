"""Where it is kept which orders are being placed of carts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from apps.cart.checkouts.model import Checkout
from apps.cart.records import checkout_of, checkout_values
from mesh.data.database import Runner
from mesh.data.forgetting import Aging
from mesh.data.queries import load_queries

_FIRST = datetime.fromtimestamp(0, UTC)
SQL = load_queries(Path(__file__).with_name("queries.sql"))
PLACED = Aging("checkouts", "started_at", "order_id <> ''")


class CheckoutStore:
    """The checkouts of one merchant, inside or outside of a transaction."""

    def __init__(self, run: Runner, merchant_id: str) -> None:
        self._run = run
        self._merchant = merchant_id

    async def find(self, person_id: str, request_id: str) -> Checkout | None:
        """Return what became of a request; None for a new one."""
        rows = await self._run.fetch(SQL.find_checkout, self._merchant, person_id, request_id)
        return checkout_of(rows[0]) if rows else None

    async def begin(self, checkout: Checkout) -> bool:
        """Keep that an order is being placed of a cart, which is locked; return whether it is.

        It is not while another order of one of its lines is being placed.
        """
        values = checkout_values(checkout)
        return bool(await self._run.fetch(SQL.begin_checkout, self._merchant, *values))

    async def end(self, checkout: Checkout, order_id: str) -> Checkout | None:
        """Keep which order it became, once; None when that is known already.

        Also of one that was forgotten since: a repetition had it placed all the same.
        """
        key = self._merchant, checkout.checkout_id
        rows = await self._run.fetch(SQL.end_checkout, *key, order_id)
        if not rows:
            values = checkout_values(replace(checkout, order_request=b""))
            rows = await self._run.fetch(
                SQL.end_forgotten_checkout, self._merchant, *values, order_id
            )
        return checkout_of(rows[0]) if rows else None

    async def drop(self, checkout_id: str) -> None:
        """Forget one that became no order."""
        await self._run.execute(SQL.drop_checkout, self._merchant, checkout_id)


async def list_open(
    run: Runner, before: datetime, after: Checkout | None, limit: int
) -> list[Checkout]:
    """Return checkouts, of all merchants, that began before and of which no end is known.

    `after` is the last one that was listed already.
    """
    place = (after.started_at, after.checkout_id) if after else (_FIRST, "")
    return checkout_of.each(await run.fetch(SQL.list_open_checkouts, before, *place, limit))
