"""What lives while the process lives: book, courier, keys, faults."""

from __future__ import annotations

import asyncio
from pathlib import Path

from zhongtai_plugin import RetryLater

from plugins.payment_sandbox.courier import Courier
from plugins.payment_sandbox.model import Faults, Trade
from plugins.payment_sandbox.signing import Signer, Verifier
from plugins.payment_sandbox.trades import Trades


class Sandbox:
    """The provider. Everything is there once `open` has returned."""

    def __init__(self) -> None:
        self.public_url = ""
        self._trades: Trades | None = None
        self._courier: Courier | None = None
        self._signer: Signer | None = None
        self._answering = asyncio.Event()
        self._answering.set()

    async def open(self, folder: Path, concurrency: int) -> None:
        """Open the book and go on delivering what is open."""
        self._signer = Signer.load(folder)
        self._trades = await Trades.open(folder)
        self._courier = Courier(self._trades, self._signer, Faults(), concurrency)

    async def close(self) -> None:
        """Stop delivering, close the book."""
        self._answering.set()
        if self._courier is not None:
            await self._courier.close()
        if self._trades is not None:
            await self._trades.close()
        self._courier = self._trades = None

    @property
    def trades(self) -> Trades:
        """The book."""
        if self._trades is None:
            raise RetryLater("NOT_CONFIGURED", "The book is not open.")
        return self._trades

    @property
    def courier(self) -> Courier:
        """Who delivers notices."""
        if self._courier is None:
            raise RetryLater("NOT_CONFIGURED", "The book is not open.")
        return self._courier

    @property
    def verifier(self) -> Verifier:
        """Knows the provider's public key."""
        if self._signer is None:
            raise RetryLater("NOT_CONFIGURED", "The key is not loaded.")
        return self._signer.verifier

    @property
    def is_open(self) -> bool:
        """Whether calls can be served."""
        return self._trades is not None

    async def answering(self) -> None:
        """Returns at once, unless the fault `stop_answering` is set: then when it is gone."""
        await self._answering.wait()

    def set_faults(self, faults: Faults) -> None:
        """Take on other faults from now on."""
        self.courier.faults = faults
        if faults.stop_answering:
            self._answering.clear()
        else:
            self._answering.set()

    async def pay(self, reference: str) -> tuple[Trade, bool]:
        """Return the customer pays: the trade, and whether it was paid before. Raise Rejected."""
        amount = None
        known = self.trades.trade(reference)
        if known is not None and self.courier.faults.touch(known.payment_id):
            amount = self.courier.faults.wrong_amount
        trade, notice = await self.trades.pay(reference, amount)
        if notice is not None:
            self.courier.send(notice)
        return trade, notice is None
