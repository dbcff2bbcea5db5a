"""What Ele.me pushes comes in once, signed, whole and in the right chain."""

import httpx
import pytest
from structlog.testing import capture_logs
from zhongtai.order.v1 import after_sale_pb2, order_pb2

from tests.unit.gateways.takeaway.eleme_gateway import Gateway, refused
from tests.unit.gateways.takeaway.eleme_order import NUMBER, PLACED, order

OK = {"message": "ok"}
OLD, NEW = 10, 217


@pytest.fixture
def gateway():
    return Gateway()


async def test_a_sold_order_is_acknowledged_when_it_is_kept_in_the_chain_of_its_account(gateway):
    answer = await gateway.push(OLD, order())
    assert (answer.status_code, answer.json()) == (200, OK)
    [(merchant, kept)] = gateway.centers.imported
    assert (merchant, kept.store_id, kept.channel) == ("noodles", "sto_1", "eleme")
    assert gateway.platform.told == []


async def test_the_old_and_the_new_type_tell_of_one_order(gateway):
    gateway.platform.answers["order.getOrder"] = order()
    for kind in (NEW, OLD, "217", "10"):
        assert (await gateway.push(kind, order())).json() == OK
    assert len(gateway.centers.orders) == 1
    assert gateway.platform.actions == ["order.getOrder"]


async def test_the_same_push_is_worked_on_once(gateway):
    for _ in range(3):
        assert (await gateway.push(OLD, order(), request_id="r")).json() == OK
    assert len(gateway.centers.imported) == 1


@pytest.mark.parametrize(
    ("wrong", "status", "reason"),
    [
        pytest.param({"secret": "guess"}, 401, "UNAUTHENTICATED", id="signature"),
        pytest.param({"app": 9}, 401, "UNAUTHENTICATED", id="account"),
        pytest.param({"seconds_ago": 90_000}, 401, "UNAUTHENTICATED", id="time"),
        pytest.param({"app": 22954134}, 404, "CHANNEL_CODE_NOT_FOUND", id="store of another chain"),
    ],
)
async def test_what_is_not_the_chains_own_changes_nothing(gateway, wrong, status, reason):
    with capture_logs() as logs:
        answer = await gateway.push(OLD, order(), **wrong)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert gateway.centers.imported == []
    [line] = logs
    # Whatever is refused is said once, with what is signed.
    assert line["signed"] == answer.json()["signed"]
    assert "***" in line["signed"]
    assert ("S001" in answer.json()["detail"]) is (status == 404)
    for said in (answer.text, str(line)):
        assert "elesecret" not in said
        assert "张三" not in said


async def test_a_wrong_signature_is_told_what_had_to_be_signed(gateway):
    detail = (await gateway.push(OLD, order(), secret="guess")).json()["detail"]
    assert "appId=… message=… requestId=…" in detail
    assert "***" in detail


@pytest.mark.parametrize("part", [{"downgraded": True}, {"groups": []}, {"totalPrice": None}])
async def test_what_is_pushed_in_part_is_fetched_whole(gateway, part):
    gateway.platform.answers["order.getOrder"] = order()
    assert (await gateway.push(OLD, order(**part))).json() == OK
    assert [told[1:] for told in gateway.platform.told] == [("order.getOrder", {"orderId": NUMBER})]
    [(_, kept)] = gateway.centers.imported
    assert (len(kept.lines), len(kept.discounts)) == (2, 4)


async def test_an_order_whose_offers_ele_me_does_not_know_yet_is_taken_without_them(gateway):
    hasty = order(downgraded=True, orderActivities=[], logisticsActivity=None, packageFee=0)
    gateway.platform.answers["order.getOrder"] = hasty
    assert (await gateway.push(OLD, hasty)).json() == OK
    [(_, kept)] = gateway.centers.imported
    assert (kept.total.minor_units, kept.extension["eleme_downgraded"]) == (3350, "yes")


@pytest.mark.parametrize(
    ("told", "status"),
    [({"id": "1"}, 503), (httpx.ConnectError("away"), 503), (refused("BIZ_X"), 400)],
)
async def test_what_cannot_be_fetched_whole_is_not_acknowledged(gateway, told, status):
    gateway.platform.answers["order.getOrder"] = told
    answer = await gateway.push(OLD, order(downgraded=True))
    assert answer.status_code == status
    assert gateway.centers.imported == []


@pytest.mark.parametrize("refusal", ["INVALID_REQUEST", "INTERNAL"])
async def test_an_order_that_is_not_kept_is_not_acknowledged_and_taken_when_it_comes_again(
    gateway, refusal
):
    gateway.centers.refusal = refusal
    answer = await gateway.push(OLD, order(), request_id="r")
    gateway.centers.refusal = ""
    assert answer.status_code in (400, 503)
    assert (await gateway.push(OLD, order(), request_id="r")).json() == OK


async def test_an_order_that_is_not_paid_is_only_acknowledged_and_taken_when_it_is(gateway):
    assert (await gateway.push(OLD, order(status="pending"))).json() == OK
    assert (gateway.centers.imported, gateway.platform.told) == ([], [])
    await gateway.push(OLD, order())
    assert len(gateway.centers.imported) == 1


@pytest.mark.parametrize(
    ("kind", "status"), [(12, "ACCEPTED"), (14, "CANCELLED"), (15, "CANCELLED"), (18, "COMPLETED")]
)
async def test_a_message_of_an_order_that_never_came_fetches_it_first(gateway, kind, status):
    gateway.platform.answers["order.getOrder"] = order(status="valid")
    change = {"orderId": NUMBER, "state": "x", "role": 1}
    assert (await gateway.push(kind, change)).json() == OK
    assert len(gateway.centers.imported) == 1
    reported = order_pb2.OrderStatus.Value(f"ORDER_STATUS_{status}")
    assert gateway.centers.reported[-1] == (f"ord_{NUMBER}", reported)


@pytest.mark.parametrize("told_at", [0, PLACED])
@pytest.mark.parametrize(("there", "wishes"), [("applied", [f"{NUMBER}-2"]), ("noRefund", [])])
async def test_a_wish_after_one_that_is_over_is_new_where_it_waits_there_whatever_its_time(
    gateway, there, wishes, told_at
):
    await gateway.push(OLD, order())
    over = after_sale_pb2.AfterSale(
        channel_refund_number=f"{NUMBER}-1", status=after_sale_pb2.AFTER_SALE_STATUS_REFUNDED
    )
    over.update_time.FromSeconds(PLACED + 60)
    gateway.centers.after_sales = [over]
    gateway.platform.answers["order.getOrder"] = order(refundStatus=there)
    wish = {"orderId": NUMBER, "refundType": "part", "totalPrice": 5, "updateTime": told_at}
    assert (await gateway.push(30, wish)).json() == OK
    assert gateway.centers.wishes == wishes


@pytest.mark.parametrize(
    ("kind", "word"),
    [(199, "eleme_type_199"), ("x1", "eleme_type_x1"), (71, "eleme_rider_71_noneofus"),
     (45, "eleme_reminder")],
)  # fmt: skip
async def test_what_nobody_has_a_word_for_is_kept_with_its_order(gateway, kind, word):
    await gateway.push(OLD, order())
    gateway.platform.answers["order.getOrder"] = order(status="invalid")
    message = {"orderId": NUMBER, "subState": "noneOfUs"}
    assert (await gateway.push(kind, message)).json() == OK
    assert gateway.centers.words == [word]
    assert (gateway.centers.reported != []) == word.startswith("eleme_type")


@pytest.mark.parametrize("kind", [91, 93, 100, 105, 999])
async def test_what_is_about_no_order_is_acknowledged_and_changes_nothing(gateway, kind):
    assert (await gateway.push(kind, {"shopId": 720032})).json() == OK
    assert (gateway.centers.reported, gateway.centers.words) == ([], [])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"appId":1}', b"[" * 9000])
async def test_what_is_no_push_is_refused(gateway, body):
    assert (await gateway.client.post("/ele", content=body)).status_code == 401


async def test_ele_me_finds_that_the_address_is_reached(gateway):
    assert (await gateway.client.get("/ele")).json() == OK
    assert (await gateway.client.get("/ele/")).json() == OK
