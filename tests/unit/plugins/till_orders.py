"""Orders for tills, of whatever content."""

from hypothesis import strategies as st
from zhongtai.plugin.v1 import pos_order_pb2 as pos

from tests.plugins.pos_scene import dollars, new_order

AMOUNTS = st.integers(0, 10_000_000)
COUNTS = st.integers(1, 99)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300)


@st.composite
def choices(draw, depth: int = 2) -> list[pos.PosModifier]:
    """Choices with choices on them."""
    return [
        pos.PosModifier(
            name=draw(NAMES),
            quantity=draw(COUNTS),
            unit_price=dollars(draw(AMOUNTS)),
            modifiers=draw(choices(depth - 1)) if depth else [],
        )
        for _ in range(draw(st.integers(0, 2)))
    ]


@st.composite
def orders(draw) -> pos.PosOrder:
    """Orders whose lines cost whatever was agreed."""
    order = new_order(lines=[])
    for number in range(draw(st.integers(1, 4))):
        line = order.lines.add(line_id=str(number), name=draw(NAMES), quantity=draw(COUNTS))
        line.unit_price.CopyFrom(dollars(draw(AMOUNTS)))
        line.modifiers.extend(draw(choices()))
        for _ in range(draw(st.integers(0, 2))):
            line.components.add(
                name=draw(NAMES),
                quantity=draw(COUNTS),
                extra_price=dollars(draw(AMOUNTS)),
                modifiers=draw(choices(1)),
            )
        whole = draw(st.sampled_from([None, draw(AMOUNTS)]))
        line.line_total.CopyFrom(dollars(_by_parts(line) if whole is None else whole))
    goods = sum(line.line_total.minor_units for line in order.lines)
    fees = [draw(AMOUNTS), draw(AMOUNTS)]
    off = draw(st.integers(0, goods + sum(fees)))
    order.delivery_fee.CopyFrom(dollars(fees[0]))
    order.packaging_fee.CopyFrom(dollars(fees[1]))
    order.discount_total.CopyFrom(dollars(off))
    order.total.CopyFrom(dollars(goods + sum(fees) - off))
    order.remark = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=600))
    return order


def _by_parts(line: pos.PosOrderLine) -> int:
    def of(modifiers: object) -> int:
        return sum(x.quantity * (x.unit_price.minor_units + of(x.modifiers)) for x in modifiers)

    parts = sum(x.quantity * (x.extra_price.minor_units + of(x.modifiers)) for x in line.components)
    return line.quantity * (line.unit_price.minor_units + of(line.modifiers) + parts)
