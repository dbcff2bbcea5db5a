"""A member center on a real database, called through its servicer."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from centers.member.crm.adapters import CrmAdapter
from centers.member.crm.operations import Crm
from centers.member.servicer import MemberServicer
from centers.member.store import MIGRATIONS
from centers.member.wiring import assemble
from mesh.call.context import Call, Identity, as_call, internal_identity
from mesh.data.database import Database
from mesh.feed.feed import Feed
from mesh.pure.clock import FixedClock


@dataclass(frozen=True)
class Center:
    """The parts of a member center that tests look at."""

    servicer: MemberServicer
    db: Database
    feed: Feed
    clock: FixedClock
    crm: Crm
    crms: dict[str, CrmAdapter]
    """The CRM of each merchant that has one."""


@pytest.fixture
async def center(center_database) -> AsyncIterator[Center]:
    db = await center_database("member", MIGRATIONS)
    clock = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    crms: dict[str, CrmAdapter] = {}
    made = assemble(db, clock, crms.get)
    yield Center(made.servicer, db, made.feed, clock, made.crm, crms)
    await made.close()


@pytest.fixture(autouse=True)
def order_control() -> Iterator[None]:
    """Order control calls, for the merchant "demo"."""
    with as_call(internal_identity("order_control", "demo"), timeout=120):
        yield


def as_person(person_id: str) -> AbstractContextManager[Call]:
    """The block's calls are those of a person."""
    return as_call(Identity("person", person_id, "demo"), timeout=60)


def as_merchant(merchant: str) -> AbstractContextManager[Call]:
    """The block's calls are for another merchant."""
    return as_call(internal_identity("order_control", merchant), timeout=60)
