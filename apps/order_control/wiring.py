"""Puts order control together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from zhongtai.ordercontrol.v1 import order_control_service_pb2

from apps.order_control.adapters import ChainPolicies
from apps.order_control.counter import Counter
from apps.order_control.customers import Customers
from apps.order_control.following import followers
from apps.order_control.importing import Importer
from apps.order_control.paying import Payer
from apps.order_control.peers import connect
from apps.order_control.placing import Placer
from apps.order_control.quoting import Quoter
from apps.order_control.servicer import Desks, OrderControlServicer
from mesh.call.methods import ServiceSpec
from mesh.plugins.policy import Policies
from mesh.process.host import HostContext, Part

POLICY_REQUIRED = "ZHONGTAI_POLICY_REQUIRED"
"""Setting: chains whose orders are refused while their policy does not answer: "brand1, brand2"."""


async def build(host: HostContext) -> Part:
    """Return order control of this process."""
    peers = connect(host.channel)
    policies = Policies.read(host.settings, host.plugins, host.metrics)
    host.plugins.when_missing("policy", policies.missing)
    chains = ChainPolicies(
        policies, partial(host.plugins.installed, "pos"), _chains_in(host.settings)
    )
    quoter, payer = Quoter(peers, chains, host.clock), Payer(peers, host.clock)
    placer = Placer(peers, quoter, chains, host.clock)
    counter = Counter(peers, quoter, placer)
    desks = Desks(quoter, placer, counter, Importer(peers), payer, Customers(peers))
    readers = followers(host, peers, payer)
    descriptor = order_control_service_pb2.DESCRIPTOR.services_by_name["OrderControlService"]
    servicer = OrderControlServicer(desks, peers, partial(host.reports_of, readers))
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        followers=readers,
    )


def _chains_in(settings: Mapping[str, str]) -> frozenset[str]:
    """Return the chains without whose policy nothing is placed."""
    names = settings.get(POLICY_REQUIRED, "").split(",")
    return frozenset(name.strip() for name in names) - {""}
