"""What Meituan pushes comes in once, signed, whole and in the right chain."""

import httpx
import pytest
from structlog.testing import capture_logs

from tests.unit.gateways.takeaway.meituan_gateway import Gateway
from tests.unit.gateways.takeaway.meituan_order import fields

OK = {"data": "ok"}


@pytest.fixture
def gateway():
    return Gateway()


async def test_a_sold_order_is_acknowledged_when_it_is_kept_in_the_chain_of_its_account(gateway):
    answer = await gateway.push("order", fields())
    assert (answer.status_code, answer.json()) == (200, OK)
    [(merchant, order)] = gateway.centers.imported
    assert (merchant, order.store_id, order.channel) == ("noodles", "sto_1", "meituan")


async def test_the_same_push_is_worked_on_once_and_the_same_order_anew_is_harmless(gateway):
    for seconds_ago in (0, 0, 5):
        answer = await gateway.push("order", fields(), seconds_ago=seconds_ago)
        assert answer.json() == OK
    assert len(gateway.centers.imported) == 2
    assert len(gateway.centers.orders) == 1


@pytest.mark.parametrize(
    ("wrong", "status", "reason"),
    [
        pytest.param({"secret": "guess"}, 401, "UNAUTHENTICATED", id="signature"),
        pytest.param({"app": "9"}, 401, "UNAUTHENTICATED", id="account"),
        pytest.param({"seconds_ago": 90_000}, 401, "UNAUTHENTICATED", id="time"),
        pytest.param({"app": "5555"}, 404, "CHANNEL_CODE_NOT_FOUND", id="store of another chain"),
    ],
)
async def test_what_is_not_the_chains_own_changes_nothing(gateway, wrong, status, reason):
    with capture_logs() as logs:
        answer = await gateway.push("order", fields(), **wrong)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert gateway.centers.imported == []
    [line] = logs
    # Whatever is refused is said once, with what is signed.
    assert line["signed"] == answer.json()["signed"]
    assert "***" in line["signed"]
    assert ("S001" in answer.json()["detail"]) is (status == 404)
    for said in (answer.text, str(line)):
        assert "mtsecret" not in said
        assert "张三" not in said


async def test_a_wrong_signature_is_told_what_had_to_be_signed(gateway):
    answer = await gateway.push("order", fields(), secret="guess")
    detail = answer.json()["detail"]
    assert "https://gw.example.com/mt/order?app_id&app_poi_code&" in detail
    assert "***" in detail


@pytest.mark.parametrize(
    "part", [{"incmp_code": -1}, {"incmp_modules": '["detail"]'}, {"detail": None}]
)
async def test_what_is_pushed_in_part_is_fetched_whole(gateway, part):
    gateway.platform.answers["order/getOrderDetail"] = {"data": fields()}
    assert (await gateway.push("order", fields(**part))).json() == OK
    [(path, asked)] = gateway.platform.told
    assert (path, asked["order_id"]) == ("order/getOrderDetail", fields()["order_id"])
    [(_, order)] = gateway.centers.imported
    assert len(order.lines) == 2


@pytest.mark.parametrize(
    ("detail", "status"),
    [({"data": {"order_id": "1"}}, 503), (httpx.ConnectError("away"), 503), ({"data": "ng"}, 400)],
)
async def test_what_cannot_be_fetched_whole_is_not_acknowledged(gateway, detail, status):
    gateway.platform.answers["order/getOrderDetail"] = detail
    answer = await gateway.push("order", fields(detail=None))
    assert answer.status_code == status
    assert gateway.centers.imported == []


@pytest.mark.parametrize("refusal", ["INVALID_REQUEST", "INTERNAL"])
async def test_an_order_that_is_not_kept_is_not_acknowledged_and_taken_when_it_comes_again(
    gateway, refusal
):
    gateway.centers.refusal = refusal
    refused = await gateway.push("order", fields())
    gateway.centers.refusal = ""
    taken = await gateway.push("order", fields())
    assert refused.status_code in (400, 503)
    assert taken.json() == OK


@pytest.mark.parametrize("part", [{}, {"detail": None}])
async def test_an_order_that_is_not_paid_is_only_acknowledged_and_taken_when_it_is(gateway, part):
    assert (await gateway.push("order", fields(status=1, **part))).json() == OK
    assert (gateway.centers.imported, gateway.platform.told) == ([], [])
    await gateway.push("order", fields())
    assert len(gateway.centers.imported) == 1


async def test_an_order_that_was_never_paid_and_never_taken_is_not_booked_as_given_back(gateway):
    gateway.platform.answers["order/getOrderDetail"] = {"data": fields(status=9)}
    cancelled = {"order_id": fields()["order_id"], "reason_code": "1002", "reason": "未支付"}
    assert (await gateway.push("cancelled", cancelled)).json() == OK
    assert (gateway.centers.imported, gateway.platform.told) == ([], [])


async def test_what_is_said_of_an_order_before_it_is_paid_is_to_be_said_again(gateway):
    gateway.platform.answers["order/getOrderDetail"] = {"data": fields(status=1)}
    answer = await gateway.push("reminder", {"order_id": fields()["order_id"]})
    assert (answer.status_code, gateway.centers.imported) == (503, [])


async def test_meituan_finds_that_an_address_is_reached(gateway):
    assert (await gateway.client.get("/mt/order")).json() == OK
