"""The servicer of order control: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from zhongtai.order.v1 import change_messages_pb2
from zhongtai.ordercontrol.v1 import counter_messages_pb2 as counter_pb
from zhongtai.ordercontrol.v1 import messages_pb2 as pb
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as pay_pb
from zhongtai.ordercontrol.v1 import unmapped_messages_pb2

from apps.order_control.counter import Counter
from apps.order_control.customers import Customers
from apps.order_control.dishes import Dishes
from apps.order_control.importing import Importer
from apps.order_control.paying import Payer
from apps.order_control.peers import Peers
from apps.order_control.placing import Placer
from apps.order_control.problems import Problems
from apps.order_control.quoting import Quoter
from apps.order_control.rules import NODE
from apps.order_control.servicer_after_sale import AfterSaleMethods
from apps.order_control.shelf import demand_stock
from mesh.call.context import passed
from mesh.call.wire import stamp
from mesh.data.paging import read_page
from mesh.feed.follower_health import ReaderState
from mesh.feed.follower_reports import FollowerReport


@dataclass(frozen=True, slots=True)
class Desks:
    """What order control is made of."""

    quoter: Quoter
    placer: Placer
    counter: Counter
    importer: Importer
    payer: Payer
    customers: Customers


class OrderControlServicer(AfterSaleMethods):
    """OrderControlService of zhongtai.ordercontrol.v1."""

    def __init__(
        self, desks: Desks, peers: Peers, followers: Callable[[], Awaitable[list[FollowerReport]]]
    ) -> None:
        """`followers` gives how the readers are."""
        self._desks = desks
        self._peers = peers
        self._followers = followers
        self._dishes = Dishes(peers)

    async def PreviewOrder(
        self, request: pb.PreviewOrderRequest, _: object
    ) -> pb.PreviewOrderResponse:
        problems = Problems() if request.allow_problems else None
        quote = await self._desks.quoter.quote(request.draft, problems=problems)
        if problems is None:
            await demand_stock(self._peers, quote)
        return pb.PreviewOrderResponse(
            lines=quote.lines,
            discounts=quote.discounts(),
            amounts=quote.amounts(),
            menu_version=quote.menu_version,
            explanations=quote.explanations(),
            problems=problems.lines if problems else (),
            obstacles=problems.obstacles if problems else (),
        )

    async def PlaceOrder(self, request: pb.PlaceOrderRequest, _: object) -> pb.PlaceOrderResponse:
        passed(NODE)
        return pb.PlaceOrderResponse(order=await self._desks.placer.place(request))

    async def PreviewCounterOrder(
        self, request: counter_pb.PreviewCounterOrderRequest, _: object
    ) -> counter_pb.PreviewCounterOrderResponse:
        return await self._desks.counter.preview(request)

    async def PlaceCounterOrder(
        self, request: counter_pb.PlaceCounterOrderRequest, _: object
    ) -> counter_pb.PlaceCounterOrderResponse:
        order = await self._desks.counter.place(request)
        return counter_pb.PlaceCounterOrderResponse(order=order)

    async def ImportOrder(
        self, request: pb.ImportOrderRequest, _: object
    ) -> pb.ImportOrderResponse:
        passed(NODE)
        results = await self._desks.importer.take_over([request.order])
        return pb.ImportOrderResponse(result=results[0])

    async def BatchImportOrders(
        self, request: pb.BatchImportOrdersRequest, _: object
    ) -> pb.BatchImportOrdersResponse:
        passed(NODE)
        results = await self._desks.importer.take_over(request.orders)
        return pb.BatchImportOrdersResponse(results=results)

    async def ListUnmappedItems(
        self, request: unmapped_messages_pb2.ListUnmappedItemsRequest, _: object
    ) -> unmapped_messages_pb2.ListUnmappedItemsResponse:
        return await self._dishes.list_unmapped(request)

    async def StartPayment(
        self, request: pay_pb.StartPaymentRequest, _: object
    ) -> pay_pb.StartPaymentResponse:
        return await self._desks.payer.start(request)

    async def HandlePaymentNotice(
        self, request: pay_pb.HandlePaymentNoticeRequest, _: object
    ) -> pay_pb.HandlePaymentNoticeResponse:
        return await self._desks.payer.notice(request)

    async def CancelOrder(
        self, request: pay_pb.CancelOrderRequest, _: object
    ) -> pay_pb.CancelOrderResponse:
        # Money, stock and coupons follow by the order's feed, also after a crash right here.
        cancel = change_messages_pb2.CancelOrderRequest(
            request_id=request.request_id,
            order_id=request.order_id,
            reason=request.reason,
            note=request.note,
        )
        reply = await self._peers.order.CancelOrder(cancel)
        return pay_pb.CancelOrderResponse(order=reply.order)

    async def EnrollPerson(
        self, request: pb.EnrollPersonRequest, _: object
    ) -> pb.EnrollPersonResponse:
        return await self._desks.customers.enrol(request)

    async def ListFollowers(
        self, request: pay_pb.ListFollowersRequest, _: object
    ) -> pay_pb.ListFollowersResponse:
        page = read_page("followers", request.page_size, request.page_token)
        rows = list(enumerate(await self._followers(), 1))[page.after_number :]
        shown, token = page.cut(rows, key=lambda row: (row[0],))
        return pay_pb.ListFollowersResponse(
            followers=[_follower(report) for _, report in shown],
            next_page_token=token,
        )


def _follower(report: FollowerReport) -> pay_pb.Follower:
    return pay_pb.Follower(
        reader=report.reader,
        handled_count=report.handled,
        last_time=stamp(report.last_at),
        last_error=report.last_error,
        failing_since_time=stamp(report.failing_since),
        stands_still=report.state == ReaderState.STANDS_STILL.value,
        letter_count=report.letters,
        stopped_letter_count=report.stopped_letters,
        waiting_count=report.items_waiting,
        seconds_behind=int(report.seconds_behind),
        held_merchant_ids=report.held_chains,
    )
