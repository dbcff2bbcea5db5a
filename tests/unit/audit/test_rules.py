"""Every rule between the centers is silent when the books agree, and names what disagrees."""

from collections.abc import Callable

import pytest
from zhongtai.inventory.v1 import inventory_pb2
from zhongtai.order.v1 import order_pb2
from zhongtai.promotion.v1 import hold_pb2

from cli.audit.books import Known
from cli.audit.rules import RULES, STUCK_SECONDS, Around

NOW = 1_780_000_000
AROUND = Around(NOW, {"sto_1": "CNY"})
UNPAID, PLACED = order_pb2.ORDER_STATUS_PENDING_PAYMENT, order_pb2.ORDER_STATUS_PLACED
DONE, GONE = order_pb2.ORDER_STATUS_COMPLETED, order_pb2.ORDER_STATUS_CANCELLED
HELD = inventory_pb2.RESERVATION_STATE_HELD
SOLD = inventory_pb2.RESERVATION_STATE_COMMITTED
LAPSED = inventory_pb2.RESERVATION_STATE_EXPIRED
FREE = inventory_pb2.RESERVATION_STATE_RELEASED


def known(**figures: dict[str, int]) -> Known:
    return Known("ord_1", "sto_1", "CNY", figures)


def order(status: int, paid: int = 0, **more: int) -> dict[str, int]:
    unset = dict.fromkeys(("being_placed", "paid_by_channel", "refunded", "agreed"), 0)
    unset |= dict.fromkeys(("shortfall", "earns", "wanted_at", "withheld"), 0)
    return unset | {"status": status, "paid": paid, "moved_at": NOW} | more


def money(captured: int, refunded: int = 0, refunding: int = 0, surplus: int = 0) -> dict[str, int]:
    return {
        "captured": captured,
        "refunded": refunded,
        "refunding": refunding,
        "surplus": surplus,
    }


def placed(**more: int) -> Known:
    return known(order=order(PLACED, 300, **more), payment=money(300), inventory={"state": SOLD})


def in_group(group: int, place: int, what: Known) -> Known:
    what.figures["group_buy"] = {"group_state": group, "place_state": place}
    return what


LAWFUL = {
    "placed": placed(),
    "completed": known(
        order=order(DONE, 500, earns=1),
        payment=money(500),
        inventory={"state": SOLD},
        promotion={"state": hold_pb2.HOLD_STATE_REDEEMED},
        member={"earned": 1},
    ),
    "completed by somebody unknown": known(order=order(DONE, 500), payment=money(500)),
    "cancelled and paid back": known(
        order=order(GONE, 200, refunded=200), payment=money(200, 200), inventory={"state": FREE}
    ),
    "sold and partly paid back by a platform": known(
        order=order(PLACED, 300, paid_by_channel=300, refunded=100, agreed=50),
        inventory={"state": SOLD},
    ),
    "cancelled while it was paid": known(
        order=order(GONE), payment=money(0, surplus=200), inventory={"state": FREE}
    ),
    "being placed": known(
        order=order(0, being_placed=1),
        inventory={"state": HELD},
        promotion={"state": hold_pb2.HOLD_STATE_HELD},
    ),
    "waiting for its money": known(
        order=order(UNPAID, moved_at=NOW - 2 * STUCK_SECONDS), inventory={"state": HELD}
    ),
    "given up before it was placed": known(
        inventory={"state": LAPSED}, promotion={"state": hold_pb2.HOLD_STATE_EXPIRED}
    ),
    "waits for its group": in_group(1, 2, placed(moved_at=NOW - 9 * STUCK_SECONDS, withheld=1)),
    "of a full group": in_group(2, 2, placed()),
    "unpaid for a group": in_group(
        1, 1, known(order=order(UNPAID, withheld=1), inventory={"state": HELD})
    ),
    "of a group that failed": in_group(3, 1, known(order=order(GONE, withheld=1))),
    "wanted in two days": placed(moved_at=NOW - 9 * STUCK_SECONDS, wanted_at=NOW + 172_800),
    "short of stock, and flagged": known(
        order=order(PLACED, 300, shortfall=1), payment=money(300), inventory={"state": LAPSED}
    ),
    "paid to the channel": known(order=order(PLACED, 300, paid_by_channel=300)),
    "paid twice": known(order=order(PLACED, 300), payment=money(300, surplus=300)),
    "agreed, and on its way back": known(
        order=order(PLACED, 300, agreed=100), payment=money(300, refunding=100)
    ),
    "completed when its member had left": known(
        order=order(DONE, 300, earns=1), payment=money(300), inventory={"state": SOLD},
        member={"earned": 0, "refused": 1},
    ),
    "with its rider": known(
        order=order(PLACED, 300), payment=money(300), delivery={"open": 1, "not_fetched": 1}
    ),
    "with its rider, and with its customer": known(
        order=order(DONE, 300), payment=money(300), delivery={"open": 1, "not_fetched": 0}
    ),
}  # fmt: skip


def breached(what: Known, around: Around = AROUND) -> dict[str, str]:
    found = {rule.name: rule.judge(what, around) for rule in RULES}
    return {name: words for name, words in found.items() if words}


@pytest.mark.parametrize("state", LAWFUL)
def test_a_lawful_state_is_not_named(state: str):
    assert breached(LAWFUL[state]) == {}


def of_an_unknown_store(what: Known) -> None:
    what.store_id = "sto_2"


def in_another_currency(what: Known) -> None:
    what.currency_code = "USD"


def with_figure(center: str, **figures: int) -> Callable[[Known], None]:
    def spoil(what: Known) -> None:
        what.figures[center] = (what.figures.get(center) or {}) | figures

    return spoil


def without(center: str) -> Callable[[Known], None]:
    return lambda what: what.figures.pop(center) and None


MONEY, STOCK = "captured_money_is_the_orders", "placed_orders_have_their_stock"
IN_GROUP = "orders_go_as_their_group"
HOLD = {"state": hold_pb2.HOLD_STATE_HELD}
BREACHES: list[tuple[str, Callable[[Known], None], str, str]] = [
    ("placed", with_figure("order", paid=301), MONEY, "the order says 301, the payments 300"),
    ("placed", without("payment"), MONEY, "the order says 300, the payments 0"),
    ("cancelled and paid back", with_figure("payment", refunded=0),
     "refunded_money_is_the_orders", "the order says 200, the payments 0"),
    ("placed", with_figure("order", agreed=100),
     "agreed_after_sales_have_their_refund", "100 are agreed, 0 are on their way back"),
    ("cancelled while it was paid", without("order"), "payments_have_their_order", "200 for no"),
    ("placed", with_figure("inventory", state=LAPSED), STOCK, "reservation state RESERV"),
    ("given up before it was placed", with_figure("inventory", state=HELD),
     "reservations_have_their_order", "stock is taken for no order"),
    ("given up before it was placed", with_figure("promotion", **HOLD),
     "holds_have_their_order", "a promotion is taken for no order"),
    ("cancelled and paid back", with_figure("inventory", state=HELD),
     "ended_orders_hold_no_stock", "stock is still held"),
    ("cancelled and paid back", with_figure("promotion", **HOLD),
     "ended_orders_hold_no_promotion", "a coupon or a budget is still held"),
    ("cancelled and paid back", with_figure("delivery", open=1),
     "cancelled_orders_have_no_rider", "a rider is on the way for a cancelled order"),
    ("given up before it was placed", with_figure("delivery", open=1),
     "cancelled_orders_have_no_rider", "a rider is on the way for no order"),
    ("with its rider, and with its customer", with_figure("delivery", not_fetched=1),
     "fulfilled_orders_have_no_rider", "a rider comes for what its customer has"),
    ("completed", without("member"), "completed_orders_earned_points", "it has not earned"),
    ("placed", with_figure("member", earned=1), "completed_orders_earned_points", "it has earned"),
    ("placed", with_figure("order", moved_at=NOW - STUCK_SECONDS - 1),
     "no_paid_order_is_forgotten", "ORDER_STATUS_PLACED for 1.0 hours"),
    ("of a full group", with_figure("order", withheld=1), IN_GROUP, "its group is full"),
    ("of a full group", with_figure("group_buy", group_state=1), IN_GROUP, "its group is not full"),
    ("of a full group", with_figure("group_buy", group_state=3), IN_GROUP, "its group is over"),
    ("of a full group", with_figure("group_buy", place_state=3), IN_GROUP, "its group is over"),
    ("waits for its group", without("group_buy"), IN_GROUP, "it waits for a group that"),
    ("placed", of_an_unknown_store, "orders_have_their_store", "there is no store sto_2"),
    ("placed", in_another_currency, "orders_have_their_store", "sold in USD"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "spoil", "rule", "words"), BREACHES)
def test_a_disagreement_is_named_by_its_rule_and_by_no_other(
    state: str, spoil: Callable[[Known], None], rule: str, words: str
):
    good = LAWFUL[state]
    figures = {center: dict(each) for center, each in good.figures.items()}
    what = Known(good.order_id, good.store_id, good.currency_code, figures)
    spoil(what)
    [(name, said)] = breached(what).items()
    assert name == rule
    assert said.startswith(words)


def test_every_rule_has_a_disagreement_here():
    assert {case[2] for case in BREACHES} == {rule.name for rule in RULES}
