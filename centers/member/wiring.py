"""Puts the member center together. Settings are read here and nowhere else."""

from __future__ import annotations

from functools import partial

from zhongtai.member.v1 import member_service_pb2

from centers.member.expiry import sweep_forever
from centers.member.servicer import MemberServicer
from centers.member.store import CHECKS, MIGRATIONS
from mesh.call.methods import ServiceSpec
from mesh.data.auditing import Audit
from mesh.feed.feed import Feed
from mesh.process.host import HostContext, Part


async def build(host: HostContext) -> Part:
    """The member center of this process."""
    db = await host.database("member", MIGRATIONS)
    feed = Feed(db)
    servicer = MemberServicer(db, feed, Audit(db, CHECKS), host.clock)
    descriptor = member_service_pb2.DESCRIPTOR.services_by_name["MemberService"]
    return Part(
        services=[ServiceSpec(descriptor, servicer)],
        background=[partial(sweep_forever, db, feed, host.clock)],
        close=feed.close,
    )
