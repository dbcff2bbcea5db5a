"""What Square sends when an order changes: checked, and taken for no more than a hint.

Each chain has an address of its own, since it has a subscription, and so a key, of its own. Only
the order's id is taken from a webhook; the order itself is read. One that is lost costs time, since
all that changed is searched for; one that comes twice, or late, costs a look.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from square.utils.webhooks_helper import verify_signature
from zhongtai_plugin.http import Answer, Handler, Request, problem

from plugins.pos_square.accounts import Account

PATH = "/square/{chain}"
_SIGNATURE = "x-square-hmacsha256-signature"
_ABOUT_ORDERS = "order."
_MAX_ID = 192

Hint = Callable[[str, str], None]
"""Is told a chain and the order there that may have changed."""


class Data(msgspec.Struct):
    """What an event is about."""

    id: str = ""


class Event(msgspec.Struct):
    """What Square sends; the rest of it is not looked at."""

    type: str
    data: Data


class Webhooks:
    """The address that Square calls. `account_of` knows the chains that have one."""

    def __init__(self, account_of: Callable[[str], Account | None], hint: Hint) -> None:
        self._account_of = account_of
        self._hint = hint

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Method and path of the route."""
        return {("POST", PATH): self.take}

    async def take(self, request: Request) -> Answer:
        """Take a webhook that is Square's."""
        account = self._account_of(request.path_value)
        if account is None or not account.signature_key:
            return problem(404, "NO_WEBHOOKS", "No chain of this name has webhooks here.")
        if not _is_signed(request, account):
            return problem(401, "BAD_SIGNATURE", "The signature does not fit the webhook.")
        try:
            event = msgspec.json.decode(request.body, type=Event)
        except msgspec.DecodeError:
            return problem(400, "UNREADABLE", "The webhook has another form than is known.")
        if event.type.startswith(_ABOUT_ORDERS) and 0 < len(event.data.id) <= _MAX_ID:
            self._hint(account.merchant_id, event.data.id)
        return Answer(200, b"{}")


def _is_signed(request: Request, account: Account) -> bool:
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        return False
    return verify_signature(
        request_body=body,
        signature_header=request.headers.get(_SIGNATURE, ""),
        signature_key=account.signature_key,
        notification_url=account.notification_url,
    )
