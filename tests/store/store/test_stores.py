"""Stores in the database: changes, imports, and what other processes see of them."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.store.v1 import hours_pb2, serving_pb2, store_feed_pb2, store_import_pb2, store_pb2
from zhongtai.store.v1 import store_service_pb2 as pb

from centers.store import errors
from mesh.call.context import Identity, as_call, internal_identity
from mesh.data import snapshots
from mesh.pure.errors import AccessDenied, InvalidRequest, PageTokenInvalid, RequestIdReused
from tests.store.store.build import PICK_UP, meituan, new_store, point, request_id

CREATED = store_import_pb2.IMPORT_OUTCOME_CREATED
UPDATED = store_import_pb2.IMPORT_OUTCOME_UPDATED
UNCHANGED = store_import_pb2.IMPORT_OUTCOME_UNCHANGED
REJECTED = store_import_pb2.IMPORT_OUTCOME_REJECTED


async def get(center, store_id: str) -> store_pb2.Store:
    return (await center.servicer.GetStore(pb.GetStoreRequest(store_id=store_id), None)).store


async def update(center, store: store_pb2.Store, *paths: str) -> store_pb2.Store:
    request = pb.UpdateStoreRequest(
        request_id=request_id(), store=store, update_mask=FieldMask(paths=paths)
    )
    return (await center.servicer.UpdateStore(request, None)).store


async def set_status(center, store_id: str, status, **more) -> store_pb2.Store:
    request = pb.SetStoreStatusRequest(
        request_id=request_id(), store_id=store_id, status=status, **more
    )
    return (await center.servicer.SetStoreStatus(request, None)).store


async def check(center, store_id: str) -> serving_pb2.CheckStoreResponse:
    request = serving_pb2.CheckStoreRequest(
        store_id=store_id, service_type=PICK_UP, channel="miniapp"
    )
    return await center.servicer.CheckStore(request, None)


async def import_(center, *stores: store_pb2.Store, dry_run: bool = False):
    request = store_import_pb2.ImportStoresRequest(stores=stores, dry_run=dry_run)
    return (await center.servicer.ImportStores(request, None)).results


async def test_a_store_is_read_back_as_it_was_created(center):
    wanted = new_store("S1", features=["wifi"], channel_codes=[meituan("77")])
    wanted.special_days.append(hours_pb2.SpecialDay(date="2026-12-25", note="Christmas"))
    request = pb.CreateStoreRequest(request_id=request_id(), store=wanted)
    created = (await center.servicer.CreateStore(request, None)).store
    assert await get(center, created.store_id) == created
    for field in ("store_id", "status", "revision", "create_time", "update_time"):
        created.ClearField(field)
    assert created == wanted


async def test_one_request_id_makes_one_store_whatever_comes_at_once(center):
    request = pb.CreateStoreRequest(request_id="twice", store=new_store())
    replies = await asyncio.gather(*(center.servicer.CreateStore(request, None) for _ in range(20)))
    assert len({reply.store.store_id for reply in replies}) == 1
    assert await center.db.fetchval("SELECT count(*) FROM stores") == 1


async def test_a_request_id_with_another_store_is_refused(center):
    await center.servicer.CreateStore(
        pb.CreateStoreRequest(request_id="one", store=new_store("A")), None
    )
    with pytest.raises(RequestIdReused):
        await center.servicer.CreateStore(
            pb.CreateStoreRequest(request_id="one", store=new_store("B")), None
        )


async def test_of_twenty_stores_with_one_code_one_is_created(processes):
    wanted = (processes[number % 2].create("S1") for number in range(20))
    results = await asyncio.gather(*wanted, return_exceptions=True)
    assert sum(isinstance(result, store_pb2.Store) for result in results) == 1
    assert sum(isinstance(result, errors.ExternalCodeTaken) for result in results) == 19


async def test_a_code_of_another_store_on_a_channel_is_refused(center):
    await center.create(channel_codes=[meituan("77")])
    with pytest.raises(errors.ChannelCodeTaken):
        await center.create(channel_codes=[meituan("77")])


async def test_an_update_changes_the_named_fields_only(center):
    store = await center.create("S1")
    wanted = store_pb2.Store(store_id=store.store_id, name="New", external_code="S2")
    changed = await update(center, wanted, "name")
    assert (changed.name, changed.external_code) == ("New", "S1")
    assert changed.revision > store.revision


@pytest.mark.parametrize("path", ["status", "store_id", "name.first", "nothing"])
async def test_a_field_that_is_not_the_callers_is_not_updated(center, path):
    store = await center.create()
    with pytest.raises(InvalidRequest):
        await update(center, store, path)


async def test_a_store_that_changed_meanwhile_is_not_updated(center):
    store = await center.create()
    await update(center, store_pb2.Store(store_id=store.store_id, name="New"), "name")
    with pytest.raises(errors.RevisionMismatch):
        await update(center, store, "name")


async def test_a_store_of_another_chain_is_not_found(center):
    store = await center.create()
    with as_call(internal_identity("order_control", "other")):
        with pytest.raises(errors.StoreNotFound):
            await get(center, store.store_id)
        with pytest.raises(errors.StoreNotFound):
            await check(center, store.store_id)


async def test_a_change_is_seen_by_another_process_within_a_second(processes, monkeypatch):
    here, there = processes
    store = await here.create()
    assert (await check(there, store.store_id)).open
    await set_status(here, store.store_id, store_pb2.STORE_STATUS_CLOSED)
    assert not (await check(here, store.store_id)).open
    later = snapshots.time.monotonic() + snapshots.STALE_SECONDS
    monkeypatch.setattr(snapshots, "time", SimpleNamespace(monotonic=lambda: later))
    assert not (await check(there, store.store_id)).open
    assert snapshots.STALE_SECONDS < 1


async def test_a_till_closes_its_own_store_and_no_other(center):
    own, other = await center.create(), await center.create()
    till = Identity("till", "til_1", "demo", store_id=own.store_id)
    with as_call(till):
        closed = await set_status(center, own.store_id, store_pb2.STORE_STATUS_CLOSED)
        with pytest.raises(AccessDenied):
            await set_status(center, other.store_id, store_pb2.STORE_STATUS_CLOSED)
        with pytest.raises(AccessDenied):
            await set_status(center, own.store_id, store_pb2.STORE_STATUS_RETIRED)
    assert closed.status == store_pb2.STORE_STATUS_CLOSED


async def test_special_days_are_set_and_removed_one_by_one(center):
    store = await center.create()
    for days, gone in ((["2026-12-25", "2026-12-26"], []), (["2027-01-01"], ["2026-12-26"])):
        request = pb.SetSpecialDaysRequest(
            request_id=request_id(),
            store_id=store.store_id,
            set=[hours_pb2.SpecialDay(date=day) for day in days],
            remove_dates=gone,
        )
        store = (await center.servicer.SetSpecialDays(request, None)).store
    assert [day.date for day in store.special_days] == ["2026-12-25", "2027-01-01"]


async def test_a_service_gets_hours_of_its_own_and_follows_the_store_again(center):
    store = await center.create()
    unknown = hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_WEEKLY)
    for hours, is_open in ((unknown, False), (None, True)):
        request = pb.SetOpeningHoursRequest(
            request_id=request_id(), store_id=store.store_id, service_type=PICK_UP, hours=hours
        )
        await center.servicer.SetOpeningHours(request, None)
        assert (await check(center, store.store_id)).open == is_open


async def test_an_import_tells_what_became_of_each_store(center):
    await import_(center, new_store("same"), new_store("moved"))
    results = await import_(
        center,
        new_store("same"),
        new_store("moved", name="Elsewhere"),
        new_store("new"),
        new_store("bad", time_zone="Mars/Olympus"),
        store_pb2.Store(external_code="odd", hours=hours_pb2.OpeningHours(kind=77)),
    )
    assert [r.outcome for r in results] == [UNCHANGED, UPDATED, CREATED, REJECTED, REJECTED]
    assert results[3].violations[0].field == "time_zone"
    assert await center.db.fetchval("SELECT count(*) FROM stores") == 3


async def test_an_import_repeated_changes_nothing_at_all(center):
    stores = [new_store(f"S{n}", channel_codes=[meituan(str(n))]) for n in range(50)]
    first = await import_(center, *stores)
    before = await center.db.fetch("SELECT * FROM stores ORDER BY store_id")
    again = await import_(center, *stores)
    assert [r.store_id for r in again] == [r.store_id for r in first]
    assert {r.outcome for r in again} == {UNCHANGED}
    assert await center.db.fetch("SELECT * FROM stores ORDER BY store_id") == before


async def test_a_dry_run_of_an_import_writes_nothing(center):
    [result] = await import_(center, new_store("S1"), dry_run=True)
    assert (result.outcome, result.store_id) == (CREATED, "")
    assert await center.db.fetchval("SELECT count(*) FROM stores") == 0


async def test_a_channel_code_leads_to_its_store(center):
    store = await center.create(channel_codes=[meituan("77", paused=True)])
    request = serving_pb2.ResolveChannelCodeRequest(channel="meituan", code="77")
    found = await center.servicer.ResolveChannelCode(request, None)
    assert (found.store.store_id, found.paused) == (store.store_id, True)
    request.code = "78"
    with pytest.raises(errors.ChannelCodeNotFound):
        await center.servicer.ResolveChannelCode(request, None)


async def test_all_pages_of_nearby_stores_show_each_store_once_nearest_first(center):
    await import_(center, *(new_store(f"S{n}", point=point(37 + n / 1000)) for n in range(25)))
    request = serving_pb2.FindNearbyStoresRequest(point=point(37), page_size=10)
    found = []
    while True:
        page = await center.servicer.FindNearbyStores(request, None)
        found += [near.store.external_code for near in page.stores]
        request.page_token = page.next_page_token
        if not page.next_page_token:
            break
    assert found == [f"S{n}" for n in range(25)]


async def test_many_questions_are_answered_each_by_itself_and_in_order(center):
    store_id = (await center.create("S1")).store_id

    def question(store_id: str, channel: str = "miniapp") -> serving_pb2.CheckStoreRequest:
        return serving_pb2.CheckStoreRequest(store_id=store_id, channel=channel, service_type=1)

    questions = [question(store_id), question("sto_0"), question(store_id, "Mini App")]
    request = serving_pb2.CheckStoresRequest(questions=questions)
    answers = (await center.servicer.CheckStores(request, None)).answers
    reasons = [answer.refusal_reason for answer in answers]
    assert reasons == ["", "STORE_NOT_FOUND", "INVALID_REQUEST"]
    assert answers[0].answer == await center.servicer.CheckStore(questions[0], None)


async def test_a_page_token_fits_only_its_own_question(center):
    await import_(center, *(new_store(f"S{n}") for n in range(3)))
    page = await center.servicer.ListStores(pb.ListStoresRequest(page_size=2), None)
    other = pb.ListStoresRequest(page_token=page.next_page_token, feature="wifi")
    with pytest.raises(PageTokenInvalid):
        await center.servicer.ListStores(other, None)


async def test_a_list_shows_the_stores_that_were_asked_for(center):
    await import_(center, new_store("A", features=["wifi"]), new_store("B", name="Pier 39"))

    async def codes(**asked):
        reply = await center.servicer.ListStores(pb.ListStoresRequest(**asked), None)
        return [store.external_code for store in reply.stores]

    assert await codes(feature="wifi") == ["A"]
    assert await codes(name_contains="pier") == ["B"]
    assert await codes(external_codes=["B", "C"]) == ["B"]
    assert await codes(status=store_pb2.STORE_STATUS_BUSY) == []


async def test_what_happens_to_a_store_is_told_in_order(center):
    store = await center.create("S1")
    await set_status(center, store.store_id, store_pb2.STORE_STATUS_BUSY)
    request = store_feed_pb2.WatchEventsRequest(reader="sync")
    batches = center.servicer.WatchEvents(request, None)
    told = (await anext(batches)).events
    await batches.aclose()
    assert [(event.kind, event.status) for event in told] == [
        (store_feed_pb2.STORE_EVENT_KIND_CREATED, store_pb2.STORE_STATUS_OPEN),
        (store_feed_pb2.STORE_EVENT_KIND_STATUS_CHANGED, store_pb2.STORE_STATUS_BUSY),
    ]


async def test_an_audit_finds_what_is_wrong_and_nothing_else(center):
    await import_(center, new_store("A"), new_store("B"))
    reply = await center.servicer.Audit(pb.AuditRequest(), None)
    assert [check.breach_count for check in reply.checks] == [0] * len(reply.checks)
    assert reply.totals["stores"] == 2
    await center.db.execute("UPDATE stores SET revision = 99 WHERE external_code = 'B'")
    reply = await center.servicer.Audit(pb.AuditRequest(), None)
    assert [c.name for c in reply.checks if c.breach_count] == ["revisions_not_ahead"]
