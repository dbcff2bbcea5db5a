"""Who watches one subject of a feed is woken by its events, and by no other's."""

import asyncio

from mesh.feed.subject_changes import SubjectChanges
from tests.mesh.feeds import write
from tests.times import within


async def test_a_caller_is_woken_by_an_event_of_the_subject_it_watches_only(db, feed):
    changes = SubjectChanges(feed, "r")
    with changes.of("o1") as first, changes.of("o1") as second, changes.of("o2") as other:
        following = asyncio.create_task(changes.run_forever())
        # All look once when following begins: what was written before is not missed.
        for each in (first, second, other):
            await within(each.wait(), 10)
            each.clear()
        await write(db, feed, "o1")
        await within(asyncio.gather(first.wait(), second.wait()), 10)
        assert not other.is_set()
    following.cancel()


async def test_who_looks_no_longer_is_forgotten(feed):
    changes = SubjectChanges(feed, "r")
    with changes.of("o1"), changes.of("o1"):
        pass
    assert not changes._waiting
