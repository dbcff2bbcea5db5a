"""A chain's own rules say who brings an order; the store's rule where they say nothing."""

from dataclasses import replace

import pytest
from zhongtai.delivery.v1 import delivery_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb

from centers.delivery.dispatch.adapters import CarrierPolicies, by_the_rule
from centers.delivery.wiring import assemble
from mesh.pure.errors import PluginUnavailable
from tests.store.delivery.world import World, place
from tests.unit.order_control.policies import PolicyPlugin, policies_of

RACE = delivery_pb2.CHOICE_STRATEGY_RACE


def deciding(world: World, plugin: PolicyPlugin, *chains: str) -> World:
    """The same world with a policy."""
    choose = CarrierPolicies(policies_of(plugin, chains=chains or ("demo",))).choose
    center = assemble(world.db, world.carriers, "http://edge", world.clock, choose)
    return replace(world, center=center)


def choosing(*carriers: str) -> pb.ChooseCarriersResponse:
    return pb.ChooseCarriersResponse(carriers=carriers)


async def test_the_carriers_chosen_are_asked_one_after_the_other(world):
    plugin = PolicyPlugin(ChooseCarriers=choosing("swift", "sandbox"))
    far = place("Li", "13900005678")
    far.address.point.latitude += 0.01
    there = deciding(world, plugin)
    await there.set_rule(RACE, "sandbox", "swift")
    delivery = await there.sent_out(dropoff=far)
    assert [booking.carrier for booking in delivery.bookings] == ["swift"]
    (asked,) = plugin.asked
    assert (list(asked.carriers), asked.attempt) == (["sandbox", "swift"], 1)
    assert 1_110 <= asked.distance_metres <= 1_114
    assert asked.goods_value.minor_units == 5000


@pytest.mark.parametrize(
    "answer",
    [
        choosing(),
        choosing("else"),
        choosing("swift", "swift"),
        PluginUnavailable(plugin="policy_a"),
    ],
)
async def test_without_a_choice_that_counts_the_rule_of_the_store_holds(world, answer):
    there = deciding(world, PolicyPlugin(ChooseCarriers=answer))
    await there.set_rule(RACE, "sandbox", "swift")
    delivery = await there.sent_out()
    assert {booking.carrier for booking in delivery.bookings} == {"sandbox", "swift"}


async def test_nobody_is_asked_for_a_chain_without_a_policy_or_a_carrier_that_is_named(world):
    plugin = PolicyPlugin(ChooseCarriers=choosing("swift"))
    there = deciding(world, plugin, "another")
    assert (await there.sent_out()).bookings[0].carrier == "sandbox"
    named = await deciding(world, plugin).sent_out(carrier="sandbox")
    assert (named.bookings[0].carrier, plugin.asked) == ("sandbox", [])
    assert await by_the_rule(None, ["sandbox"]) == ()
