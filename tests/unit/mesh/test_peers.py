"""Whose address counts: proxies are believed only when they are named."""

import pytest

from mesh.edge.client_address import Proxies, address_of, peer_of
from mesh.process.settings import SettingInvalid, demo_is_open, is_loopback

TRUSTED = Proxies.read({"ZHONGTAI_TRUSTED_PROXIES": "10.0.0.1, 10.1.0.0/16, fd00::/8"})


@pytest.mark.parametrize(
    ("sender", "forwarded_for", "client"),
    [
        ("203.0.113.9", "1.2.3.4", "203.0.113.9"),
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.1.7.7", "1.2.3.4"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("unix", "1.2.3.4", "unix"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_proxy(sender, forwarded_for, client):
    assert TRUSTED.client_of(sender, forwarded_for) == client


def test_a_network_of_ipv6_counts_as_one():
    assert peer_of("2001:db8::1") == peer_of("2001:db8::ffff:2") == "2001:db8::/64"
    assert peer_of("2001:db8:0:1::1") != peer_of("2001:db8::1")
    assert peer_of("::ffff:1.2.3.4") == peer_of("1.2.3.4") == "1.2.3.4"


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        ("ipv4:1.2.3.4:567", "1.2.3.4"),
        ("ipv6:%5B::1%5D:567", "::1"),
        ("unix:/run/x.sock", "unix"),
    ],
)
def test_the_address_is_read_out_of_what_grpc_says(peer, address):
    assert address_of(peer) == address


def test_a_proxy_that_is_no_address_is_said_so():
    with pytest.raises(SettingInvalid, match="ZHONGTAI_TRUSTED_PROXIES"):
        Proxies.read({"ZHONGTAI_TRUSTED_PROXIES": "proxy.example"})


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.1", False), ("a.b", False)],
)
def test_loopback_is_this_machine_alone(host, here):
    assert is_loopback(host) is here


@pytest.mark.parametrize(
    ("settings", "is_open"),
    [
        ({}, True),
        ({"ZHONGTAI_LISTEN_HOST": "127.0.0.2"}, True),
        ({"ZHONGTAI_LISTEN_HOST": "0.0.0.0"}, False),
        ({"ZHONGTAI_LISTEN_HOST": "::"}, False),
        ({"ZHONGTAI_HTTP_URL": "https://shop.example"}, False),
        ({"ZHONGTAI_HTTP_URL": "http://localhost:9"}, True),
        ({"ZHONGTAI_LISTEN_HOST": "0.0.0.0", "ZHONGTAI_DEMO_CREDENTIALS": "1"}, True),
    ],
)
def test_the_demo_is_open_on_this_machine_alone_unless_it_is_allowed(settings, is_open):
    assert demo_is_open(settings) is is_open
