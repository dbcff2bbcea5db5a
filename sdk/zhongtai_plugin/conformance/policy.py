"""What a plug-in for the rules of an enterprise owes."""

from __future__ import annotations

import re
import time

from zhongtai.common.v1 import money_pb2, trade_pb2
from zhongtai.plugin.v1 import plugin_pb2, policy_pb2_grpc
from zhongtai.plugin.v1 import policy_pb2 as pb

from zhongtai_plugin.conformance.core import CALL_SECONDS, Skipped, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_equal, expect_fault
from zhongtai_plugin.errors import BadRequest

PRICES = plugin_pb2.CAPABILITY_POLICY_PRICES
CHECK = plugin_pb2.CAPABILITY_POLICY_CHECK
ROUTE = plugin_pb2.CAPABILITY_POLICY_ROUTE
CARRIERS = plugin_pb2.CAPABILITY_POLICY_CARRIERS
DECIDES = frozenset({CHECK, ROUTE, plugin_pb2.CAPABILITY_POLICY_ACCEPTANCE})
MAX_PRICE = 10**12
MAX_WORDS = 300
TIMES = 5
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


@check(
    "policy",
    ground=True,
    contract="is made only where that is claimed; a plug-in claims at least one.",
)
async def a_policy_claims_what_it_decides(subject: Subject) -> None:
    """Name in GetPluginInfo each CAPABILITY_POLICY_… that you decide about."""
    claims = {PRICES, CARRIERS, *DECIDES} & set(subject.info.capabilities)
    expect(bool(claims), "no capability of a policy is claimed")


@check(
    "policy",
    contract=(
        "A chain that the plug-in has no rules for gets an answer without content, and no error."
    ),
)
async def a_chain_without_rules_has_no_answer(subject: Subject) -> None:
    """Answer with an empty message for a merchant_id that you do not know."""
    chain = subject.new_id("chain")
    stub, claims = _stub(subject), set(subject.info.capabilities)
    if PRICES in claims:
        request = priced_lines(subject)
        request.merchant_id = chain
        prices = await stub.PriceLines(request, timeout=CALL_SECONDS)
        expect_equal(prices, pb.PriceLinesResponse(), "the prices")
    if DECIDES & claims:
        order = new_order(subject)
        order.merchant_id = chain
        decided = await stub.DecideOrder(order, timeout=CALL_SECONDS)
        expect_equal(decided, pb.DecideOrderResponse(), "the decision")
    if CARRIERS in claims:
        trip = new_trip(subject)
        trip.merchant_id = chain
        chosen = await stub.ChooseCarriers(trip, timeout=CALL_SECONDS)
        expect_equal(chosen, pb.ChooseCarriersResponse(), "the choice")


@check(
    "policy",
    contract=(
        "BAD_REQUEST without merchant_id, and with lines or carriers outside of their number."
    ),
)
async def a_question_about_nothing_is_a_bad_request(subject: Subject) -> None:
    """Look at merchant_id and at the number of lines and carriers before anything else."""
    stub, claims = _stub(subject), set(subject.info.capabilities)
    if PRICES in claims:
        lines = priced_lines(subject)
        del lines.lines[:]
        await expect_fault(stub.PriceLines(lines, timeout=CALL_SECONDS), BadRequest)
    if DECIDES & claims:
        order = new_order(subject)
        order.merchant_id = ""
        await expect_fault(stub.DecideOrder(order, timeout=CALL_SECONDS), BadRequest)
    if CARRIERS in claims:
        trip = new_trip(subject)
        del trip.carriers[:]
        await expect_fault(stub.ChooseCarriers(trip, timeout=CALL_SECONDS), BadRequest)


@check("policy", PRICES, contract="REQUIRED. The line; one of the request, once.")
async def prices_are_of_the_lines_that_were_asked(subject: Subject) -> None:
    """Give back the line_ref of the request, and a line's price once."""
    request = priced_lines(subject)
    answer = await _stub(subject).PriceLines(request, timeout=CALL_SECONDS)
    named = [price.line_ref for price in answer.prices]
    asked = {line.line_ref for line in request.lines}
    expect(set(named) <= asked, "a price is of a line that was not asked")
    expect(len(named) == len(set(named)), "a line has two prices")


@check(
    "policy",
    PRICES,
    contract=(
        "Price of one without modifiers, in the currency of the request; 0 to 10^12 minor units."
    ),
)
async def prices_are_amounts_in_the_currency_asked(subject: Subject) -> None:
    """Take the currency of the line's unit_price, and no amount below zero."""
    request = priced_lines(subject)
    answer = await _stub(subject).PriceLines(request, timeout=CALL_SECONDS)
    for price in answer.prices:
        expect_equal(price.unit_price.currency_code, subject.parameter("currency"), "the currency")
        expect(0 <= price.unit_price.minor_units <= MAX_PRICE, "a price is out of its limits")


@check("policy", PRICES, contract="the same lines at the same time have the same price.")
async def the_same_lines_have_the_same_price(subject: Subject) -> None:
    """Decide by the request alone: wanted_time is the time that counts, not your clock."""
    request = priced_lines(subject)
    first = await _stub(subject).PriceLines(request, timeout=CALL_SECONDS)
    again = await _stub(subject).PriceLines(request, timeout=CALL_SECONDS)
    expect_equal(_by_line(again), _by_line(first), "the prices the second time")


@check(
    "policy",
    contract=("Natural key: merchant_id and placement_id; what counts orders counts each once."),
)
async def an_order_is_decided_once_for_its_placement(subject: Subject) -> None:
    """Keep under placement_id what you have counted, and count a known one no more."""
    if not DECIDES & set(subject.info.capabilities):
        raise Skipped("no capability of DecideOrder is claimed")
    request = new_order(subject)
    first = await _stub(subject).DecideOrder(request, timeout=CALL_SECONDS)
    for _ in range(TIMES):
        again = await _stub(subject).DecideOrder(request, timeout=CALL_SECONDS)
        expect_equal(again, first, "the decision about a placement that is known")


@check(
    "policy",
    CHECK,
    contract="Stable code, 1 to 64 characters of A-Z 0-9 and _, a letter first,",
)
async def a_refusal_says_why(subject: Subject) -> None:
    """Give the refusal a code for programs and words for the customer."""
    request = new_order(subject)
    request.person_id = subject.parameter("refused_person_id")
    answer = await _stub(subject).DecideOrder(request, timeout=CALL_SECONDS)
    expect(answer.HasField("refusal"), "the person of --param refused_person_id is not refused")
    expect(bool(_CODE.fullmatch(answer.refusal.code)), "the code of the refusal is none")
    words = answer.refusal.message
    expect(1 <= len(words) <= MAX_WORDS, f"the words must have 1 to {MAX_WORDS} characters")


@check("policy", ROUTE, contract="The tills that make it: one of pos_plugins of the request.")
async def tills_are_chosen_from_those_given(subject: Subject) -> None:
    """Look at pos_plugins before you choose; leave it to the store where yours is missing."""
    for given in (["pos_one"], ["pos_two", "pos_one"], []):
        request = new_order(subject)
        request.pos_plugins.extend(given)
        answer = await _stub(subject).DecideOrder(request, timeout=CALL_SECONDS)
        expect(answer.pos_plugin in ("", *given), f"of {given} {answer.pos_plugin} is chosen")


@check(
    "policy",
    CARRIERS,
    contract="Some of the carriers of the request, each once:",
)
async def carriers_are_chosen_from_those_given(subject: Subject) -> None:
    """Leave out of your list what the request does not name."""
    for given in (["one"], ["two", "one"]):
        request = new_trip(subject)
        del request.carriers[:]
        request.carriers.extend(given)
        chosen = list((await _stub(subject).ChooseCarriers(request, timeout=CALL_SECONDS)).carriers)
        expect(set(chosen) <= set(given), f"of {given} {chosen} are chosen")
        expect(len(chosen) == len(set(chosen)), "a carrier is chosen twice")


def _stub(subject: Subject) -> policy_pb2_grpc.PolicyServiceAsyncStub:
    return policy_pb2_grpc.PolicyServiceStub(subject.channel)


def priced_lines(subject: Subject) -> pb.PriceLinesRequest:
    """Return two lines to be priced."""
    request = pb.PriceLinesRequest(
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        channel=subject.parameter("channel"),
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        person_id="conformance-person",
        time_zone="Asia/Shanghai",
        lines=_lines(subject),
    )
    request.wanted_time.FromSeconds(int(time.time()))
    return request


def new_order(subject: Subject) -> pb.DecideOrderRequest:
    """Return an order of a person of its own, for any tills."""
    request = pb.DecideOrderRequest(
        merchant_id=subject.parameter("merchant_id"),
        placement_id=subject.new_id("placement"),
        store_id=subject.parameter("store_id"),
        channel=subject.parameter("channel"),
        service_type=trade_pb2.SERVICE_TYPE_PICK_UP,
        person_id=subject.new_id("person"),
        time_zone="Asia/Shanghai",
        business_date="2026-01-31",
        lines=_lines(subject),
        total=_money(subject, 5_400),
    )
    request.wanted_time.FromSeconds(int(time.time()))
    return request


def new_trip(subject: Subject) -> pb.ChooseCarriersRequest:
    """Return a delivery that two carriers could make."""
    request = pb.ChooseCarriersRequest(
        merchant_id=subject.parameter("merchant_id"),
        store_id=subject.parameter("store_id"),
        order_id=subject.new_id("order"),
        attempt=1,
        distance_metres=1_500,
        goods_value=_money(subject, 5_400),
        carriers=["one", "two"],
    )
    request.ready_time.FromSeconds(int(time.time()))
    return request


def _lines(subject: Subject) -> list[pb.PolicyLine]:
    return [
        pb.PolicyLine(
            line_ref=number,
            sku_id=f"conformance-sku-{number}",
            sku_code=f"C{number}",
            product_id=f"conformance-product-{number}",
            quantity=int(number),
            unit_price=_money(subject, 1_800),
        )
        for number in ("1", "2")
    ]


def _money(subject: Subject, minor_units: int) -> money_pb2.Money:
    currency = subject.parameter("currency")
    return money_pb2.Money(minor_units=minor_units, currency_code=currency)


def _by_line(answer: pb.PriceLinesResponse) -> dict[str, int]:
    return {price.line_ref: price.unit_price.minor_units for price in answer.prices}
