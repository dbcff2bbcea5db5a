"""WatchEvents and AckEvents, as every center with a feed answers them."""

from contextlib import aclosing

import pytest
from zhongtai.store.v1 import store_feed_pb2 as messages

from mesh.context import Identity, as_call
from mesh.errors import InvalidRequest
from mesh.feed import NewEvent
from mesh.feed_calls import ack_events, watch_events

Watch = messages.WatchEventsRequest


@pytest.fixture
async def feed(center_database, open_feed):
    db = await center_database("store", None)
    feed = open_feed(db)
    async with db.transaction() as connection:
        for merchant, store in (("m1", "s1"), ("m2", "s2"), ("m1", "s3")):
            payload = messages.StoreEvent(store_id=store).SerializeToString()
            await feed.append(connection, [NewEvent(merchant, store, store, "X", payload, "")])
    feed.wake()
    return feed


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
