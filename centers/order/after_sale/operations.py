"""After-sale, one function per RPC: each is one change of its order, decided purely."""

from __future__ import annotations

import hashlib
from typing import Protocol

from google.protobuf.message import Message
from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import after_sale_messages_pb2 as pb

from centers.order.after_sale import channel, rules
from centers.order.after_sale.account import find, of_head
from centers.order.after_sale.checks import (
    MAX_WORDS,
    check_amount,
    check_answer,
    check_pieces,
    check_wish,
)
from centers.order.after_sale.errors import AfterSaleNotFound
from centers.order.after_sale.messages import lines_of
from centers.order.after_sale.model import (
    AfterSale,
    AfterSaleOrigin,
    AfterSaleStatus,
)
from centers.order.after_sale.rules import Wanted
from centers.order.after_sale.store import list_requests, requests_of, with_account
from centers.order.changing import Change, ChangeDesk
from centers.order.model import Head
from centers.order.operations import Orders
from centers.order.rules import Decision
from centers.order.scope import node_of, scope_of_caller
from mesh.call.context import current
from mesh.call.wire import known_or_none
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.ids import new_id
from mesh.pure.limits import MAX_CHANNEL_NUMBER
from mesh.pure.validation import Check


class AnswerRequest(Protocol):
    """A request that names an after-sale request and its own request_id."""

    request_id: str
    order_id: str
    after_sale_id: str

    def SerializeToString(self, *, deterministic: bool = ...) -> bytes:  # noqa: N802
        """The message on the wire."""
        ...


class AfterSales:
    """The operations on after-sale requests."""

    def __init__(self, db: Database, orders: Orders, changing: ChangeDesk) -> None:
        self._db = db
        self._orders = orders
        self._changing = changing

    async def apply(self, request: pb.ApplyAfterSaleRequest) -> AfterSale:
        """Keep a wish for money back, once per request_id."""
        lines = lines_of(request.lines)
        check_wish(request.request_id, request.reason, lines)
        by_customer = scope_of_caller().is_customer
        amount = await self._amount(request, by_customer=by_customer)
        key = _key("apply", request.request_id)
        wanted = Wanted(new_id("afs"), lines, amount, request.reason, _origin(), key)
        node = node_of(current().identity)
        decide = rules.apply(wanted, node, by_customer=by_customer)
        return _made_by(key, await self._change(request, request.order_id, key, decide))

    async def cancel_lines(self, request: pb.CancelOrderLinesRequest) -> AfterSale:
        """Give back what the store cannot make, once per request_id."""
        lines = lines_of(request.lines)
        check_wish(request.request_id, request.reason, lines, pieces_required=True)
        key = _key("cancel_lines", request.request_id)
        wanted = Wanted(new_id("afs"), lines, 0, request.reason, AfterSaleOrigin.STORE, key)
        decide = rules.cancel_lines(wanted, node_of(current().identity))
        return _made_by(key, await self._change(request, request.order_id, key, decide))

    async def agree(self, request: AnswerRequest, answer: str) -> AfterSale:
        """Agree to a request, once per request_id."""
        node, by_till = node_of(current().identity), current().identity.kind == "till"
        decide = rules.agree(request.after_sale_id, answer, node, by_till=by_till)
        return await self._answer("agree", request, answer, decide)

    async def refuse(self, request: AnswerRequest, answer: str) -> AfterSale:
        """Refuse a request, once per request_id."""
        node, by_till = node_of(current().identity), current().identity.kind == "till"
        decide = rules.refuse(request.after_sale_id, answer, node, by_till=by_till)
        return await self._answer("refuse", request, answer, decide)

    async def escalate(self, request: AnswerRequest, words: str) -> AfterSale:
        """Take a refused request to the desk, once per request_id."""
        decide = rules.escalate(request.after_sale_id, words, node_of(current().identity))
        return await self._answer("escalate", request, words, decide)

    async def withdraw(self, request: AnswerRequest) -> AfterSale:
        """Take a request back, once per request_id."""
        decide = rules.withdraw(request.after_sale_id, node_of(current().identity))
        return await self._answer("withdraw", request, "", decide)

    async def fail(self, request: pb.FailAfterSaleRequest) -> AfterSale:
        """Say that the refund of an attempt failed; saying it again changes nothing."""
        identity = current().identity
        outside = identity.kind == "service" and not identity.is_internal
        decide = rules.fail(
            request.after_sale_id,
            request.attempt,
            request.reason[:MAX_WORDS],
            node_of(identity),
            only_channel=outside,
        )
        return find(
            await self._change(request, request.order_id, "", decide), request.after_sale_id
        )

    async def record_channel_refund(self, request: pb.RecordChannelRefundRequest) -> AfterSale:
        """Record what a platform gave back, once per number of its refund."""
        lines = lines_of(request.lines)
        check = Check()
        number = request.channel_refund_number
        check.text("channel_refund_number", number, max=MAX_CHANNEL_NUMBER)
        check.text("reason", request.reason, min=0, max=MAX_WORDS)
        check.that(request.HasField("amount"), "amount", "is required")
        check_pieces(check, lines, required=False)
        alone = not (request.after_sale_id and lines)
        check.that(alone, "lines", "are those of the request that after_sale_id names")
        own = not (request.after_sale_id and request.requested_by)
        check.that(own, "requested_by", "is kept with the request that after_sale_id names")
        check.raise_if_any()
        requester = known_or_none(AfterSaleOrigin, request.requested_by, "requested_by")
        amount = await self._amount(request, by_customer=False)
        key = f"channel-refund:{request.channel_refund_number}"
        wanted = Wanted(
            request.after_sale_id or new_id("afs"),
            lines,
            amount,
            request.reason,
            requester or AfterSaleOrigin.CHANNEL,
            "" if request.after_sale_id else key,
        )
        decide = channel.record(
            wanted,
            request.channel_refund_number,
            node_of(current().identity),
            for_request=bool(request.after_sale_id),
        )
        head = await self._change(request, request.order_id, key, decide)
        if request.after_sale_id:
            return find(head, request.after_sale_id)
        return _made_by(key, head)

    async def get(self, order_id: str, after_sale_id: str) -> AfterSale:
        """One request. Raises OrderNotFound, AfterSaleNotFound."""
        return find(await self.account(order_id), after_sale_id)

    async def account(self, order_id: str) -> Head:
        """An order's head with its account. Raises OrderNotFound."""
        order = await self._orders.get(order_id)
        place = (order.head.store_id, order_id)
        return with_account(order, (await requests_of(self._db, [place]))[order_id])

    async def list_requests(
        self, page: Page, order_id: str, store_id: str, status: AfterSaleStatus | None
    ) -> list[AfterSale]:
        """One request more than the page shows, newest first."""
        scope = scope_of_caller()
        return await list_requests(
            self._db,
            scope.merchant_id,
            order_id=order_id,
            store_id=scope.store_id or store_id,
            status=status,
            person_id=scope.person_id,
            before=str(page.after[0]) if page.after else "",
            limit=page.limit + 1,
        )

    async def _amount(
        self,
        request: pb.ApplyAfterSaleRequest | pb.RecordChannelRefundRequest,
        *,
        by_customer: bool,
    ) -> int:
        """The amount that a request names; 0 when it names none."""
        if not request.HasField("amount"):
            return 0
        own = (await self._orders.get(request.order_id)).head.currency
        given: money_pb2.Money = request.amount
        check_amount(given.minor_units, given.currency_code, own, by_customer=by_customer)
        return given.minor_units

    async def _answer(
        self, verb: str, request: AnswerRequest, answer: str, decide: Decision
    ) -> AfterSale:
        check_answer(request.request_id, answer)
        key = _key(verb, request.request_id)
        head = await self._change(request, request.order_id, key, decide)
        return find(head, request.after_sale_id)

    async def _change(
        self, request: AnswerRequest | Message, order_id: str, key: str, decide: Decision
    ) -> Head:
        change = Change(
            order_id,
            scope_of_caller(),
            decide,
            current().trace_id,
            key,
            hashlib.sha256(request.SerializeToString(deterministic=True)).digest(),
            account=True,
        )
        return await self._changing.submit(change)


def _key(verb: str, request_id: str) -> str:
    """Names a message among those to its order: keys of one caller are not another's."""
    identity = current().identity
    return f"{verb}:{identity.person_id or node_of(identity)}:{request_id}"


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
