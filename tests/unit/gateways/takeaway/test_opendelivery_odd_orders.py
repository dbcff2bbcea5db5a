"""Orders with something odd in them: sound after all, or refused, and never a defect."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from zhongtai.common.v1 import trade_pb2

from gateways.takeaway.opendelivery import adapt, bodies
from gateways.takeaway.opendelivery.reading import read
from mesh.pure.errors import InvalidRequest
from tests.unit.gateways.takeaway.test_opendelivery import NOW, SOLD

ODD = (
    *(None, True, [], {}, [None], 7, -1, 0.005, 1e300),
    *("1e999999", "NaN", "-Infinity", "9" * 400, "0001-01-01", "2024-01-01T25:00:00Z", "\x00", ""),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(SOLD)) | st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Every place within a value."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    for key, each in inner:
        yield from places(each, (*path, key))


def changed(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(list(places(SOLD))), st.sampled_from(ODD) | JSON)
def test_whatever_stands_in_an_order_it_is_taken_as_sound_or_refused_as_odd(path, new):
    content = json.dumps(changed(SOLD, path, new)).encode()
    try:
        body = read(content, bodies.Order)
    except InvalidRequest:
        return
    order = adapt.new_order(body, "sto_1", "app", trade_pb2.DELIVERED_BY_STORE, NOW)
    parts = sum(line.amount.minor_units for line in order.lines)
    parts += order.packaging_fee.minor_units + order.delivery_fee.minor_units
    off = sum(each.amount.minor_units for each in order.discounts)
    assert order.total.minor_units == parts - off
    shares = sum(s.amount.minor_units for each in order.discounts for s in each.allocations)
    assert shares == off
    assert all(0 < line.quantity <= 999 for line in order.lines)
