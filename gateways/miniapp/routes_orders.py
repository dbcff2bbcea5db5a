"""Routes: preview, place, pay, watch and cancel orders."""

from __future__ import annotations

from typing import Any

from litestar import Request, Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import ServerSentEvent
from zhongtai.delivery.v1 import messages_pb2 as delivery_messages_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2

from gateways.miniapp import adapt, bodies, views
from gateways.miniapp.live import order_events, watch
from gateways.miniapp.peers import Peers
from mesh.call.context import passed
from mesh.edge.gate import Gate, person
from mesh.edge.http import unlimited
from mesh.edge.parameters import SENT_ONCE, AcceptLanguage, IdempotencyKey, PageSize


def order_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about the customer's orders."""

    @post("/orders/preview", summary="What an order would cost, explained", status_code=200)
    async def preview(
        data: JSONBody[bodies.DraftBody], accept_language: AcceptLanguage = ""
    ) -> views.PreviewView:
        """Changes nothing; refuses what placing would refuse, but for coupons.

        One that cannot be used gives nothing here, and `explanation` says why.
        """
        draft = adapt.draft(data, adapt.language_of(accept_language))
        draft.without_unusable_coupons = True
        request = messages_pb2.PreviewOrderRequest(draft=draft)
        return adapt.preview_view(await peers.order_control.PreviewOrder(request))

    @post("/orders", summary="Place an order")
    async def place(
        data: JSONBody[bodies.PlaceBody],
        idempotency_key: IdempotencyKey,
        accept_language: AcceptLanguage = "",
    ) -> views.OrderView:
        """The same key with the same body, in the same language, gives the same order again."""
        passed("gateway:miniapp")
        draft = adapt.draft(data, adapt.language_of(accept_language))
        request = messages_pb2.PlaceOrderRequest(
            request_id=idempotency_key,
            draft=draft,
            expected_total=adapt.money(data.expected_total),
        )
        return adapt.order_view((await peers.order_control.PlaceOrder(request)).order)

    @get("/orders", summary="The customer's orders, newest first")
    async def list_orders(
        text: FromQuery[str] = "", page_size: PageSize = 20, page_token: FromQuery[str] = ""
    ) -> views.OrdersView:
        """Without lines; read one for all of it.

        With a text those with it in a dish's name, in the code, or at the end of their id.
        """
        request = read_messages_pb2.ListOrdersRequest(
            person_id=person().subject, text=text, page_size=page_size, page_token=page_token
        )
        reply = await peers.order.ListOrders(request)
        orders = [adapt.order_view(order) for order in reply.orders]
        return views.OrdersView(orders, reply.next_page_token)

    changing = Router(
        "", route_handlers=[preview, place, *_money_routes(peers)], parameters=SENT_ONCE
    )
    return Router(
        "",
        route_handlers=[changing, list_orders, *_reading_routes(peers, gate)],
        guards=[gate.person],
        tags=["Orders"],
    )


def _reading_routes(peers: Peers, gate: Gate) -> list[HTTPRouteHandler]:
    @get("/orders/{order_id:str}", summary="One order")
    async def get_order(order_id: FromPath[str]) -> views.OrderView:
        """As it is now."""
        request = read_messages_pb2.GetOrderRequest(order_id=order_id)
        return adapt.order_view((await peers.order.GetOrder(request)).order)

    @get("/orders/{order_id:str}/rider", summary="Where the order's rider is")
    async def rider(order_id: FromPath[str]) -> views.RiderView:
        """Where the rider was seen last, where the carrier tells."""
        request = read_messages_pb2.GetOrderRequest(order_id=order_id)
        order = (await peers.order.GetOrder(request)).order
        wanted = delivery_messages_pb2.ListDeliveriesRequest(order_id=order_id, page_size=1)
        deliveries = (await peers.delivery.ListDeliveries(wanted)).deliveries
        return adapt.rider_view(order, deliveries)

    @get("/orders/{order_id:str}/live", summary="The order now and after every change (SSE)")
    async def live(order_id: FromPath[str], request: Request[Any, Any, Any]) -> ServerSentEvent:
        """Events named `order`; ends when the order is over, and with the token."""
        gate.hold_stream()
        unlimited()
        # Asked before the stream begins, so that a stranger gets a refusal, not a stream.
        first, changes = await watch(peers, order_id)
        return ServerSentEvent(order_events(first, changes, lambda: gate.still_open(request)))

    return [get_order, rider, live]


def _money_routes(peers: Peers) -> list[HTTPRouteHandler]:
    @post("/orders/{order_id:str}/payments", summary="Start paying an order")
    async def pay(
        order_id: FromPath[str], data: JSONBody[bodies.PayBody], idempotency_key: IdempotencyKey
    ) -> views.PaymentView:
        """What the client's payment kit needs; a second start gives the open one again."""
        request = payment_messages_pb2.StartPaymentRequest(
            request_id=idempotency_key, order_id=order_id, provider=data.provider
        )
        return adapt.payment_view(await peers.order_control.StartPayment(request))

    @post("/orders/{order_id:str}/cancel", summary="Cancel an order", status_code=200)
    async def cancel(
        order_id: FromPath[str], data: JSONBody[bodies.CancelBody], idempotency_key: IdempotencyKey
    ) -> views.OrderView:
        """Until the store accepts it; what was paid comes back."""
        request = payment_messages_pb2.CancelOrderRequest(
            request_id=idempotency_key,
            order_id=order_id,
            reason=order_pb2.CANCEL_REASON_CUSTOMER,
            note=data.note,
        )
        return adapt.order_view((await peers.order_control.CancelOrder(request)).order)

    return [pay, cancel]
