"""The only place where order control calls plug-ins: the policies of chains."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.common.v1 import trade_pb2
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb
from zhongtai.product.v1 import pricing_pb2

from apps.order_control.errors import PolicyRefused
from apps.order_control.policy import (
    DECIDES,
    UNDECIDED,
    Decision,
    decision_of,
    prices_of,
    with_prices,
)
from apps.order_control.quote import Quote
from mesh.call.context import merchant_id
from mesh.plugins.policy import NoAnswer, Policies

PRICES = plugin_pb2.CAPABILITY_POLICY_PRICES
NO_ANSWER = "NO_ANSWER"
"""Code of the refusal where a chain wants none of its orders placed unchecked."""


class ChainPolicies:
    """Asks the policy of the chain of the current call; a chain without one pays nothing."""

    def __init__(
        self,
        policies: Policies,
        pos_plugins: Callable[[], Sequence[str]],
        must_answer: Collection[str] = (),
    ) -> None:
        """`pos_plugins` gives the POS plug-ins that are installed.

        `must_answer` are the chains whose orders are refused without an answer.
        """
        self._policies = policies
        self._pos_plugins = pos_plugins
        self._must_answer = must_answer

    async def priced(
        self,
        asked: pricing_pb2.PriceLinesRequest,
        menu: pricing_pb2.PriceLinesResponse,
        person_id: str,
    ) -> pricing_pb2.PriceLinesResponse:
        """Return what lines cost, given what the menu says."""
        chain = merchant_id()
        if not self._policies.has(chain) or not menu.lines:
            return menu
        request = pb.PriceLinesRequest(
            merchant_id=chain,
            store_id=asked.store_id,
            channel=asked.channel,
            service_type=asked.service_type,
            person_id=person_id,
            wanted_time=asked.at,
            time_zone=asked.time_zone,
            lines=map(_menu_line, menu.lines),
        )
        read = partial(prices_of, menu=menu)
        try:
            prices = await self._policies.ask(
                chain, {PRICES}, lambda stub: stub.PriceLines, request, read
            )
        except NoAnswer:
            return menu
        return with_prices(menu, prices or {})

    async def decide(self, quote: Quote, placement_id: str, now: Timestamp) -> Decision:
        """Return what is decided about an order to be placed. Raise PolicyRefused."""
        chain = merchant_id()
        if not self._policies.has(chain):
            return UNDECIDED
        request = self._to_decide(chain, quote, placement_id, now)
        plugin = self._policies.name_of(chain)

        def read(answer: pb.DecideOrderResponse) -> Decision:
            claimed = {each for each in DECIDES if self._policies.claims(chain, each)}
            return decision_of(answer, plugin, claimed, request.pos_plugins)

        try:
            decision = await self._policies.ask(
                chain, DECIDES, lambda stub: stub.DecideOrder, request, read
            )
        except NoAnswer:
            if chain in self._must_answer:
                raise PolicyRefused(code=NO_ANSWER) from None
            return UNDECIDED
        if decision is not None and decision.refusal is not None:
            raise decision.refusal
        return decision or UNDECIDED

    def _to_decide(
        self, chain: str, quote: Quote, placement_id: str, now: Timestamp
    ) -> pb.DecideOrderRequest:
        draft, store = quote.draft, quote.store
        by_till = store.fulfilment_route == trade_pb2.FULFILMENT_ROUTE_TILL
        return pb.DecideOrderRequest(
            merchant_id=chain,
            placement_id=placement_id,
            store_id=draft.store_id,
            channel=draft.channel,
            service_type=draft.service_type,
            person_id=quote.person_id,
            wanted_time=draft.expected_time if draft.HasField("expected_time") else now,
            time_zone=store.store.time_zone,
            business_date=store.business_date,
            lines=[
                pb.PolicyLine(
                    line_ref=line.line_id,
                    sku_id=line.sku_id,
                    sku_code=line.sku_code,
                    product_id=line.product_id,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                )
                for line in quote.lines
            ],
            total=quote.money(quote.total),
            pos_plugins=self._pos_plugins() if by_till else (),
            pos_plugin=store.pos_plugin if by_till else "",
        )


def _menu_line(line: pricing_pb2.PricedLine) -> pb.PolicyLine:
    return pb.PolicyLine(
        line_ref=line.line_ref,
        sku_id=line.sku_id,
        sku_code=line.sku_code,
        product_id=line.product_id,
        quantity=line.quantity,
        unit_price=line.unit_price,
    )
