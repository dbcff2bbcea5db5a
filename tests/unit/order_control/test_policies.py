"""Rules of an enterprise: what they change, and that orders go on without their answer."""

from dataclasses import replace

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb
from zhongtai.product.v1 import pricing_pb2

from apps.order_control.counter import Counter
from apps.order_control.errors import PolicyRefused
from apps.order_control.placing import Placer
from apps.order_control.policy import Decision
from apps.order_control.quote import accepted_by
from mesh.call.context import Identity, as_call, internal_identity
from mesh.plugins.faults import PluginRejected
from mesh.process.metrics import Metrics
from mesh.pure.clock import SystemClock
from mesh.pure.errors import PluginUnavailable
from tests.unit.order_control.policies import PolicyPlugin, chain_policies, nobody
from tests.unit.order_control.test_counter import order
from tests.unit.order_control.test_placing import ANSWERS, Quoter, centers, request

ROUTE = plugin_pb2.CAPABILITY_POLICY_ROUTE
REFUSED = pb.DecideOrderResponse(refusal=pb.PolicyRefusal(code="BLOCKED", message="Not you."))
ASKED = pricing_pb2.PriceLinesRequest(store_id="sto_1", channel="miniapp", at=Timestamp(seconds=1))


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


def menu() -> pricing_pb2.PriceLinesResponse:
    lines = [
        pricing_pb2.PricedLine(
            line_ref=ref,
            sku_id=f"sku_{ref}",
            quantity=2,
            unit_price=cny(1000),
            modifiers_amount=cny(50),
            amount=cny(2100),
        )
        for ref in ("1", "2")
    ]
    return pricing_pb2.PriceLinesResponse(lines=lines, total=cny(4200), menu_version="7")


def prices(*given: tuple[str, int], currency: str = "CNY") -> pb.PriceLinesResponse:
    return pb.PriceLinesResponse(
        prices=[
            pb.PolicyPrice(
                line_ref=ref,
                unit_price=money_pb2.Money(minor_units=amount, currency_code=currency),
            )
            for ref, amount in given
        ]
    )


@pytest.fixture(autouse=True)
def caller():
    with as_call(internal_identity("miniapp", "demo", "per_1")):
        yield


@pytest.fixture
def written(monkeypatch) -> list:
    """The orders that were written."""
    orders, answer = [], ANSWERS["CreateOrder"]

    def note(asked):
        orders.append(asked.order)
        return answer(asked)

    monkeypatch.setitem(ANSWERS, "CreateOrder", note)
    return orders


def placer(*plugins: PolicyPlugin, **given) -> tuple[Placer, list[str]]:
    peers, calls = centers()
    return Placer(peers, TillQuoter(), chain_policies(*plugins, **given), SystemClock()), calls


class TillQuoter(Quoter):
    """Quotes for a store whose tills make what is ordered."""

    async def quote(self, draft, order_id, **_):
        quote = await super().quote(draft, order_id)
        quote.store.fulfilment_route = trade_pb2.FULFILMENT_ROUTE_TILL
        quote.store.pos_plugin, quote.store.pos_store_code = "pos_till", "S1"
        return quote


async def test_lines_cost_what_the_policy_says_and_the_rest_what_the_menu_says():
    plugin, said = PolicyPlugin(PriceLines=prices(("2", 700))), menu()
    priced = await chain_policies(plugin).priced(ASKED, said, "per_1")
    assert [line.amount.minor_units for line in priced.lines] == [2100, 1500]
    assert (priced.total.minor_units, priced.menu_version) == (3600, "7")
    assert said == menu()
    (asked,) = plugin.asked
    assert (asked.merchant_id, asked.person_id, asked.wanted_time.seconds) == ("demo", "per_1", 1)
    assert plugin.timeouts == [0.3]


WRONG = {
    "a line that was not asked": prices(("3", 1)),
    "two prices of a line": prices(("1", 1), ("1", 2)),
    "another currency": prices(("1", 1), currency="USD"),
    "below zero": prices(("1", -1)),
    "too large": prices(("1", 10**12 + 1)),
    "too large in all": prices(("1", 10**12), ("2", 10**12)),
    "no answer in time": PluginUnavailable(plugin="policy_a"),
    "a fault": PluginRejected("no", plugin="policy_a"),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
async def test_without_an_answer_that_counts_all_costs_what_the_menu_says(answer):
    metrics = Metrics()
    policies = chain_policies(PolicyPlugin(PriceLines=answer), metrics=metrics)
    assert await policies.priced(ASKED, menu(), "") == menu()
    assert 'zhongtai_policy_unanswered_total{plugin="policy_a",call="PriceLines"' in metrics.text()


async def test_a_policy_that_is_known_to_be_away_is_not_waited_for():
    plugin, metrics = PolicyPlugin(), Metrics()
    plugin.is_usable = False
    assert await chain_policies(plugin, metrics=metrics).priced(ASKED, menu(), "") == menu()
    assert await chain_policies(metrics=metrics).priced(ASKED, menu(), "") == menu()
    assert plugin.asked == []
    assert 'why="away"} 2' in metrics.text()


async def test_what_is_not_claimed_is_not_asked_and_not_missed():
    plugin, metrics = PolicyPlugin(claims=()), Metrics()
    assert await chain_policies(plugin, metrics=metrics).priced(ASKED, menu(), "") == menu()
    assert (plugin.asked, metrics.text().strip()) == ([], "")


async def test_a_chain_without_a_policy_asks_nobody_and_writes_what_it_wrote(written):
    peers, calls = centers()
    plugin = PolicyPlugin(DecideOrder=REFUSED)
    with as_call(internal_identity("miniapp", "other", "per_1")):
        assert await chain_policies(plugin).priced(ASKED, menu(), "") == menu()
        for policies in (chain_policies(plugin), nobody()):
            await Placer(peers, Quoter(), policies, SystemClock()).place(request())
    assert plugin.asked == []
    assert calls == ["BeginOrder", "ReserveStock", "HoldPromotions", "CreateOrder"] * 2
    assert not any(order.accept_by or order.pos_plugin_chosen for order in written)


async def test_an_order_that_may_not_be_placed_holds_nothing_and_says_why():
    plugin = PolicyPlugin(DecideOrder=REFUSED)
    order_of, calls = placer(plugin)
    with pytest.raises(PolicyRefused) as refusal:
        await order_of.place(request())
    assert (refusal.value.message, refusal.value.metadata["code"]) == ("Not you.", "BLOCKED")
    assert calls == ["BeginOrder", "AbandonPlacement"]
    assert len({asked.placement_id for asked in plugin.asked}) == 1


async def test_what_the_till_has_sold_already_is_refused_by_no_rule():
    policy = PolicyPlugin(DecideOrder=REFUSED)
    taken_at, _ = placer(policy)
    with as_call(Identity("plugin", "pos_till", "demo"), timeout=5):
        placed = await Counter(centers()[0], TillQuoter(), taken_at).place(order())
    assert placed.order_id
    assert not [each for each in policy.asked if isinstance(each, pb.DecideOrderRequest)]
    with pytest.raises(PolicyRefused):
        await taken_at.place(request())


async def test_one_question_decides_who_makes_an_order_and_who_accepts_it(written):
    answer = pb.DecideOrderResponse(
        pos_plugin="pos_cakes", pos_store_code="B7", accept_at_once=True
    )
    plugin = PolicyPlugin(DecideOrder=answer)
    await placer(plugin)[0].place(request())
    (order,), (asked,) = written, plugin.asked
    assert (order.pos_plugin, order.pos_store_code, order.pos_plugin_chosen) == (
        *("pos_cakes", "B7"),
        True,
    )
    assert order.accept_by == "policy:policy_a"
    assert (list(asked.pos_plugins), asked.pos_plugin) == (["pos_cakes", "pos_till"], "pos_till")
    assert (asked.person_id, asked.total) == ("per_1", cny(900))


WRONG_DECISIONS = {
    "a till that is not there": pb.DecideOrderResponse(pos_plugin="pos_else"),
    "a code of small letters": pb.DecideOrderResponse(
        refusal=pb.PolicyRefusal(code="no", message="No.")
    ),
    "a refusal without words": pb.DecideOrderResponse(refusal=pb.PolicyRefusal(code="NO")),
    "words with a control character": pb.DecideOrderResponse(
        refusal=pb.PolicyRefusal(code="NO", message="\x00")
    ),
    "a store code too long": pb.DecideOrderResponse(pos_store_code="x" * 65),
    "no answer in time": PluginUnavailable(plugin="policy_a"),
}


@pytest.mark.parametrize("answer", WRONG_DECISIONS.values(), ids=WRONG_DECISIONS)
async def test_without_a_decision_that_counts_an_order_is_placed_as_ever(answer, written):
    await placer(PolicyPlugin(DecideOrder=answer))[0].place(request())
    (order,) = written
    assert (order.pos_plugin, order.pos_store_code, order.accept_by) == ("pos_till", "S1", "")
    assert not order.pos_plugin_chosen


async def test_a_chain_may_have_nothing_placed_without_an_answer():
    plugin = PolicyPlugin(DecideOrder=PluginUnavailable(plugin="policy_a"))
    order_of, calls = placer(plugin, must_answer={"demo"})
    with pytest.raises(PolicyRefused) as refusal:
        await order_of.place(request())
    assert refusal.value.metadata["code"] == "NO_ANSWER"
    assert "ReserveStock" not in calls


async def test_of_a_decision_counts_what_is_claimed(written):
    answer = pb.DecideOrderResponse(
        pos_plugin="pos_cakes", accept_at_once=True, refusal=REFUSED.refusal
    )
    await placer(PolicyPlugin(claims={ROUTE}, DecideOrder=answer))[0].place(request())
    (order,) = written
    assert (order.pos_plugin, order.accept_by) == ("pos_cakes", "")


async def test_a_store_accepts_by_itself_what_the_policy_leaves_to_it():
    quote = await TillQuoter().quote(request().draft, "")
    assert accepted_by(quote) == ""
    quote.store.auto_accept = True
    assert accepted_by(quote) == "store"
    assert accepted_by(replace(quote, decision=Decision(by="p", accept_at_once=False))) == ""
    assert accepted_by(replace(quote, decision=Decision(by="p", accept_at_once=True))) == "policy:p"
    quote.draft.service_type = trade_pb2.SERVICE_TYPE_VOUCHER
    assert accepted_by(quote) == ""
