"""Tills and their secrets."""

from __future__ import annotations

import asyncio
import time

import pytest
from zhongtai.store.v1 import store_feed_pb2, store_pb2, till_pb2
from zhongtai.store.v1 import store_service_pb2 as pb

from centers.store import errors
from centers.store.tills.store import TillStore
from mesh.call.context import as_call, internal_identity
from tests.store.store.build import request_id
from tests.store.user.build import SOMEBODY_WAITS


async def create(center, name: str = "Counter 1", store_id: str = "", key: str = ""):
    store_id = store_id or (await center.create()).store_id
    request = till_pb2.CreateTillRequest(
        request_id=key or request_id(), store_id=store_id, name=name
    )
    return await center.servicer.CreateTill(request, None)


async def authenticate(center, till_id: str, secret: str):
    request = till_pb2.AuthenticateTillRequest(till_id=till_id, secret=secret)
    return await center.servicer.AuthenticateTill(request, None)


async def test_the_right_secret_gives_a_token_of_the_till_in_its_store(center):
    made = await create(center)
    reply = await authenticate(center, made.till.till_id, made.secret)
    shown = center.verifier.verify(reply.access_token)
    assert (shown.kind, shown.subject, shown.merchant_id, shown.store_id) == (
        "till",
        made.till.till_id,
        "demo",
        made.till.store_id,
    )


async def test_wrong_unknown_and_foreign_tills_are_refused_alike(center):
    made = await create(center)
    with pytest.raises(errors.TillCredentialsWrong):
        await authenticate(center, made.till.till_id, "x" * 43)
    with pytest.raises(errors.TillCredentialsWrong):
        await authenticate(center, "til_none", made.secret)
    with as_call(internal_identity("miniapp", "other")), pytest.raises(errors.TillCredentialsWrong):
        await authenticate(center, made.till.till_id, made.secret)


async def test_a_till_that_is_shut_out_while_it_logs_in_has_a_token_from_before(center):
    """What is revoked because of that are the tokens that were issued before it was written."""
    made = await create(center)
    till_id = made.till.till_id
    async with center.db.transaction() as connection:
        await TillStore(center.db).set_disabled(connection, "demo", till_id, True)
        login = asyncio.create_task(authenticate(center, till_id, made.secret))
        while not login.done() and not await center.db.fetchval(SOMEBODY_WAITS):
            pass
        written = time.time()
    token = (await login).access_token
    assert center.verifier.examine(token).issued_at < written


async def test_a_disabled_till_is_out_and_in_again_when_allowed(center):
    made = await create(center)
    for disabled in (True, False):
        request = till_pb2.SetTillDisabledRequest(
            request_id=request_id(), till_id=made.till.till_id, disabled=disabled
        )
        await center.servicer.SetTillDisabled(request, None)
        if disabled:
            with pytest.raises(errors.TillCredentialsWrong):
                await authenticate(center, made.till.till_id, made.secret)
    assert (await authenticate(center, made.till.till_id, made.secret)).access_token


async def test_a_rotated_secret_replaces_the_old_one_at_once(center):
    made = await create(center)
    request = till_pb2.RotateTillSecretRequest(request_id="r", till_id=made.till.till_id)
    rotated = await center.servicer.RotateTillSecret(request, None)
    assert (await authenticate(center, made.till.till_id, rotated.secret)).access_token
    with pytest.raises(errors.TillCredentialsWrong):
        await authenticate(center, made.till.till_id, made.secret)


async def test_one_text_names_the_till_and_lets_it_in_and_its_random_part_does_with_the_id(center):
    made = await create(center)
    merchant, till_id, random = made.secret.rsplit(".", 2)
    assert (merchant, till_id) == ("demo", made.till.till_id)
    for given in ("", till_id):
        assert (await authenticate(center, given, made.secret)).till.till_id == till_id
    assert (await authenticate(center, till_id, random)).access_token


@pytest.mark.parametrize("wrong", ["other.{till}.{random}", "demo.til_2.{random}", "{random}", "."])
async def test_a_text_that_names_another_till_or_chain_lets_nobody_in(center, wrong: str):
    made = await create(center)
    _, till, random = made.secret.rsplit(".", 2)
    with pytest.raises(errors.TillCredentialsWrong):
        await authenticate(center, "", wrong.format(till=till, random=random))
    with pytest.raises(errors.TillCredentialsWrong):
        await authenticate(center, (await create(center)).till.till_id, made.secret)


async def test_a_till_without_a_store_serves_all_of_its_chain(center):
    request = till_pb2.CreateTillRequest(request_id=request_id(), name="Call centre")
    made = await center.servicer.CreateTill(request, None)
    shown = (await authenticate(center, "", made.secret)).access_token
    identity = center.verifier.verify(shown)
    assert (identity.merchant_id, identity.store_id, made.till.store_id) == ("demo", "", "")
    request.request_id = request_id()
    with pytest.raises(errors.TillNameTaken):
        await center.servicer.CreateTill(request, None)
    [listed] = (await center.servicer.ListTills(till_pb2.ListTillsRequest(), None)).tills
    assert listed.till_id == made.till.till_id


async def test_the_feed_tells_once_of_each_till_that_is_shut_out_or_gets_another_secret(center):
    made = await create(center)
    for key, disabled in (("a", True), ("a", True), ("b", False)):
        request = till_pb2.SetTillDisabledRequest(
            request_id=key, till_id=made.till.till_id, disabled=disabled
        )
        await center.servicer.SetTillDisabled(request, None)
    rotate = till_pb2.RotateTillSecretRequest(request_id="c", till_id=made.till.till_id)
    await center.servicer.RotateTillSecret(rotate, None)
    rows = await center.db.fetch("SELECT payload FROM events WHERE kind = 'TILL_REVOKED'")
    told = [store_feed_pb2.StoreEvent.FromString(row["payload"]) for row in rows]
    expected = (made.till.till_id, made.till.store_id, "demo")
    assert [(each.till_id, each.store_id, each.merchant_id) for each in told] == [expected] * 2


async def test_a_repeated_request_gives_the_same_till_and_no_secret(center):
    store = await center.create()
    replies = await asyncio.gather(
        *(create(center, store_id=store.store_id, key="one") for _ in range(10))
    )
    assert len({reply.till.till_id for reply in replies}) == 1
    assert len([reply for reply in replies if reply.secret]) == 1


async def test_no_secret_lies_in_the_database(center):
    made = await create(center)
    random = made.secret.rpartition(".")[2]
    await authenticate(center, made.till.till_id, made.secret)
    for table in ("tills", "requests", "events"):
        for row in await center.db.fetch(f"SELECT t::text FROM {table} t"):
            assert random not in row[0]
            assert random.encode().hex() not in row[0]


async def test_two_tills_of_a_store_do_not_share_a_name(center):
    made = await create(center)
    with pytest.raises(errors.TillNameTaken):
        await create(center, store_id=made.till.store_id)


async def test_a_retired_store_gets_no_till(center):
    store = await center.create()
    request = pb.SetStoreStatusRequest(
        request_id=request_id(), store_id=store.store_id, status=store_pb2.STORE_STATUS_RETIRED
    )
    await center.servicer.SetStoreStatus(request, None)
    with pytest.raises(errors.StoreRetired):
        await create(center, store_id=store.store_id)


async def test_a_till_remembers_when_it_was_seen(center):
    made = await create(center)
    await authenticate(center, made.till.till_id, made.secret)
    [till] = (await center.servicer.ListTills(till_pb2.ListTillsRequest(), None)).tills
    assert till.last_seen_time.seconds >= till.create_time.seconds


async def test_all_pages_of_tills_show_each_till_once(center):
    store = await center.create()
    made = [(await create(center, f"Counter {n}", store.store_id)).till for n in range(5)]
    request = till_pb2.ListTillsRequest(store_id=store.store_id, page_size=2)
    found = []
    while not found or request.page_token:
        page = await center.servicer.ListTills(request, None)
        found += page.tills
        request.page_token = page.next_page_token
    assert found == made
