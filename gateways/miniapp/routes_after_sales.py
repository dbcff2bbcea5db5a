"""Routes: ask for money back, see what came of it, take it back, go to the service desk."""

from __future__ import annotations

from litestar import Router, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from zhongtai.order.v1 import after_sale_messages_pb2, after_sale_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from gateways.miniapp import adapt_after_sale as adapt
from gateways.miniapp import bodies, views
from gateways.miniapp.peers import Peers
from mesh.edge.gate import Gate
from mesh.edge.parameters import SENT_ONCE, IdempotencyKey, PageSize


def after_sale_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about money that goes back to the customer."""

    @get("/after-sales", summary="The customer's after-sale requests, newest first")
    async def list_all(
        page_size: PageSize = 20, page_token: FromQuery[str] = ""
    ) -> views.AfterSalesView:
        """Of all orders."""
        request = after_sale_messages_pb2.ListAfterSalesRequest(
            page_size=page_size, page_token=page_token
        )
        return adapt.after_sales_view(await peers.order.ListAfterSales(request))

    @get("/orders/{order_id:str}/after-sales", summary="An order's after-sale requests")
    async def list_of_order(
        order_id: FromPath[str], page_size: PageSize = 20, page_token: FromQuery[str] = ""
    ) -> views.AfterSalesView:
        """Newest first; also what the store gave back by itself."""
        request = after_sale_messages_pb2.ListAfterSalesRequest(
            order_id=order_id, page_size=page_size, page_token=page_token
        )
        return adapt.after_sales_view(await peers.order.ListAfterSales(request))

    @get("/orders/{order_id:str}/after-sales/{after_sale_id:str}", summary="One request")
    async def get_one(order_id: FromPath[str], after_sale_id: FromPath[str]) -> views.AfterSaleView:
        """With the store's answer and how far the money is."""
        request = after_sale_messages_pb2.GetAfterSaleRequest(
            order_id=order_id, after_sale_id=after_sale_id
        )
        return adapt.after_sale_view((await peers.order.GetAfterSale(request)).after_sale)

    @get("/orders/{order_id:str}/after-sale-account", summary="What can still be asked back")
    async def account(order_id: FromPath[str]) -> views.AfterSaleAccountView:
        """Per line and in all."""
        request = after_sale_messages_pb2.GetAfterSaleAccountRequest(order_id=order_id)
        return adapt.account_view((await peers.order.GetAfterSaleAccount(request)).account)

    changing = Router("", route_handlers=_changing(peers), parameters=SENT_ONCE)
    return Router(
        "",
        route_handlers=[changing, list_all, list_of_order, get_one, account],
        guards=[gate.person],
        tags=["After-sale"],
    )


def _changing(peers: Peers) -> list[HTTPRouteHandler]:
    @post("/orders/{order_id:str}/after-sales", summary="Ask for money back")
    async def apply(
        order_id: FromPath[str],
        data: JSONBody[bodies.AfterSaleBody],
        idempotency_key: IdempotencyKey,
    ) -> views.AfterSaleView:
        """For all that is left of the order, or some pieces; the store answers."""
        request = payment_messages_pb2.ApplyAfterSaleRequest(
            request_id=idempotency_key,
            order_id=order_id,
            reason=data.reason,
            lines=[
                after_sale_pb2.AfterSaleLine(
                    line_id=line.line_id, quantity=line.quantity, voucher_ids=line.voucher_ids
                )
                for line in data.lines
            ],
        )
        reply = await peers.order_control.ApplyAfterSale(request)
        return adapt.after_sale_view(reply.after_sale)

    @post(
        "/orders/{order_id:str}/after-sales/{after_sale_id:str}/withdraw",
        summary="Take a request back",
        status_code=200,
    )
    async def withdraw(
        order_id: FromPath[str], after_sale_id: FromPath[str], idempotency_key: IdempotencyKey
    ) -> views.AfterSaleView:
        """As long as nobody has agreed to it."""
        request = payment_messages_pb2.WithdrawAfterSaleRequest(
            request_id=idempotency_key, order_id=order_id, after_sale_id=after_sale_id
        )
        reply = await peers.order_control.WithdrawAfterSale(request)
        return adapt.after_sale_view(reply.after_sale)

    @post(
        "/orders/{order_id:str}/after-sales/{after_sale_id:str}/escalate",
        summary="Take a refused request to the service desk",
        status_code=200,
    )
    async def escalate(
        order_id: FromPath[str],
        after_sale_id: FromPath[str],
        data: JSONBody[bodies.EscalateBody],
        idempotency_key: IdempotencyKey,
    ) -> views.AfterSaleView:
        """The chain's people decide then, no longer the store."""
        request = payment_messages_pb2.EscalateAfterSaleRequest(
            request_id=idempotency_key,
            order_id=order_id,
            after_sale_id=after_sale_id,
            answer=data.words,
        )
        reply = await peers.order_control.EscalateAfterSale(request)
        return adapt.after_sale_view(reply.after_sale)

    return [apply, withdraw, escalate]
