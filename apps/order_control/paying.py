"""Money for an order: started at a provider, and a provider's message carried to the order."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import UTC

import grpc
import structlog
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.order.v1 import create_messages_pb2, order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import error_reason_pb2, notice_pb2, payment_messages_pb2, payment_pb2
from zhongtai.user.v1 import account_requests_pb2, user_pb2

from apps.order_control import errors
from apps.order_control.peers import Peers, reason_of
from mesh.call.outgoing import MERCHANT
from mesh.call.pages import each_page
from mesh.pure.clock import Clock

log = structlog.get_logger()

MAX_SUBJECT = 120
MAX_CARRIED = 10_000
"""Of so many payments it is remembered that their orders know of them."""
CARRIED_SECONDS = 5.0
"""And for so long: the feed tells of them moments later. What it tells again after that, because a
database was set back, may have been forgotten there by the order as well."""

_PAYER_NEEDED = error_reason_pb2.ErrorReason.Name(
    error_reason_pb2.ERROR_REASON_PAYER_NEEDED
).removeprefix("ERROR_REASON_")


class Payer:
    """Puts order and payment together."""

    def __init__(self, peers: Peers, clock: Clock) -> None:
        self._peers = peers
        self._clock = clock
        self._carried: OrderedDict[str, asyncio.Future[bool]] = OrderedDict()
        self._want_payer: set[str] = set()

    async def start(self, request: pb.StartPaymentRequest) -> pb.StartPaymentResponse:
        """Start a payment of what the order costs. Raise NotAwaitingPayment."""
        get = read_messages_pb2.GetOrderRequest(order_id=request.order_id)
        order = (await self._peers.order.GetOrder(get)).order
        if order.status != order_pb2.ORDER_STATUS_PENDING_PAYMENT:
            status = order_pb2.OrderStatus.Name(order.status).removeprefix("ORDER_STATUS_")
            raise errors.NotAwaitingPayment(status=status)
        if order.HasField("payment_deadline") and self._is_past(order.payment_deadline):
            # It is cancelled within the minute.
            raise errors.NotAwaitingPayment(status="OVERDUE")
        wanted = payment_messages_pb2.CreatePaymentRequest(
            request_id=request.request_id,
            order_id=order.order_id,
            person_id=order.person_id,
            amount=order.amounts.total,
            provider=request.provider,
            subject=_subject(order),
            expire_time=order.payment_deadline,
        )
        payment = await self._created(wanted, order)
        return pb.StartPaymentResponse(
            payment_id=payment.payment_id,
            amount=payment.amount,
            client_parameters=payment.client_parameters,
            pay_url=payment.pay_url,
            expire_time=payment.expire_time,
        )

    def _is_past(self, at: Timestamp) -> bool:
        return at.ToDatetime(UTC) <= self._clock.now()

    async def _created(
        self, wanted: payment_messages_pb2.CreatePaymentRequest, order: order_pb2.Order
    ) -> payment_pb2.Payment:
        """Start a payment, naming the payer to providers that want one: others cost no look-up."""
        if wanted.provider not in self._want_payer:
            try:
                return (await self._peers.payment.CreatePayment(wanted)).payment
            except grpc.aio.AioRpcError as exc:
                if reason_of(exc) != _PAYER_NEEDED:
                    raise
                self._want_payer.add(wanted.provider)
        wanted.payer_subject = await self._payer_of(order)
        return (await self._peers.payment.CreatePayment(wanted)).payment

    async def _payer_of(self, order: order_pb2.Order) -> str:
        """Return who the customer is on the order's channel, as they last logged in there.

        Empty when they never did, and for an order of nobody that is known.
        """
        if not order.person_id:
            return ""
        request = account_requests_pb2.ListIdentitiesRequest(person_id=order.person_id)
        found = [
            identity
            async for page in each_page(self._peers.user.ListIdentities, request)
            for identity in page.identities
            if identity.channel == order.channel and identity.app_id
        ]
        return max(found, key=_last_login).subject if found else ""

    async def notice(
        self, request: pb.HandlePaymentNoticeRequest
    ) -> pb.HandlePaymentNoticeResponse:
        """Book a provider's message and carry it to the order in one go.

        The booking is durable when the provider is answered; should the order center be
        away, the payment feed carries the money to the order later.
        """
        handled = await self._peers.payment.HandleNotice(
            payment_messages_pb2.HandleNoticeRequest(
                provider=request.provider, headers=request.headers, body=request.body
            )
        )
        payment = handled.payment
        if handled.outcome == notice_pb2.NOTICE_OUTCOME_CAPTURED:
            await self._carry(payment, handled.merchant_id)
        return pb.HandlePaymentNoticeResponse(
            reply_status=handled.reply_status,
            reply_headers=handled.reply_headers,
            reply_body=handled.reply_body,
            payment_id=payment.payment_id,
            order_id=payment.order_id,
        )

    async def was_carried(self, payment_id: str) -> bool:
        """Return whether the order of a payment was told of it with the provider's message."""
        carried = self._carried.get(payment_id)
        # Shielded: a reader that is cancelled while it waits must not cancel it for all.
        return carried is not None and await asyncio.shield(carried)

    async def _carry(self, payment: payment_pb2.Payment, merchant_id: str) -> None:
        loop = asyncio.get_running_loop()
        carried = loop.create_future()
        self._carried[payment.payment_id] = carried
        if len(self._carried) > MAX_CARRIED:
            self._carried.popitem(last=False)
        told = False
        try:
            results = await self.mark_paid([payment], merchant_id)
            told = [result.order_id for result in results] == [payment.order_id]
        except grpc.aio.AioRpcError as exc:
            log.warning("order_learns_of_payment_later", code=exc.code().name)
        finally:
            carried.set_result(told)
            loop.call_later(CARRIED_SECONDS, self._carried.pop, payment.payment_id, None)

    async def mark_paid(
        self, payments: list[payment_pb2.Payment], merchant_id: str
    ) -> list[create_messages_pb2.ChangeResult]:
        """Return the orders of their money; what they do not want comes back by their feed.

        Gives what the order center answered, one result for each payment.
        """
        items = [
            create_messages_pb2.PaidItem(
                order_id=payment.order_id,
                payment_id=payment.payment_id,
                amount=payment.captured_amount,
            )
            for payment in payments
        ]
        request = create_messages_pb2.MarkOrdersPaidRequest(items=items)
        reply = await self._peers.order.MarkOrdersPaid(request, metadata=((MERCHANT, merchant_id),))
        for result in reply.results:
            if result.refusal_reason:
                log.warning(
                    "payment_not_taken", order_id=result.order_id, reason=result.refusal_reason
                )
        return list(reply.results)


def _last_login(identity: user_pb2.ChannelIdentity) -> int:
    return identity.last_login_time.ToNanoseconds()


def _subject(order: order_pb2.Order) -> str:
    """Return what the customer reads at the provider: the first dish, and how many more."""
    first = order.lines[0].name
    more = len(order.lines) - 1
    return f"{first[: MAX_SUBJECT - 12]} +{more}" if more else first[:MAX_SUBJECT]
