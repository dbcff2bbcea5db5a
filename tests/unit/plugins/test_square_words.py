"""Square's words as the contract's: orders to the cent, states, refusals, settings."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from square.types.order import Order
from zhongtai.common.v1 import trade_pb2
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import pos_order_pb2 as pos
from zhongtai.plugin.v1 import pos_pb2
from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    Conflict,
    RateLimited,
    Rejected,
    RetryLater,
    SettingRefused,
)
from zhongtai_plugin.accounts import NoAccount
from zhongtai_plugin.http import Request
from zhongtai_plugin.pos import checks
from zhongtai_plugin.pos.records import Known

from plugins.pos_square import faults, progress, words
from plugins.pos_square.accounts import Account, read_accounts
from plugins.pos_square.faults import Said
from plugins.pos_square.webhooks import Webhooks
from simulators.square import form, signature, totals
from tests.plugins.pos_scene import NAME, change_of, dollars, new_order
from tests.unit.plugins.till_orders import orders

ACCOUNT = Account(
    "noodles", "token", {"sto_1": "L1"}, "the key", "https://a.example/square/noodles"
)


@given(orders())
def test_square_adds_every_order_up_to_what_its_customer_paid(order: pos.PosOrder):
    assert checks.sum_problem(order) == ""
    body = words.order_body(order, "L1")
    form.check_new_order(body, "USD")
    assert totals.total_of(body) == order.total.minor_units
    assert words.payment_body(order, "L1", "sq")["amount_money"]["amount"] == totals.total_of(body)
    assert len(words.payment_body(order, "L1", "sq")["idempotency_key"]) <= 45


def a_menu() -> pos.PosOrderLine:
    """Two menus with a choice, and a part that has a choice, too."""
    part = pos.PosComponent(name="Cola", quantity=1, extra_price=dollars(50))
    part.modifiers.add(name="No ice", quantity=1, unit_price=dollars(0))
    line = pos.PosOrderLine(
        line_id="1",
        name="Menu",
        variant="Large",
        quantity=2,
        unit_price=dollars(1000),
        line_total=dollars(2250),
        remark="hot",
        sku_code="C-1",
        components=[part],
    )
    line.modifiers.add(name="Cheese", quantity=3, unit_price=dollars(25))
    return line


def test_a_ticket_says_what_to_make():
    body = words.order_body(new_order(lines=[a_menu()], total=dollars(2250)), "L1")
    (item,) = body["line_items"]
    assert (item["name"], item["variation_name"], item["quantity"]) == ("Menu", "Large", "2")
    assert (item["note"], item["metadata"]) == ("hot", {"sku_code": "C-1"})
    prices = [each["base_price_money"]["amount"] for each in item["modifiers"]]
    counts = [(each["name"], each["quantity"]) for each in item["modifiers"]]
    assert (counts, prices) == ([("Cheese", "3"), ("Cola", "1"), ("+ No ice", "1")], [25, 50, 0])


def test_a_ticket_says_for_whom_and_when():
    deal = pos.PosDeal(kind="group", deal_id="grp_4711", name="Tea for three")
    order = new_order(table="12", tableware_count=2, customer_phone_tail="1234", deal=deal)
    order.expected_time.FromDatetime(datetime(2026, 1, 31, 12, 30, tzinfo=UTC))
    order.prepare_from.FromDatetime(datetime(2026, 1, 31, 12, 10, tzinfo=UTC))
    body = words.order_body(order, "L1", "ASKED BACK 1.00: cold")
    details = body["fulfillments"][0]["pickup_details"]
    times = details["pickup_at"], details["prep_time_duration"]
    assert times == ("2026-01-31T12:30:00Z", "PT20M")
    assert details["recipient"]["display_name"] == f"{NAME} (…1234)"
    assert details["note"] == (
        "ASKED BACK 1.00: cold; Table 12; Tea for three (…4711); Tableware 2"
    )
    assert body["ticket_name"] == "7"


def test_an_order_is_refused_that_does_not_add_up_or_is_no_order():
    for order, problem in (
        (new_order(total=dollars(1601)), "total"),
        (new_order(lines=[]), "lines"),
        (new_order(service_type=trade_pb2.SERVICE_TYPE_VOUCHER), "service_type"),
        (new_order(business_date=""), "business_date"),
    ):
        assert problem in checks.sum_problem(order)


def test_a_long_id_has_a_reference_that_square_has_room_for():
    assert words.reference_of("ord_1") == "ord_1"
    one, other = (words.reference_of("x" * 40 + end) for end in "ab")
    assert len(one) <= words.MAX_REFERENCE
    assert one != other


def test_what_is_asked_back_is_told_until_it_is_settled():
    order = new_order()
    request = pos_pb2.PosAfterSale(
        after_sale_id="a1", state="applied", amount=Money(minor_units=50, currency_code="USD")
    )
    request.lines.add(line_id="1", quantity=2)
    opened = pos_pb2.ORDER_CHANGE_KIND_AFTER_SALE_OPENED
    notices = []
    for state in ("applied", "agreed", "refused"):
        request.state = state
        notices.append(words.notice_of(change_of(order, opened, after_sale=request), order))
    assert notices == ["ASKED BACK 0.50: ", "GIVEN BACK 2 x Tea 茶", ""]


def at_square(state: str, **details: str) -> Order:
    pickup = {"recipient": {"display_name": "A"}, **details}
    return Order(
        id="sq1",
        location_id="L1",
        updated_at="2026-01-31T12:00:00.000Z",
        fulfillments=[{"uid": "f", "type": "PICKUP", "state": state, "pickup_details": pickup}],
    )


@pytest.mark.parametrize(
    ("state", "service_type", "delivered_by", "kind"),
    [
        ("PROPOSED", 1, 0, None),
        ("RESERVED", 1, 0, pos_pb2.TILL_UPDATE_KIND_ACCEPTED),
        ("PREPARED", 1, 0, pos_pb2.TILL_UPDATE_KIND_READY),
        ("COMPLETED", 1, 0, pos_pb2.TILL_UPDATE_KIND_FULFILLED),
        ("COMPLETED", 3, trade_pb2.DELIVERED_BY_STORE, pos_pb2.TILL_UPDATE_KIND_FULFILLED),
        ("COMPLETED", 3, trade_pb2.DELIVERED_BY_CARRIER, pos_pb2.TILL_UPDATE_KIND_DELIVERING),
        ("CANCELED", 1, 0, pos_pb2.TILL_UPDATE_KIND_REJECTED),
        ("FAILED", 1, 0, pos_pb2.TILL_UPDATE_KIND_REJECTED),
        ("BAKED", 1, 0, None),
    ],
)
def test_every_state_at_square_is_told_as_one_of_ours(state, service_type, delivered_by, kind):
    order = new_order(service_type=service_type, delivered_by=delivered_by)
    stand = progress.stand_of(at_square(state, cancel_reason="no beef\x07"))
    known = Known(order, "L1", "", "sq1", 0.0, 0, 0, ended=False)
    update = progress.update_of(stand, "sq1", known)
    assert (update.kind if update else None) == kind
    assert progress.is_known(state) == (state != "BAKED")
    if kind == pos_pb2.TILL_UPDATE_KIND_REJECTED:
        assert update.reason == "no beef"
    elif update:
        assert (update.pickup_code, update.till_id) == ("7", "L1")


def test_a_step_is_dated_by_the_till_and_else_by_the_order():
    told = progress.stand_of(at_square("RESERVED", accepted_at="2026-01-31T11:00:00Z"))
    assert told.at == datetime(2026, 1, 31, 11, tzinfo=UTC)
    assert progress.stand_of(at_square("RESERVED", accepted_at="noon")).at.hour == 12


@pytest.mark.parametrize(
    ("status", "category", "code", "fault"),
    [
        (401, "AUTHENTICATION_ERROR", "ACCESS_TOKEN_EXPIRED", AuthRefused),
        (403, "AUTHENTICATION_ERROR", "INSUFFICIENT_SCOPES", AuthRefused),
        (429, "RATE_LIMIT_ERROR", "RATE_LIMITED", RateLimited),
        (503, "API_ERROR", "SERVICE_UNAVAILABLE", RetryLater),
        (500, "", "", RetryLater),
        (200, "API_ERROR", "Unknown", RetryLater),
        (400, "INVALID_REQUEST_ERROR", "VERSION_MISMATCH", Conflict),
        (400, "INVALID_REQUEST_ERROR", "IDEMPOTENCY_KEY_REUSED", Conflict),
        (400, "INVALID_REQUEST_ERROR", "VALUE_TOO_LONG", BadRequest),
        (400, "INVALID_REQUEST_ERROR", "MISSING_REQUIRED_PARAMETER", BadRequest),
        (404, "INVALID_REQUEST_ERROR", "NOT_FOUND", Rejected),
        (400, "REFUND_ERROR", "REFUND_AMOUNT_INVALID", Rejected),
        (400, "PAYMENT_METHOD_ERROR", "PAYMENT_AMOUNT_MISMATCH", Rejected),
        (418, "A_LATER_CATEGORY", "A_LATER_CODE", Rejected),
    ],
)
def test_a_refusal_says_what_its_caller_shall_do(status, category, code, fault):
    found = faults.fault_of(status, [Said(category, code, "order.line_items[0].name")])
    assert type(found) is fault
    assert found.code
    assert (found.retry_after_seconds > 0) == (fault is RateLimited)


def a_file(folder: Path) -> Path:
    """Accounts of which one can be used."""
    file = folder / "square.toml"
    file.write_text(
        '[noodles]\naccess_token = "t1"\n[noodles.stores]\nsto_1 = "L1"\n'
        '[half]\naccess_token = "t2"\nsignature_key = "k"\n'
        '[twice]\naccess_token = "t3"\n[twice.stores]\na = "L1"\nb = "L1"\n'
        "[without]\n"
    )
    file.chmod(0o600)
    return file


def test_the_file_says_what_is_wrong_with_one_chain_and_keeps_the_others(tmp_path: Path):
    file = a_file(tmp_path)
    accounts = read_accounts(file)
    assert {name: words.partition(": ")[2] for name, words in accounts.unusable.items()} == {
        "half": "signature_key and notification_url go together",
        "twice": "two stores have the same location",
        "without": "access_token must be given",
    }
    for chain, fault in (("half", AuthRefused), ("nobody", NoAccount)):
        with pytest.raises(fault):
            accounts.of(chain)
    file.chmod(0o644)
    with pytest.raises(SettingRefused):
        read_accounts(file)


def test_a_store_has_the_location_of_the_file_and_else_that_of_its_code(tmp_path: Path):
    account = read_accounts(a_file(tmp_path)).of("noodles")
    assert (account.location_of("sto_1", "L9"), account.location_of("sto_2", "L2")) == ("L1", "L2")
    with pytest.raises(Rejected):
        account.location_of("sto_2", "")
    assert "t1" not in repr(account)


def sign(body: bytes, key: str = "the key", url: str = ACCOUNT.notification_url) -> str:
    return signature.of_webhook(key, url, body)


async def test_only_what_square_has_signed_for_this_address_is_taken():
    hints: list[tuple[str, str]] = []
    webhooks = Webhooks(
        lambda chain: ACCOUNT if chain == "noodles" else None, lambda *hint: hints.append(hint)
    )

    async def answer(body: bytes, signed: str, chain: str = "noodles") -> int:
        headers = {"x-square-hmacsha256-signature": signed}
        request = Request("POST", f"/square/{chain}", {}, headers, body, chain)
        return (await webhooks.take(request)).status

    body = '{"type":"order.updated","data":{"id":"sq1"},"event_id":"茶"}'.encode()
    for signed in ("", "签名", sign(body, key="another"), sign(body, url="https://b.example/")):
        assert await answer(body, signed) == 401
    assert await answer(body + b" ", sign(body)) == 401
    assert await answer(body, sign(body), "tea") == 404
    for odd in (b"[]", b"{}", b'{"type":"order.updated","data":{"id":7}}'):
        assert await answer(odd, sign(odd)) == 400
    other = b'{"type":"payment.updated","data":{"id":"p1"}}'
    assert await answer(other, sign(other)) == 200
    assert hints == []
    assert await answer(body, sign(body)) == 200
    assert hints == [("noodles", "sq1")]
