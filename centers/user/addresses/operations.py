"""What the user center does with the addresses a person keeps: fetch, decide, keep.

The person is locked first, so that the limit and the one default hold under concurrency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from centers.user import errors
from centers.user.addresses import rules
from centers.user.addresses.model import NewAddress, SavedAddress
from centers.user.addresses.store import AddressStore
from centers.user.operations import locked_person
from centers.user.rules import demand_found
from centers.user.scope import whose
from centers.user.store import UserStore
from mesh.call.context import merchant_id
from mesh.data.change import Unit
from mesh.data.database import Database
from mesh.data.paging import Page
from mesh.pure.ids import new_id


class Addresses:
    """The operations on addresses, for the merchant of the current call."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def create(self, unit: Unit, asked: str, wanted: NewAddress) -> SavedAddress:
        """Keep an address. Raise TooManyAddresses."""
        person, store = await locked_person(unit, whose(asked)), _addresses(unit)
        kept = await store.list_of(person.person_id)
        if len(kept) >= rules.MAX_ADDRESSES:
            raise errors.TooManyAddresses(limit=rules.MAX_ADDRESSES)
        address = SavedAddress(
            new_id("adr"), person.person_id, wanted.label, wanted.postal, False, unit.now, unit.now
        )
        await store.save(address)
        return await _settled(store, [address, *kept], address, wanted=wanted.is_default)

    async def update(
        self, unit: Unit, asked: str, address_id: str, wanted: NewAddress
    ) -> SavedAddress:
        """Replace an address. Raise AddressNotFound."""
        person, store = await locked_person(unit, whose(asked)), _addresses(unit)
        kept = {each.address_id: each for each in await store.list_of(person.person_id)}
        if address_id not in kept:
            raise errors.AddressNotFound(address_id=address_id)
        changed = replace(
            kept[address_id], label=wanted.label, postal=wanted.postal, updated_at=unit.now
        )
        await store.save(changed)
        kept[address_id] = changed
        return await _settled(store, list(kept.values()), changed, wanted=wanted.is_default)

    async def delete(self, unit: Unit, asked: str, address_id: str) -> None:
        """Forget an address; one that is gone already changes nothing."""
        person = await locked_person(unit, whose(asked))
        await _addresses(unit).remove(person.person_id, address_id)
        await settle_default(unit, person.person_id)

    async def list_addresses(self, asked: str, page: Page) -> list[tuple[int, SavedAddress]]:
        """Return one numbered address more than the page shows: the default, then newest first."""
        merchant, person_id = merchant_id(), whose(asked)
        demand_found(await UserStore(self._db, merchant).find_person(person_id), person_id)
        kept = enumerate(await AddressStore(self._db, merchant).list_of(person_id), 1)
        return [pair for pair in kept if pair[0] > page.after_number][: page.rows]


async def settle_default(unit: Unit, person_id: str) -> None:
    """Give a person who keeps addresses a default one, should it be missing."""
    store = _addresses(unit)
    chosen = rules.choose_default(await store.list_of(person_id))
    if chosen:
        await store.set_default(person_id, chosen)


def _addresses(unit: Unit) -> AddressStore:
    return AddressStore(unit.connection, merchant_id())


async def _settled(
    store: AddressStore, kept: Sequence[SavedAddress], address: SavedAddress, *, wanted: bool
) -> SavedAddress:
    chosen = rules.choose_default(kept, address.address_id if wanted else "")
    await store.set_default(address.person_id, chosen)
    return replace(address, is_default=chosen == address.address_id)
