"""oms_pretix's words: amounts, whose an order is, what has ended, refusals, accounts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai_plugin import AuthRefused, BadRequest, PluginFault, RateLimited, Rejected, RetryLater
from zhongtai_plugin.accounts import AccountUnusable

from plugins.oms_pretix import batches, mapping
from plugins.oms_pretix.accounts import account_of
from plugins.oms_pretix.faults import NotThere, Refused, bounded, fault_of

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
TABLE: dict[str, Any] = {
    "url": "http://127.0.0.1:8345/",
    "organizer": "noodles",
    "event": "vouchers",
    "token": "abc123",
    "checkin_list": "1",
    "items": {"V1": "12", "V2": "13/4"},
}
ACCOUNT = account_of("noodles", TABLE)
ISSUED, REDEEMED = mapping.ISSUED, mapping.REDEEMED
EXPIRED, VOIDED = mapping.EXPIRED, mapping.VOIDED


def money(minor_units: int, currency: str = "CNY") -> Money:
    return Money(minor_units=minor_units, currency_code=currency)


def order(*lines: tuple[int, int], paid: int = 0, currency: str = "CNY") -> order_pb.OmsOrder:
    """An order with lines of (pieces, price of one)."""
    return order_pb.OmsOrder(
        order_id="o1",
        merchant_id="noodles",
        store_id="sto_1",
        lines=[
            order_pb.OmsOrderLine(
                line_id=str(number),
                sku_code="V1",
                quantity=pieces,
                unit_price=money(price),
                line_total=money(pieces * price),
            )
            for number, (pieces, price) in enumerate(lines)
        ],
        total=money(paid, currency),
    )


def row(wanted: order_pb.OmsOrder, **more: Any) -> dict[str, Any]:
    """An order as pretix tells it."""
    body = mapping.body_of(wanted, ACCOUNT, wanted.total.currency_code)
    position = {"canceled": False, "blocked": None, "checkins": [], "valid_until": None}
    positions = [
        {**position, "id": number + 10, "positionid": number, "secret": f"secret{number}"}
        for number, _ in enumerate(body["positions"], start=1)
    ]
    told = {"code": body["code"], "api_meta": body["api_meta"], "positions": positions}
    told["refunds"] = []
    return {**told, "status": "p", "last_modified": "2026-01-31T12:00:00Z", **more}


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 10**9)), min_size=1, max_size=9),
    st.integers(0, 10**12),
)
def test_prices_of_pieces_are_what_was_paid_to_the_unit_and_none_is_less_than_nothing(lines, paid):
    prices = mapping.prices_of(order(*lines, paid=paid))
    assert sum(prices) == paid
    assert min(prices) >= 0
    assert len(prices) == sum(pieces for pieces, _ in lines)


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 10**6), st.integers(0, 100)), min_size=1)
)
def test_pieces_cost_their_share_of_their_line_after_its_discount(lines):
    wanted = order(*((pieces, price) for pieces, price, _ in lines))
    for line, (pieces, price, percent) in zip(wanted.lines, lines, strict=True):
        line.discount.CopyFrom(money(pieces * price * percent // 100))
    paid = [line.line_total.minor_units - line.discount.minor_units for line in wanted.lines]
    wanted.total.CopyFrom(money(sum(paid)))
    prices = iter(mapping.prices_of(wanted))
    for left, (pieces, _, _) in zip(paid, lines, strict=True):
        share = [next(prices) for _ in range(pieces)]
        if sum(paid) > 0:
            assert sum(share) == left
            assert max(share) - min(share) <= 1


@pytest.mark.parametrize(("currency", "price"), [("CNY", "12.34"), ("JPY", "1234")])
def test_amounts_have_the_digits_of_their_currency(currency, price):
    body = mapping.body_of(order((1, 1), paid=1234, currency=currency), ACCOUNT, currency)
    assert [position["price"] for position in body["positions"]] == [price]


def test_what_pretix_cannot_hold_is_rejected():
    for wanted, currency in (((1, 1), "KWD"), ((1, 1), "USD")):
        with pytest.raises(Rejected, match="CURRENCY_UNKNOWN"):
            mapping.body_of(order(wanted, paid=1, currency="KWD"), ACCOUNT, currency)
    for lines in ((), ((0, 1),), ((201, 1),)):
        with pytest.raises(BadRequest):
            mapping.check_order(order(*lines))


@given(st.text(max_size=40), st.text(max_size=40))
def test_codes_are_such_as_pretix_takes_and_marks_such_as_it_lets_be_names(chain, key):
    code, mark = mapping.code_of(chain, key), mapping.mark_of(chain, key)
    assert len(code) == 16
    assert set(code) <= set("ABCDEFGHJKLMNPQRSTUVWXYZ1234567890")
    assert mark.removeprefix("api:").replace(".", "").isalnum()


def test_an_order_of_pretix_is_ours_under_its_own_code_alone():
    there = row(order((2, 100), (1, 50), paid=200))
    ours = mapping.ours_of({**there, "positions": there["positions"][::-1]})
    assert ours is not None
    assert [piece.line_id for piece in ours.pieces] == ["0", "0", "1"]
    added = {**there["positions"][0], "id": 99, "positionid": 4}
    with_other = mapping.ours_of({**there, "positions": [*there["positions"], added]})
    assert with_other is not None
    assert (len(with_other.pieces), with_other.others) == (3, 1)
    copied = {**there, "code": "ABCDEFGH23456789"}
    odd = [{}, {"zhongtai": None}, {"zhongtai": {"order_id": "o1"}}, {"zhongtai": []}, None]
    for other in [copied, *({**there, "api_meta": meta} for meta in odd)]:
        assert mapping.ours_of(other) is None


ENTRY = {"list": 1, "type": "entry", "datetime": "2026-01-30T10:00:00Z"}


@pytest.mark.parametrize(
    ("position", "status", "state"),
    [
        ({}, "p", ISSUED),
        ({"valid_until": "2026-01-31T12:00:01Z"}, "p", ISSUED),
        ({"valid_until": "2026-01-31T12:00:00Z"}, "p", EXPIRED),
        ({"canceled": True}, "p", VOIDED),
        ({}, "c", VOIDED),
        ({"checkins": [ENTRY]}, "p", REDEEMED),
        ({"checkins": [ENTRY], "canceled": True}, "c", REDEEMED),
        ({"checkins": [ENTRY], "valid_until": "2026-01-01T00:00:00Z"}, "p", REDEEMED),
        ({"checkins": [{**ENTRY, "list": 2}, {**ENTRY, "type": "exit"}]}, "p", ISSUED),
    ],
)  # fmt: skip
def test_where_a_position_stands(position, status, state):
    there = row(order((1, 1), paid=1), status=status)
    there["positions"][0] |= position
    ours = mapping.ours_of(there)
    assert ours is not None
    assert [each.state for each in mapping.state_of(ours, 1, NOW).vouchers] == [state]


def test_what_goes_back_is_what_the_platform_says_or_what_the_void_pieces_cost():
    wish, mark = pb.OmsVoid(void_id="w1", merchant_id="noodles", order_id="o1"), "api:zhongtai.w"
    there = row(order((4, 100), paid=400))
    for position, price in zip(there["positions"], ("1.00", "2.00", "4.00", "8.00"), strict=True):
        position["price"] = price
    there["positions"][0] |= {"blocked": [mark], "canceled": True}
    there["positions"][1] |= {"blocked": [mark]}
    there["positions"][2] |= {"blocked": ["api:zhongtai.other"], "canceled": True}
    ours = mapping.ours_of(there)
    assert ours is not None
    assert mapping.given_back(mapping.amount_of(wish), ours, mark) == 1
    for amount, text in ((money(150), "1.50"), (money(150, "JPY"), "150"), (money(0), "0.00")):
        wish.amount.CopyFrom(amount)
        assert (
            mapping.refund_of(mapping.given_back(mapping.amount_of(wish), ours, mark), mark, NOW)[
                "amount"
            ]
            == text
        )


def standing(state: int, store: str = "") -> order_pb.OmsOrderState:
    voucher = order_pb.OmsVoucher(voucher_id="px1", redeem_store_id=store)
    voucher.state = state  # type: ignore[assignment]
    return order_pb.OmsOrderState(vouchers=[voucher])


@pytest.mark.parametrize("before", [ISSUED, REDEEMED, EXPIRED, VOIDED])
@pytest.mark.parametrize("now", [ISSUED, REDEEMED, EXPIRED, VOIDED])
def test_what_has_ended_stays_so_whatever_is_undone(before, now):
    (told,) = mapping.settled(standing(before), standing(now))
    moves = {ISSUED: {ISSUED, REDEEMED, EXPIRED, VOIDED}, EXPIRED: {EXPIRED, VOIDED}}
    assert told.state == (now if now in moves.get(before, {before}) else before)


def test_the_store_where_one_was_used_may_become_known_later():
    (told,) = mapping.settled(standing(REDEEMED), standing(REDEEMED, "sto_1"))
    assert told.redeem_store_id == "sto_1"
    (told,) = mapping.settled(standing(REDEEMED, "sto_1"), standing(REDEEMED))
    assert told.redeem_store_id == "sto_1"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, Refused, "PRETIX_REFUSES"),
        (401, AuthRefused, "TOKEN_REFUSED"),
        (403, AuthRefused, "NOT_ALLOWED"),
        (404, NotThere, "NOT_THERE"),
        (302, AuthRefused, "ADDRESS_WRONG"),
        (409, RetryLater, "PRETIX_AWAY"),
        (429, RateLimited, "RATE_LIMITED"),
        (502, RetryLater, "PRETIX_AWAY"),
    ],
)
def test_a_refusal_says_what_shall_happen_next(status: int, kind: type[PluginFault], code: str):
    fault = fault_of(status, {"positions": [{"item": ["No quota."]}]}, "7")
    assert (type(fault), fault.code) == (kind, code)
    assert (fault.retry_after_seconds == 7.0) == (kind is RateLimited)


def test_words_of_pretix_name_nobody_and_show_no_code():
    said = {"a": ["of v@example.com +86 138 0013 8000"], "b": {"c": "9y4um8rgmze35w9dvq73x8 \n3"}}
    assert bounded(said) == "of … …… 3"
    assert len(bounded("x " * 999)) == 160


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": "ftp://x"}, "http"),
        ({"organizer": "a/b"}, "short forms"),
        ({"token": "Token abc"}, "letters and digits"),
        ({"checkin_list": "one"}, "check-in list"),
        ({"items": {}}, "must name the products"),
        ({"items": {"V1": "12/"}}, "12/3"),
        ({"item": "12"}, "means nothing"),
    ],
)
def test_an_account_that_cannot_be_used_says_what_would_be_right(change, words):
    with pytest.raises(AccountUnusable, match=words):
        account_of("noodles", {**TABLE, **change})
    assert TABLE["token"] not in repr(ACCOUNT)


@pytest.mark.parametrize(
    "lines",
    [
        [pb.OmsPieces(line_id="1", quantity=1)] * 2,
        [pb.OmsPieces(line_id="1")],
        [pb.OmsPieces(line_id="1", quantity=2, voucher_ids=["px1"])],
        [pb.OmsPieces(line_id="1", quantity=2, voucher_ids=["px1", "px1"])],
    ],
)
def test_a_wish_names_each_line_once_and_a_voucher_for_each_piece_or_none(lines):
    with pytest.raises(BadRequest):
        mapping.wanted_of(pb.OmsVoid(void_id="v", merchant_id="m", order_id="o", lines=lines))


async def test_a_batch_is_answered_item_by_item_as_far_as_there_is_time(monkeypatch):
    async def do(key: str, _until: float) -> tuple[order_pb.OmsOrderState, bool]:
        if key == "bad":
            raise BadRequest("FIELDS_MISSING", "It is not whole.")
        if key == "away":
            raise RetryLater("NO_ANSWER", "Nobody is there.")
        return order_pb.OmsOrderState(order_id=key), key == "known"

    def said(answers: list[pb.OmsAnswer]) -> list[str]:
        return [x.result.error.code or str(x.result.already_known) for x in answers]

    told = await batches.answers_of(["bad", "known", "away", "new"], str, do)
    assert said(told) == ["FIELDS_MISSING", "True", "NO_ANSWER", "False"]
    # What is wrong with an item is said of it; what is wrong with all of them ends the call.
    assert said(await batches.answers_of(["bad", "away"], str, do))[1] == "NO_ANSWER"
    with pytest.raises(RetryLater):
        await batches.answers_of(["away", "away"], str, do)
    monkeypatch.setattr(batches, "BEGIN_SECONDS", -1.0)
    with pytest.raises(RetryLater, match="MORE_TO_COME"):
        await batches.answers_of(["new"], str, do)
    for number in (0, batches.MOST + 1):
        with pytest.raises(BadRequest):
            await batches.answers_of(["new"] * number, str, do)
