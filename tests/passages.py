"""The five nodes that an order must have passed on its way from a phone to a till."""

from collections.abc import Iterable

from zhongtai.order.v1 import event_pb2

NODES = ("gateway:miniapp", "order_control", "center:order", "plugin:", "till:")
"""How the names of the five begin, in the order in which they are passed."""


def missing_nodes(passages: Iterable[event_pb2.Passage]) -> list[str]:
    """Those of the five that did not say, once and in their turn, that the order passed them."""
    left = [each.node for each in passages]
    missing = []
    for node in NODES:
        if left and left[0].startswith(node):
            del left[0]
        else:
            missing.append(node)
    return [*missing, *left]
