"""What the user center does with the addresses a person keeps: fetch, decide, keep.

The person is locked first, so that the limit and the one default hold under concurrency.
Functions that change something expect the scope of a transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from centers.user import errors, operations, rules
from centers.user.model import SavedAddress
from centers.user.scope import Scope
from mesh.data.paging import Page
from mesh.pure.address import Address
from mesh.pure.ids import new_id


async def create_address(
    scope: Scope, asked: str, label: str, postal: Address, *, is_default: bool
) -> SavedAddress:
    """Keep an address. Raises TooManyAddresses."""
    person = await operations.take_person(scope, scope.whose(asked))
    kept = await scope.store.list_addresses(person.person_id)
    if len(kept) >= rules.MAX_ADDRESSES:
        raise errors.TooManyAddresses(limit=rules.MAX_ADDRESSES)
    address_id = new_id("adr")
    address = SavedAddress(address_id, person.person_id, label, postal, False, scope.now, scope.now)
    await scope.store.save_address(address)
    return await _settled(scope, [address, *kept], address_id, wanted=is_default)


async def update_address(
    scope: Scope, asked: str, address_id: str, label: str, postal: Address, *, is_default: bool
) -> SavedAddress:
    """Replace an address. Raises AddressNotFound."""
    person = await operations.take_person(scope, scope.whose(asked))
    kept = {a.address_id: a for a in await scope.store.list_addresses(person.person_id)}
    if address_id not in kept:
        raise errors.AddressNotFound(address_id=address_id)
    changed = replace(kept[address_id], label=label, postal=postal, updated_at=scope.now)
    await scope.store.save_address(changed)
    kept[address_id] = changed
    return await _settled(scope, list(kept.values()), address_id, wanted=is_default)


async def delete_address(scope: Scope, asked: str, address_id: str) -> None:
    """Forget an address; one that is gone already changes nothing."""
    person = await operations.take_person(scope, scope.whose(asked))
    await scope.store.remove_address(person.person_id, address_id)
    await settle_default(scope, person.person_id)


async def list_addresses(scope: Scope, asked: str, page: Page) -> list[tuple[int, SavedAddress]]:
    """Numbered addresses, one more than the page shows: the default first, then newest."""
    person = await operations.get_person(scope, asked)
    kept = list(enumerate(await scope.store.list_addresses(person.person_id), 1))
    start = int(page.after[0]) if page.after else 0
    return [(number, address) for number, address in kept if number > start][: page.limit + 1]


async def settle_default(scope: Scope, person_id: str) -> None:
    """Give a person who keeps addresses a default one, should it be missing."""
    kept = await scope.store.list_addresses(person_id)
    chosen = rules.choose_default(kept)
    if chosen:
        await scope.store.set_default_address(person_id, chosen)


async def _settled(
    scope: Scope, kept: Sequence[SavedAddress], address_id: str, *, wanted: bool
) -> SavedAddress:
    address = next(a for a in kept if a.address_id == address_id)
    chosen = rules.choose_default(kept, address_id if wanted else "")
    await scope.store.set_default_address(address.person_id, chosen)
    return replace(address, is_default=chosen == address_id)
