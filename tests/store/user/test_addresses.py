"""Addresses: at most twenty, exactly one default, nobody else's."""

import asyncio

import pytest
from zhongtai.user.v1 import account_requests_pb2 as account_pb

from centers.user.errors import AddressNotFound, TooManyAddresses
from mesh.pure.errors import AccessDenied
from tests.store.user.build import add_address, addresses, breaches, fresh, login
from tests.store.user.conftest import as_person


@pytest.fixture
async def ann(center):
    """A person who is logged in."""
    person_id = (await login(center, "ann")).person.person_id
    with as_person(person_id):
        yield person_id


async def delete(center, address_id: str, person_id: str = "") -> None:
    request = account_pb.DeleteAddressRequest(person_id=person_id, address_id=address_id)
    await center.servicer.DeleteAddress(request, None)


async def change(center, address, **changes):
    request = account_pb.UpdateAddressRequest(request_id=fresh(), address=address)
    for name, value in changes.items():
        setattr(request.address, name, value)
    return (await center.servicer.UpdateAddress(request, None)).address


async def test_the_first_address_is_the_default_until_another_is_wanted(center, ann):
    first = await add_address(center, ann, "Road 1")
    await add_address(center, ann, "Road 2")
    assert await addresses(center, ann) == [("Road 1", True), ("Road 2", False)]
    await add_address(center, ann, "Road 3", is_default=True)
    assert await addresses(center, ann) == [("Road 3", True), ("Road 2", False), ("Road 1", False)]
    assert first.is_default


async def test_an_address_is_kept_whole(center, ann):
    request = account_pb.CreateAddressRequest(request_id="r")
    kept = request.address.address
    kept.contact_name, kept.contact_phone, kept.street = "Ann", "+8613800138000", "Road 1"
    kept.detail, kept.city, kept.country_code, kept.postal_code = "3-201", "Hangzhou", "CN", "31"
    kept.point.latitude, kept.point.longitude = 30.25, 120.5
    request.address.label = "home"
    answer = (await center.servicer.CreateAddress(request, None)).address
    assert (answer.label, answer.address) == ("home", kept)
    listed = await center.servicer.ListAddresses(account_pb.ListAddressesRequest(), None)
    assert listed.addresses[0] == answer


async def test_changing_an_address_replaces_it_and_may_make_it_the_default(center, ann):
    await add_address(center, ann, "Road 1")
    second = await add_address(center, ann, "Road 2")
    changed = await change(center, second, label="office", is_default=True)
    assert (changed.label, changed.is_default) == ("office", True)
    assert await addresses(center, ann) == [("Road 2", True), ("Road 1", False)]
    # Not wanting it does not leave the person without a default.
    assert (await change(center, changed, is_default=False)).is_default


async def test_when_the_default_goes_the_newest_of_the_rest_takes_over(center, ann):
    first = await add_address(center, ann, "Road 1")
    await add_address(center, ann, "Road 2")
    await add_address(center, ann, "Road 3")
    await delete(center, first.address_id)
    await delete(center, first.address_id)
    assert await addresses(center, ann) == [("Road 3", True), ("Road 2", False)]


async def test_nobody_keeps_more_than_twenty_addresses_whatever_the_hurry(center, ann):
    answers = await asyncio.gather(
        *(add_address(center, ann, f"Road {n}", is_default=True) for n in range(25)),
        return_exceptions=True,
    )
    refused = [a for a in answers if isinstance(a, BaseException)]
    assert [type(refusal) for refusal in refused] == [TooManyAddresses] * 5
    assert len(await addresses(center, ann)) == 20
    assert await breaches(center) == []


async def test_another_persons_address_is_not_there(center, ann):
    bea = (await login(center, "bea")).person.person_id
    with as_person(bea):
        theirs = await add_address(center, "", "Secret Road 1")
    with pytest.raises(AddressNotFound):
        await change(center, theirs)
    with pytest.raises(AccessDenied):
        await delete(center, theirs.address_id, bea)
    await delete(center, theirs.address_id)
    with as_person(bea):
        assert await addresses(center, "") == [("Secret Road 1", True)]


async def test_addresses_come_page_by_page(center, ann):
    for number in range(5):
        await add_address(center, ann, f"Road {number}")
    token, seen = "", []
    while True:
        request = account_pb.ListAddressesRequest(page_size=2, page_token=token)
        answer = await center.servicer.ListAddresses(request, None)
        seen += [each.address.street for each in answer.addresses]
        token = answer.next_page_token
        if not token:
            break
    assert seen == ["Road 0", "Road 4", "Road 3", "Road 2", "Road 1"]
