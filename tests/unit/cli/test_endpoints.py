"""What is told of addresses comes from the units that a topology hosts."""

from cli.endpoints import endpoints_of, titles_of
from cli.ports import Ports
from mesh.process.settings import ProcessSettings
from mesh.process.topology import Process, Topology, Unit

UNITS = {
    "hub": Unit("hub", "gateways.hub", path="/hub", title="the hub's callbacks"),
    "mall": Unit("mall", "gateways.mall", path="/mall/v1"),
    "away": Unit("away", "gateways.away", path="/away"),
    "order": Unit("order", "centers.order"),
}
TOPOLOGY = Topology("test", {"edge": Process("edge", ("hub", "mall", "order"))}, UNITS)


def test_a_gateway_that_is_hosted_has_its_address_below_the_edge_and_no_other_unit_has():
    settings = ProcessSettings.read({"ZHONGTAI_HTTP_URL": "https://shop.example"})
    endpoints = endpoints_of(settings, Ports(1, 2, 3, 4), TOPOLOGY)
    assert endpoints["hub"] == "https://shop.example/hub"
    assert endpoints["mall"] == "https://shop.example/mall/v1"
    assert not {"away", "order"} & endpoints.keys()


def test_an_address_has_the_title_of_its_unit_or_else_its_name():
    titles = titles_of(TOPOLOGY)
    assert (titles["hub"], titles["mall"]) == ("the hub's callbacks", "mall")
    assert titles["logs"] == "logs"
