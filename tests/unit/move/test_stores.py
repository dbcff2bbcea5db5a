"""Who takes the orders of a store and a channel, and whom a takeaway platform hears from."""

from types import ModuleType

import pytest
from zhongtai.store.v1 import store_pb2

from cli.move.stores import ACCOUNT_KEYS, OWN_CHANNELS, taken_of
from cli.move.switching import OLD, PLATFORM, Switch, codes_after
from cli.problems import Problem
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
        store_pb2.ChannelCode(channel="eleme", code="1", paused=True),
    ]
    taken = taken_of(store_pb2.Store(channel_codes=codes))
    assert taken == {"miniapp": False, "mall": True, "meituan": True, "eleme": True}


def code(channel: str, code: str = "1", **more: bool) -> store_pb2.ChannelCode:
    return store_pb2.ChannelCode(channel=channel, code=code, **more)


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ([], Switch("s", "miniapp", OLD), [code("miniapp", "s", paused=True)]),
        ([code("miniapp", paused=True)], Switch("s", "miniapp", PLATFORM), [code("miniapp")]),
        ([], Switch("s", "miniapp", PLATFORM), []),
        ([code("meituan")], Switch("s", "meituan", OLD), []),
        ([], Switch("s", "meituan", OLD), []),
        ([], Switch("s", "meituan", PLATFORM, "7"), [code("meituan", "7")]),
        (
            [],
            Switch("s", "meituan", PLATFORM, "7", auto_accept=True),
            [code("meituan", "7", auto_accept=True)],
        ),
        (
            [code("meituan", paused=True, auto_accept=True)],
            Switch("s", "meituan", PLATFORM),
            [code("meituan", paused=True, auto_accept=True)],
        ),
    ],
)
def test_a_switch_changes_the_code_of_its_channel_and_no_other(before, wanted, after):
    first, last = code("keeta"), code("mall")
    store = store_pb2.Store(external_code="s", channel_codes=[first, *before, last])
    changed = codes_after(store, wanted)
    assert [each for each in changed if each.channel == wanted.channel] == after
    assert [each for each in changed if each.channel != wanted.channel] == [first, last]
    again = store_pb2.Store(external_code="s", channel_codes=changed)
    assert codes_after(again, wanted) == changed


def test_a_takeaway_platforms_code_of_the_store_must_be_named():
    with pytest.raises(Problem, match="--code"):
        codes_after(store_pb2.Store(external_code="s"), Switch("s", "meituan", PLATFORM))
