"""WatchEvents and AckEvents, as every center with a feed answers them."""

import asyncio
from contextlib import aclosing

import pytest
from zhongtai.common.v1 import letter_pb2
from zhongtai.store.v1 import store_feed_pb2 as messages

from mesh.call.context import Identity, as_call, internal_identity
from mesh.feed import calls
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.events import cursor_text
from mesh.feed.feed import NewEvent
from mesh.feed.follower_feeds import PeerFeed
from mesh.feed.follower_items import Item
from mesh.pure.errors import AccessDenied, InvalidRequest

Watch = messages.WatchEventsRequest


@pytest.fixture
async def db(center_database):
    return await center_database("store", None)


@pytest.fixture
async def feed(db, open_feed):
    feed = open_feed(db)
    for merchant, store in (("m1", "s1"), ("m2", "s2"), ("m1", "s3")):
        await write(db, feed, merchant, store)
    return feed


async def write(db, feed, merchant, store):
    payload = messages.StoreEvent(store_id=store).SerializeToString()
    async with db.transaction() as connection:
        new = [NewEvent(merchant, store, store, "X", payload, "")]
        written = await feed.append(connection, new)
    feed.hand_over(written)


async def first(feed, **fields):
    """The stores of the first answer, and its cursor."""
    watch = watch_events(feed, Watch(**fields), messages.StoreEvent, messages.WatchEventsResponse)
    async with aclosing(watch) as answers:
        answer = await anext(answers)
    return [event.store_id for event in answer.events], answer.cursor


async def test_a_reader_gets_the_events_of_its_merchant_and_goes_on_where_it_acknowledged(feed):
    with as_call(Identity("service", "test", "m1")):
        assert (await first(feed, reader="menu"))[0] == ["s1", "s3"]
        _, cursor = await first(feed, reader="menu", max_batch=1)
        ack = messages.AckEventsRequest(reader="menu", cursor=cursor)
        assert await ack_events(feed, ack, messages.AckEventsResponse)
        assert (await first(feed, reader="menu"))[0] == ["s3"]
        assert (await first(feed, reader="other"))[0] == ["s1", "s3"]


async def test_what_is_written_shortly_after_an_answer_comes_in_one_batch(db, feed, monkeypatch):
    monkeypatch.setattr(calls, "GATHER_SECONDS", 0.5)
    watch = watch_events(
        feed, Watch(reader="menu"), messages.StoreEvent, messages.WatchEventsResponse
    )
    with as_call(Identity("service", "test", "m1")):
        async with aclosing(watch) as answers:
            await anext(answers)
            coming = asyncio.create_task(anext(answers))
            for store in ("s4", "s5"):
                await write(db, feed, "m1", store)
            assert [event.store_id for event in (await coming).events] == ["s4", "s5"]


async def test_what_readers_are_told_together_is_one_message_for_all(db, feed):
    menu, stock = (
        watch_events(feed, Watch(reader=reader), messages.StoreEvent, messages.WatchEventsResponse)
        for reader in ("menu", "stock")
    )
    with as_call(Identity("service", "test", "m1")):
        async with aclosing(menu), aclosing(stock):
            old = await asyncio.gather(anext(menu), anext(stock))
            coming = asyncio.gather(anext(menu), anext(stock))
            await write(db, feed, "m1", "s4")
            new = await coming
    assert old[0] is old[1]
    assert new[0] is new[1]
    assert [event.store_id for event in new[0].events] == ["s4"]


async def test_who_is_behind_is_told_batch_by_batch_without_a_pause(feed, monkeypatch):
    monkeypatch.setattr(calls, "GATHER_SECONDS", 1e9)
    watch = watch_events(
        feed, Watch(reader="menu", max_batch=1), messages.StoreEvent, messages.WatchEventsResponse
    )
    with as_call(Identity("service", "test", "m1")):
        async with aclosing(watch) as answers:
            told = [(await anext(answers)).events[0].store_id for _ in range(2)]
    assert told == ["s1", "s3"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "reader"),
        ({"reader": "a b"}, "reader"),
        ({"reader": "r", "max_batch": -1}, "max_batch"),
        ({"reader": "r", "max_batch": 1001}, "max_batch"),
    ],
)
async def test_what_does_not_fit_the_contract_is_refused(feed, fields, named):
    with as_call(Identity("service", "test", "m1")), pytest.raises(InvalidRequest) as refused:
        await first(feed, **fields)
    assert [each.field for each in refused.value.violations] == [named]


def acting(subject, kind="service", scopes=(), **more):
    return as_call(Identity(kind, subject, "m1", frozenset(scopes), **more))


async def ack(feed, reader, cursor):
    request = messages.AckEventsRequest(reader=reader, cursor=cursor)
    return await ack_events(feed, request, messages.AckEventsResponse)


async def remove(feed, reader, **fields):
    request = messages.RemoveReaderRequest(reader=reader, **fields)
    return await remove_reader(feed, request, messages.RemoveReaderResponse)


async def test_a_reader_belongs_to_the_identity_that_used_it_first(feed):
    with acting("bi"):
        _, cursor = await first(feed, reader="menu")
    for subject, kind in (("erp", "service"), ("bi", "operator")):
        with acting(subject, kind):
            for deed in (first(feed, reader="menu"), ack(feed, "menu", cursor)):
                with pytest.raises(AccessDenied):
                    await deed
            with pytest.raises(AccessDenied):
                await remove(feed, "menu")
    with as_call(Identity("service", "erp", "m2")):
        assert (await first(feed, reader="menu"))[0] == ["s2"]


async def test_a_removed_reader_begins_again_and_is_free_for_others(feed):
    with acting("bi"):
        _, cursor = await first(feed, reader="menu")
        await ack(feed, "menu", cursor)
        await remove(feed, "menu")
        await remove(feed, "menu")
    with acting("erp"):
        assert (await first(feed, reader="menu"))[0] == ["s1", "s3"]
    assert [lag.reader for lag in await feed.lags()] == []


async def test_an_operator_who_may_mend_removes_the_readers_of_others(feed):
    with acting("bi"):
        await first(feed, reader="menu")
    with acting("olga", "operator", {"operations.write"}):
        await remove(feed, "menu")
    with acting("erp"):
        await first(feed, reader="menu")


async def test_readers_of_the_platform_are_removed_by_an_operator_of_no_chain_alone(feed):
    follower = internal_identity("order_control")
    with as_call(follower):
        _, cursor = await first(feed, reader="order_control.x")
        await ack(feed, "order_control.x", cursor)
    with acting("olga", "operator", {"operations.write"}), pytest.raises(AccessDenied):
        await remove(feed, "order_control.x", internal=True)
    with acting("root", "operator", {"operations.write"}, any_merchant=True):
        await remove(feed, "order_control.x", internal=True)
    assert await feed.lags() == []


async def test_letters_go_with_the_reader_of_the_platform_and_not_with_a_namesake(feed):
    letter = letter_pb2.NewLetter(item_id="e", subject_id="o", message_type="x.Y", payload=b"p")
    for reader in ("order_control.x", "order_control.y"):
        kept = letter_pb2.KeepLettersRequest(reader=reader, letters=[letter])
        await feed.letters.keep(kept)
    with acting("bi"):
        await remove(feed, "order_control.x")
    assert (await feed.letters.take("order_control.x")).letter_count == 1
    with acting("root", "operator", {"operations.write"}, any_merchant=True):
        await remove(feed, "order_control.x", internal=True)
    counts = [(await feed.letters.take(f"order_control.{name}")).letter_count for name in "xy"]
    assert counts == [0, 1]


async def test_an_identity_has_a_bounded_number_of_readers(feed, monkeypatch):
    monkeypatch.setattr("mesh.feed.readers.MAX_READERS", 2)
    with acting("bi"):
        for name in ("a", "b", "a"):
            await first(feed, reader=name)
        with pytest.raises(InvalidRequest):
            await first(feed, reader="c")
        await remove(feed, "a")
        await first(feed, reader="c")


async def test_of_two_who_claim_a_name_at_once_one_gets_it(feed):
    async def claim(subject):
        identity = Identity("service", subject, "m1")
        try:
            await feed.readers.claim(identity, "menu")
        except AccessDenied:
            return 0
        return 1

    assert sum(await asyncio.gather(*(claim(f"s{n}") for n in range(20)))) == 1


async def test_another_units_feed_can_be_read_again_from_a_cursor_of_it(feed):
    class Stub:
        def WatchEvents(self, request):
            replies = messages.WatchEventsResponse
            return watch_events(feed, request, messages.StoreEvent, replies)

    def item_of(event: messages.StoreEvent) -> Item[messages.StoreEvent]:
        return Item.of(event, item_id=event.store_id, subject_id=event.store_id, merchant_id="m")

    def identity(merchant: str) -> Identity:
        return internal_identity("flash_sale", merchant)

    source = PeerFeed("flash_sale.stores", Stub(), messages, item_of, identity)
    read = []
    with as_call(identity("")):
        for cursor in ("", cursor_text(1), cursor_text(1)):
            async with aclosing(source.read_after(cursor)) as pages:
                read.append([each.item_id for each in (await anext(pages)).items])
    assert read == [["s1", "s2", "s3"], ["s2", "s3"], ["s2", "s3"]]
    assert await feed.lags() == []
