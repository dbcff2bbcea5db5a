"""A user center on a real database, called through its servicer."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from centers.user.errors import ChannelNotServed, LoginCodeRejected
from centers.user.login.keys import TokenKeys
from centers.user.model import Proof
from centers.user.phones.model import CodeMessage
from centers.user.servicer import Operations, UserServicer
from centers.user.store import MIGRATIONS
from centers.user.wiring import assemble
from mesh.call.context import Call, Identity, as_call, internal_identity
from mesh.data.database import Database
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.pure.clock import FixedClock


@dataclass
class Channels:
    """Identity providers of a test: each code is good once, for the account it names.

    "ann" is the account of that name; "ann/union-1" has a union too. They fail while `trouble`
    is set.
    """

    used: set[tuple[str, str]] = field(default_factory=set)
    asked: int = 0
    trouble: Exception | None = None

    async def exchange_code(self, channel: str, code: str, merchant_id: str) -> Proof:
        self.asked += 1
        if self.trouble is not None:
            raise self.trouble
        if channel == "unknown":
            raise ChannelNotServed(channel=channel)
        account, _, nonce = code.partition("#")
        if (channel, code) in self.used or account == "bad":
            raise LoginCodeRejected
        if nonce:
            self.used.add((channel, code))
        subject, _, union = account.partition("/")
        return Proof(channel, f"{subject}@{channel}", "app-1", union, subject.title())

    async def verify_phone(self, channel: str, code: str, merchant_id: str) -> str:
        self.asked += 1
        return code


@dataclass
class Phones:
    """An SMS provider of a test: what it was told, by phone; it fails while `trouble` is set."""

    sent: dict[str, list[CodeMessage]] = field(default_factory=dict)
    trouble: Exception | None = None

    async def send(self, merchant_id: str, message: CodeMessage) -> None:
        if self.trouble is not None:
            raise self.trouble
        told = self.sent.setdefault(message.phone, [])
        if message not in told:
            told.append(message)

    def code(self, phone: str) -> str:
        """The code that was sent last."""
        return self.sent[phone][-1].code


@dataclass(frozen=True)
class Center:
    """The parts of a user center that tests look at."""

    servicer: UserServicer
    operations: Operations
    db: Database
    channels: Channels
    phones: Phones
    clock: FixedClock
    verifier: TokenVerifier


@pytest.fixture
async def center(center_database, tmp_path) -> AsyncIterator[Center]:
    db = await center_database("user", MIGRATIONS)
    clock, channels = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC)), Channels()
    phones = Phones()
    signer = TokenSigner.load(tmp_path, lambda: clock.now().timestamp())
    verifier = TokenVerifier(tmp_path / "keys", clock=lambda: clock.now().timestamp())
    made = assemble(db, clock, channels, TokenKeys(tmp_path, signer, verifier), phones)
    yield Center(made.servicer, made.operations, db, channels, phones, clock, verifier)
    await made.feed.close()


@pytest.fixture(autouse=True)
def gateway():
    """The mini-program gateway calls, for the merchant "demo"."""
    with as_call(internal_identity("miniapp", "demo"), timeout=60):
        yield


def as_person(person_id: str, merchant: str = "demo") -> AbstractContextManager[Call]:
    """The block's calls are those of a person."""
    return as_call(Identity("person", person_id, merchant), timeout=60)


def as_operator(*scopes: str, merchant: str = "demo") -> AbstractContextManager[Call]:
    """The block's calls are those of an operator."""
    return as_call(Identity("operator", "olga", merchant, frozenset(scopes)), timeout=60)
