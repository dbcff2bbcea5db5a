"""Codes for phones: how many, for how long, and which is right."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from centers.user.phones import rules
from centers.user.phones.model import Verification, VerificationState
from centers.user.phones.rules import LIMITS, MAX_TRIES, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPEN = Verification(
    "phv_1", "per_1", "+8613800138000", "r1", VerificationState.OPEN, 0, NOW,
    NOW + rules.CODE_LIFETIME,
)  # fmt: skip
AGES = st.lists(st.integers(0, 2 * 86_400), max_size=30)


@given(AGES)
def test_what_is_sent_after_the_wait_keeps_every_limit_and_a_second_earlier_it_breaks_one(ages):
    started = [NOW - timedelta(seconds=age) for age in ages]
    wait = rules.wait_before_next(started, NOW)
    assert keeps(started, NOW + wait)
    assert not wait or not keeps(started, NOW + wait - timedelta(seconds=1))


def keeps(started: list[datetime], at: datetime) -> bool:
    """Whether one more at that moment keeps all limits."""
    return all(sum(each > at - period for each in started) + 1 <= most for period, most in LIMITS)


@given(st.text(max_size=30), st.binary(min_size=32, max_size=32))
def test_a_code_is_six_digits_and_the_same_each_time(verification_id, key):
    code = rules.code_of(verification_id, key)
    assert len(code) == 6
    assert code.isascii()
    assert code.isdecimal()
    assert rules.code_of(verification_id, key) == code


def test_codes_differ_by_verification_and_by_key():
    codes = {rules.code_of(f"phv_{n}", key) for n in range(50) for key in (b"k" * 32, b"l" * 32)}
    assert len(codes) > 95


@given(st.integers(0, MAX_TRIES + 3), st.integers(-5, 700))
def test_only_the_right_code_in_time_and_before_the_last_try_proves_a_phone(wrong, seconds):
    verification = OPEN
    for _ in range(wrong):
        if verification.state is VerificationState.OPEN:
            verification = rules.with_wrong_try(verification)
    now = NOW + timedelta(seconds=seconds)
    good = wrong < MAX_TRIES and now < OPEN.expires_at
    assert rules.judge(verification, "123456", "123456", now) == (
        Verdict.RIGHT if good else Verdict.CLOSED
    )
    assert rules.judge(verification, "654321", "123456", now) == (
        Verdict.WRONG if good else Verdict.CLOSED
    )


def test_what_is_confirmed_stays_so():
    confirmed = replace(OPEN, state=VerificationState.CONFIRMED)
    late = OPEN.expires_at + timedelta(days=1)
    assert rules.judge(confirmed, "123456", "123456", late) is Verdict.AGAIN


def test_codes_sent_while_the_clock_was_ahead_hold_up_none_after_it_was_set():
    assert rules.wait_before_next([NOW + timedelta(days=1)] * 10, NOW) == timedelta(0)
    # Another host's clock may be a little ahead.
    assert rules.wait_before_next([NOW + timedelta(seconds=30)], NOW) == timedelta(seconds=90)
