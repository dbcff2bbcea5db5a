"""What a policy's answers come to: prices, and what is decided about an order. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb
from zhongtai.product.v1 import pricing_pb2

from apps.order_control.errors import PolicyRefused
from mesh.plugins.policy import WrongAnswer
from mesh.pure import limits

MAX_WORDS = 300
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}", re.ASCII)
CHECK = plugin_pb2.CAPABILITY_POLICY_CHECK
ROUTE = plugin_pb2.CAPABILITY_POLICY_ROUTE
ACCEPTANCE = plugin_pb2.CAPABILITY_POLICY_ACCEPTANCE
DECIDES = frozenset({CHECK, ROUTE, ACCEPTANCE})
"""Capabilities of which one is enough for DecideOrder to be asked."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided about an order; empty and None: all as it is without a policy.

    `by` is the plug-in that decided.
    """

    by: str = ""
    refusal: PolicyRefused | None = None
    pos_plugin: str = ""
    pos_store_code: str = ""
    accept_at_once: bool | None = None


UNDECIDED = Decision()


def prices_of(
    answer: pb.PriceLinesResponse, menu: pricing_pb2.PriceLinesResponse
) -> dict[str, int]:
    """Return the unit prices of an answer by line_ref. Raise WrongAnswer."""
    asked = {line.line_ref: line.unit_price.currency_code for line in menu.lines}
    prices: dict[str, int] = {}
    for price in answer.prices:
        if price.line_ref not in asked or price.line_ref in prices:
            raise WrongAnswer("a price is of no line, or of one that has a price")
        if price.unit_price.currency_code != asked[price.line_ref]:
            raise WrongAnswer("a price is in another currency")
        if not 0 <= price.unit_price.minor_units <= limits.MAX_AMOUNT:
            raise WrongAnswer("a price is below zero, or too large")
        prices[price.line_ref] = price.unit_price.minor_units
    if sum(line.amount.minor_units for line in with_prices(menu, prices).lines) > limits.MAX_AMOUNT:
        raise WrongAnswer("the prices come to more than an order may cost")
    return prices


def with_prices(
    menu: pricing_pb2.PriceLinesResponse, prices: Mapping[str, int]
) -> pricing_pb2.PriceLinesResponse:
    """Return the lines at other unit prices, by line_ref; modifiers and packaging cost the same."""
    if not prices:
        return menu
    priced = pricing_pb2.PriceLinesResponse()
    priced.CopyFrom(menu)
    for line in priced.lines:
        if line.line_ref in prices:
            line.unit_price.minor_units = prices[line.line_ref]
            each = line.unit_price.minor_units + line.modifiers_amount.minor_units
            line.amount.minor_units = line.quantity * each
    priced.total.minor_units = sum(line.amount.minor_units for line in priced.lines)
    return priced


def decision_of(
    answer: pb.DecideOrderResponse,
    plugin: str,
    claimed: Collection[plugin_pb2.Capability],
    pos_plugins: Collection[str],
) -> Decision:
    """Return what an answer decides, of that which the plug-in claims. Raise WrongAnswer."""
    routed = ROUTE in claimed and answer.pos_plugin
    if routed and answer.pos_plugin not in pos_plugins:
        raise WrongAnswer("a POS plug-in is chosen that was not given")
    if len(answer.pos_store_code) > limits.MAX_CODE or not answer.pos_store_code.isprintable():
        raise WrongAnswer("pos_store_code is too long, or no text")
    decides = ACCEPTANCE in claimed and answer.HasField("accept_at_once")
    return Decision(
        by=plugin,
        refusal=_refusal(answer) if CHECK in claimed else None,
        pos_plugin=answer.pos_plugin if routed else "",
        pos_store_code=answer.pos_store_code if routed else "",
        accept_at_once=answer.accept_at_once if decides else None,
    )


def _refusal(answer: pb.DecideOrderResponse) -> PolicyRefused | None:
    if not answer.HasField("refusal"):
        return None
    code, words = answer.refusal.code, answer.refusal.message
    if not _CODE.fullmatch(code):
        raise WrongAnswer("the code of a refusal is none")
    if not 1 <= len(words) <= MAX_WORDS or not words.isprintable():
        raise WrongAnswer("a refusal has no words, or too many")
    return PolicyRefused(words, code=code)
