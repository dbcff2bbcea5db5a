"""WeChat's words as the contract's: states, refusals, bills, settings."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    PluginFault,
    RateLimited,
    Rejected,
    ReplayGuard,
    RetryLater,
    SettingRefused,
)
from zhongtai_plugin.accounts import NoAccount

from plugins.identity_wechat import session
from plugins.identity_wechat.accounts import read_apps
from plugins.payment_wechat import bill, faults, mapping, model
from plugins.payment_wechat.accounts import read_accounts
from simulators.wechat import bodies
from simulators.wechat.account import Account
from simulators.wechat.book import Asked, Book, Refund
from simulators.wechat.files import APPS, PAY
from tests.wechat import chains, merchants_key

NOW = datetime(2026, 1, 31, 12, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("NOTPAY", pb.PROVIDER_PAYMENT_STATUS_PENDING),
        ("USERPAYING", pb.PROVIDER_PAYMENT_STATUS_PENDING),
        ("SUCCESS", pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED),
        ("REFUND", pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED),
        ("CLOSED", pb.PROVIDER_PAYMENT_STATUS_CLOSED),
        ("REVOKED", pb.PROVIDER_PAYMENT_STATUS_CLOSED),
        ("A_STATE_OF_TOMORROW", pb.PROVIDER_PAYMENT_STATUS_PENDING),
    ],
)
def test_each_state_of_a_trade_has_its_status(state: str, status: int) -> None:
    trade = model.Trade(out_trade_no="pay_1", trade_state=state, amount=model.TradeAmount(1990))
    told = mapping.payment(trade)
    assert told.status == status
    assert told.HasField("paid_amount") == (status == pb.PROVIDER_PAYMENT_STATUS_SUCCEEDED)
    assert mapping.unknown_state(state) == (state == "A_STATE_OF_TOMORROW")


@pytest.mark.parametrize(
    ("state", "status", "failed"),
    [
        ("PROCESSING", pb.PROVIDER_REFUND_STATUS_PROCESSING, False),
        ("SUCCESS", pb.PROVIDER_REFUND_STATUS_SUCCEEDED, False),
        ("ABNORMAL", pb.PROVIDER_REFUND_STATUS_FAILED, True),
        ("CLOSED", pb.PROVIDER_REFUND_STATUS_FAILED, True),
        ("A_STATE_OF_TOMORROW", pb.PROVIDER_REFUND_STATUS_PROCESSING, False),
    ],
)
def test_each_state_of_a_refund_has_its_status(state: str, status: int, failed: bool) -> None:
    told = mapping.refund(model.Refund(out_refund_no="rfd_1", status=state))
    assert (told.status, bool(told.failure)) == (status, failed)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (500, "SYSTEM_ERROR", RetryLater),
        (502, "", RetryLater),
        (403, "NOT_ENOUGH", RetryLater),
        (202, "USERPAYING", RetryLater),
        (429, "FREQUENCY_LIMITED", RateLimited),
        (429, "", RateLimited),
        (401, "SIGN_ERROR", AuthRefused),
        (403, "NO_AUTH", AuthRefused),
        (400, "PARAM_ERROR", BadRequest),
        (403, "RULE_LIMIT", Rejected),
        (400, "A_CODE_OF_TOMORROW", Rejected),
        (400, "no code: o-anna", Rejected),
    ],
)
def test_each_refusal_says_what_to_do(status: int, code: str, kind: type[PluginFault]) -> None:
    fault = faults.fault_of(model.Refused(status, code, "words about o-anna"), hide="o-anna")
    assert type(fault) is kind
    assert fault.code == (code if code.isupper() else f"HTTP_{status}")
    assert "o-anna" not in fault.message


@pytest.mark.parametrize(
    ("errcode", "kind", "code"),
    [
        (-1, RetryLater, "BUSY"),
        (40029, Rejected, "CODE_INVALID"),
        (40163, Rejected, "CODE_USED"),
        (40226, Rejected, "USER_BLOCKED"),
        (45011, RateLimited, "TOO_OFTEN"),
        (40013, AuthRefused, "APPID_UNKNOWN"),
        (40125, AuthRefused, "SECRET_WRONG"),
        (99999, Rejected, "WECHAT_99999"),
    ],
)
def test_each_error_of_the_login_says_what_to_do(errcode: int, kind: type, code: str) -> None:
    fault = session.fault_of(errcode)
    assert (type(fault), fault.code) == (kind, code)
    assert session.fault_of(errcode) is not fault


def some_trades() -> tuple[Book, date]:
    """A trade of a day with a refund of it, as WeChat's book has them."""
    book = Book(lambda: NOW)
    account = an_account()
    book.prepare(account, Asked("pay_00001", 1990, "Tea, 2", NOW + 60, "http://here", "o-anna"))
    trade = book.pay("pay_00001")
    wanted = Refund("rfd_00001", 990, "cold", "http://here", "50000", NOW)
    book.refund(account, "pay_00001", wanted, 1990)
    wanted.state, wanted.succeeded = "SUCCESS", NOW
    assert trade.given_back == 990
    return book, date(2026, 1, 31)


def an_account() -> Account:
    return Account("1900000100", "wx-a", "AB", merchants_key().public_key(), "k" * 32, "s")


def test_a_bill_of_trades_is_read_to_the_fen() -> None:
    book, day = some_trades()
    text = bodies.trade_bill(book.all(), day)
    entries = list(bill.read(io.BytesIO(text.encode()), pb.BILL_KIND_UNSPECIFIED))
    assert [entry.amount.minor_units for entry in entries] == [1990, -990]
    assert [(e.payment_id, e.refund_id) for e in entries] == [
        ("pay_00001", ""), ("pay_00001", "rfd_00001"),
    ]  # fmt: skip
    assert [entry.provider_word for entry in entries] == ["SUCCESS", "SUCCESS"]
    assert entries[0].fee.minor_units == 12
    assert entries[0].occurred_time.ToDatetime(UTC).timestamp() == NOW


def test_a_bill_of_funds_has_what_comes_in_and_what_goes_out() -> None:
    book, day = some_trades()
    text = bodies.flow_bill(book.all(), day)
    entries = list(bill.read(io.BytesIO(text.encode()), pb.BILL_KIND_FUND_FLOW))
    assert [(e.amount.minor_units, e.provider_word) for e in entries] == [
        (1990, "交易"), (-12, "扣除交易手续费"), (-990, "退款"),
    ]  # fmt: skip
    assert [(e.payment_id, e.refund_id) for e in entries][-1] == ("", "rfd_00001")


def test_a_line_that_cannot_be_read_is_there_with_its_number_and_its_neighbours() -> None:
    book, day = some_trades()
    text = bodies.trade_bill(book.all(), day).replace("`19.90", "`a lot", 1)
    entries = list(bill.read(io.BytesIO(text.encode()), pb.BILL_KIND_UNSPECIFIED))
    assert [entry.amount.minor_units for entry in entries] == [1990, -990]
    text = bodies.trade_bill(book.all(), day).replace("`19.90", "`19.905")
    entries = list(bill.read(io.BytesIO(text.encode()), pb.BILL_KIND_UNSPECIFIED))
    assert [entry.provider_word for entry in entries] == ["UNREADABLE LINE 2", "SUCCESS"]


def test_a_day_that_is_not_over_has_no_bill() -> None:
    today = date(2026, 1, 31)
    assert bill.day_of("2026-01-30", today) == date(2026, 1, 30)
    with pytest.raises(Rejected, match="BILL_NOT_READY"):
        bill.day_of("2026-01-31", today)
    with pytest.raises(ValueError, match="yesterday"):
        bill.day_of("yesterday", today)


def test_chains_have_accounts_of_their_own(tmp_path: Path) -> None:
    there = chains(tmp_path, ["noodles", "tea"])
    accounts = read_accounts(tmp_path / PAY)
    assert not accounts.unusable
    assert accounts.of("tea").mchid == there.accounts["tea"].mchid
    assert "thirty-two" not in repr(accounts)
    with pytest.raises(NoAccount):
        accounts.of("pizza")
    assert read_apps(tmp_path / APPS).usable["tea"].appid == "wx-tea"


WRONG = {
    'mchid = "1900000101"': ('mchid = "1900000100"', r"is that of \[noodles\]"),
    'appid = "wx-tea"': ('appid = "wx tea"', "the mini-program's app id"),
    'api_v3_key = "the thirty-two characters of 001"': ('api_v3_key = "short"', "32 characters"),
    'serial = "1DDE': ('serial = "no hex ', "serial number of the merchant's certificate"),
    'private_key = "merchant-key.pem"': ('private_key = "gone.pem"', "gone.pem cannot be read"),
    'public_key_id = "PUB_KEY_ID_01': ('public_key_id = "0', "PUB_KEY_ID_ and digits"),
    'public_key = "wechat-public-key.pem"': ("", "given together"),
}


@pytest.mark.parametrize(("right", "wrong", "words"), [(a, b, c) for a, (b, c) in WRONG.items()])
def test_a_wrong_account_is_named_with_what_would_be_right_and_leaves_others_alone(
    tmp_path: Path, right: str, wrong: str, words: str
) -> None:
    chains(tmp_path, ["noodles", "tea"])
    file = tmp_path / PAY
    head, tea = file.read_text().split("[tea]")
    assert right in tea
    file.write_text(f"{head}[tea]{tea.replace(right, wrong, 1)}")
    accounts = read_accounts(file)
    assert list(accounts.usable) == ["noodles"]
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(accounts.unusable["tea"])
    with pytest.raises(AuthRefused, match="ACCOUNT_UNUSABLE"):
        accounts.of("tea")


def test_files_that_others_may_read_or_that_are_no_keys_are_refused(tmp_path: Path) -> None:
    chains(tmp_path, ["noodles"])
    key = tmp_path / "merchant-key.pem"
    key.chmod(0o640)
    assert "chmod 600" in read_accounts(tmp_path / PAY).unusable["noodles"]
    other = Ed25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(pem)
    key.chmod(0o600)
    assert "no RSA key" in read_accounts(tmp_path / PAY).unusable["noodles"]
    (tmp_path / PAY).chmod(0o604)
    with pytest.raises(SettingRefused, match="chmod 600"):
        read_accounts(tmp_path / PAY)
    with pytest.raises(SettingRefused, match="cannot be read"):
        read_accounts(tmp_path / "no.toml")


def test_an_account_that_was_taken_out_is_not_one_that_never_was(tmp_path: Path) -> None:
    chains(tmp_path, ["noodles"])
    accounts = read_accounts(tmp_path / PAY)
    known = replace(accounts, known=frozenset({"tea"}))
    with pytest.raises(AuthRefused, match="ACCOUNT_GONE"):
        known.of("tea")


def test_a_nonce_is_good_once_and_a_time_for_five_minutes() -> None:
    now = [NOW]
    guard = ReplayGuard(lambda: now[0], most=2)
    stamp = str(int(NOW))
    guard.admit("a", stamp, "n1")
    guard.admit("b", stamp, "n1")
    with pytest.raises(AuthRefused, match="REPLAYED"):
        guard.admit("a", stamp, "n1")
    with pytest.raises(RateLimited):
        guard.admit("a", stamp, "n2")
    for odd in (str(int(NOW) - 301), str(int(NOW) + 301), "", "1e9", "９９", "-1"):
        with pytest.raises(AuthRefused, match="STALE"):
            guard.admit("c", odd, "n3")
    now[0] += 601
    guard.admit("a", str(int(now[0])), "n1")


def test_nonces_are_forgotten_after_a_clock_was_ahead_for_a_while() -> None:
    now = [NOW + 86_400]
    guard = ReplayGuard(lambda: now[0], most=2)
    guard.admit("a", str(int(now[0])), "n0")
    for number in range(1, 6):
        now[0] = NOW + 601 * number
        guard.admit("a", str(int(now[0])), f"n{number}")
