"""What follows when persons are merged, or parted again: what is theirs moves in every center.

The user center knows persons, the others what is theirs; no center calls another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from zhongtai.common.v1 import person_merge_pb2
from zhongtai.user.v1 import user_feed_pb2 as pb

from mesh.feed.follower_items import Batch
from mesh.feed.following import ItemOf, item_about

_BACK = {
    pb.USER_EVENT_KIND_PERSON_MERGED: False,
    pb.USER_EVENT_KIND_MERGE_UNDONE: True,
}

MovePerson = Callable[[person_merge_pb2.MovePersonRequest], Awaitable[object]]


class PersonMoves:
    """Moves what one center has of merged persons."""

    def __init__(self, move: MovePerson) -> None:
        """`move` is the center's call."""
        self._move = move

    async def handle(self, batch: Batch[pb.UserEvent]) -> None:
        """Do what the merges of one merchant make necessary."""
        merges = [event for event in batch.messages if moves_persons(event)]
        # One by one: later merges of a person build on earlier ones.
        for event in merges:
            await batch.each(batch.of([event]), self._tell)

    async def _tell(self, event: pb.UserEvent) -> None:
        await self._move(
            person_merge_pb2.MovePersonRequest(
                merge_id=event.merge.merge_id,
                from_person_id=event.merge.from_person_id,
                into_person_id=event.merge.into_person_id,
                back=_BACK[event.kind],
            )
        )


def moves_persons(event: pb.UserEvent) -> bool:
    """Return whether an event is about a merge."""
    return event.kind in _BACK


user_item: ItemOf[pb.UserEvent] = item_about(lambda event: event.merge.merge_id or event.event_id)
"""An event of the user center; it is about a merge, or about tokens."""
