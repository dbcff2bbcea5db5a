"""What every platform's folder offers to what all platforms share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from zhongtai.order.v1 import order_pb2

from gateways.takeaway.commands import Task
from mesh.call.context import merchant_id
from mesh.edge.callbacks import Account
from mesh.pure.errors import InvalidRequest, Kind, Refusal

_WORDS = 200


class NotLetIn(Refusal):
    """{platform} does not accept the account ({code}): check its secret and its rights.

    Of one account, so it holds up no other; its messages wait as letters.
    """

    kind = Kind.ABORTED
    reason = "PLATFORM_ACCOUNT_REFUSED"


class OrderUnreadable(Refusal):
    """The platform's order cannot be read ({why}).

    That is the fault of this order alone, and the platform may mend it.
    """

    kind = Kind.ABORTED
    reason = "PLATFORM_ORDER_UNREADABLE"


class Refused(InvalidRequest):
    """A platform will not do what it was told; `code` is its own word for why."""

    def __init__(self, platform: str, code: int | str, words: str) -> None:
        super().__init__(f"{platform} answered {code}: {words[:_WORDS]}")
        self.code = code


class Unclear(InvalidRequest):
    """{platform} may have given the money back already ({why}): look at the order there.

    Whoever has looked agrees once more where it did not: that asks for it anew.
    """


class NoSuchStore(Refused):
    """The account that called has no such store."""


class NotTakenHere(InvalidRequest):
    """No account of ours took the order: another system did, and its platform hears from that."""

    def __init__(self, platform: str) -> None:
        super().__init__(f"Another system took this order at {platform}: tell {platform} there.")


class Platform(Protocol):
    """A platform that sells for chains."""

    @property
    def channel(self) -> str:
        """Name of its channel."""
        ...

    async def carry_out(self, task: Task) -> bool:
        """Tell it, or ask it, once; what it knows already is no failure.

        Return whether that is done: False where it has decided otherwise, or earlier, and says
        so itself.

        Raise PeerAway when it does not answer, RateLimited, NotLetIn, or InvalidRequest for what
        it will never do.
        """
        ...


def account_of(
    order: order_pb2.Order, key: str, accounts: Mapping[str, Account], platform: str
) -> str:
    """Return the account of the caller's chain that sold an order, as its extension says.

    Raise InvalidRequest when there is none of the name now, NotTakenHere when none took it.
    """
    name = order.extension.get(key, "")
    if not name:
        raise NotTakenHere(platform)
    # An extension is an importer's word: it opens no other chain's account.
    if name not in accounts or accounts[name].merchant_id != merchant_id():
        raise InvalidRequest(f"There is no account {name!r} at {platform} any more.")
    return name


def accounts_of(merchant: str, accounts: Mapping[str, Account]) -> list[str]:
    """Return the accounts that a chain has, sorted."""
    return sorted(name for name, each in accounts.items() if each.merchant_id == merchant)
