"""`zhongtai audit` on a platform without the demo: every merchant there is, also none."""

import json
import secrets
from collections.abc import Iterator

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from zhongtai.common.v1 import geo_pb2
from zhongtai.store.v1 import hours_pb2, store_import_pb2, store_pb2
from zhongtai.store.v1 import store_service_pb2 as pb
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from tests.acceptance.copies import Copy, copy_of
from tests.platform import MERCHANT

pytestmark = pytest.mark.topology

OTHER = """INSERT INTO store.stores SELECT (jsonb_populate_record(s,
    '{"merchant_id": "other", "store_id": "sto_other", "revision": 99}')).* FROM store.stores s"""


LETTER = """INSERT INTO "order".letters (reader, item_id, subject_id, message_type, payload, reason)
    VALUES ('order.pos_till', 'i', 'ord_1', 'm', '', 'no such till') RETURNING letter_id"""


@pytest.fixture(scope="module")
def copy(topology: str) -> Iterator[Copy]:
    """A platform that nobody has loaded anything into."""
    with copy_of(topology) as copy:
        yield copy


def open_a_store(copy: Copy) -> None:
    store = store_pb2.Store(
        external_code="first",
        name="The first store",
        point=geo_pb2.GeoPoint(latitude=31.2, longitude=121.5),
        time_zone="Asia/Shanghai",
        currency_code="CNY",
        services=[store_pb2.ServiceOffer(service_type=1)],
        hours=hours_pb2.OpeningHours(kind=hours_pb2.HOURS_KIND_ALWAYS_OPEN),
    )
    request = store_import_pb2.ImportStoresRequest(stores=[store])
    (result,) = copy.rpc(StoreServiceStub, "ImportStores", request).results
    assert result.store_id


def test_where_no_platform_runs_it_says_so(copy: Copy):
    done = copy.call("audit")
    assert (done.returncode, done.stdout) == (2, "")
    assert "No platform runs in" in done.stderr


def test_a_platform_with_nothing_in_it_is_clean(copy: Copy):
    copy.up("--no-demo")
    done = copy.call("audit")
    assert (done.returncode, done.stderr) == (0, "")
    assert "checks, clean" in done.stdout
    assert {check["merchant"] for check in json.loads(copy.call("audit", "--json").stdout)} == {""}


def test_every_merchant_is_audited_and_what_is_wrong_is_told_of_its_merchant(copy: Copy):
    open_a_store(copy)
    copy.ask(OTHER)
    done = copy.call("audit", "--wait", "0", "--breaches")
    assert done.returncode == 1
    *lines, summary = done.stdout.splitlines()
    assert lines == [
        "breach other store revisions_not_ahead: sto_other",
        "breach other store stores_have_their_event: sto_other",
    ]
    assert summary.endswith("2 breaches")


def test_one_merchant_can_be_audited_alone(copy: Copy):
    done = copy.call("audit", "--wait", "0", "--json", "--merchant", MERCHANT)
    assert done.returncode == 0, done.stdout
    told = json.loads(done.stdout)
    assert {check["merchant"] for check in told} == {MERCHANT, ""}
    assert all(check["breach_count"] == 0 for check in told)


def test_an_item_that_waits_for_an_operator_is_named_until_it_is_dropped(copy: Copy):
    letter = copy.ask(LETTER)
    done = copy.call("audit", "--wait", "0", "--breaches", "--merchant", MERCHANT)
    assert done.returncode == 1
    assert done.stdout.startswith(
        f"breach letters no_letter_is_dead: order letter {letter}: "
        "order.pos_till could not deal with ord_1: no such till\n"
    )
    copy.ask('DELETE FROM "order".letters')
    assert copy.call("audit", "--wait", "0", "--merchant", MERCHANT).returncode == 0


def test_a_till_that_a_store_names_and_that_is_not_there_is_shown_until_it_is_not_named(copy: Copy):
    (store,) = copy.rpc(StoreServiceStub, "ListStores", pb.ListStoresRequest()).stores
    name_till(copy, store.store_id, "pos_to_come")
    wait_for_status(copy, missing=True)
    done = copy.call("audit", "--wait", "0", "--breaches", "--merchant", MERCHANT)
    assert done.returncode == 1
    assert done.stdout.startswith("breach plugins named_plugins_are_there: pos_to_come: 1 stores")
    name_till(copy, store.store_id, "")
    wait_for_status(copy, missing=False)


def name_till(copy: Copy, store_id: str, plugin: str) -> None:
    request = pb.UpdateStoreRequest(
        request_id=secrets.token_hex(8),
        store=store_pb2.Store(store_id=store_id, pos_plugin=plugin),
        update_mask=FieldMask(paths=["pos_plugin"]),
    )
    copy.rpc(StoreServiceStub, "UpdateStore", request)


def wait_for_status(copy: Copy, *, missing: bool) -> None:
    """Ask for the platform's status until it is well, or the till to come is missing."""
    while True:
        status = json.loads(copy.call("status", "--json").stdout)
        states = {plugin["name"]: plugin["state"] for plugin in status["plugins"]}
        if (states.get("pos_to_come") == "missing") == missing and states["pos_till"] == "ready":
            assert status["healthy"] != missing
            return


def test_a_platform_that_was_killed_is_told_from_one_that_is_clean(copy: Copy):
    copy.kill_all()
    done = copy.call("audit", "--wait", "0")
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
