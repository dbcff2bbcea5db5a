"""What changed of a line since its customer saw it."""

import pytest
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.cart.messages import draft_line, new_line_of
from apps.cart.model import Change, Line, Problem, Seen
from apps.cart.rules import change_of, changes_between, look_at

TEA = Seen("tea", "large", 900, "CNY", "en")
LINE = Line("l1", b"", 2, TEA)


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (TEA, ()),
        (Seen("tea", "large", 950, "CNY", "en"), (Change.PRICE,)),
        (Seen("tea", "large", 900, "USD", "en"), (Change.PRICE,)),
        (Seen("tea", "grande", 900, "CNY", "en"), (Change.NAME,)),
        (Seen("green tea", "large", 1, "CNY", "en"), (Change.PRICE, Change.NAME)),
        (Seen("茶", "大", 900, "CNY", "zh"), ()),
    ],
)
def test_price_and_name_are_compared_with_what_was_seen(now, changes):
    assert changes_between(TEA, now) == changes


@pytest.mark.parametrize(
    ("reason", "item_id", "available", "elsewhen", "change"),
    [
        ("NOT_ON_MENU", "tea", 0, False, Change.GONE),
        ("NOT_ON_MENU", "tea", 0, True, Change.NOT_SOLD_NOW),
        ("SKU_NOT_FOUND", "tea", 0, False, Change.GONE),
        ("SOLD_OUT", "tea", 0, False, Change.SOLD_OUT),
        ("SOLD_OUT", "oat", 0, False, Change.OPTION_GONE),
        ("MODIFIER_LIMIT", "", 0, False, Change.OPTION_GONE),
        ("OUT_OF_STOCK", "tea", 0, False, Change.OUT_OF_STOCK),
        ("OUT_OF_STOCK", "tea", 1, False, Change.TOO_FEW),
        ("NOT_SOLD_ALONE", "tea", 0, False, Change.NOT_ALLOWED_SO),
    ],
)
def test_every_problem_is_a_change_that_customers_understand(
    reason, item_id, available, elsewhen, change
):
    problem = Problem(reason, item_id, available, elsewhen)
    assert change_of(problem, "tea") is change
    looked = look_at(LINE, "tea", None, problem)
    assert (looked.shown, looked.can_be_ordered) == (TEA, False)


def test_a_line_that_nobody_could_price_shows_what_was_seen_and_no_change():
    looked = look_at(LINE, "tea", None, None)
    assert (looked.shown, looked.can_be_ordered, looked.changes) == (TEA, False, ())


def test_a_line_is_ordered_as_it_was_put_in():
    oat = order_pb.DraftModifier(modifier_id="oat", quantity=2)
    part = order_pb.DraftComboChoice(slot_id="drink", sku_id="cola", modifiers=[oat])
    line = order_pb.DraftLine(sku_id="meal", quantity=3, combo_choices=[part], remark="hot")
    new = new_line_of(line)
    assert new.choices == 2
    assert draft_line(Line(new.line_id, new.wanted, 3)) == line
