"""Every check of the suite is proved by a plug-in that it catches."""

import re
from pathlib import Path

from zhongtai_plugin.conformance import all_checks

from mesh.plugins.manifest import discover
from tests.plugins import (
    test_carrier_conformance,
    test_crm_conformance,
    test_erp_conformance,
    test_identity_conformance,
    test_oms_conformance,
    test_payment_conformance,
    test_policy_conformance,
    test_pos_conformance,
    test_sms_conformance,
)

TABLES = (
    test_carrier_conformance.BROKEN,
    test_crm_conformance.BROKEN,
    test_erp_conformance.BROKEN,
    test_identity_conformance.BROKEN,
    test_oms_conformance.BROKEN,
    test_oms_conformance.MANY,
    test_payment_conformance.BROKEN,
    test_policy_conformance.BROKEN,
    test_pos_conformance.BROKEN,
    test_sms_conformance.BROKEN,
)


def test_for_each_check_of_a_kind_there_is_a_plug_in_that_breaks_it():
    broken = {name for table in TABLES for names in table.values() for name in names}
    broken |= test_erp_conformance.ITEM_CHECKS
    assert {check.name for check in all_checks() if check.kind} - broken == set()


def test_each_plug_in_of_ours_is_checked():
    here = Path(__file__).parent
    text = "".join(file.read_text() for file in here.glob("test_*.py"))
    names = [manifest.name for manifest in discover({}).manifests]
    checked = [name for name in names if re.search(rf'conforms\(\s*"{name}"', text)]
    assert checked == names
