"""The payment center as tests speak to it."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

from zhongtai.common.v1 import money_pb2
from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import feed_messages_pb2 as feed_pb
from zhongtai.payment.v1 import payment_event_pb2, payment_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import refund_messages_pb2 as refund_pb

from centers.payment.wiring import PaymentCenter
from mesh.call.context import as_call, internal_identity
from mesh.data.database import Database
from mesh.pure.clock import FixedClock
from tests.store.payment.provider import ScriptedPlugins, ScriptedProvider

_numbers = itertools.count(1)


def cny(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


def fresh_id(prefix: str = "r") -> str:
    return f"{prefix}-{next(_numbers)}"


@dataclass(frozen=True)
class World:
    """A center, its provider, its clock, its tables."""

    center: PaymentCenter
    plugins: ScriptedPlugins
    clock: FixedClock
    db: Database

    @property
    def provider(self) -> ScriptedProvider:
        return self.plugins.sandbox

    def start_request(self, order_id: str, **fields) -> pb.CreatePaymentRequest:
        request = pb.CreatePaymentRequest(
            request_id=fresh_id(),
            order_id=order_id,
            person_id="per_1",
            amount=cny(1000),
            provider="sandbox",
            subject="Two pizzas",
        )
        request.expire_time.FromDatetime(self.clock.now() + timedelta(minutes=15))
        request.MergeFrom(pb.CreatePaymentRequest(**fields))
        return request

    async def start(self, order_id: str = "", **fields) -> payment_pb2.Payment:
        request = self.start_request(order_id or fresh_id("ord"), **fields)
        return (await self.center.servicer.CreatePayment(request, None)).payment

    async def notify(
        self, body: bytes, signature: str = "good", provider: str = "sandbox"
    ) -> pb.HandleNoticeResponse:
        """Hand a notice in as the edge does: for no merchant."""
        request = pb.HandleNoticeRequest(
            provider=provider, headers={"signature": signature}, body=body
        )
        with as_call(internal_identity("order_control"), timeout=60):
            return await self.center.servicer.HandleNotice(request, None)

    async def captured(self, order_id: str = "", amount: int = 1000) -> payment_pb2.Payment:
        """A payment whose money has come."""
        payment = await self.start(order_id, amount=cny(amount))
        self.provider.pay(payment.payment_id)
        return (await self.notify(self.provider.notice(payment.payment_id))).payment

    async def get(self, payment_id: str) -> payment_pb2.Payment:
        request = pb.GetPaymentRequest(payment_id=payment_id)
        return (await self.center.servicer.GetPayment(request, None)).payment

    async def refund(self, payment_id: str, amount: int | None = None, **fields):
        request = refund_pb.CreateRefundRequest(
            request_id=fresh_id(),
            payment_id=payment_id,
            amount=None if amount is None else cny(amount),
            reason="Cold",
        )
        request.MergeFrom(refund_pb.CreateRefundRequest(**fields))
        return (await self.center.servicer.CreateRefund(request, None)).refund

    async def refunds_of(self, payment_id: str) -> list[payment_pb2.Refund]:
        request = refund_pb.ListRefundsRequest(payment_id=payment_id)
        return list((await self.center.servicer.ListRefunds(request, None)).refunds)

    async def entries_of(self, payment_id: str) -> list[str]:
        """Kinds of ledger entries, oldest first."""
        request = book_pb.ListLedgerEntriesRequest(payment_id=payment_id)
        entries = (await self.center.servicer.ListLedgerEntries(request, None)).entries
        return [entry.kind for entry in reversed(entries)]

    async def differences(self) -> list[int]:
        request = book_pb.ListDifferencesRequest()
        reply = await self.center.servicer.ListDifferences(request, None)
        return [difference.kind for difference in reply.differences]

    async def events(self) -> list[payment_event_pb2.PaymentEvent]:
        """All events so far, read as a follower of all merchants reads them."""
        events, _ = await self.center.feed.read("", 1000)
        return [payment_event_pb2.PaymentEvent.FromString(event.payload) for event in events]

    async def clean_totals(self) -> dict[str, int]:
        """The totals of an audit that found no breach."""
        reply = await self.center.servicer.Audit(feed_pb.AuditRequest(), None)
        assert {c.name: list(c.breaches) for c in reply.checks if c.breach_count} == {}
        return dict(reply.totals)
