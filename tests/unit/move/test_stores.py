"""Who takes the orders of a store and a channel, and whom a takeaway platform hears from."""

from types import ModuleType

import pytest
from zhongtai.store.v1 import store_pb2

from cli.move.stores import ACCOUNT_KEYS, OWN_CHANNELS, taken_of
from cli.simulate.accounts import PLATFORMS
from gateways.mall import adapt as mall
from gateways.miniapp import adapt as miniapp
from gateways.takeaway.eleme import adapt as eleme
from gateways.takeaway.meituan import adapt as meituan
from gateways.takeaway.opendelivery import adapt as opendelivery


@pytest.mark.parametrize(
    ("channel", "folder"),
    [
        ("meituan", meituan),
        ("eleme", eleme),
        ("opendelivery", opendelivery),
        ("keeta", opendelivery),
    ],
)
def test_a_handed_over_order_names_its_account_where_the_gateway_looks_for_it(
    channel: str, folder: ModuleType
):
    assert ACCOUNT_KEYS[channel] == folder.APP
    assert set(ACCOUNT_KEYS) == set(PLATFORMS)


def test_our_own_channels_are_those_of_our_gateways():
    assert set(OWN_CHANNELS) == {miniapp.CHANNEL, mall.CHANNEL}


def test_orders_come_here_unless_one_of_our_channels_is_paused_or_another_has_no_code():
    codes = [
        store_pb2.ChannelCode(channel="miniapp", code="1", paused=True),
        store_pb2.ChannelCode(channel="meituan", code="1"),
    ]
    taken = taken_of(store_pb2.Store(channel_codes=codes))
    assert taken == {"miniapp": False, "mall": True, "meituan": True}
