"""Which ERP or CRM a chain has is said by name, and by nobody else."""

import pytest

from mesh.plugins.choice import CrmChoice, ErpChoice
from mesh.process.settings import SettingInvalid


def choice(setting: str) -> ErpChoice:
    return ErpChoice.read({"ZHONGTAI_ERP_PLUGIN": setting})


def test_a_chain_has_the_erp_that_is_named_for_it_and_the_others_have_none():
    named = choice("brand1=file_drop, brand2=erp_b, brand3=file_drop")
    assert named.plugin_of("brand2") == "erp_b"
    assert named.plugin_of("brand4") == ""
    assert named.chains_of("file_drop") == ["brand1", "brand3"]
    assert named.chains == {"brand1", "brand2", "brand3"}


def test_without_the_setting_no_chain_has_one():
    assert choice("").chains == frozenset()


@pytest.mark.parametrize("setting", ["file_drop", "a=b=c", "a=x, a=y", "a=File"])
def test_a_setting_that_names_no_chain_or_cannot_be_read_is_refused(setting):
    with pytest.raises(SettingInvalid, match="ZHONGTAI_ERP_PLUGIN"):
        choice(setting)


def test_the_crm_of_a_chain_is_said_in_the_same_way():
    named = CrmChoice.read({"ZHONGTAI_CRM_PLUGIN": "brand1=crm_a", "ZHONGTAI_ERP_PLUGIN": "b=c"})
    assert (named.plugin_of("brand1"), named.plugin_of("b")) == ("crm_a", "")
    with pytest.raises(SettingInvalid, match="ZHONGTAI_CRM_PLUGIN"):
        CrmChoice.read({"ZHONGTAI_CRM_PLUGIN": "crm_a"})


def test_what_is_named_and_not_installed_is_missing():
    assert set(choice("a=here, b=gone").missing({"here": None})) == {"gone"}
