"""Vouchers made void at pretix: wholly or not at all, whatever comes in between."""

import asyncio
import math
from decimal import Decimal
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai_plugin import Conflict, Rejected, RetryLater

from plugins.oms_pretix.faults import Refused
from plugins.oms_pretix.model import Ours, Piece
from plugins.oms_pretix.voiding import Voiding

ENTRY = {"list": 1, "type": "entry", "datetime": "2026-01-30T10:00:00Z"}


class FakePretix:
    """One order of pretix, its client and the books beside it; it does what pretix does."""

    def __init__(self, pieces: int) -> None:
        blank = {"canceled": False, "valid_until": None, "secret": "s", "price": "5.00"}
        self.rows = {n: {**blank, "id": n, "blocked": [], "checkins": []} for n in range(pieces)}
        self.account = SimpleNamespace(checkin_list=1)
        self.client = self.books = self.voids = self
        self.done: dict[str, bytes] = {}
        self.booked: list[dict[str, Any]] = []
        self.fails: dict[str, Exception] = {}
        self.scanned_before: dict[str, int] = {}
        """A position that somebody lets in just before a call."""

    async def block(self, position: int, mark: str) -> None:
        self._before("block")
        self.rows[position]["blocked"].append(mark)
        self._after("block")

    async def unblock(self, position: int, mark: str) -> None:
        self.rows[position]["blocked"].remove(mark)

    async def cancel_positions(
        self, code: str, positions: list[int], prices: dict[int, str]
    ) -> None:
        self._before("cancel")
        for position in positions:
            self.rows[position]["canceled"] = True
        for position, price in prices.items():
            self.rows[position]["price"] = price
        self._after("cancel")

    async def cancel_order(self, code: str) -> None:
        await self.cancel_positions(code, list(self.rows), {})

    async def book_refund(self, code: str, body: dict[str, Any], key: str) -> None:
        self._before("book")
        self.booked.append(body)
        self._after("book")

    async def read(self, order_id: str) -> Ours:
        pieces = [
            Piece("1", {**row, "blocked": list(row["blocked"])}) for row in self.rows.values()
        ]
        return Ours(
            *(order_id, "m", "s", "d", "C"),
            is_canceled=False,
            modified=0.0,
            pieces=pieces,
            booked=frozenset(refund["comment"] for refund in self.booked),
            others=0,
        )

    async def keep(self, ours: Ours) -> list[int]:
        return [piece.id for piece in ours.pieces if piece.row["canceled"]]

    def alone(self, order_id: str) -> asyncio.Lock:
        return asyncio.Lock()

    def find(self, keys: list[str]) -> dict[str, bytes]:
        return self.done

    async def take(self, key: str, content: bytes) -> None:
        self.done[key] = content

    def total(self) -> int:
        """What the order costs in fen."""
        stand = (row for row in self.rows.values() if not row["canceled"])
        return int(sum(Decimal(row["price"]) for row in stand) * 100)

    def blocked(self) -> list[int]:
        return [n for n, row in self.rows.items() if row["blocked"] and not row["canceled"]]

    def _before(self, call: str) -> None:
        if call in self.scanned_before:
            self.rows[self.scanned_before.pop(call)]["checkins"].append(ENTRY)
        if isinstance(self.fails.get(call), Refused):
            raise self.fails.pop(call)

    def _after(self, call: str) -> None:
        if call in self.fails:  # it is done, and the answer gets lost
            raise self.fails.pop(call)


async def void(
    pretix: FakePretix, quantity: int, *, key: str = "v1", amount: int | None = None, **more: Any
) -> Any:
    lines = [pb.OmsPieces(line_id="1", quantity=quantity, **more)] if quantity else []
    wish = pb.OmsVoid(void_id=key, merchant_id="m", order_id="o", lines=lines)
    if amount is not None:
        wish.amount.CopyFrom(Money(minor_units=amount, currency_code="CNY"))
    return await Voiding(pretix).void(wish, math.inf)  # type: ignore[arg-type]


async def test_one_that_is_let_in_while_it_is_chosen_keeps_all_of_them_as_they_were():
    pretix = FakePretix(3)
    pretix.scanned_before = {"block": 1}
    with pytest.raises(Rejected, match="VOUCHERS_USED"):
        await void(pretix, 2)
    assert (pretix.blocked(), await pretix.keep(await pretix.read("o"))) == ([], [])
    assert await void(pretix, 2) == ([0, 2], False)


async def test_of_all_that_is_unused_the_one_that_is_let_in_meanwhile_is_left():
    pretix = FakePretix(3)
    pretix.scanned_before = {"block": 1}
    assert await void(pretix, 0) == ([0, 2], False)
    assert pretix.blocked() == []


@pytest.mark.parametrize("call", ["block", "cancel"])
async def test_what_pretix_refuses_stays_as_it_was_and_can_be_used(call):
    pretix = FakePretix(3)
    pretix.fails = {call: Refused({"detail": "No."})}
    with pytest.raises(Refused):
        await void(pretix, 2)
    assert (pretix.blocked(), pretix.done) == ([], {})


async def test_what_pretix_does_not_book_is_void_and_goes_back_all_the_same():
    pretix = FakePretix(3)
    pretix.fails = {"book": Refused({"detail": "No."})}
    assert await void(pretix, 2) == ([0, 1], False)
    assert (pretix.booked, pretix.blocked()) == ([], [])


@pytest.mark.parametrize("call", ["block", "cancel", "book"])
@pytest.mark.parametrize("quantity", [0, 2])
async def test_a_wish_whose_answer_is_lost_goes_on_with_what_it_has_blocked(call, quantity):
    pretix = FakePretix(2 if quantity == 0 else 3)
    pretix.fails = {call: RetryLater("NO_ANSWER", "Lost.")}
    with pytest.raises(RetryLater):
        await void(pretix, quantity)
    assert await void(pretix, quantity) == ([0, 1], False)
    assert await void(pretix, quantity) == ([0, 1], True)
    with pytest.raises(Conflict):
        await void(pretix, 1)
    pretix.done.clear()  # the plug-in's folder is lost
    assert (await void(pretix, quantity))[0] == [0, 1]
    assert [refund["amount"] for refund in pretix.booked] == ["10.00"]


async def test_the_vouchers_that_are_named_are_taken_and_no_others():
    pretix = FakePretix(3)
    assert await void(pretix, 1, voucher_ids=["px2"]) == ([2], False)
    for name in ("px2", "px9"):
        with pytest.raises(Rejected, match="VOUCHERS_USED"):
            await void(pretix, 1, key="v2", voucher_ids=[name])


@pytest.mark.parametrize("order", [*permutations(range(3))])
@pytest.mark.parametrize("paid", [7000, 10000, 2])
async def test_an_order_costs_what_the_chain_keeps_whichever_piece_comes_back_first(paid, order):
    pretix, left = FakePretix(3), paid
    for number, row in pretix.rows.items():
        row["price"] = f"{(paid * (number + 1) // 3 - paid * number // 3) / 100:.2f}"
    for at, piece in enumerate(order):
        back = left // (3 - at)  # as the platform gives back: its share of what is left
        left -= back
        pretix.fails = {"cancel": RetryLater("NO_ANSWER", "Lost.")}
        wish = {"key": f"v{at}", "amount": back, "voucher_ids": [f"px{piece}"]}
        with pytest.raises(RetryLater):
            await void(pretix, 1, **wish)
        await void(pretix, 1, **wish)
        assert pretix.total() == left


async def test_goodwill_changes_no_price():
    pretix = FakePretix(3)
    await void(pretix, 1, amount=300)
    assert pretix.total() == 1000
