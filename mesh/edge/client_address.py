"""Which address a call comes from, also behind proxies of ours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote

from mesh.process.settings import SettingInvalid

TRUSTED_PROXIES = "ZHONGTAI_TRUSTED_PROXIES"
"""Setting: addresses and networks, comma separated, whose X-Forwarded-For is believed."""
FORWARDED_FOR = "x-forwarded-for"
# Who has one IPv6 address usually has all 2^64 of its network.
IPV6_BITS_OF_ONE_PEER = 64

Network = IPv4Network | IPv6Network


class Proxies:
    """The proxies that are believed when they name the address of their client."""

    def __init__(self, networks: tuple[Network, ...] = ()) -> None:
        self._networks = networks

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Proxies:
        """Return those of the setting; none when it is not set. Raise SettingInvalid."""
        words = [word.strip() for word in env.get(TRUSTED_PROXIES, "").split(",")]
        try:
            return cls(tuple(ip_network(word, strict=False) for word in words if word))
        except ValueError as exc:
            raise SettingInvalid(f"{TRUSTED_PROXIES}: {exc}.") from None

    def trusts(self, address: str) -> bool:
        """Return whether `address` is one of the proxies."""
        if not self._networks:
            return False
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def client_of(self, address: str, forwarded_for: str) -> str:
        """Return the address that a call comes from when it arrived from `address`.

        The last one in X-Forwarded-For that is no proxy of ours; what stands before it was
        written by strangers.
        """
        hops = [hop.strip() for hop in forwarded_for.split(",")] if forwarded_for else []
        while hops and self.trusts(address):
            named = hops.pop()
            try:
                address = str(ip_address(named))
            except ValueError:
                break
        return address


@lru_cache(maxsize=4096)
def peer_of(address: str) -> str:
    """Under which name an address is counted: itself, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, IPV6_BITS_OF_ONE_PEER), strict=False))


@lru_cache(maxsize=4096)
def address_of(grpc_peer: str) -> str:
    """The address in what gRPC says of a peer: ipv4:1.2.3.4:567, ipv6:%5B::1%5D:567, unix:…."""
    kind, _, rest = grpc_peer.partition(":")
    if kind not in ("ipv4", "ipv6"):
        return kind
    return unquote(rest).rpartition(":")[0].strip("[]")
