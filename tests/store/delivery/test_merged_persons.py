"""Deliveries of merged persons are seen by the person that stays, and go back with the undo."""

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.delivery.v1 import feed_messages_pb2


async def move(world, *, back: bool = False) -> int:
    request = person_merge_pb2.MovePersonRequest(
        merge_id="m1", from_person_id="per_1", into_person_id="per_2", back=back
    )
    return (await world.center.servicer.MovePerson(request, None)).moved_count


async def owners(world, *deliveries) -> list[str]:
    ids = [each.delivery_id for each in deliveries]
    rows = await world.db.fetch("SELECT delivery_id, person_id FROM deliveries")
    found = dict(rows)
    return [found[each] for each in ids]


async def test_deliveries_move_and_come_back_and_later_ones_stay(world):
    mine, theirs = await world.create(), await world.create(person_id="per_2")
    assert [await move(world), await move(world)] == [1, 0]
    # A rider that is asked for only now, for an order of the person who is gone.
    late = await world.create()
    assert await owners(world, mine, theirs, late) == ["per_2"] * 3
    audit = await world.center.servicer.Audit(feed_messages_pb2.AuditRequest(), None)
    assert audit.totals["standing_merges"] == 1
    assert await move(world, back=True) == 1
    assert await owners(world, mine, theirs, late) == ["per_1", "per_2", "per_2"]
