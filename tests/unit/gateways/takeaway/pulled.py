"""Reads what is pulled of a platform, as the gateway's process does."""

from contextlib import AbstractAsyncContextManager

from google.protobuf.struct_pb2 import Struct

from gateways.takeaway.pulling import Pulling
from mesh.feed.follower import Follower
from mesh.feed.follower_health import Patience
from mesh.feed.following import by_merchant
from tests.unit.gateways.takeaway.centers import identify
from tests.unit.mesh.following import CLOCK, QUICK, running


def followed(source: Pulling, patience: Patience = QUICK) -> AbstractAsyncContextManager[Follower]:
    """A follower reads the source for as long as the block runs."""
    handle = by_merchant(source.deal_with, identify, 30)
    return running(Follower("r", source, Struct, handle, clock=CLOCK, patience=patience))
