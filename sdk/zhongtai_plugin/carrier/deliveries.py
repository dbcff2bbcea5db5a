"""Deliveries of one account at a carrier: price, order, look up, call off. Our id is the key."""

from __future__ import annotations

from abc import ABC, abstractmethod

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb

from zhongtai_plugin.carrier.faults import Refused
from zhongtai_plugin.carrier.parcel import Body
from zhongtai_plugin.errors import PluginFault, Rejected, RetryLater

_GONE = frozenset(
    {
        pb.CARRIER_DELIVERY_STATUS_PICKED_UP,
        pb.CARRIER_DELIVERY_STATUS_DELIVERED,
        pb.CARRIER_DELIVERY_STATUS_FAILED,
    }
)


class Deliveries(ABC):
    """The deliveries of one account. What a carrier asks and answers is a plug-in's own.

    `store_id` of a delivery is who sends it: some carriers look up nothing without its shop.
    """

    @abstractmethod
    async def price(self, request: pb.QuoteRequest) -> pb.QuoteResponse:
        """Return what a delivery would cost."""

    @abstractmethod
    def new_order(self, request: pb.CreateDeliveryRequest) -> Body:
        """Return a delivery in the carrier's words.

        Raise BadRequest, or Rejected where it cannot be.
        """

    @abstractmethod
    async def find(self, delivery_id: str, store_id: str) -> pb.CarrierDelivery | None:
        """Return a delivery as the carrier tells it; None when it never saw it."""

    @abstractmethod
    async def seek(self, delivery_id: str) -> str | None:
        """Return the store of a delivery that is in no book; None when the account has it not."""

    @abstractmethod
    async def _make(self, delivery_id: str, body: Body) -> pb.CarrierDelivery | None:
        """Order a delivery; None where the carrier has it already. Raise a PluginFault."""

    @abstractmethod
    async def _cancel(
        self, delivery_id: str, store_id: str, reason: str
    ) -> tuple[pb.CarrierDelivery, Money | None]:
        """Call a delivery off. Raise Refused, which says that it was not."""

    @abstractmethod
    def _fault_of_cancel(self, refused: Refused) -> PluginFault | None:
        """Return why a delivery cannot be called off, where the refusal alone says that."""

    async def order(
        self, request: pb.CreateDeliveryRequest, body: Body, *, known: bool
    ) -> pb.CarrierDelivery:
        """Order a delivery, or return the one that is there. Raise what it is refused with.

        One that is `known` may be there since an answer was lost: it is looked up first.
        """
        delivery_id = request.delivery_id
        if known and (found := await self.find(delivery_id, request.store_id)) is not None:
            return found
        if (made := await self._make(delivery_id, body)) is not None:
            return made
        if (found := await self.find(delivery_id, request.store_id)) is None:
            words = "The carrier has the order, and does not show it yet."
            raise RetryLater("IN_PROGRESS", words)
        return found

    async def call_off(
        self, delivery_id: str, store_id: str, reason: str
    ) -> tuple[pb.CarrierDelivery | None, Money | None]:
        """Call a delivery off; return how it stands, and what that costs as far as is said.

        None for one that the carrier never saw. Raise Rejected (TOO_LATE) once the rider has the
        goods.
        """
        try:
            return await self._cancel(delivery_id, store_id, reason)
        except Refused as refused:
            if (fault := self._fault_of_cancel(refused)) is not None:
                raise fault from None
            # It is called off already, or goes on: whatever is said, the order itself is asked.
            code = refused.code
        found = await self.find(delivery_id, store_id)
        if found is None:
            return None, None
        if found.status in _GONE:
            raise too_late()
        if found.status != pb.CARRIER_DELIVERY_STATUS_CANCELLED:
            words = f"The carrier does not call it off yet ({code})."
            raise RetryLater("NOT_CALLED_OFF", words)
        return found, found.fee if found.HasField("fee") else None


def too_late() -> Rejected:
    """Return why a delivery cannot be called off once the goods are gone."""
    return Rejected("TOO_LATE", "The rider has the goods already.")
