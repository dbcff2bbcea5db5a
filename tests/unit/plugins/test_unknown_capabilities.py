"""What a plug-in that has not answered yet can do is not known: nothing is passed over for that."""

from types import SimpleNamespace

import pytest
from zhongtai.plugin.v1 import plugin_pb2 as pb

from centers.inventory.erp.adapters import ErpAdapter
from centers.member.crm.adapters import CrmAdapter
from centers.order.tills.adapters import TillAdapter
from mesh.pure.errors import PluginUnavailable

CLAIMS = [
    (TillAdapter, "shows_scheduled", pb.CAPABILITY_POS_SCHEDULED),
    (CrmAdapter, "takes_points", pb.CAPABILITY_CRM_POINTS),
    (ErpAdapter, "takes_movements", pb.CAPABILITY_ERP_MOVEMENTS),
]


@pytest.mark.parametrize(("adapter", "claim", "capability"), CLAIMS, ids=str)
def test_a_plug_in_that_does_not_answer_is_waited_for(adapter, claim, capability):
    handle = SimpleNamespace(
        name="x", is_usable=False, stub=lambda _: None, can=lambda asked: asked == capability
    )
    plugin = adapter(handle)
    with pytest.raises(PluginUnavailable):
        getattr(plugin, claim)
    handle.is_usable = True
    assert getattr(plugin, claim)
    handle.can = lambda _: False
    assert not getattr(plugin, claim)
