"""Whatever is asked back, refused, failed and tried again: never more than was paid, and all
pieces back are all money back."""

import contextlib
import secrets
from dataclasses import dataclass
from random import Random
from typing import Any

import grpc
import pytest
from zhongtai.order.v1 import after_sale_messages_pb2 as order_pb
from zhongtai.order.v1 import after_sale_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pb
from zhongtai.payment.v1 import payment_messages_pb2, payment_pb2, refund_messages_pb2
from zhongtai.payment.v1.payment_service_pb2_grpc import PaymentServiceStub

from tests.acceptance.shop import Phone, Problem, Shop
from tests.acceptance.test_journey import poll

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.topology]

STEPS = 15
DISHES = {"scallion-pancake": 3, "soy-milk": 2}
"""The second pancake is half price, so that the pieces of a line do not divide evenly."""
OPEN = ("APPLIED", "REFUSED", "ARBITRATING")


@dataclass
class Sequence:
    """One paid order that customer, store, desk and provider do things to."""

    shop: Shop
    phone: Phone
    order_id: str
    payment_id: str
    chance: Random

    @property
    def path(self) -> str:
        return f"/orders/{self.order_id}"

    async def requests(self) -> list[dict[str, Any]]:
        return (await self.phone.get(f"{self.path}/after-sales"))["after_sales"]

    async def account(self) -> after_sale_pb2.AfterSaleAccount:
        request = order_pb.GetAfterSaleAccountRequest(order_id=self.order_id)
        reply = await self.shop.orders.GetAfterSaleAccount(request, **self.shop.operator)
        return reply.account

    async def ask(self, line_id: str, pieces: int) -> dict[str, Any]:
        body = {"reason": "cold", "lines": [{"line_id": line_id, "quantity": pieces}]}
        return await self.phone.post(f"{self.path}/after-sales", body)

    async def agree(self, after_sale_id: str) -> None:
        message = pb.AgreeAfterSaleRequest(
            request_id=secrets.token_hex(8), order_id=self.order_id, after_sale_id=after_sale_id
        )
        await self.shop.control.AgreeAfterSale(message, **self.shop.operator)

    async def by_customer(self, after_sale_id: str, verb: str) -> None:
        await self.phone.post(f"{self.path}/after-sales/{after_sale_id}/{verb}", {})

    async def refund_fails(self, fails: bool) -> None:
        switches = {"payment_id": self.payment_id, "refuse_refunds": True} if fails else {}
        await self.shop.cashier_faults(**switches)

    async def step(self) -> None:
        """One thing that somebody does; it may well be refused."""
        made = await self.requests()
        one = self.chance.choice(made)["after_sale_id"] if made else "afs_0"
        line = self.chance.choice((await self.account()).lines)
        pieces = self.chance.randint(1, line.bought.quantity)
        cut = [{"line_id": line.line_id, "quantity": pieces}]
        say, till = self.shop.till_says, {"after_sale_id": one, "reason": "no"}
        steps = [
            lambda: self.ask(line.line_id, pieces),
            lambda: self.ask(line.line_id, pieces),
            lambda: self.agree(one),
            lambda: self.agree(one),
            lambda: self.by_customer(one, "withdraw"),
            lambda: self.by_customer(one, "escalate"),
            lambda: say(self.order_id, "after_sale_agreed", **till),
            lambda: say(self.order_id, "after_sale_refused", **till),
            lambda: say(self.order_id, "lines_cancelled", lines=cut, reason="none left"),
            lambda: self.refund_fails(self.chance.random() < 0.5),
        ]
        with contextlib.suppress(Problem, grpc.aio.AioRpcError):
            await self.chance.choice(steps)()

    async def demand_sound(self) -> None:
        """No more of a line, and of the money, than was bought and paid."""
        kept = await self.account()
        for line in kept.lines:
            held = line.asked.quantity + line.agreed.quantity + line.refunded.quantity
            assert held + line.left.quantity == line.bought.quantity
        agreed, refunded = kept.agreed.minor_units, kept.refunded.minor_units
        assert agreed + refunded + kept.left.minor_units <= kept.paid.minor_units
        assert await self.given_back_by_provider() <= kept.paid.minor_units

    async def payment(self) -> payment_pb2.Payment:
        request = payment_messages_pb2.GetPaymentRequest(payment_id=self.payment_id)
        stub: Any = PaymentServiceStub(self.shop.channel)
        return (await stub.GetPayment(request, **self.shop.operator)).payment

    async def given_back_by_provider(self) -> int:
        return (await self.payment()).refunded_amount.minor_units

    async def settled(self) -> list[dict[str, Any]]:
        """The requests, once no refund is on its way."""
        return await poll(
            self.requests, lambda made: all(each["status"] != "AGREED" for each in made)
        )

    async def clear(self) -> None:
        """End what is open, and try again what failed, now that the provider pays."""
        await self.refund_fails(False)
        for request in await self.settled():
            with contextlib.suppress(Problem, grpc.aio.AioRpcError):
                if request["status"] in OPEN:
                    await self.by_customer(request["after_sale_id"], "withdraw")
                if request["status"] == "FAILED":
                    await self.agree(request["after_sale_id"])
        await self.settled()

    async def refund_again(self) -> None:
        """The chain asks once more for money of a cancelled order that the provider refused."""
        idle = await poll(self.payment, lambda each: not each.refunding_amount.minor_units)
        if idle.refunded_amount.minor_units < idle.captured_amount.minor_units:
            request = refund_messages_pb2.CreateRefundRequest(
                request_id=secrets.token_hex(8), order_id=self.order_id, reason="cancelled"
            )
            stub: Any = PaymentServiceStub(self.shop.channel)
            await stub.CreateRefund(request, **self.shop.operator)

    async def give_back_the_rest(self) -> None:
        """Every piece that is left, one by one, in any order."""
        lines = (await self.account()).lines
        pieces = [line.line_id for line in lines for _ in range(line.left.quantity)]
        self.chance.shuffle(pieces)
        for line_id in pieces:
            await self.agree((await self.ask(line_id, 1))["after_sale_id"])
        await self.settled()


async def begun(shop: Shop, seed: int, first_word: str) -> Sequence:
    phone = await shop.phone(f"sequence-{seed}")
    draft = shop.draft(*DISHES)
    for line, pieces in zip(draft["lines"], DISHES.values(), strict=True):
        line["quantity"] = pieces
    order_id = (await phone.post("/orders", draft))["order_id"]
    payment_id = await phone.pay(order_id)
    await phone.until(order_id, lambda seen: seen["status"] == "PLACED")
    await shop.till_says(order_id, first_word)
    return Sequence(shop, phone, order_id, payment_id, Random(seed))


@pytest.mark.parametrize(
    ("seed", "first_word"), [(1, "fulfilled"), (2, "fulfilled"), (3, "accepted"), (4, "preparing")]
)
async def test_random_requests_and_failures_never_give_back_more_than_was_paid(
    shop: Shop, seed: int, first_word: str
):
    sequence = await begun(shop, seed, first_word)
    for _ in range(STEPS):
        await sequence.step()
        await sequence.demand_sound()
    await sequence.clear()
    if (await sequence.phone.get(sequence.path))["status"] == "CANCELLED":
        await sequence.refund_again()
    else:
        await sequence.give_back_the_rest()
    seen = await poll(
        lambda: sequence.phone.get(sequence.path),
        lambda seen: seen["amounts"]["refunded"] == seen["amounts"]["paid"],
    )
    assert await sequence.given_back_by_provider() == seen["amounts"]["paid"]
