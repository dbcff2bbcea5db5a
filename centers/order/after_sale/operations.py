"""After-sale, one function per RPC: each is one change of its order, decided purely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from centers.order.after_sale import checks, rules
from centers.order.after_sale.account import find, of_head
from centers.order.after_sale.errors import AfterSaleNotFound
from centers.order.after_sale.model import (
    AfterSale,
    AfterSaleLine,
    AfterSaleOrigin,
    AfterSaleStatus,
    Amount,
    ChannelRefund,
    Wish,
)
from centers.order.after_sale.rules import Wanted
from centers.order.after_sale.store import AfterSaleStore
from centers.order.model import Head
from centers.order.operations import Orders
from centers.order.rules import Decision
from centers.order.scope import node_of
from centers.order.work import Asked, Change
from centers.order.writer import ChangeWriter
from mesh.call.context import current
from mesh.call.scope import scope_of_caller
from mesh.data.paging import Page
from mesh.pure.ids import new_id


class AfterSales:
    """The operations on after-sale requests."""

    def __init__(self, store: AfterSaleStore, orders: Orders, changing: ChangeWriter) -> None:
        self._store = store
        self._orders = orders
        self._changing = changing

    async def apply(self, asked: Asked, wish: Wish) -> AfterSale:
        """Keep a wish for money back, once per request_id or number of the platform."""
        checks.check_wish(asked.request_id, wish.reason, wish.lines)
        checks.check_channel_wish(wish)
        by_customer = scope_of_caller().is_customer
        given = await self._checked(asked.order_id, wish.amount, by_customer=by_customer)
        key, origin = _key("apply", asked.request_id), _origin()
        if wish.number:
            key = f"channel-wish:{wish.number}"
            origin = wish.requested_by or AfterSaleOrigin.CUSTOMER
            # Whatever else it says: a platform tells of one wish in many messages.
            asked = replace(asked, digest=b"")
        wanted = Wanted(new_id("afs"), wish.lines, given, wish.reason, origin, key, wish.number)
        node = node_of(current().identity)
        decide = rules.apply(wanted, node, by_customer=by_customer)
        return _made_by(key, await self._change(asked, key, decide))

    async def cancel_lines(
        self, asked: Asked, lines: Sequence[AfterSaleLine], reason: str
    ) -> AfterSale:
        """Give back what the store cannot make, once per request_id."""
        checks.check_wish(asked.request_id, reason, lines, pieces_required=True)
        key = _key("cancel_lines", asked.request_id)
        wanted = Wanted(new_id("afs"), tuple(lines), 0, reason, AfterSaleOrigin.STORE, key)
        decide = rules.cancel_lines(wanted, node_of(current().identity))
        return _made_by(key, await self._change(asked, key, decide))

    async def agree(
        self, asked: Asked, after_sale_id: str, answer: str, *, although_used: bool
    ) -> AfterSale:
        """Agree to a request, once per request_id; `although_used` is for vouchers."""
        node, by_till = node_of(current().identity), current().identity.kind == "till"
        decide = rules.agree(
            after_sale_id, answer, node, by_till=by_till, although_used=although_used
        )
        return await self._answer("agree", asked, after_sale_id, answer, decide)

    async def refuse(self, asked: Asked, after_sale_id: str, answer: str) -> AfterSale:
        """Refuse a request, once per request_id."""
        node, by_till = node_of(current().identity), current().identity.kind == "till"
        decide = rules.refuse(after_sale_id, answer, node, by_till=by_till)
        return await self._answer("refuse", asked, after_sale_id, answer, decide)

    async def escalate(self, asked: Asked, after_sale_id: str, words: str) -> AfterSale:
        """Take a refused request to the desk, once per request_id."""
        decide = rules.escalate(after_sale_id, words, node_of(current().identity))
        return await self._answer("escalate", asked, after_sale_id, words, decide)

    async def withdraw(self, asked: Asked, after_sale_id: str) -> AfterSale:
        """Take a request back, once per request_id."""
        decide = rules.withdraw(after_sale_id, node_of(current().identity))
        return await self._answer("withdraw", asked, after_sale_id, "", decide)

    async def fail(self, asked: Asked, after_sale_id: str, attempt: int, reason: str) -> AfterSale:
        """Record that the refund of an attempt failed; a repetition changes nothing."""
        identity = current().identity
        outside = identity.kind == "service" and not identity.is_internal
        decide = rules.fail(
            after_sale_id,
            attempt,
            reason[: checks.MAX_WORDS],
            node_of(identity),
            only_channel=outside,
        )
        return find(await self._change(asked, "", decide), after_sale_id)

    async def record_channel_refund(self, asked: Asked, refund: ChannelRefund) -> AfterSale:
        """Record what a platform gave back, once per number of its refund."""
        checks.check_channel_refund(refund)
        named = refund.after_sale_id
        amount = await self._checked(asked.order_id, refund.amount, by_customer=False)
        key = f"channel-refund:{refund.number}"
        wanted = Wanted(
            named or new_id("afs"),
            refund.lines,
            amount,
            refund.reason,
            refund.requested_by or AfterSaleOrigin.CHANNEL,
            "" if named else key,
        )
        decide = rules.record_channel_refund(
            wanted, refund.number, node_of(current().identity), for_request=bool(named)
        )
        head = await self._change(asked, key, decide)
        return find(head, named) if named else _made_by(key, head)

    async def get(self, order_id: str, after_sale_id: str) -> AfterSale:
        """Return one request. Raise OrderNotFound, AfterSaleNotFound."""
        return find(await self.account(order_id), after_sale_id)

    async def account(self, order_id: str) -> Head:
        """Return an order's head with its account. Raise OrderNotFound."""
        return await self._store.with_account(await self._orders.get(order_id))

    async def list_requests(
        self, order_id: str, store_id: str, status: AfterSaleStatus | None, page: Page
    ) -> list[AfterSale]:
        """Return one request more than the page shows, newest first."""
        scope = scope_of_caller()
        return await self._store.list_requests(scope, order_id, store_id, status, page)

    async def _checked(self, order_id: str, amount: Amount | None, *, by_customer: bool) -> int:
        """Return the amount that a request names, in the order's currency; 0 for none."""
        if amount is None:
            return 0
        own = (await self._orders.get(order_id)).head.currency
        checks.check_amount(amount.minor_units, amount.currency, own, by_customer=by_customer)
        return amount.minor_units

    async def _answer(
        self, action: str, asked: Asked, after_sale_id: str, answer: str, decide: Decision
    ) -> AfterSale:
        checks.check_answer(asked.request_id, answer)
        head = await self._change(asked, _key(action, asked.request_id), decide)
        return find(head, after_sale_id)

    async def _change(self, asked: Asked, key: str, decide: Decision) -> Head:
        trace_id = current().trace_id
        return await self._changing.submit(
            Change(
                asked.order_id,
                scope_of_caller(),
                decide,
                trace_id,
                key,
                asked.digest,
                account=True,
            )
        )


def _key(action: str, request_id: str) -> str:
    """Name a message among those to its order: keys of one caller are not another's."""
    identity = current().identity
    return f"{action}:{identity.person_id or node_of(identity)}:{request_id}"


def _origin() -> AfterSaleOrigin:
    if scope_of_caller().is_customer:
        return AfterSaleOrigin.CUSTOMER
    if current().identity.kind == "till":
        return AfterSaleOrigin.STORE
    return AfterSaleOrigin.OPERATOR


def _made_by(key: str, head: Head) -> AfterSale:
    for request in of_head(head).requests:
        if request.request_key == key:
            return request
    raise AfterSaleNotFound(after_sale_id=key)
