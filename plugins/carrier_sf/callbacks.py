"""What SF sends to the addresses that are entered at it, all of them ours for callbacks.

Public programs differ in whether callbacks are signed, so that nothing in one is believed: SF is
asked how the delivery stands (`query_first`). A stranger who knows a delivery's number can make us
ask, and no more. With the setting callback_proof "sign" one that is not signed like a call is
refused, too. One thing a look-up does not tell: that goods went back to the store. That is
believed of a callback that is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import AuthRefused
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.carrier import callbacks
from zhongtai_plugin.carrier.book import Book, Booked
from zhongtai_plugin.carrier.fleet import Seen
from zhongtai_plugin.carrier.words import callback_answers, update

from plugins.carrier_sf import mapping, model, signing
from plugins.carrier_sf.accounts import Account


class Proof(StrEnum):
    """How a callback is proved."""

    ASK = "ask"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Checks callbacks of all accounts."""

    accounts: Accounts[Account]
    book: Book
    proof: Proof
    seen: Seen

    def verified(self, request: pb.VerifyCallbackRequest, now: float) -> pb.VerifyCallbackResponse:
        """Return what a callback says, with the answers.

        Raise AuthRefused or BadRequest when it is none.
        """
        said = callbacks.read(request.body, model.Callback)
        callbacks.demand_recent(said.push_time, now)
        booked = callbacks.ordered_here(self.book, said.shop_order_id)
        signed = self._is_signed(request, booked)
        if self.proof is Proof.SIGN and not signed:
            raise AuthRefused("BAD_SIGNATURE", "The signature does not fit the callback.")
        if said.order_status is not None and mapping.is_unknown_state(said.order_status):
            self.seen(said.order_status)
        answer = callback_answers(mapping.TAKEN)
        update_id = callbacks.update_id_of(said.shop_order_id, request.body)
        answer.update.CopyFrom(update(mapping.news(said), update_id, booked))
        answer.query_first = not (signed and mapping.is_returned(said))
        return answer

    def _is_signed(self, request: pb.VerifyCallbackRequest, booked: Booked) -> bool:
        account = self.accounts.of(booked.merchant_id)
        return signing.is_signed(request.body, request.query, account.dev_id, account.dev_key)
