"""Pulls what Ele.me could not push: asked for by each app, confirmed when it is durable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from gateways.takeaway.eleme import bodies, reading
from gateways.takeaway.eleme.platform import Eleme, listed, text_of
from gateways.takeaway.eleme.pushes import Pushes
from mesh.call.context import Identity, as_call

ROUND_SECONDS = 300.0
MOST_REMEMBERED = 1_000
_GET, _CONFIRM = "eleme.msgNew.getPushFailMsg", "eleme.msgNew.confirmPullMsg"

log = structlog.get_logger()


@dataclass(slots=True)
class FailedPushes:
    """Pulls for every account; one's failure, or one order's, is no other's."""

    eleme: Eleme
    pushes: Pushes
    identify: Callable[[str], Identity]
    _said: set[str] = field(default_factory=set)

    async def do_round(self) -> bool:
        """Pull once; return whether there may be more at once."""
        more = False
        for app, account in self.eleme.accounts.items():
            with as_call(self.identify(account.merchant_id), "pull", timeout=ROUND_SECONDS):
                try:
                    more = await self._pull(app) or more
                except Exception as exc:  # noqa: BLE001 - the next round tries again
                    log.warning("pull_failed", account=app, why=type(exc).__name__)
        return more

    async def _pull(self, app: str) -> bool:
        """Work on what an app was not told; return whether all of it is done, and was something."""
        messages = await self._told(app)
        done: list[str] = []
        failed: set[str] = set()
        for message in messages:
            own_id, order = text_of(message, "requestId"), _order_of(message)
            if order and order in failed:
                continue  # In turn: it comes again behind the one that failed.
            try:
                await self.pushes.take(app, reading.read(message, bodies.Push))
            except Exception as exc:  # noqa: BLE001 - it is pulled again
                failed.add(order)
                self._say(app, own_id, exc)
            else:
                done.append(own_id)
        if done:
            await self._confirm(app, done)
            log.warning("pushes_were_missed", account=app, messages=len(done))
        return bool(done) and not failed

    # No public document shows the members of these two calls: here they are, and nowhere else.

    async def _told(self, app: str) -> Sequence[dict[str, Any]]:
        """Return the messages that could not be pushed, each as it would have come."""
        told = await self.eleme.call_of_app(app, _GET, {"msgQueryRequest": {"appId": app}})
        return listed(told.get("messages") if isinstance(told, dict) else told)

    async def _confirm(self, app: str, done: Sequence[str]) -> None:
        """Say that messages are dealt with, by their requestId."""
        confirmed = {"appId": app, "requestIds": list(done)}
        await self.eleme.call_of_app(app, _CONFIRM, {"msgConfirmRequest": confirmed})

    def _say(self, app: str, message: str, why: Exception) -> None:
        """Say once that a message cannot be dealt with."""
        if message in self._said:
            return
        if len(self._said) >= MOST_REMEMBERED:
            self._said.clear()
        self._said.add(message)
        words = f"{type(why).__name__}: {why}"[:300]
        log.warning("message_not_taken", account=app, message=message[:80], why=words)


def _order_of(message: dict[str, Any]) -> str:
    """Return the number of the order that a message is about; empty where it names none."""
    try:
        about = reading.read(reading.decoded(text_of(message, "message")), bodies.About)
    except Exception:  # noqa: BLE001 - whoever works on it says why
        return ""
    return about.order_id or about.id
