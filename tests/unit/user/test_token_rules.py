"""What a shown refresh token deserves, and how tokens follow from each other."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centers.user import errors
from centers.user.login import rules
from centers.user.login.model import KnownLogin, RefreshRecord
from centers.user.login.rules import Verdict
from mesh.pure.errors import RequestIdReused

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
EARLIER = NOW - timedelta(days=1)


def record(**changes) -> RefreshRecord:
    return RefreshRecord(
        **({"login_id": "lgn_1", "person_id": "per_1", "expires_at": LATER, "login_ended": False})
        | changes
    )


def used(by: str, **changes) -> RefreshRecord:
    return record(used_request_id=by, salt=b"s" * 32, **({"successor_expires_at": LATER} | changes))


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [
        (None, Verdict.INVALID),
        (record(), Verdict.ROTATE),
        (record(expires_at=NOW), Verdict.INVALID),
        (record(login_ended=True), Verdict.INVALID),
        (used(by="this"), Verdict.REPEAT),
        (used(by="this", expires_at=EARLIER), Verdict.REPEAT),
        (used(by="this", successor_expires_at=EARLIER), Verdict.INVALID),
        (used(by="this", successor_used=True), Verdict.REUSED),
        (used(by="other"), Verdict.REUSED),
        (used(by="other", login_ended=True), Verdict.INVALID),
    ],
)
def test_a_refresh_token_deserves_what_its_record_says(kept, verdict):
    assert rules.judge_refresh(kept, "this", NOW) is verdict


@given(salt=st.binary(min_size=32, max_size=32), login_id=st.text(min_size=1))
def test_successors_follow_from_the_token_and_the_salt_alone(salt, login_id):
    first = rules.first_refresh_token(login_id, b"k" * 32, NOW)
    again = rules.next_refresh_token(first.secret, salt, NOW)
    assert again == rules.next_refresh_token(first.secret, salt, NOW)
    assert again.secret != first.secret
    assert again.token_hash == rules.token_hash(again.secret)


def test_the_database_alone_does_not_tell_a_token():
    login_id, salt = "lgn_1", b"s" * 32
    first = rules.first_refresh_token(login_id, b"k" * 32, NOW)
    guessed = rules.first_refresh_token(login_id, b"guess" * 6, NOW)
    assert guessed.token_hash != first.token_hash
    # Whoever has hash and salt, but not the secret, does not reach the successor.
    wanted = rules.next_refresh_token(first.secret, salt, NOW)
    assert rules.next_refresh_token(first.token_hash.hex(), salt, NOW) != wanted


def test_a_token_ends_thirty_days_after_it_was_given():
    assert rules.first_refresh_token("l", b"k", NOW).expires_at == NOW + timedelta(days=30)


def known(at: datetime) -> KnownLogin:
    body_hash = rules.login_hash("miniapp", "code")
    return KnownLogin(body_hash, "lgn_1", "idn_1", registered=True, made_at=at)


def test_a_login_may_be_repeated_for_five_minutes_and_no_longer():
    body_hash = rules.login_hash("miniapp", "code")
    rules.judge_repetition(known(NOW - timedelta(minutes=5)), "r", body_hash, NOW)
    with pytest.raises(errors.LoginCodeRejected):
        rules.judge_repetition(known(NOW - timedelta(minutes=5, seconds=1)), "r", body_hash, NOW)


@pytest.mark.parametrize(("channel", "code"), [("app", "code"), ("miniapp", "other")])
def test_another_channel_or_code_under_one_request_id_is_refused(channel, code):
    with pytest.raises(RequestIdReused):
        rules.judge_repetition(known(NOW), "r", rules.login_hash(channel, code), NOW)


def test_channel_and_code_cannot_run_into_each_other():
    assert rules.login_hash("mini", "appcode") != rules.login_hash("miniapp", "code")
