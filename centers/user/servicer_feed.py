"""The gRPC face of the feed: revocations and merges, for the units of the platform."""

from __future__ import annotations

from collections.abc import AsyncIterator

from zhongtai.user.v1 import user_feed_pb2 as pb

from centers.user.servicer_revocations import RevocationMethods
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.letter_calls import LetterMethods


class FeedMethods(LetterMethods, RevocationMethods):
    """The RPCs around the feed and its readers' letters."""

    def WatchEvents(
        self, request: pb.WatchEventsRequest, _: object
    ) -> AsyncIterator[pb.WatchEventsResponse]:
        return watch_events(self.feed, request, pb.UserEvent, pb.WatchEventsResponse)

    async def AckEvents(self, request: pb.AckEventsRequest, _: object) -> pb.AckEventsResponse:
        return await ack_events(self.feed, request, pb.AckEventsResponse)

    async def RemoveReader(
        self, request: pb.RemoveReaderRequest, _: object
    ) -> pb.RemoveReaderResponse:
        return await remove_reader(self.feed, request, pb.RemoveReaderResponse)
