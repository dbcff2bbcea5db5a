"""OmsService: thin, from message to book and back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sized
from typing import Any, TypeVar

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1 import oms_pb2_grpc, plugin_pb2
from zhongtai_plugin import BadRequest, PluginFault

from plugins.oms_sandbox import messages
from plugins.oms_sandbox.desk import Desk
from plugins.oms_sandbox.model import Order

MAX_BATCH = 100
MAX_PAGE = 500

T = TypeVar("T")


class OmsServicer(oms_pb2_grpc.OmsServiceServicer):
    """Answers the platform."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    async def SubmitVoucherOrders(
        self, request: pb.SubmitVoucherOrdersRequest, context: Any
    ) -> pb.SubmitVoucherOrdersResponse:
        """Take paid orders."""
        desk = self._desk()

        async def take(order: order_pb.OmsOrder) -> tuple[Order, bool]:
            new = messages.new_order(order)
            desk.demand_served(new.merchant_id)
            return await desk.book.submit(new, at_once=desk.issues_at_once)

        _check_size(request.orders)
        # Side by side: they share a commit, in their order.
        answers = await asyncio.gather(*(_answer(x.order_id, take, x) for x in request.orders))
        desk.faults.after_submit()
        return pb.SubmitVoucherOrdersResponse(answers=answers)

    async def LookUpVoucherOrders(
        self, request: pb.LookUpVoucherOrdersRequest, context: Any
    ) -> pb.LookUpVoucherOrdersResponse:
        """Say how orders stand."""
        desk, chain = self._desk(), request.merchant_id
        desk.demand_served(chain)
        _check_size(request.order_ids)
        states = [messages.state(chain, x, desk.book.order(chain, x)) for x in request.order_ids]
        return pb.LookUpVoucherOrdersResponse(states=states)

    async def PullVoucherChanges(
        self, request: pb.PullVoucherChangesRequest, context: Any
    ) -> pb.PullVoucherChangesResponse:
        """Say which orders have changed."""
        limit = min(request.page_size or MAX_BATCH, MAX_PAGE)
        book = self._desk().book
        found, cursor = await book.pull(request.after_cursor, limit, request.wait_seconds)
        changes = [pb.OmsChange(merchant_id=chain, order_id=order) for chain, order in found]
        return pb.PullVoucherChangesResponse(changes=changes, cursor=cursor)

    async def RedeemVoucher(
        self, request: pb.RedeemVoucherRequest, context: Any
    ) -> pb.RedeemVoucherResponse:
        """Use a voucher up."""
        desk, chain = self._desk(), request.merchant_id
        if not (request.redemption_id and request.code and request.store_id):
            raise BadRequest("FIELDS_MISSING", "redemption_id, code and store_id are required.")
        desk.demand_served(chain)
        word, order_id, voucher = await desk.book.redeem(
            chain, request.redemption_id, request.code, request.store_id, request.redeemed_by
        )
        answer = pb.RedeemVoucherResponse(outcome=messages.OUTCOMES[word])
        if voucher is not None:
            answer.voucher.CopyFrom(messages.voucher(voucher))
            found = desk.book.order(chain, order_id)
            answer.state.CopyFrom(messages.state(chain, order_id, found))
        return answer

    async def VoidVouchers(
        self, request: pb.VoidVouchersRequest, context: Any
    ) -> pb.VoidVouchersResponse:
        """Make vouchers void."""
        desk = self._desk()

        async def void(wish: pb.OmsVoid) -> tuple[Order, bool]:
            wanted, digest = messages.wanted_of(wish)
            desk.demand_served(wish.merchant_id)
            return await desk.book.void(
                wish.merchant_id, wish.void_id, wish.order_id, wanted, digest
            )

        _check_size(request.voids)
        answers = await asyncio.gather(*(_answer(x.void_id, void, x) for x in request.voids))
        return pb.VoidVouchersResponse(answers=answers)


async def _answer(
    item_id: str, do: Callable[[T], Awaitable[tuple[Order, bool]]], item: T
) -> pb.OmsAnswer:
    """Return the answer for one item: its order as it stands, or what is wrong with it alone."""
    result = plugin_pb2.ItemResult(item_id=item_id)
    try:
        order, result.already_known = await do(item)
    except PluginFault as fault:
        result.error.CopyFrom(fault.as_message())
        return pb.OmsAnswer(result=result)
    state = messages.state(order.merchant_id, order.order_id, order)
    return pb.OmsAnswer(result=result, state=state)


def _check_size(items: Sized) -> None:
    if not 1 <= len(items) <= MAX_BATCH:
        raise BadRequest("BATCH_SIZE", f"A batch has 1 to {MAX_BATCH} items.")
