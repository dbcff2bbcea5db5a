"""What every platform's folder offers to what all platforms share."""

from __future__ import annotations

from typing import Protocol

from gateways.takeaway.commands import Task
from mesh.pure.errors import Kind, Refusal


class NotLetIn(Refusal):
    """{platform} does not accept the account ({code}): check its secret and its rights.

    Of one account, so it holds up no other; its messages wait as letters.
    """

    kind = Kind.ABORTED
    reason = "PLATFORM_ACCOUNT_REFUSED"


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
