"""Order control, the order center and the promotion center in memory, with their feed of orders."""

import asyncio
from itertools import count

from zhongtai.common.v1 import money_pb2
from zhongtai.order.v1 import (
    change_messages_pb2,
    create_messages_pb2,
    event_pb2,
    order_pb2,
    read_messages_pb2,
)
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb
from zhongtai.promotion.v1 import promotion_requests_pb2
from zhongtai.user.v1 import person_requests_pb2, user_pb2

from centers.order.errors import StatusDiffers
from mesh.call.errors_wire import failure_of_refusal
from mesh.pure.errors import Refusal
from mesh.pure.limits import MAX_BATCH_ITEMS

UNPAID = order_pb2.ORDER_STATUS_PENDING_PAYMENT
PLACED, CANCELLED = order_pb2.ORDER_STATUS_PLACED, order_pb2.ORDER_STATUS_CANCELLED
FULFILLED = order_pb2.ORDER_STATUS_FULFILLED
CREATED, MOVED = event_pb2.ORDER_EVENT_KIND_CREATED, event_pb2.ORDER_EVENT_KIND_MOVED


class Killed(Exception):
    """The process is gone at this call."""


class Centers:
    """What group buying asks; `events` is the feed, read by the tests.

    A method in `dies_before` raises Killed before its effect, one in `dies_after` behind it, once.
    Orders in `unknown` are refused when they are released.
    """

    def __init__(self) -> None:
        self.orders: dict[str, order_pb2.Order] = {}
        self.placed: dict[str, order_pb.PlaceOrderRequest] = {}
        self.events: list[event_pb2.OrderEvent] = []
        self.released: list[str] = []
        self.told: list[str] = []
        self.at_once = self.most_at_once = 0
        self.promotions: dict[str, promotion_requests_pb2.CreatePromotionRequest] = {}
        self.ended: list[str] = []
        self.refusal: Refusal | None = None
        self.asked_to_release: list[str] = []
        self.unknown: set[str] = set()
        self.dies_before: set[str] = set()
        self.dies_after: set[str] = set()
        self._numbers = count(1)

    async def PlaceOrder(self, request):
        await asyncio.sleep(0)
        if self.refusal:
            raise failure_of_refusal(self.refusal).as_rpc_error()
        self._may_die(self.dies_before, "PlaceOrder")
        known = next((o for o in self.orders.values() if o.wait_for == request.request_id), None)
        if known is None:
            known = order_pb2.Order(
                order_id=f"ord_{next(self._numbers)}",
                person_id=request.draft.person_id,
                status=UNPAID,
                wait_for=request.group_place.wait_for,
            )
            self.orders[known.order_id] = known
            self.placed[known.order_id] = request
            self._tell(CREATED, known)
        self._may_die(self.dies_after, "PlaceOrder")
        return order_pb.PlaceOrderResponse(order=known)

    async def BatchGetOrders(self, request):
        assert len(request.order_ids) <= MAX_BATCH_ITEMS
        found = [self.orders[each] for each in request.order_ids]
        copies = [order_pb2.Order.FromString(each.SerializeToString()) for each in found]
        await asyncio.sleep(0)
        return read_messages_pb2.BatchGetOrdersResponse(orders=copies)

    async def GetOrder(self, request):
        return read_messages_pb2.GetOrderResponse(order=self.orders[request.order_id])

    async def ReleaseOrders(self, request):
        self._may_die(self.dies_before, "ReleaseOrders")
        for item in request.items:
            order = self.orders[item.order_id]
            assert order.wait_for == item.wait_for
            self.asked_to_release.append(item.order_id)
            if order.status == PLACED and item.order_id not in self.unknown:
                self.released.append(item.order_id)
        self._may_die(self.dies_after, "ReleaseOrders")
        return change_messages_pb2.ReleaseOrdersResponse(
            results=[
                create_messages_pb2.ChangeResult(
                    order_id=item.order_id,
                    refusal_reason="ORDER_NOT_FOUND" if item.order_id in self.unknown else "",
                )
                for item in request.items
            ]
        )

    async def CancelOrder(self, request):
        self._may_die(self.dies_before, "CancelOrder")
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.orders[request.order_id].status not in [*request.only_if_status, CANCELLED]:
            refusal = StatusDiffers(status="FULFILLED")
            raise failure_of_refusal(refusal).as_rpc_error()
        self.told.append(request.order_id)
        self.cancel(request.order_id)
        self._may_die(self.dies_after, "CancelOrder")
        return change_messages_pb2.CancelOrderResponse(order=self.orders[request.order_id])

    def cancel(self, order_id: str) -> None:
        """End an order; what was paid goes back."""
        self._move(self.orders[order_id], CANCELLED)

    def pay(self, order_id: str) -> None:
        """Pay an order that waits for it."""
        if self.orders[order_id].status == UNPAID:
            self._move(self.orders[order_id], PLACED)

    def status(self, order_id: str) -> int:
        return self.orders[order_id].status

    async def CreatePromotion(self, request):
        self._may_die(self.dies_before, "CreatePromotion")
        if self.refusal:
            raise failure_of_refusal(self.refusal).as_rpc_error()
        self.promotions[request.request_id] = request
        self._may_die(self.dies_after, "CreatePromotion")
        reply = promotion_requests_pb2.CreatePromotionResponse()
        reply.promotion.promotion_id = f"prm_{request.request_id}"
        return reply

    async def EndPromotion(self, request):
        self.ended.append(request.promotion_id)
        return promotion_requests_pb2.EndPromotionResponse()

    async def BatchGetPersons(self, request):
        persons = [user_pb2.Person(person_id=p, display_name="Anna") for p in request.person_ids]
        return person_requests_pb2.BatchGetPersonsResponse(persons=persons)

    def _move(self, order: order_pb2.Order, to: int) -> None:
        if order.status != to:
            order.status = to
            self._tell(MOVED, order)

    def _tell(self, kind: int, order: order_pb2.Order) -> None:
        self.events.append(
            event_pb2.OrderEvent(
                event_id=f"evt_{len(self.events)}",
                order_id=order.order_id,
                kind=kind,
                to_status=order.status,
                wait_for=order.wait_for,
                merchant_id="demo",
            )
        )

    def _may_die(self, where: set[str], method: str) -> None:
        if method in where:
            where.discard(method)
            raise Killed(method)


def money(amount: int) -> money_pb2.Money:
    return money_pb2.Money(minor_units=amount, currency_code="CNY")
