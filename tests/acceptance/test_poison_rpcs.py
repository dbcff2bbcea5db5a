"""Every field of every RPC is given odd values: none of them is ever a defect of ours.

What comes from outside is looked at by one rule, the same for all RPCs, before any center sees it.
The rule is asked about every odd value here as the door asks it; of those that it refuses some are
sent to each RPC, which shows that the door is there. What it lets through is sent, all of it.
"""

import asyncio
import io
import itertools
import logging
import operator
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
import structlog
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from zhongtai.inventory.v1 import reservation_pb2
from zhongtai.inventory.v1.inventory_service_pb2_grpc import InventoryServiceStub
from zhongtai.promotion.v1 import hold_pb2
from zhongtai.promotion.v1.promotion_service_pb2_grpc import PromotionServiceStub

from mesh.call.errors_wire import is_last_word
from mesh.call.message_rule import check_message
from mesh.process.telemetry import add_exception
from mesh.pure.errors import InvalidRequest
from tests.acceptance.caller import Caller, methods, path_of
from tests.acceptance.conftest import SHARED
from tests.acceptance.poison import poisoned, sound
from tests.acceptance.shop import Phone, Shop
from tests.platform import Platform, running_platform

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.postgres, pytest.mark.topology]

# All of them where everything is one process; a part where calls are relayed to others.
EVERY = {"single": 1, "mesh": 6}
EVERY_OF_REFUSED = 16
EVERY_OF_COPIED = 8
"""Of what the app's gateway copies into requests to others, which are sent all of it."""
TAKING = ("PlaceOrder", "PreviewOrder", "ImportOrder", "StartPayment", "ReserveStock")
"""What takes stock, coupons or money."""


A_FAILURE = re.compile(r"""Traceback|["']frames["']:""")
"""How a line of a log shows an exception: as Python writes it, or as our own lines have it."""

Lines = Callable[[], list[str]]


@pytest.fixture(scope="module")
def lines_in_here() -> Iterator[Lines]:
    """What is logged in this process, where `single` runs: a line of each call, and libraries'."""
    usual, libraries = structlog.get_config()["wrapper_class"], logging.StreamHandler(io.StringIO())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    logging.getLogger().addHandler(libraries)
    with structlog.testing.capture_logs() as ours:
        yield lambda: [
            *(str(add_exception(None, "", dict(each))) for each in ours),
            libraries.stream.getvalue(),
        ]
    logging.getLogger().removeHandler(libraries)
    structlog.configure(wrapper_class=usual)


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def platform(
    topology: str, own_database_url: str, lines_in_here: Lines
) -> AsyncIterator[Platform]:
    """One of its own: nobody else is to meet what odd values leave behind."""
    settings = SHARED | {"ZHONGTAI_LOG_LEVEL": "info"}
    async with running_platform(topology, own_database_url, **settings) as platform:
        yield platform


def _requests(
    method: MethodDescriptor, known: dict[str, str], topology: str, *, inside: bool
) -> list[tuple[str, Message]]:
    """The requests to send, with the field that is odd in each."""
    base = sound(method.input_type, known)
    every = [("", base), ("", type(base)()), *poisoned(base)]
    let_in = [inside or _is_let_in(request) for _, request in every]
    refused = list(itertools.compress(every, map(operator.not_, let_in)))
    wanted = [*itertools.compress(every, let_in), *refused[::EVERY_OF_REFUSED]]
    copied = method.containing_service.file.package == "zhongtai.mall.v1"
    return wanted[:: EVERY[topology] * (EVERY_OF_COPIED if copied else 1)]


def _is_let_in(request: Message) -> bool:
    """Whether a request comes to the center that it is for."""
    try:
        check_message(request)
    except InvalidRequest:
        return False
    return True


async def test_no_value_of_any_field_is_a_defect(
    shop: Shop, anna: Phone, known: dict[str, str], topology: str
):
    caller, faults, calls = Caller(shop, anna), [], 0
    for method in methods():
        requests = _requests(method, known, topology, inside=caller.is_inside(method))
        ends = await asyncio.gather(*(caller.fault(method, each) for _, each in requests))
        calls += len(requests)
        faults += [
            f"{path_of(method)} {field}: {fault}"
            for (field, _), fault in zip(requests, ends, strict=True)
            if fault
        ]
    assert faults == []
    assert any(caller.is_inside(method) for method in methods())
    assert calls > 5_000 / EVERY[topology]


async def test_no_odd_value_left_a_traceback(shop: Shop, lines_in_here: Lines, topology: str):
    lines = lines_in_here()
    for log in shop.platform.home.glob("*.log"):
        lines += log.read_text().splitlines()
    assert [line for line in lines if A_FAILURE.search(line)] == []
    assert sum("CreateOrder" in line for line in lines) > 100 / EVERY[topology]


async def held(shop: Shop) -> list[tuple[str, int]]:
    """The orders for which stock or a promotion is held now."""
    inventory: Any = InventoryServiceStub(shop.channel)
    promotion: Any = PromotionServiceStub(shop.channel)
    stock = reservation_pb2.ListReservationsRequest(store_id=shop.store_id, page_size=200)
    coupons = hold_pb2.ListHoldsRequest(state=hold_pb2.HOLD_STATE_HELD, page_size=200)
    reserved = (await inventory.ListReservations(stock, **shop.operator)).reservations
    holds = (await promotion.ListHolds(coupons, **shop.operator)).holds
    return sorted(
        [(each.order_id, each.state) for each in reserved] + [(h.order_id, 0) for h in holds]
    )


async def test_what_is_refused_leaves_nothing_held(
    shop: Shop, anna: Phone, known: dict[str, str], topology: str
):
    caller, refused = Caller(shop, anna), []
    for method in methods():
        if method.name in TAKING and not caller.is_inside(method):
            for _, request in _requests(method, known, topology, inside=False):
                why = await caller.refusal(method, request)
                # Who is told to slow down was not refused for what was asked.
                if why is not None and is_last_word(why):
                    refused.append((method, request))
    before = await held(shop)
    taken = [
        f"{method.full_name}: {request}"
        for method, request in refused
        if await caller.refusal(method, request) is None
    ]
    assert not taken
    assert len(refused) > 60 / EVERY[topology]
    assert await held(shop) == before
