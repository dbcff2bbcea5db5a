"""The provider's book: trades, refunds and the notices still to deliver, in one journal."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import msgspec
from zhongtai_plugin import Conflict, Journal, Rejected

from plugins.payment_sandbox.model import (
    CLOSED,
    PAYMENT_SUCCEEDED,
    PENDING,
    REFUND_SUCCEEDED,
    SUCCEEDED,
    NewTrade,
    Notice,
    NoticeAmount,
    NoticeBody,
    NoticeResource,
    Refund,
    Trade,
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS trades (
    payment_id TEXT PRIMARY KEY, trade_no TEXT NOT NULL UNIQUE, merchant_id TEXT NOT NULL,
    order_id TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    subject TEXT NOT NULL, expires REAL NOT NULL, notify_url TEXT NOT NULL,
    status TEXT NOT NULL, paid_amount INTEGER NOT NULL, paid REAL NOT NULL,
    refunded INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS trades_paid ON trades (paid) WHERE paid > 0;
CREATE TABLE IF NOT EXISTS refunds (
    refund_id TEXT PRIMARY KEY, refund_no TEXT NOT NULL UNIQUE, payment_id TEXT NOT NULL,
    merchant_id TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
    reason TEXT NOT NULL, notify_url TEXT NOT NULL, succeeded REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS refunds_succeeded ON refunds (succeeded);
CREATE TABLE IF NOT EXISTS notices (
    event_id TEXT PRIMARY KEY, payment_id TEXT NOT NULL, url TEXT NOT NULL, body BLOB NOT NULL,
    attempts INTEGER NOT NULL, created REAL NOT NULL, done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS notices_open ON notices (created) WHERE done = 0;
DELETE FROM notices WHERE done = 1;
"""
_TRADE = (
    "SELECT payment_id, trade_no, merchant_id, order_id, amount, currency, subject, expires, "
    "notify_url, status, paid_amount, paid, refunded FROM trades WHERE "
)
_REFUND = (
    "SELECT refund_id, refund_no, payment_id, merchant_id, amount, currency, reason, notify_url, "
    "succeeded FROM refunds WHERE "
)
_NOTICE = "SELECT event_id, payment_id, url, body, attempts, created FROM notices WHERE "

_encode = msgspec.json.Encoder().encode


class Trades:
    """All trades of the sandbox. Make it with `open`."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    @classmethod
    async def open(cls, folder: Path) -> Trades:
        """Open or make the book in a folder."""
        return cls(await Journal.open(folder / "trades.sqlite3", _SCHEMA))

    async def close(self) -> None:
        """Finish writing and close."""
        await self._journal.close()

    async def create(self, new: NewTrade) -> Trade:
        """Open a trade, or give the one that is there. Raise Conflict for another amount."""

        def keep(db: sqlite3.Connection) -> Trade:
            known = _trade(db, "payment_id = ?", new.payment_id)
            if known is None:
                values = (*astuple(new), f"st{secrets.token_hex(12)}")
                db.execute(
                    "INSERT INTO trades (payment_id, merchant_id, order_id, amount, currency, "
                    "subject, expires, notify_url, trade_no, status, paid_amount, paid, refunded) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, 0)",
                    values,
                )
                known = _found(_trade(db, "payment_id = ?", new.payment_id))
            if (known.amount, known.currency) != (new.amount, new.currency):
                raise Conflict("AMOUNT_DIFFERS", "This payment_id was opened with another amount.")
            return known

        return await self._journal.write(keep)

    async def pay(self, reference: str, amount: int | None) -> tuple[Trade, Notice | None]:
        """Return the customer pays. The notice is None when it was paid before.

        `amount` makes the customer pay another amount, as a fault. Raise Rejected.
        """

        def settle(db: sqlite3.Connection) -> tuple[Trade, Notice | None]:
            trade = _trade(db, "payment_id = ? OR trade_no = ?", reference, reference)
            if trade is None:
                raise Rejected("TRADE_UNKNOWN", "There is no such trade.")
            now = time.time()
            status = trade.status_at(now)
            if status == SUCCEEDED:
                return trade, None
            if status == CLOSED:
                raise Rejected("TRADE_CLOSED", "This trade can no longer be paid.")
            db.execute(
                "UPDATE trades SET status = ?, paid_amount = ?, paid = ? WHERE payment_id = ?",
                (SUCCEEDED, trade.amount if amount is None else amount, now, trade.payment_id),
            )
            paid = _found(_trade(db, "payment_id = ?", trade.payment_id))
            return paid, _keep_notice(db, _payment_notice(paid))

        return await self._journal.write(settle)

    async def close_trade(self, payment_id: str) -> Trade | None:
        """Make a trade unpayable if it is not paid; None when it is not known."""

        def shut(db: sqlite3.Connection) -> Trade | None:
            db.execute(
                "UPDATE trades SET status = ? WHERE payment_id = ? AND status = ?",
                (CLOSED, payment_id, PENDING),
            )
            return _trade(db, "payment_id = ?", payment_id)

        return await self._journal.write(shut)

    async def refund(
        self, refund_id: str, payment_id: str, amount: int, *, reason: str, notify_url: str
    ) -> tuple[Refund, Notice | None]:
        """Return money back. The notice is None when the refund is known.

        Raise Conflict (same id, other content) and Rejected (NOT_PAID, too much).
        """

        def give(db: sqlite3.Connection) -> tuple[Refund, Notice | None]:
            known = _refund(db, refund_id)
            if known is not None:
                if (known.payment_id, known.amount) != (payment_id, amount):
                    raise Conflict("REFUND_DIFFERS", "This refund_id was used for another refund.")
                return known, None
            trade = _trade(db, "payment_id = ?", payment_id)
            if trade is None or trade.status != SUCCEEDED:
                raise Rejected("NOT_PAID", "There is no money to give back.")
            if trade.refunded + amount > trade.paid_amount:
                raise Rejected("REFUND_EXCEEDS_PAYMENT", "More than is left of the payment.")
            refund = Refund(
                refund_id,
                f"sr{secrets.token_hex(12)}",
                payment_id,
                trade.merchant_id,
                amount,
                trade.currency,
                reason,
                notify_url,
                time.time(),
            )
            db.execute("INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(refund))
            db.execute(
                "UPDATE trades SET refunded = refunded + ? WHERE payment_id = ?",
                (amount, payment_id),
            )
            return refund, _keep_notice(db, _refund_notice(trade, refund))

        return await self._journal.write(give)

    def trade(self, reference: str) -> Trade | None:
        """Return a trade by payment_id or trade_no."""
        return self._journal.read(
            lambda db: _trade(db, "payment_id = ? OR trade_no = ?", reference, reference)
        )

    def refund_by_id(self, refund_id: str) -> Refund | None:
        """Return a refund by the platform's id."""
        return self._journal.read(lambda db: _refund(db, refund_id))

    def bill(self, begin: float, end: float, merchant_id: str) -> Iterator[Trade | Refund]:
        """Payments and then refunds between two moments; an empty merchant means all."""
        span = (begin, end, merchant_id, merchant_id)
        trades = self._journal.read(
            lambda db: db.execute(
                _TRADE + "paid >= ? AND paid < ? AND (? = '' OR merchant_id = ?) ORDER BY paid",
                span,
            ).fetchall()
        )
        refunds = self._journal.read(
            lambda db: db.execute(
                _REFUND + "succeeded >= ? AND succeeded < ? AND (? = '' OR merchant_id = ?) "
                "ORDER BY succeeded",
                span,
            ).fetchall()
        )
        yield from (Trade(*row) for row in trades)
        yield from (Refund(*row) for row in refunds)

    # Notices.

    def open_notices(self) -> list[Notice]:
        """Return what is still to be delivered, oldest first."""
        rows = self._journal.read(
            lambda db: db.execute(_NOTICE + "done = 0 ORDER BY created").fetchall()
        )
        return [Notice(*row) for row in rows]

    async def delivered(self, event_id: str) -> None:
        """The platform has answered 200, or it is hopeless: forget a notice."""
        await self._journal.write(
            lambda db: db.execute("DELETE FROM notices WHERE event_id = ?", (event_id,))
        )

    async def failed(self, event_id: str) -> None:
        """Count an attempt."""
        await self._journal.write(
            lambda db: db.execute(
                "UPDATE notices SET attempts = attempts + 1 WHERE event_id = ?", (event_id,)
            )
        )


def _payment_notice(trade: Trade) -> Notice:
    resource = NoticeResource(
        payment_id=trade.payment_id,
        merchant_id=trade.merchant_id,
        trade_no=trade.trade_no,
        amount=NoticeAmount(trade.paid_amount, trade.currency),
        occurred_at=trade.paid,
    )
    return _notice(f"evt_{trade.trade_no}", PAYMENT_SUCCEEDED, resource, trade.notify_url)


def _refund_notice(trade: Trade, refund: Refund) -> Notice:
    resource = NoticeResource(
        payment_id=refund.payment_id,
        merchant_id=trade.merchant_id,
        trade_no=refund.refund_no,
        amount=NoticeAmount(refund.amount, refund.currency),
        occurred_at=refund.succeeded,
        refund_id=refund.refund_id,
    )
    return _notice(f"evt_{refund.refund_no}", REFUND_SUCCEEDED, resource, refund.notify_url)


def _notice(event_id: str, event_type: str, resource: NoticeResource, url: str) -> Notice:
    body = _encode(NoticeBody(id=event_id, event_type=event_type, resource=resource))
    return Notice(event_id, resource.payment_id, url, body, 0, time.time())


def _keep_notice(db: sqlite3.Connection, notice: Notice) -> Notice:
    db.execute(
        "INSERT INTO notices (event_id, payment_id, url, body, attempts, created) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        astuple(notice),
    )
    return notice


def _trade(db: sqlite3.Connection, condition: str, *values: str) -> Trade | None:
    row = db.execute(_TRADE + condition, values).fetchone()
    return Trade(*row) if row is not None else None


def _refund(db: sqlite3.Connection, refund_id: str) -> Refund | None:
    row = db.execute(_REFUND + "refund_id = ?", (refund_id,)).fetchone()
    return Refund(*row) if row is not None else None


def _found(trade: Trade | None) -> Trade:
    if trade is None:
        raise LookupError("a trade vanished while it was written")
    return trade
