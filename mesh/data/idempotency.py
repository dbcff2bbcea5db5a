"""A request that is repeated changes nothing and gets its first answer again (AIP-155).

The key, a hash of the request and the answer are kept in the transaction of the effect.
The key is the merchant, the method, the caller and the caller's ``request_id``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol, TypeVar

from google.protobuf.message import Message

from mesh.call import context
from mesh.call.digest import Encodable, digest_of
from mesh.data.database import Connection, Database
from mesh.data.forgetting import Aging, forget
from mesh.pure.clock import SystemClock
from mesh.pure.errors import RequestIdReused

Reply = TypeVar("Reply", bound=Message)
Key = tuple[str, str, str, str]


class RequestWithId(Encodable, Protocol):
    """A request message that carries the key of its caller."""

    request_id: str


_CLAIM = """
/* claim_request */ INSERT INTO requests (merchant_id, method, caller, request_id, body_hash)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING true
"""
_ANSWERED = """
/* answered_request */ SELECT body_hash, reply FROM requests
WHERE merchant_id = $1 AND method = $2 AND caller = $3 AND request_id = $4
"""
_KEEP_REPLY = """
/* keep_reply */ UPDATE requests SET reply = $5
WHERE merchant_id = $1 AND method = $2 AND caller = $3 AND request_id = $4
"""
_ANSWERS = Aging("requests", "kept_at")

KEPT_FOR = timedelta(days=30)
"""How long an answer is kept: a request that is repeated later is a new one."""


async def once(
    db: Database,
    request: RequestWithId,
    reply_type: type[Reply],
    effect: Callable[[Connection], Awaitable[Reply]],
) -> Reply:
    """Run `effect` in a transaction once per request_id and give its reply.

    A repeated request gets the reply that was kept; concurrent duplicates have one effect. An
    effect that raises is rolled back together with the key, so the request can come again.
    After a deadlock the effect runs again from its start, so it must do nothing but SQL on
    the connection it is handed.

    Raise RequestIdReused when the key was used before with another request.
    """
    key = request_key(request.request_id)
    body_hash = digest_of(request)

    async def answer(connection: Connection) -> Reply:
        if await connection.fetchval(_CLAIM, *key, body_hash):
            reply = await effect(connection)
            await connection.execute(_KEEP_REPLY, *key, reply.SerializeToString())
            return reply
        kept = await connection.fetchrow(_ANSWERED, *key)
        if kept is None or kept["body_hash"] != body_hash:
            raise RequestIdReused(request_id=request.request_id)
        return reply_type.FromString(kept["reply"])

    async with _duplicates.alone((id(db), *key)):
        return await db.run_in_transaction(answer)


async def answered(db: Database, request: RequestWithId, reply_type: type[Reply]) -> Reply | None:
    """Return the answer that this request got before; None when it is new.

    For an RPC that must ask somebody outside before its effect: ask only when this gives
    None, then call `once`. Raise RequestIdReused as `once` does.
    """
    kept = await db.fetchrow(_ANSWERED, *request_key(request.request_id))
    if kept is None:
        return None
    body_hash = digest_of(request)
    if kept["body_hash"] != body_hash:
        raise RequestIdReused(request_id=request.request_id)
    return reply_type.FromString(kept["reply"])


async def forget_answers(db: Database) -> None:
    """Drop answers older than KEPT_FOR, a center's own too; to be called from time to time."""
    before = SystemClock().now() - KEPT_FOR
    for aging in (_ANSWERS, *db.answers):
        await forget(db, aging, before)


def request_key(request_id: str) -> Key:
    """Return the whole key of a request_id of the current call.

    It names the caller (the person it is about; else the outside system or till), so that
    two callers that choose the same request_id never see each other's answers.
    """
    call = context.current()
    identity = call.identity
    caller = identity.person_id or ("" if identity.is_internal else identity.subject)
    return identity.merchant_id, call.method, caller, request_id


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class _Duplicates:
    """Lets duplicates within this process take turns before they take connections.

    The database decides between duplicates; this keeps a hundred of them from waiting there,
    each with a connection of a small pool in its hand.
    """

    def __init__(self) -> None:
        self._turns: dict[tuple[object, ...], _Turn] = {}

    @asynccontextmanager
    async def alone(self, key: tuple[object, ...]) -> AsyncIterator[None]:
        turn = self._turns.setdefault(key, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[key]


_duplicates = _Duplicates()
