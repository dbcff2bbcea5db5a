"""The suite knows what a policy plug-in owes: each broken promise is named."""

import secrets

import pytest
from zhongtai.common.v1 import money_pb2
from zhongtai.plugin.v1 import plugin_pb2, policy_pb2_grpc
from zhongtai.plugin.v1 import policy_pb2 as pb
from zhongtai_plugin import BadRequest, PluginInfo
from zhongtai_plugin.conformance import Verdict

from tests.plugins.broken import became

CLAIMS = [
    plugin_pb2.CAPABILITY_POLICY_PRICES,
    plugin_pb2.CAPABILITY_POLICY_CHECK,
    plugin_pb2.CAPABILITY_POLICY_ROUTE,
    plugin_pb2.CAPABILITY_POLICY_ACCEPTANCE,
    plugin_pb2.CAPABILITY_POLICY_CARRIERS,
]
LINES = "prices are of the lines that were asked"
AMOUNTS = "prices are amounts in the currency asked"
REFUSAL = "a refusal says why"
CHOSEN = "carriers are chosen from those given"
NOTHING = "a question about nothing is a bad request"
BROKEN = {
    "": set(),
    "claims nothing": {"a policy claims what it decides"},
    "prices for all": {"a chain without rules has no answer"},
    "decides for all": {"a chain without rules has no answer"},
    "chooses for all": {"a chain without rules has no answer"},
    "prices nothing": {NOTHING},
    "decides for nobody": {NOTHING},
    "chooses of none": {NOTHING},
    "another line": {LINES},
    "two prices": {LINES},
    "another currency": {AMOUNTS},
    "below zero": {AMOUNTS},
    "any price": {"the same lines have the same price"},
    "counts twice": {"an order is decided once for its placement"},
    "refuses nobody": {REFUSAL},
    "code of small letters": {REFUSAL},
    "no words": {REFUSAL},
    "any till": {"tills are chosen from those given"},
    "any carrier": {CHOSEN},
    "carrier twice": {CHOSEN},
}


class PolicyInMemory(policy_pb2_grpc.PolicyServiceServicer):
    """Has rules for one chain; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._seen = 0

    async def PriceLines(self, request, _context) -> pb.PriceLinesResponse:
        self._check(request, request.lines, "prices nothing")
        if self._is_strange(request, "prices for all"):
            return pb.PriceLinesResponse()
        first = request.lines[0].line_ref if request.lines else ""
        amount = {"below zero": -1, "any price": secrets.randbelow(10**6)}.get(self._broken, 900)
        currency = "USD" if self._broken == "another currency" else "CNY"
        price = money_pb2.Money(minor_units=amount, currency_code=currency)
        line_ref = "another" if self._broken == "another line" else first
        times = 2 if self._broken == "two prices" else 1
        return pb.PriceLinesResponse(
            prices=[pb.PolicyPrice(line_ref=line_ref, unit_price=price)] * times
        )

    async def DecideOrder(self, request, _context) -> pb.DecideOrderResponse:
        self._check(request, request.lines, "decides for nobody")
        if self._is_strange(request, "decides for all"):
            return pb.DecideOrderResponse()
        self._seen += 1
        many = self._broken == "counts twice" and self._seen % 2 == 0
        if many or (request.person_id == "blocked" and self._broken != "refuses nobody"):
            code = "blocked" if self._broken == "code of small letters" else "BLOCKED"
            words = "" if self._broken == "no words" else "Not you."
            return pb.DecideOrderResponse(refusal=pb.PolicyRefusal(code=code, message=words))
        till = "pos_one" if "pos_one" in request.pos_plugins else ""
        till = "pos_else" if self._broken == "any till" else till
        return pb.DecideOrderResponse(pos_plugin=till, accept_at_once=True)

    async def ChooseCarriers(self, request, _context) -> pb.ChooseCarriersResponse:
        self._check(request, request.carriers, "chooses of none")
        if self._is_strange(request, "chooses for all"):
            return pb.ChooseCarriersResponse()
        chosen = ["else"] if self._broken == "any carrier" else list(request.carriers)
        return pb.ChooseCarriersResponse(
            carriers=chosen * 2 if self._broken == "carrier twice" else chosen
        )

    def _check(self, request, items, broken: str) -> None:
        if not (request.merchant_id and items) and self._broken != broken:
            raise BadRequest("FIELDS_MISSING", "A chain and items are required.")

    def _is_strange(self, request, broken: str) -> bool:
        return request.merchant_id not in ("conformance", "") and self._broken != broken


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, broken, named):
    claims = [] if broken == "claims nothing" else CLAIMS
    info = PluginInfo("policy_in_memory", "1", "Rules to break.", claims)
    parameters = {"refused_person_id": "blocked"}
    found = await became(info, PolicyInMemory(broken), tmp_path, parameters=parameters)
    assert found[Verdict.FAILED] == named
    assert bool(found[Verdict.SKIPPED]) == (broken == "claims nothing")


async def test_what_is_not_claimed_is_not_asked(tmp_path):
    info = PluginInfo("policy_in_memory", "1", "Rules to break.", CLAIMS[-1:])
    found = await became(info, PolicyInMemory("any till"), tmp_path)
    assert found[Verdict.FAILED] == set()
    assert "an order is decided once for its placement" in found[Verdict.SKIPPED]
