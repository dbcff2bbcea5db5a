"""Decisions about persons, identities, addresses, and who may read what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from centers.user import errors, rules
from centers.user.addresses.model import SavedAddress
from centers.user.addresses.rules import choose_default
from centers.user.merges.model import Merge
from centers.user.merges.rules import demand_undoable
from centers.user.model import ChannelIdentity, Person, PersonStatus
from mesh.pure.address import Address

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANN = Person("per_ann", "Ann", "", "", False, "", PersonStatus.ACTIVE, "", NOW, NOW)
MERGED = replace(ANN, status=PersonStatus.MERGED, merged_into="per_bea")
BEA = replace(ANN, person_id="per_bea", display_name="Bea")
MERGE = Merge("mrg_1", "per_ann", "per_bea", (), (), "same phone", NOW)


def address(number: int, *, is_default: bool = False) -> SavedAddress:
    at = NOW + timedelta(minutes=number)
    return SavedAddress(f"adr_{number}", "per_ann", "", Address(), is_default, at, at)


def identity(number: int) -> ChannelIdentity:
    return ChannelIdentity(f"idn_{number}", "per_ann", "miniapp", f"s{number}", "", "", NOW)


def test_a_changed_phone_is_unverified_and_the_same_one_stays_verified():
    ann = replace(ANN, phone="+8613800138000", phone_verified=True)
    assert rules.with_changes(ann, {"phone": "+8613800138000"}, NOW).phone_verified
    assert not rules.with_changes(ann, {"phone": "+8613800138001"}, NOW).phone_verified
    assert not rules.with_changes(ann, {"phone": ""}, NOW).phone_verified


def test_only_named_fields_change():
    changed = rules.with_changes(replace(ANN, language="zh-CN"), {"display_name": "Anna"}, NOW)
    assert (changed.display_name, changed.language) == ("Anna", "zh-CN")
    assert rules.with_changes(changed, {"display_name": ""}, NOW).display_name == ""


def test_a_missing_or_merged_person_cannot_be_changed():
    with pytest.raises(errors.PersonNotFound):
        rules.demand_in_use(None, "per_ann")
    with pytest.raises(errors.PersonMerged) as refused:
        rules.demand_in_use(MERGED, "per_ann")
    assert refused.value.metadata == {"merged_into_person_id": "per_bea"}


def test_any_identity_but_the_last_may_be_unbound():
    assert rules.demand_unbindable([identity(1), identity(2)], "idn_2") == identity(2)
    with pytest.raises(errors.LastIdentity):
        rules.demand_unbindable([identity(1)], "idn_1")
    with pytest.raises(errors.IdentityNotFound):
        rules.demand_unbindable([identity(1)], "idn_9")


def test_an_undo_needs_things_as_the_merge_left_them():
    demand_undoable(MERGE, MERGED, BEA)
    with pytest.raises(errors.MergeNotPossible):
        demand_undoable(MERGE, ANN, BEA)
    with pytest.raises(errors.MergeNotPossible):
        demand_undoable(MERGE, replace(MERGED, merged_into="per_cat"), BEA)
    with pytest.raises(errors.MergeNotPossible):
        demand_undoable(MERGE, MERGED, replace(BEA, status=PersonStatus.MERGED))


def test_the_default_address_is_the_wanted_one_else_the_old_one_else_the_newest():
    kept = [address(1), address(2, is_default=True), address(3)]
    assert choose_default(kept, "adr_1") == "adr_1"
    assert choose_default(kept) == "adr_2"
    assert choose_default([address(1), address(3)]) == "adr_3"
    assert choose_default([]) == ""
