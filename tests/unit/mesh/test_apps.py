"""Which app belongs to which chain."""

import pytest

from mesh.call.context import Identity, as_call, current
from mesh.edge.apps import Apps
from mesh.process.settings import SettingInvalid
from mesh.pure.errors import InvalidRequest

STRANGER = Identity("person", "", "")


def apps(text):
    return Apps.read({"APPS": text}, "APPS", "", "mall")


def test_a_login_acts_for_the_chain_of_its_app():
    for app_id, merchant in [("wx1", "noodles"), ("wx2", "pizza")]:
        with as_call(STRANGER):
            apps(" wx1 = noodles,wx2=pizza ,").act_for(app_id)
            assert current().identity == Identity("service", "mall", merchant)


@pytest.mark.parametrize("text", ["", "wx1=noodles"])
def test_an_app_that_is_not_known_is_refused_by_its_field(text):
    with as_call(STRANGER), pytest.raises(InvalidRequest) as refused:
        apps(text).act_for("wx3")
    assert [each.field for each in refused.value.violations] == ["app_id"]


@pytest.mark.parametrize("text", ["wx1", "wx1=", "=noodles", "wx1=noodles,wx2"])
def test_apps_that_cannot_be_read_name_their_setting(text):
    with pytest.raises(SettingInvalid, match="APPS"):
        apps(text)
