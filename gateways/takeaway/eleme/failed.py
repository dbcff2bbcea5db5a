"""What Ele.me could not push: asked for by each app, pulled as `pulling.py` pulls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from gateways.takeaway.eleme import bodies, reading
from gateways.takeaway.eleme.platform import Eleme, listed, text_of
from gateways.takeaway.eleme.pushes import Pushes
from gateways.takeaway.pulling import Told
from gateways.takeaway.reading import decoded
from gateways.takeaway.troubles import Troubles
from mesh.edge.callbacks import Account

_GET, _CONFIRM = "eleme.msgNew.getPushFailMsg", "eleme.msgNew.confirmPullMsg"
_ID = "requestId"
_FIELDS = (_ID, "type", "message", "appId", "shopId")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class FailedPushes:
    """The messages of every account that could not be pushed."""

    eleme: Eleme
    pushes: Pushes
    _troubles: Troubles = field(default_factory=Troubles)
    """With the apps that have messages which nobody can confirm."""

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The chains' apps by their ids."""
        return self.eleme.accounts

    async def take(self, app: str, content: Mapping[str, Any]) -> None:
        """Work on a message as if it had been pushed."""
        await self.pushes.take(app, reading.read(content, bodies.Push))

    # No public document shows the members of these two calls: here they are, and nowhere else.

    async def told(self, app: str) -> Sequence[Told]:
        """Return the messages that could not be pushed, each as it would have come.

        One without an id is left out, as it cannot be confirmed; said once while there are such.
        """
        told = await self.eleme.call_of_app(app, _GET, {"msgQueryRequest": {"appId": app}})
        messages = listed(told.get("messages") if isinstance(told, dict) else told)
        found = [_told(each) for each in messages]
        named = [each for each in found if each.own_id]
        if len(named) == len(found):
            self._troubles.ends(app)
        elif self._troubles.begins(app):
            log.warning("message_not_read", account=app, why="it has no requestId")
        return named

    async def confirm(self, app: str, messages: Sequence[Told]) -> None:
        """Say that messages are dealt with, by their requestId."""
        confirmed = {"appId": app, "requestIds": [each.own_id for each in messages]}
        await self.eleme.call_of_app(app, _CONFIRM, {"msgConfirmRequest": confirmed})
        log.warning("pushes_were_missed", account=app, messages=len(messages))


def _told(message: dict[str, Any]) -> Told:
    content = {name: text_of(message, name) for name in _FIELDS}
    return Told(content[_ID], _order_of(content["message"]), content)


def _order_of(message: str) -> str:
    """Return the number of the order that a message is about; empty where it names none."""
    try:
        about = reading.read(decoded(message), bodies.About)
    except Exception:  # noqa: BLE001 - whoever works on it says why
        return ""
    return about.order_id or about.id
