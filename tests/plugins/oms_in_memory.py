"""An OMS plug-in that keeps the contract, and breaks one promise of it when told to."""

import secrets
import time

from zhongtai.plugin.v1 import oms_order_pb2 as order_pb
from zhongtai.plugin.v1 import oms_pb2 as pb
from zhongtai.plugin.v1 import oms_pb2_grpc, plugin_pb2
from zhongtai_plugin import BadRequest, Conflict, PluginFault, PluginInfo, Rejected

INFO = PluginInfo("oms_in_memory", "1", "An OMS to break.")
ISSUED, REDEEMED = order_pb.OMS_VOUCHER_STATE_ISSUED, order_pb.OMS_VOUCHER_STATE_REDEEMED
EXPIRED, VOIDED = order_pb.OMS_VOUCHER_STATE_EXPIRED, order_pb.OMS_VOUCHER_STATE_VOIDED
OUTCOMES = {
    REDEEMED: pb.OMS_REDEEM_OUTCOME_ALREADY_REDEEMED,
    EXPIRED: pb.OMS_REDEEM_OUTCOME_EXPIRED,
    VOIDED: pb.OMS_REDEEM_OUTCOME_VOIDED,
}


class OmsInMemory(oms_pb2_grpc.OmsServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "", chain: str = "conformance") -> None:
        self.broken = broken
        self.orders: dict[str, order_pb.OmsOrderState] = {}
        self.issues = True
        self.rule = ""
        """Why nothing is made void now, in words; empty where it is."""
        self.submits = 0
        self.voids: set[str] = set()
        self.closed_at: set[str] = set()
        self._chain = chain
        self._queue = secrets.token_hex(4)
        self._content: dict[str, bytes] = {}
        self._redemptions: dict[str, str] = {}
        self._changes: list[str] = []

    async def expire_order(self, order_id: str) -> None:
        """The time of an order's vouchers is over."""
        for voucher in self.orders[order_id].vouchers:
            if voucher.state == ISSUED:
                voucher.state = EXPIRED
        self._touch(order_id, "expired")

    async def restart(self) -> None:
        """End and begin again: all that is durable is still there."""
        if self.broken == "keeps no orders":
            self._content.clear()
            self.orders.clear()
        if self.broken == "keeps no redemptions":
            self._redemptions.clear()

    def serve(self, chain: str) -> None:
        """Serve this chain, and no other."""
        self._chain = chain

    def issue(self, order_id: str) -> None:
        """Give each piece of an order its code."""
        order = order_pb.OmsOrder.FromString(self._content[f"order:{order_id}"])
        state = self.orders[order_id]
        del state.vouchers[:]
        for line in order.lines:
            for _ in range(line.quantity):
                self._voucher(state, line.line_id)
        state.decision = order_pb.OMS_DECISION_ISSUED
        self._touch(order_id, "issued")

    def reject(self, order_id: str, reason: str) -> None:
        """Say that no code will be given."""
        state = self.orders[order_id]
        state.decision, state.reason = order_pb.OMS_DECISION_REJECTED, reason
        self._touch(order_id, "rejected")

    async def SubmitVoucherOrders(self, request, _context) -> pb.SubmitVoucherOrdersResponse:
        self._check_size(request.orders)
        if self.broken == "fails neighbours" and not all(x.lines for x in request.orders):
            raise BadRequest("FIELDS_MISSING", "An order has lines.")
        answers = [self._answer(x.order_id, x, self._submit) for x in request.orders]
        if self.broken == "answers in any order":
            answers.reverse()
        return pb.SubmitVoucherOrdersResponse(answers=answers)

    async def LookUpVoucherOrders(self, request, _context) -> pb.LookUpVoucherOrdersResponse:
        self._check_size(request.order_ids)
        states = [self._state(request.merchant_id, order_id) for order_id in request.order_ids]
        return pb.LookUpVoucherOrdersResponse(states=states)

    async def PullVoucherChanges(self, request, _context) -> pb.PullVoucherChangesResponse:
        queue, _, place = (request.after_cursor or f"{self._queue}.0").partition(".")
        if queue != self._queue:
            if self.broken != "takes any cursor":
                raise BadRequest("CURSOR_UNKNOWN", "This cursor is not of this queue.")
            place = "0"
        first = int(place)
        size = 900 if self.broken == "large pages" else request.page_size or 100
        found = self._changes[first : first + size]
        changes = [pb.OmsChange(merchant_id=self._chain, order_id=each) for each in found]
        cursor = f"{self._queue}.{first + len(found)}"
        return pb.PullVoucherChangesResponse(changes=changes, cursor=cursor)

    async def RedeemVoucher(self, request, _context) -> pb.RedeemVoucherResponse:
        before = self._redemptions.get(request.redemption_id)
        if before not in (None, request.code) and self.broken != "mixes redemptions":
            raise Conflict("CODE_DIFFERS", "Another code was redeemed under this id.")
        found = self._find(request.code)
        if found is None:
            if self.broken == "unknown is an error":
                raise Rejected("UNKNOWN", "Nobody has this code.")
            return pb.RedeemVoucherResponse(outcome=pb.OMS_REDEEM_OUTCOME_UNKNOWN)
        state, voucher = found
        if request.store_id in self.closed_at:
            not_here, why = pb.OMS_REDEEM_OUTCOME_NOT_HERE, "Not at this store."
            return pb.RedeemVoucherResponse(outcome=not_here, voucher=voucher, reason=why)
        again = before == request.code and self.broken != "forgets redemptions"
        usable = voucher.state == ISSUED or (voucher.state, self.broken) in (
            (REDEEMED, "uses twice"),
            (VOIDED, "uses void ones"),
            (EXPIRED, "uses expired ones"),
        )
        outcome = OUTCOMES.get(voucher.state, pb.OMS_REDEEM_OUTCOME_REDEEMED)
        if again or usable:
            outcome = pb.OMS_REDEEM_OUTCOME_REDEEMED
        if usable and not again:
            self._redemptions[request.redemption_id] = request.code
            self._use(state, voucher, request.store_id)
        return pb.RedeemVoucherResponse(outcome=outcome, voucher=voucher, state=state)

    async def VoidVouchers(self, request, _context) -> pb.VoidVouchersResponse:
        self._check_size(request.voids)
        answers = [self._answer(wish.void_id, wish, self._void) for wish in request.voids]
        return pb.VoidVouchersResponse(answers=answers)

    def _submit(self, order) -> tuple[order_pb.OmsOrderState, bool]:
        self.submits += 1
        if not order.lines:
            raise BadRequest("FIELDS_MISSING", "An order has lines.")
        self._demand_chain(order.merchant_id)
        if self.broken == "takes no order":
            raise Rejected("NO_CODES", "There are no codes.")
        known = self._keep(f"order:{order.order_id}", order)
        if not known:
            self.orders[order.order_id] = order_pb.OmsOrderState(
                order_id=order.order_id,
                merchant_id=order.merchant_id,
                store_id=order.store_id,
                decision=order_pb.OMS_DECISION_PENDING,
                revision=1,
            )
        if (self.issues and not known) or (known and self.broken == "issues twice"):
            self.issue(order.order_id)
        return self.orders[order.order_id], known

    def _void(self, wish) -> tuple[order_pb.OmsOrderState, bool]:
        if wish.order_id not in self.orders:
            raise Rejected("ORDER_UNKNOWN", "This order was never submitted.")
        self.voids.add(wish.void_id)
        state, content = self.orders[wish.order_id], pb.OmsVoid()
        content.CopyFrom(wish)
        if self.rule:
            raise Rejected("NOT_NOW", self.rule)
        known = self._keep(f"void:{wish.void_id}", content)
        if known and self.broken != "voids again":
            return state, True
        usable = (ISSUED, REDEEMED, EXPIRED) if self.broken == "voids used ones" else ()
        unused = [v for v in state.vouchers if v.state in (usable or (ISSUED, EXPIRED))]
        taken = [] if wish.lines else unused
        for piece in wish.lines:
            of_line = [v for v in unused if v.line_id == piece.line_id]
            if piece.voucher_ids and self.broken != "voids any":
                of_line = [v for v in of_line if v.voucher_id in piece.voucher_ids]
            of_line = of_line[: piece.quantity]
            if len(of_line) < piece.quantity:
                del self._content[f"void:{wish.void_id}"]
                if self.broken == "voids in part":
                    self._make_void(state, taken)
                raise Rejected("VOUCHERS_USED", "Fewer are unused.")
            taken += of_line
        if not taken and self.broken == "voids nothing":
            raise Rejected("VOUCHERS_USED", "None is unused.")
        self._make_void(state, taken)
        return state, False

    def _make_void(self, state, vouchers) -> None:
        for voucher in vouchers:
            voucher.state = VOIDED
        self._touch(state.order_id, "void")

    def _use(self, state, voucher, store_id: str) -> None:
        voucher.state = REDEEMED
        voucher.redeem_time.FromSeconds(int(time.time()))
        voucher.redeem_store_id = "" if self.broken == "forgets stores" else store_id
        self._touch(state.order_id, "used")

    def _answer(self, key: str, item, do) -> pb.OmsAnswer:
        answer = pb.OmsAnswer(result=plugin_pb2.ItemResult(item_id=key))
        try:
            state, known = do(item)
        except PluginFault as fault:
            answer.result.error.CopyFrom(fault.as_message())
            return answer
        answer.result.already_known = known
        if self.broken != "answers without state":
            answer.state.CopyFrom(state)
        return answer

    def _state(self, chain: str, order_id: str) -> order_pb.OmsOrderState:
        state = self.orders.get(order_id)
        if state is not None and self.broken != "forgets orders":
            if self.broken == "has no revisions":
                state.revision = 0
            return state
        unknown = order_pb.OMS_DECISION_UNKNOWN
        return order_pb.OmsOrderState(merchant_id=chain, order_id=order_id, decision=unknown)

    def _keep(self, key: str, message) -> bool:
        content = message.SerializeToString(deterministic=True)
        before = self._content.setdefault(key, content)
        if before != content and self.broken != "overwrites":
            raise Conflict("KEY_USED", "This key was used for something else.")
        return before is not content

    def _voucher(self, state, line_id: str) -> None:
        code = "SAME-CODE" if self.broken == "one code" else f"C-{secrets.token_hex(6)}"
        shown = code if self.broken == "ids are codes" else f"v-{secrets.token_hex(6)}"
        state.vouchers.add(voucher_id=shown, line_id=line_id, code=code, state=ISSUED)

    def _find(self, code: str):
        for state in self.orders.values():
            for voucher in state.vouchers:
                if voucher.code == code:
                    return state, voucher
        return None

    def _touch(self, order_id: str, what: str) -> None:
        if self.broken != f"same revision when {what}":
            self.orders[order_id].revision += 1
        if self.broken != f"silent when {what}":
            self._changes.append(order_id)

    def _demand_chain(self, chain: str) -> None:
        if chain != self._chain and self.broken != "serves any chain":
            raise Rejected("CHAIN_UNKNOWN", "This chain is not served.")

    def _check_size(self, items) -> None:
        if not items and self.broken != "takes nothing":
            raise BadRequest("BATCH_SIZE", "A batch has 1 to 100 items.")
