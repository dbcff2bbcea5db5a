"""crm_pretix's words: customers, cards, how members stand, refusals, accounts."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.plugin.v1 import crm_member_pb2 as pb
from zhongtai_plugin import AuthRefused, BadRequest, PluginFault, RateLimited, RetryLater
from zhongtai_plugin.accounts import AccountUnusable

from plugins.crm_pretix import mapping
from plugins.crm_pretix.accounts import account_of
from plugins.crm_pretix.faults import Refused, fault_of
from plugins.crm_pretix.model import Customer, Member, Profile

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
ACTIVE, FROZEN = pb.CRM_STANDING_ACTIVE, pb.CRM_STANDING_FROZEN
CLOSED, MERGED = pb.CRM_STANDING_CLOSED, pb.CRM_STANDING_MERGED
ANN = Member("noodles", "mem_1", "ABC12", is_active=True, standing=ACTIVE, known_revision=1)
TABLE: dict[str, Any] = {
    "url": "http://127.0.0.1:8345/",
    "organizer": "noodles",
    "token": "abc123",
    "currency": "CNY",
}


def card(**more: Any) -> dict[str, Any]:
    """A card as pretix tells it."""
    plain = {"value": "12.34", "currency": "CNY", "expires": None, "testmode": False}
    return {**plain, "conditions": "zhongtai.mem_1", **more}


def test_an_address_follows_from_chain_and_member_and_tells_neither():
    address = mapping.email_of("noodles", "mem_1")
    assert address == mapping.email_of("noodles", "mem_1")
    assert address not in {mapping.email_of("noodles", "mem_2"), mapping.email_of("soup", "mem_1")}
    assert address.endswith(".invalid")
    assert "mem_1" not in address


@given(st.integers(0, 10**9))
def test_what_is_on_a_card_is_exact(minor: int):
    told = card(value=f"{minor // 100}.{minor % 100:02}")
    assert mapping.value_of(told, "CNY", NOW) == minor


def test_a_card_that_cannot_be_used_has_nothing_on_it():
    assert mapping.value_of(card(expires="2026-01-31T11:00:00Z"), "CNY", NOW) == 0
    assert mapping.value_of(card(expires="2026-01-31T13:00:00Z"), "CNY", NOW) == 1234
    assert mapping.value_of(card(currency="EUR"), "CNY", NOW) == 0
    assert mapping.value_of(card(value="12.00"), "JPY", NOW) == 0


def test_only_what_is_marked_as_the_platforms_is_read():
    assert mapping.owner_of(card()) == "mem_1"
    assert mapping.owner_of(card(testmode=True)) == mapping.owner_of(card(conditions=None)) == ""
    row = {"identifier": "A", "is_active": True, "last_modified": "2026-01-31T12:00:00Z"}
    who = [
        mapping.customer_of({**row, "external_identifier": name}).member_id
        for name in ("zhongtai.mem_1", "mem_1", "", None)
    ]
    assert who == ["mem_1", "", "", ""]


def test_of_several_customers_a_member_is_the_one_who_is_known():
    one, two = (Customer(name, "mem_1", is_active=True, modified=0.0) for name in "AB")
    assert mapping.chosen([two, one], "B") is two
    assert mapping.chosen([two, one], "") is mapping.chosen([one, two], "gone") is one


@pytest.mark.parametrize(
    ("member", "standing"),
    [
        (ANN, ACTIVE),
        (replace(ANN, is_active=False), FROZEN),
        (replace(ANN, is_active=False, standing=CLOSED), CLOSED),
        (replace(ANN, is_active=False, standing=MERGED), CLOSED),
        (replace(ANN, standing=FROZEN), ACTIVE),
        (replace(ANN, gone=True), CLOSED),
    ],
)
def test_where_a_member_stands(member: Member, standing: int):
    assert mapping.standing_of(member) == standing


def test_what_pretix_did_is_undone_only_where_ours_has_changed():
    """It may have frozen Ann since it was read: a change of tier does not let her in again."""
    tier_only, frozen = (
        Profile("noodles", "mem_1", 2, ACTIVE),
        Profile("noodles", "mem_1", 2, FROZEN),
    )
    assert not mapping.is_to_be_set(tier_only, ANN)
    assert mapping.is_to_be_set(frozen, ANN)
    assert mapping.is_to_be_set(tier_only, replace(ANN, is_active=False))
    assert mapping.is_to_be_set(frozen, replace(ANN, is_active=False))
    assert not mapping.is_to_be_set(frozen, replace(ANN, gone=True))


def test_a_profile_needs_its_keys_and_a_standing_that_is_known():
    whole = pb.CrmProfile(
        profile_id="p", merchant_id="c", member_id="m", revision=1, standing=ACTIVE, tier_code="t"
    )
    assert mapping.profile_of(whole).standing == ACTIVE
    for name in ("profile_id", "member_id", "revision", "standing", "tier_code"):
        broken = pb.CrmProfile.FromString(whole.SerializeToString())
        broken.ClearField(name)
        with pytest.raises(BadRequest):
            mapping.profile_of(broken)


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, Refused),
        (401, AuthRefused),
        (403, AuthRefused),
        (404, AuthRefused),
        (302, AuthRefused),
        (409, RetryLater),
        (429, RateLimited),
        (500, RetryLater),
    ],
)
def test_each_answer_has_its_class(status: int, fault: type[PluginFault]):
    assert isinstance(fault_of(status, {"email": ["ann@example.com is taken"]}), fault)


def test_words_of_pretix_are_not_passed_on_but_for_the_names_of_fields():
    refused = fault_of(400, {"email": ["ann@example.com is taken"]})
    assert "email" in refused.message
    assert "ann" not in refused.message
    assert "?" in Refused(["odd"]).message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"url": "pretix"}, "url must"),
        ({"organizer": "no/slug"}, "short form"),
        ({"token": "a b"}, "letters and digits"),
        ({"currency": "yuan"}, "three capitals"),
        ({"currency": "KWD"}, "two digits"),
        ({"event": "x"}, "means nothing"),
        ({"token": ""}, "must be given"),
    ],
)
def test_an_account_that_cannot_be_used_says_why(change: dict[str, str], words: str):
    with pytest.raises(AccountUnusable, match=words):
        account_of("noodles", {**TABLE, **change})


def test_a_token_is_not_shown():
    account = account_of("noodles", TABLE)
    assert account.url == "http://127.0.0.1:8345"
    assert "abc123" not in repr(account)
