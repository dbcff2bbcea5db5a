"""Which POS plug-in an order goes to: its store's, else its chain's, else the only one."""

import pytest

from centers.order.tills.rules import TillChoice
from mesh.plugins.choice import chains_in
from mesh.process.settings import SettingInvalid


def choice(*installed: str, setting: str = "") -> TillChoice:
    return TillChoice(lambda: installed, chains_in({"POS": setting}, "POS"))


@pytest.mark.parametrize(
    ("tills", "merchant", "named", "plugin"),
    [
        (choice("pos_a", "pos_b", setting="pos_b"), "m", "pos_a", "pos_a"),
        (choice("pos_a"), "m", "pos_to_come", "pos_to_come"),
        (choice("pos_a", "pos_b", setting="m=pos_a, pos_b"), "m", "", "pos_a"),
        (choice("pos_a", "pos_b", setting="m=pos_a, pos_b"), "other", "", "pos_b"),
        (choice("pos_a", setting="pos_to_come"), "m", "", "pos_to_come"),
        (choice("pos_a"), "m", "", "pos_a"),
        (choice("pos_a", "pos_b"), "m", "", ""),
        (choice(), "m", "", ""),
    ],
)
def test_the_store_is_heard_before_the_chain_and_nobody_guesses(tills, merchant, named, plugin):
    assert tills.plugin_for(merchant, named) == plugin


@pytest.mark.parametrize("setting", ["Pos A", "m=", "m=pos_a,m=pos_b", "pos_a,pos_b", "=pos_a=b"])
def test_a_setting_that_says_nothing_clear_is_refused(setting):
    with pytest.raises(SettingInvalid, match=r"POS: .* merchant=plug-in"):
        chains_in({"POS": setting}, "POS")
