"""Lets vouchers be used at stores: the OMS decides, and its answer is mirrored at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from zhongtai.plugin.v1 import oms_pb2

from centers.order.model import Order
from centers.order.oms.adapters import OmsAdapter
from centers.order.oms.checks import check_shown
from centers.order.oms.messages import shown_of
from centers.order.scope import node_of
from centers.order.store import OrderStore
from centers.order.vouchers import errors, rules
from centers.order.vouchers.checks import check_redemption
from centers.order.vouchers.model import RedeemOutcome, Shown, Standing, Voucher
from centers.order.work import Change
from centers.order.writer import ChangeWriter
from mesh.call.context import Identity, current
from mesh.call.scope import Scope
from mesh.plugins.faults import PluginConflict, PluginRejected
from mesh.pure.errors import AccessDenied, Refusal, RequestIdReused

MAX_REDEEMER = 100


class Redemptions:
    """Uses vouchers up, each once."""

    def __init__(
        self,
        store: OrderStore,
        changing: ChangeWriter,
        oms_of: Callable[[str], OmsAdapter | None],
    ) -> None:
        """`oms_of` gives the OMS of a chain, None where there is none."""
        self._store = store
        self._changing = changing
        self._oms_of = oms_of

    async def redeem(
        self, request_id: str, code: str, store_id: str
    ) -> tuple[Voucher, Order | None]:
        """Use the voucher of a code, and return it with its order; None for one sold elsewhere.

        Raise VoucherNotFound, AlreadyRedeemed, VoucherExpired, VoucherVoided, VoucherNotHere,
        RequestIdReused, PluginUnavailable.
        """
        caller = current().identity
        if caller.store_id and store_id not in ("", caller.store_id):
            raise AccessDenied
        store_id = store_id or caller.store_id
        check_redemption(request_id, code, store_id)
        oms = self._oms_of(caller.merchant_id)
        if oms is None:
            raise errors.VoucherNotFound
        shown = await self._show(oms, caller, request_id, code, store_id)
        order = await self._mirror(shown.standing, oms.name) if shown.standing else None
        if shown.outcome is not RedeemOutcome.REDEEMED or shown.voucher is None:
            raise _refusal(shown, sees_place=_sees_place(caller, shown, store_id))
        return shown.voucher, order

    async def _show(
        self, oms: OmsAdapter, caller: Identity, request_id: str, code: str, store_id: str
    ) -> Shown:
        by = node_of(caller)
        request = oms_pb2.RedeemVoucherRequest(
            # Keys of one caller are not another's.
            redemption_id=hashlib.sha256(f"{by}\0{request_id}".encode()).hexdigest(),
            merchant_id=caller.merchant_id,
            store_id=store_id,
            code=code,
            redeemed_by=by[:MAX_REDEEMER],
        )
        try:
            reply = await oms.redeem(request)
        except PluginConflict as conflict:
            raise RequestIdReused(request_id=request_id) from conflict
        except PluginRejected as rejected:
            # It does not serve the chain.
            raise errors.VoucherNotFound from rejected
        check_shown(reply)
        return shown_of(reply)

    async def _mirror(self, standing: Standing, plugin: str) -> Order | None:
        """Keep how the voucher's order stands now; what is not kept is told by the OMS again."""
        merchant_id = current().identity.merchant_id
        if standing.merchant_id != merchant_id:
            return None
        change = Change(
            standing.order_id,
            Scope(merchant_id),
            rules.mirrored(standing, plugin),
            current().trace_id,
            account=True,
        )
        try:
            head = await self._changing.submit(change)
        except Refusal as refusal:
            if refusal.domain not in ("zhongtai.order", "zhongtai.common"):
                raise
            return None
        return (await self._store.get(merchant_id, [change.place])).get(head.order_id)


def _refusal(shown: Shown, *, sees_place: bool) -> Refusal:
    voucher = shown.voucher
    match shown.outcome:
        case RedeemOutcome.ALREADY_REDEEMED:
            return _used(voucher, sees_place=sees_place)
        case RedeemOutcome.EXPIRED:
            ends = _text(voucher.expires_at if voucher else None)
            return errors.VoucherExpired(expire_time=ends) if ends else errors.VoucherExpired()
        case RedeemOutcome.VOIDED:
            return errors.VoucherVoided()
        case RedeemOutcome.NOT_HERE:
            return errors.VoucherNotHere(shown.reason or None)
    return errors.VoucherNotFound()


def _used(voucher: Voucher | None, *, sees_place: bool) -> Refusal:
    at = _text(voucher.redeemed_at if voucher else None)
    place = voucher.redeem_store_id if voucher and sees_place else ""
    if place:
        return errors.AlreadyRedeemed(redeem_time=at, redeem_store_id=place)
    return errors.AlreadyRedeemed(redeem_time=at)


def _sees_place(caller: Identity, shown: Shown, store_id: str) -> bool:
    """Return whether a caller may know where a voucher was used: tills know their own store."""
    here = shown.voucher is not None and shown.voucher.redeem_store_id == store_id
    return here or caller.kind not in ("till", "plugin")


def _text(at: datetime | None) -> str:
    return at.isoformat().replace("+00:00", "Z") if at else ""
