"""Orders at the counter: the same prices, promotions, stock and coupons as online."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial

import grpc
from zhongtai.common.v1 import trade_pb2
from zhongtai.order.v1 import create_messages_pb2, order_pb2
from zhongtai.ordercontrol.v1 import counter_messages_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2
from zhongtai.product.v1 import catalog_messages_pb2
from zhongtai.promotion.v1 import coupon_requests_pb2

from apps.order_control.peers import Peers
from apps.order_control.placing import Placer, Wanted
from apps.order_control.quote import Quote
from apps.order_control.quoting import Quoter
from apps.order_control.shelf import demand_stock
from mesh.call.context import current
from mesh.call.digest import digest_of
from mesh.pure import limits
from mesh.pure.errors import AccessDenied
from mesh.pure.validation import Check

CHANNEL = "till"
"""The channel of orders at the counter, for menus and promotions."""
TENDER = "tender"
MAX_TILL_ID = 31
MAX_NUMBER = 32
"""Together they are an order's channel number, which has at most 64 characters."""
_SERVED = (trade_pb2.SERVICE_TYPE_PICK_UP, trade_pb2.SERVICE_TYPE_DINE_IN)


class Counter:
    """Prices and places what tills sell."""

    def __init__(self, peers: Peers, quoter: Quoter, placer: Placer) -> None:
        self._peers = peers
        self._quoter = quoter
        self._placer = placer

    async def preview(
        self, request: pb.PreviewCounterOrderRequest
    ) -> pb.PreviewCounterOrderResponse:
        """Return what a basket costs. Refuses like placing; takes nothing."""
        check = Check()
        _check_draft(check, request.draft)
        check.raise_if_any()
        quote = await self._quote(request.draft)
        await demand_stock(self._peers, quote)
        return pb.PreviewCounterOrderResponse(
            lines=quote.lines,
            discounts=quote.discounts(),
            amounts=quote.amounts(),
            explanations=quote.explanations(),
        )

    async def place(self, request: pb.PlaceCounterOrderRequest) -> order_pb2.Order:
        """Place an order whose money the till has, once per till and number."""
        till_id, number = _till_of(request.draft), request.till_order_number
        check = Check()
        _check_draft(check, request.draft)
        check.text("till_order_number", number, max=MAX_NUMBER)
        check.text("tender", request.tender, min=0, max=32)
        check.that(request.HasField("taken"), "taken", "is required")
        check.raise_if_any()
        store_id = request.draft.store_id
        name = hashlib.sha256(f"{store_id}/{till_id}/{number}".encode()).hexdigest()
        begin = create_messages_pb2.BeginOrderRequest(
            request_id=f"{CHANNEL}:{name[:48]}",
            body_hash=digest_of(request),
            store_id=store_id,
        )
        quote = partial(self._quote, request.draft, tender=request.tender)
        return await self._placer.place_once(begin, Wanted(quote, request.taken, till_id, number))

    async def _quote(self, said: pb.CounterDraft, order_id: str = "", tender: str = "") -> Quote:
        """Return what a basket costs. Raise AccessDenied for a store of another plug-in's tills."""
        draft = await self._draft(said)
        if tender:
            draft.extension[TENDER] = tender
        quote = await self._quoter.quote(draft, order_id, at_counter=True)
        _demand_plugin(quote.store.pos_plugin)
        return quote

    async def _draft(self, said: pb.CounterDraft) -> messages_pb2.OrderDraft:
        """Return the basket as a draft of an order."""
        sku_of = await self._skus_of_codes(said)
        return messages_pb2.OrderDraft(
            store_id=said.store_id,
            channel=CHANNEL,
            service_type=said.service_type,
            lines=[_line(line, sku_of) for line in said.lines],
            coupon_ids=said.coupon_ids,
            without_unusable_coupons=said.without_unusable_coupons,
            person_id=await self._holder(said),
            remark=said.remark,
            diner_count=said.diner_count,
            table_number=said.table_number,
            language=said.language,
        )

    async def _skus_of_codes(self, said: pb.CounterDraft) -> Mapping[str, str]:
        codes = sorted({line.sku_code for line in said.lines if not line.sku_id})
        if not codes:
            return {}
        request = catalog_messages_pb2.ResolveItemCodesRequest(codes=codes)
        answer = await self._peers.product.ResolveItemCodes(request)
        found = {item.code: item.sku_id for item in answer.items if item.sku_id}
        check = Check()
        for index, line in enumerate(said.lines):
            known = bool(line.sku_id) or line.sku_code in found
            check.that(known, f"draft.lines[{index}].sku_code", "is no code of a SKU")
        check.raise_if_any()
        return found

    async def _holder(self, said: pb.CounterDraft) -> str:
        """Return whose the first coupon is that there is; nobody's when there is none.

        The others are refused unless they are the same person's, and those that are not there as
        everywhere: see COUPON_NOT_USABLE.
        """
        for coupon_id in said.coupon_ids:
            request = coupon_requests_pb2.GetCouponRequest(coupon_id=coupon_id)
            try:
                return str((await self._peers.promotion.GetCoupon(request)).coupon.person_id)
            except grpc.aio.AioRpcError as exc:
                if exc.code() is not grpc.StatusCode.NOT_FOUND:
                    raise
        return ""


def _demand_plugin(of_store: str) -> None:
    """Raise AccessDenied for a plug-in that is another than the store's."""
    identity = current().identity
    if identity.kind == "plugin" and of_store not in ("", identity.subject):
        raise AccessDenied(f"The tills of this store are behind {of_store}.", pos_plugin=of_store)


def _check_draft(check: Check, draft: pb.CounterDraft) -> None:
    """Note what is wrong with a basket. Raise AccessDenied for a till of another store."""
    own = current().identity.store_id
    if own and own != draft.store_id:
        raise AccessDenied
    inner = check.at("draft")
    inner.identifier("store_id", draft.store_id)
    inner.text("till_id", _till_of(draft), max=MAX_TILL_ID)
    # It stands before the number in an order's channel number, with a slash between them.
    inner.that("/" not in draft.till_id, "till_id", "must have no slash")
    inner.that(draft.service_type in _SERVED, "service_type", "must be PICK_UP or DINE_IN")
    inner.count("coupon_ids", draft.coupon_ids, min=0, max=limits.MAX_COUPONS)
    if not inner.count("lines", draft.lines, min=1, max=limits.MAX_DRAFT_LINES):
        return
    for index, line in enumerate(draft.lines):
        named = bool(line.sku_id) or 1 <= len(line.sku_code) <= limits.MAX_CODE
        inner.that(named, f"lines[{index}].sku_code", "or sku_id is required")


def _till_of(draft: pb.CounterDraft) -> str:
    """Return the till that asks; a plug-in says for which it does."""
    identity = current().identity
    return identity.subject if identity.kind == "till" else draft.till_id


def _line(line: pb.CounterLine, sku_of: Mapping[str, str]) -> messages_pb2.DraftLine:
    return messages_pb2.DraftLine(
        sku_id=line.sku_id or sku_of[line.sku_code],
        quantity=line.quantity,
        modifiers=line.modifiers,
        combo_choices=line.combo_choices,
        remark=line.remark,
    )
