"""A request that makes sense for each call: what the checks send, about what was played before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from zhongtai.plugin.v1 import (
    carrier_pb2,
    crm_member_pb2,
    crm_movement_pb2,
    erp_pb2,
    erp_sale_pb2,
    identity_provider_pb2,
    oms_order_pb2,
    oms_pb2,
    payment_provider_pb2,
    plugin_pb2,
    policy_pb2,
    pos_order_pb2,
    pos_pb2,
    sms_provider_pb2,
)

from zhongtai_plugin.conformance import (
    carrier,
    crm,
    erp,
    identity,
    oms,
    payment,
    policy,
    pos,
    sms,
)
from zhongtai_plugin.conformance.core import Skipped, Subject
from zhongtai_plugin.play import CannotPlay
from zhongtai_plugin.play.calls import Call, Json, as_json, messages_in
from zhongtai_plugin.protocol import PROTOCOL_VERSIONS

NOWHERE = frozenset({payment.NOWHERE, carrier.NOWHERE})
MOST_ITEMS = 10_000
TEXT = FieldDescriptor.TYPE_STRING
Maker = Callable[[Subject], Message]


class Incomplete(CannotPlay):
    """A sample is not whole; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sample to be changed; `missing` says what it needs to be whole, and is empty mostly."""

    message: Json
    missing: str = ""


class Samples:
    """Makes requests for one plug-in; `notices` is where its back office may call us back."""

    def __init__(self, subject: Callable[[], Subject]) -> None:
        """`subject` gives the plug-in as it is now."""
        self.notices = ""
        self._subject = subject
        self._said: dict[str, str] = {}
        self._positions = count(1)
        self._makers = self._all_makers()

    def request(self, call: Call, items: int = 1) -> Message:
        """Return a request, of so many items where it is a batch. Raise CannotPlay."""
        message = call.request()
        try:
            if maker := self._makers.get(message.DESCRIPTOR.full_name):
                message = maker(self._subject())
            else:
                self._fill_texts(call, message)
            self._fill_batch(call, message, items)
        except Skipped as skipped:
            raise Incomplete(f"{call.name} {skipped}, or a message of your own.") from None
        for field, value in message.ListFields():
            if field.type == TEXT and not field.is_repeated and value in NOWHERE:
                setattr(message, field.name, self.notices)
        return message

    def draft(self, call: Call, items: int = 1) -> Draft:
        """Return a request to be changed; of one that cannot be made what is known of it."""
        try:
            return Draft(as_json(self.request(call, items)))
        except Incomplete as missing:
            message = call.request()
            self._fill_texts(call, message)
            return Draft(as_json(message), str(missing))

    def remember(self, call: Call, message: Message) -> None:
        """Keep the ids and codes that a request or an answer names, for the next requests."""
        for name, value in _texts_in(message):
            self._said[f"{call.name}.cursor" if name == "cursor" else name] = value

    def said(self, name: str) -> str:
        """Return what an id was last; a new one where there was none."""
        return self._said.get(name) or self._subject().new_id(name.removesuffix("_id"))

    def _fill_batch(self, call: Call, message: Message, items: int) -> None:
        if not 0 < items <= MOST_ITEMS:
            raise CannotPlay(f"A batch has 1 to {MOST_ITEMS} items.")
        for field in message.DESCRIPTOR.fields:
            kind = field.message_type
            maker = self._makers.get(kind.full_name) if kind is not None else None
            if maker and field.is_repeated:
                getattr(message, field.name).extend(maker(self._subject()) for _ in range(items))
                return
        if items > 1:
            raise CannotPlay(f"{call.name} is no batch: send it twice, or again.")

    def _fill_texts(self, call: Call, message: Message) -> None:
        for field in message.DESCRIPTOR.fields:
            if field.type != TEXT:
                continue
            if field.is_repeated and field.name.endswith("_ids"):
                getattr(message, field.name).append(self.said(field.name.removesuffix("s")))
            elif not field.is_repeated and (value := self._text(call, field.name)):
                setattr(message, field.name, value)

    def _text(self, call: Call, name: str) -> str:
        if name in ("merchant_id", "store_id", "channel"):
            return self._subject().parameter(name)
        if name == "after_cursor":
            return self._said.get(f"{call.name}.cursor", "")
        if name == "cursor":
            return self._said.get(f"{call.name.replace('Ack', 'Watch', 1)}.cursor", "")
        return self.said(name) if name.endswith("_id") else ""

    def _all_makers(self) -> Mapping[str, Maker]:
        """What the checks send, by the name of the message. What is not here is filled by name."""
        said = self.said
        makers: dict[type[Message], Maker] = {
            plugin_pb2.GetPluginInfoRequest: lambda _: plugin_pb2.GetPluginInfoRequest(
                host_protocol_versions=PROTOCOL_VERSIONS
            ),
            pos_order_pb2.PosOrder: pos.sample_order,
            pos_pb2.OrderChange: lambda of: pos.sample_change(of, said("order_id")),
            payment_provider_pb2.CreatePaymentRequest: payment.new_payment,
            payment_provider_pb2.CreateRefundRequest: lambda of: payment.new_refund(
                of, said("payment_id"), 1
            ),
            payment_provider_pb2.DownloadBillRequest: lambda of: payment.bill_of(of, -1),
            carrier_pb2.QuoteRequest: carrier.new_quote,
            carrier_pb2.CreateDeliveryRequest: carrier.new_delivery,
            carrier_pb2.CancelDeliveryRequest: lambda _: carrier.calling_off(said("delivery_id")),
            erp_sale_pb2.ErpSale: erp.sample_sale,
            erp_pb2.ErpMovement: erp.sample_movement,
            crm_member_pb2.CrmProfile: crm.sample_profile,
            crm_movement_pb2.CrmMovement: lambda of: crm.sample_movement(
                of, said("member_id"), next(self._positions)
            ),
            oms_order_pb2.OmsOrder: oms.sample_order,
            oms_pb2.OmsVoid: lambda of: oms.wish_to_void(of, said("order_id"), 1),
            oms_pb2.RedeemVoucherRequest: lambda of: oms.new_redemption(of, said("code")),
            identity_provider_pb2.ExchangeCodeRequest: lambda of: identity.new_exchange(
                of, of.parameter("code")
            ),
            identity_provider_pb2.VerifyPhoneRequest: lambda of: identity.new_proof(
                of, of.parameter("phone_code")
            ),
            policy_pb2.PriceLinesRequest: policy.priced_lines,
            policy_pb2.DecideOrderRequest: policy.new_order,
            policy_pb2.ChooseCarriersRequest: policy.new_trip,
            sms_provider_pb2.SendCodeRequest: sms.new_message,
        }
        return {message.DESCRIPTOR.full_name: maker for message, maker in makers.items()}


def _texts_in(message: Message) -> Iterator[tuple[str, str]]:
    """Yield the ids, codes and cursors in a message, those of refusals aside."""
    if isinstance(message, plugin_pb2.PluginError):
        return
    for each in messages_in(message):
        yield from _texts_in(each)
    for field, value in message.ListFields():
        is_named = field.name.endswith("_id") or field.name in ("code", "cursor")
        if field.type == TEXT and is_named and not field.is_repeated:
            yield field.name, value
