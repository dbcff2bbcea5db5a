"""What an operator takes away on a running platform is gone: tokens, a plug-in and its readers."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed
from zhongtai.order.v1 import read_messages_pb2
from zhongtai.order.v1.order_service_pb2_grpc import OrderServiceStub

from mesh.call.errors_wire import refusal_of
from mesh.process.tokens import TokenVerifier
from tests.acceptance.copies import Copy, copy_of
from tests.acceptance.recorded import pizza_year

pytestmark = [pytest.mark.topology, pytest.mark.postgres]

PULLED_OF_THE_TILL = """FROM "order".pulled_places WHERE reader LIKE 'order.pos_till%'"""
OF_THE_TILL = """FROM "order".feed_cursors WHERE reader LIKE 'order.pos_till%'"""
BI = ("--subject", "bi", "--merchant", "demo")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """The platform as `make run` starts it, with some orders made."""
    with copy_of("single") as copy:
        copy.up()
        year = pizza_year(tmp_path_factory.mktemp("recorded") / "year", 1, 6)
        copy.replay("pizza-year", str(year.folder))
        yield copy


DRIFT = """
    INSERT INTO inventory.erp_drifts
        (merchant_id, store_id, sku_id, erp_code, on_hand, erp_quantity, counted_at, compared_at)
    SELECT merchant_id, store_id, '', 'X9', 0, 4, now(), now() FROM store.stores LIMIT 1
    RETURNING 1
"""


def made(copy: Copy) -> tuple[str, str]:
    """A token of a service that may read orders, and its id."""
    token = copy.call("token", *BI, "--scope", "orders.read").stdout.strip()
    return token, TokenVerifier.load(copy.home).examine(token).token_id


def reads(copy: Copy, token: str) -> str:
    """The reason why orders cannot be read with a token; empty when they can."""

    async def call() -> str:
        target = f"127.0.0.1:{copy.environment['ZHONGTAI_GRPC_PORT']}"
        async with grpc.aio.insecure_channel(target) as channel:
            shown: Any = (("authorization", f"Bearer {token}"),)
            request = read_messages_pb2.ListOrdersRequest(page_size=1)
            try:
                await OrderServiceStub(channel).ListOrders(request, metadata=shown, timeout=30)
            except grpc.aio.AioRpcError as exc:
                return refusal_of(exc).reason
            return ""

    return asyncio.run(call())


def become(look: Any, wanted: Any) -> None:
    """Look until it is as wanted."""
    Retrying(
        stop=stop_after_delay(60), wait=wait_fixed(0.2), retry=retry_if_result(lambda it: not it)
    )(lambda: look() == wanted)


def test_a_revoked_token_is_refused_and_listed_as_revoked(copy: Copy):
    (token, token_id), (other, _) = made(copy), made(copy)
    assert [reads(copy, each) for each in (token, other)] == ["", ""]
    said = copy.call("token", "--revoke", token_id, "--reason", "lost").stdout
    assert said == f"revoked: token {token_id}\n"
    become(lambda: reads(copy, token), "UNAUTHENTICATED")
    assert reads(copy, other) == ""
    (line,) = (row for row in copy.call("token", "--list").stdout.splitlines() if token_id in row)
    assert line.rstrip().endswith("revoked")


def test_all_tokens_of_a_subject_are_revoked_and_a_later_one_is_good(copy: Copy):
    before = [made(copy)[0] for _ in range(2)]
    done = copy.call("token", "--revoke-all", "--kind", "service", *BI)
    assert done.stdout == "revoked: service bi\n"
    for token in before:
        become(lambda token=token: reads(copy, token), "UNAUTHENTICATED")
    become(lambda: reads(copy, made(copy)[0]), "")


def test_a_token_that_is_not_known_here_needs_its_chain(copy: Copy):
    refused = copy.call("token", "--revoke", "nobody-made-this")
    assert refused.returncode == 2
    assert "say its chain, --merchant" in refused.stderr


def test_a_count_that_is_not_taken_is_a_drift_with_what_to_do(copy: Copy):
    agreed = copy.call("drift", "erp")
    assert (agreed.returncode, agreed.stdout[:8]) == (0, "no drift")
    assert copy.call("drift", "crm").stdout == agreed.stdout
    assert copy.call("drift", "payment").stdout == agreed.stdout
    copy.ask(DRIFT)
    differs = copy.call("drift", "erp", "--json")
    (found,) = json.loads(differs.stdout)["differences"]
    assert (differs.returncode, found["code"], found["here"], found["erp"]) == (1, "X9", None, 4)
    assert "external code" in copy.call("drift", "erp").stdout


def test_a_removed_plug_in_leaves_no_reader_behind(copy: Copy):
    copy.wait_until(f"SELECT count(*) >= 1 {OF_THE_TILL}")
    assert "is removed" in copy.call("plugin", "remove", "pos_till").stdout
    copy.wait_until(f"SELECT count(*) = 0 {OF_THE_TILL}")
    assert copy.ask(f"SELECT count(*) {PULLED_OF_THE_TILL}") == 0
    status = json.loads(copy.call("status", "--json").stdout)
    assert not [each for each in status["readers"] if each["reader"].startswith("order.pos_till")]
    (shown,) = (each for each in status["plugins"] if each["name"] == "pos_till")
    assert shown["state"] == "removed"
    assert not [name for name, _ in copy.breaches() if name == "feed_cursors_at_the_end"]
