"""SF as this installation reaches it."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin.carrier.book import Book
from zhongtai_plugin.carrier.client import Client
from zhongtai_plugin.carrier.fleet import Fleet
from zhongtai_plugin.carrier.words import callback_answers

from plugins.carrier_sf import callbacks, client, deliveries, mapping
from plugins.carrier_sf.accounts import Account
from plugins.carrier_sf.callbacks import Proof


class Sf(Fleet[Account]):
    """The chains' accounts at SF. `grams` is a parcel's weight where nobody knows it."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        super().__init__(clock)
        self.grams = 0
        self.proof = Proof.ASK

    def client(self, account: Account, http: httpx.AsyncClient) -> client.Client:
        """Return what calls for an account."""
        return client.Client(account, http, self.clock)

    def deliveries(self, account: Account, calls: Client, book: Book) -> deliveries.Deliveries:
        """Return the deliveries of an account."""
        return deliveries.Deliveries(account, calls, book, self.grams, self.see)

    def verified(self, request: pb.VerifyCallbackRequest) -> pb.VerifyCallbackResponse:
        """Return what a callback says."""
        door = callbacks.Callbacks(self.accounts, self.book, self.proof, self.see)
        return door.verified(request, self.clock())

    @property
    def answers(self) -> pb.VerifyCallbackResponse:
        """What to say to the sender of a callback."""
        return callback_answers(mapping.TAKEN)
