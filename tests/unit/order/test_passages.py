"""That an order has passed a node is what the node wrote, and nothing else shows it."""

import pytest
from zhongtai.order.v1 import event_pb2

from centers.order.messages import passages_of
from mesh.call.context import as_call, internal_identity, passed
from mesh.call.outgoing import outgoing
from mesh.pure.passage import header, passages_in
from tests.passages import NODES, missing_nodes

NAMES = ("gateway:miniapp", "order_control", "center:order", "plugin:pos_till", "till:til_1")


def history(*nodes: str) -> list[event_pb2.OrderEvent]:
    """The events of an order that these nodes have taken on its way."""
    before = [event_pb2.Passage(node=node) for node in nodes if node in NAMES[:3]]
    created = event_pb2.OrderEvent(node="gateway:miniapp", passages=before)
    paid = event_pb2.OrderEvent(node="order_control")
    return [created, paid, *(event_pb2.OrderEvent(node=n) for n in nodes if n in NAMES[3:])]


def test_an_order_that_all_five_nodes_wrote_of_has_passed_them():
    assert missing_nodes(passages_of(history(*NAMES))) == []


@pytest.mark.parametrize("left_out", range(5))
def test_a_node_that_wrote_nothing_is_missed(left_out: int):
    wrote = [node for node in NAMES if node != NAMES[left_out]]
    assert missing_nodes(passages_of(history(*wrote))) == [NODES[left_out]]


def test_the_first_report_of_a_till_counts_and_stands_behind_its_plug_in():
    quick = history(NAMES[4], *NAMES[:4], NAMES[4])
    assert [each.node for each in passages_of(quick)] == list(NAMES)


def test_a_call_carries_on_what_it_has_passed():
    with as_call(internal_identity("miniapp", "demo")):
        way = passed("gateway:miniapp")
        carried = dict(outgoing(None, None, stream=False).metadata("miniapp"))
    (told,) = passages_in(carried["zhongtai-passed"])
    assert told.node == "gateway:miniapp"
    assert abs((told.at - way[0].at).total_seconds()) < 0.002


@pytest.mark.parametrize("value", ["", "x", "a b@1", "a@-1", "a@99999999999999", "@1"])
def test_what_is_no_passage_is_left_out(value: str):
    good = passages_in("a@1")
    assert passages_in(value) == ()
    assert passages_in(f"{value},{header(good)}") == good
