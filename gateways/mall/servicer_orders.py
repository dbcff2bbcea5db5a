"""The app's RPCs about orders: preview, place, pay, read, cancel, watch."""

from __future__ import annotations

from collections.abc import AsyncIterator

from zhongtai.mall.v1 import order_messages_pb2 as pb
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2

from gateways.mall import adapt
from gateways.mall.peers import Peers
from mesh.call.context import current, passed


class OrderMethods:
    """Orders; the order center shows a customer their own only."""

    _peers: Peers

    async def PreviewOrder(
        self, request: pb.PreviewOrderRequest, _: object
    ) -> pb.PreviewOrderResponse:
        draft = adapt.draft(request.store_id, request.lines, request.wishes)
        # What cannot be used gives nothing here; placing says no to it.
        draft.without_unusable_coupons = True
        asked = messages_pb2.PreviewOrderRequest(draft=draft)
        reply = await self._peers.order_control.PreviewOrder(asked)
        return pb.PreviewOrderResponse(price=adapt.price(reply))

    async def PlaceOrder(self, request: pb.PlaceOrderRequest, _: object) -> pb.PlaceOrderResponse:
        passed(adapt.NODE)
        reply = await self._peers.order_control.PlaceOrder(
            messages_pb2.PlaceOrderRequest(
                request_id=request.request_id,
                draft=adapt.draft(request.store_id, request.lines, request.wishes),
                expected_total=adapt.given(request, "expected_total"),
            )
        )
        return pb.PlaceOrderResponse(order=adapt.order(reply.order))

    async def StartPayment(
        self, request: pb.StartPaymentRequest, _: object
    ) -> pb.StartPaymentResponse:
        reply = await self._peers.order_control.StartPayment(
            payment_messages_pb2.StartPaymentRequest(
                request_id=request.request_id,
                order_id=request.order_id,
                provider=request.provider,
            )
        )
        return adapt.payment(reply)

    async def GetOrder(self, request: pb.GetOrderRequest, _: object) -> pb.GetOrderResponse:
        asked = read_messages_pb2.GetOrderRequest(order_id=request.order_id)
        reply = await self._peers.order.GetOrder(asked)
        return pb.GetOrderResponse(order=adapt.order(reply.order))

    async def ListOrders(self, request: pb.ListOrdersRequest, _: object) -> pb.ListOrdersResponse:
        reply = await self._peers.order.ListOrders(
            read_messages_pb2.ListOrdersRequest(
                person_id=current().identity.subject,
                text=request.text,
                page_size=request.page_size,
                page_token=request.page_token,
            )
        )
        return pb.ListOrdersResponse(
            orders=map(adapt.order, reply.orders), next_page_token=reply.next_page_token
        )

    async def CancelOrder(
        self, request: pb.CancelOrderRequest, _: object
    ) -> pb.CancelOrderResponse:
        reply = await self._peers.order_control.CancelOrder(
            payment_messages_pb2.CancelOrderRequest(
                request_id=request.request_id,
                order_id=request.order_id,
                reason=order_pb2.CANCEL_REASON_CUSTOMER,
                note=request.note,
            )
        )
        return pb.CancelOrderResponse(order=adapt.order(reply.order))

    async def WatchOrder(
        self, request: pb.WatchOrderRequest, _: object
    ) -> AsyncIterator[pb.WatchOrderResponse]:
        asked = read_messages_pb2.WatchOrderRequest(order_id=request.order_id)
        async for change in self._peers.order.WatchOrder(asked):
            yield pb.WatchOrderResponse(order=adapt.order(change.order))
