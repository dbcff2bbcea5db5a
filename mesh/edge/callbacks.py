"""The door for platforms that sign what they send, repeat it, and want an answer of their own.

A gateway says how its platform signs (`mesh.pure.callback.Signature`) and does the work. The door
bounds what an address sends, finds the account and its chain, verifies, refuses what is too old,
and gives a message that comes twice the answer of its first time.
"""

from __future__ import annotations

import stat
import time
import tomllib
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from mesh.call.context import Identity, current, note, passed
from mesh.edge.incoming import Incoming, address_of, headers_of
from mesh.edge.json_rule import check_json
from mesh.edge.once import Once
from mesh.edge.problem import SIGNED
from mesh.edge.reach import Reach
from mesh.edge.sender_limits import SenderLimits, prefix_of
from mesh.feed.follower_items import PeerAway
from mesh.process.host import HostContext
from mesh.process.settings import SettingInvalid, integer
from mesh.pure.callback import Callback, Signature
from mesh.pure.errors import InvalidRequest, PeerUnavailable, Unauthenticated, Violation

T = TypeVar("T")

MAX_BODY_BYTES = 1024 * 1024
AHEAD_SECONDS = 300
"""How far a platform's clock may be ahead of ours."""
DEFAULT_MAX_AGE = 24 * 3600
"""Platforms repeat a message for hours, some with the time of its first sending."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account that a chain has at the platform, and the secret that signs for it.

    `more` is what its gateway lets the file say beside these.
    """

    merchant_id: str
    secret: str = field(repr=False)
    more: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class CallbackDoor:
    """Lets signed callbacks in; one for a gateway.

    `public_url` is the edge as the platform reaches it; `max_age` is in seconds.
    """

    unit: str
    signature: Signature
    accounts: Mapping[str, Account]
    limits: SenderLimits
    identify: Callable[[str], Identity]
    public_url: str
    max_age: int = DEFAULT_MAX_AGE
    clock: Callable[[], float] = time.time
    done: Once[Any] = field(default_factory=Once)
    reach: Reach = field(default_factory=Reach)
    """Is told that the platform is there, by what it sends."""

    @classmethod
    def read(
        cls,
        host: HostContext,
        signature: Signature,
        part: str = "",
        more: Collection[str] = (),
        *,
        reach: Reach | None = None,
    ) -> CallbackDoor:
        """Return the door of a gateway, read from its settings.

        For the unit "hub" these are ZHONGTAI_HUB_ACCOUNTS (see `accounts_in`),
        ZHONGTAI_HUB_MAX_AGE_SECONDS, and those of SenderLimits. A gateway with several doors
        names the `part`, "east": ZHONGTAI_HUB_EAST_ACCOUNTS; one whose accounts may say `more`
        names that. `reach` is told when the platform is heard. Raise SettingInvalid.
        """
        prefix = prefix_of(host, part)
        return cls(
            host.unit,
            signature,
            accounts_in(host.settings, f"{prefix}_ACCOUNTS", more),
            SenderLimits.read(host, part),
            host.identity,
            host.http_url,
            integer(
                host.settings, f"{prefix}_MAX_AGE_SECONDS", DEFAULT_MAX_AGE, min=1, max=30 * 86_400
            ),
            reach=reach or Reach(),
        )

    async def take(self, request: Incoming, work: Callable[[Callback], Awaitable[T]]) -> T:
        """Return what the work answers to a callback, or answered when it came before.

        The work's calls are the gateway's, within the account's chain. What it raises makes the
        platform repeat the message. Raise Unauthenticated or RateLimited, and PeerUnavailable
        when the platform itself did not answer what the work had to ask it.
        """
        with self.limits.admitted(self.unit, address_of(request)) as sender:
            callback = await self._callback(request)
            try:
                name, account = self._verified(callback)
            except Unauthenticated:
                sender.charge()
                raise
            self.reach.answered()
            current().identity = self.identify(account.merchant_id)
            passed(f"gateway:{self.unit}")
            try:
                return await self._once(name, request.scope["path"], callback, work)
            except PeerAway as away:
                raise PeerUnavailable(str(away)) from away
            except Exception:
                self._note_signed(callback)
                raise

    async def _once(
        self, name: str, path: str, callback: Callback, work: Callable[[Callback], Awaitable[T]]
    ) -> T:
        message = self.signature.message_id(callback)
        if not message:
            return await work(callback)
        note(message=message[:80])
        answer: T = await self.done.do((name, path, message), lambda: work(callback))
        return answer

    def _verified(self, callback: Callback) -> tuple[str, Account]:
        """Return the account that signed it, with its name. Raise Unauthenticated."""
        name = self.signature.account(callback)
        account = self.accounts.get(name)
        # One refusal for all of it: whoever guesses learns nothing.
        if account is None or not self.signature.is_valid(callback, account.secret):
            raise self._refused(callback, "The signature is not that of an account we know.")
        sent_at, now = self.signature.sent_at(callback), self.clock()
        if sent_at is not None and not now - self.max_age <= sent_at <= now + AHEAD_SECONDS:
            raise self._refused(callback, "The message is too old, or its clock is ahead of ours.")
        return name, account

    def _refused(self, callback: Callback, why: str) -> Unauthenticated:
        """Return the refusal, which says what is signed; a secret in it is masked."""
        return Unauthenticated(f"{why} Signed is: {self._note_signed(callback)}")

    def _note_signed(self, callback: Callback) -> str:
        """Have the refusal and its log line say what is signed, and return it."""
        over = self.signature.what_is_signed(callback)
        note(**{SIGNED: over})
        return over

    async def _callback(self, request: Incoming) -> Callback:
        return Callback(
            method=request.method,
            url=f"{self.public_url}{request.scope['path']}",
            query=tuple(request.query_params.multi_items()),
            headers=headers_of(request),
            body=await request.body(),
        )


def decoded(body: bytes, shape: type[T]) -> T:
    """Return JSON that a platform sent as the shape it must have. Raise InvalidRequest."""
    check_json(body)
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.DecodeError as exc:
        raise InvalidRequest(violations=[Violation("body", str(exc))]) from None


def accounts_in(
    settings: Mapping[str, str], name: str, more: Collection[str] = ()
) -> dict[str, Account]:
    """Return the accounts of the TOML file that a setting names; none when it is not set.

    Each table is an account, with `merchant` and `secret`, and what it may say `more`; nobody but
    its owner may read the file. Raise SettingInvalid.
    """
    if not settings.get(name):
        return {}
    file = Path(settings[name])
    try:
        others = stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise SettingInvalid(f"{name}: {file} cannot be read ({type(exc).__name__}).") from exc
    if others:
        raise SettingInvalid(f"{name}: {file} holds secrets: let its owner alone read it.")
    return {account: _account(name, account, table, more) for account, table in tables.items()}


def _account(name: str, account: str, table: object, more: Collection[str]) -> Account:
    needed = {"merchant", "secret"}
    if isinstance(table, dict) and needed <= set(table) <= {*needed, *more}:
        texts = {key: value for key, value in table.items() if isinstance(value, str) and value}
        if len(texts) == len(table):
            merchant, secret = texts.pop("merchant"), texts.pop("secret")
            return Account(merchant, secret, texts)
    also = f", may have {', '.join(more)}" if more else ""
    raise SettingInvalid(
        f"{name}: [{account}] must have merchant and secret{also}, and nothing else."
    )
