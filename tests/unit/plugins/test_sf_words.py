"""SF's words as the contract's: signatures, states, amounts, refusals, settings."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1.geo_pb2 import Address, GeoPoint
from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    PluginFault,
    RateLimited,
    Rejected,
    RetryLater,
    SettingRefused,
)
from zhongtai_plugin.accounts import Accounts
from zhongtai_plugin.carrier.book import Booked
from zhongtai_plugin.carrier.faults import Refused
from zhongtai_plugin.gcj02 import to_gcj02

from plugins.carrier_sf import faults, mapping, model, parcel, signing
from plugins.carrier_sf.accounts import Account, read_accounts
from plugins.carrier_sf.callbacks import Callbacks, Proof
from simulators.sf import signature

CREATED, ASSIGNED = pb.CARRIER_DELIVERY_STATUS_CREATED, pb.CARRIER_DELIVERY_STATUS_ASSIGNED
AT_STORE, PICKED_UP = pb.CARRIER_DELIVERY_STATUS_AT_STORE, pb.CARRIER_DELIVERY_STATUS_PICKED_UP
DELIVERED, FAILED = pb.CARRIER_DELIVERY_STATUS_DELIVERED, pb.CARRIER_DELIVERY_STATUS_FAILED
CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
NOW = 1_700_000_000.0
HOME = GeoPoint(latitude=31.24, longitude=121.49)
ACCOUNT = Account("noodles", 1234, "sfkey", 1, {"sto_1": "3256895871000"})
GOOD = '[noodles]\ndev_id = "1234"\ndev_key = "s"\nshop_type = "1"\n'
CALL = (
    b'{"dev_id":1234,"order_id":"T1","order_type":2,"push_time":1700000000,'
    b'"shop_id":"S1","shop_type":1}'
)


def test_the_golden_vector_of_a_call_is_signed():
    wanted = "Zjc3NDE0ZTFmNTNmNzUyNmU1OWFjMjdlM2ZiYWYxOWU="
    assert signing.signature(CALL, 1234, "sfkey") == wanted
    assert signature.is_right(CALL.decode(), wanted, 1234, "sfkey")
    assert not signature.is_right(CALL.decode() + " ", wanted, 1234, "sfkey")
    assert not signature.is_right(CALL.decode(), wanted, 1235, "sfkey")


@given(st.text(max_size=8), st.integers(0, 2**40), st.text(max_size=8))
def test_both_sides_sign_alike_and_a_changed_body_is_not_signed(text: str, dev_id: int, key: str):
    sign = signature.of(text, dev_id, key)
    query = f"a=1&sign={quote(sign, safe='')}"
    assert signing.is_signed(text.encode(), query, dev_id, key)
    assert signing.is_signed(text.encode(), f"sign={sign}", dev_id, key)
    assert not signing.is_signed(text.encode() + b" ", query, dev_id, key)
    assert not signing.is_signed(text.encode(), "", dev_id, key)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (1, CREATED),
        (2, CANCELLED),
        (10, ASSIGNED),
        (12, AT_STORE),
        (14, PICKED_UP),
        (15, PICKED_UP),
        (17, DELIVERED),
    ],
)
def test_each_state_of_an_order_has_its_status(state: int, status: int):
    told = mapping.delivery("del_1", model.Order(3_370_126_808_465_994_769, "del_1", state), None)
    assert (told.status, told.carrier_delivery_no) == (status, "3370126808465994769")
    assert not mapping.is_unknown_state(state)
    assert told.reason == ""


@pytest.mark.parametrize(("rider", "status"), [("", CREATED), ("王师傅", ASSIGNED)])
def test_a_state_that_nobody_knows_is_told_and_ends_nothing(rider: str, status: int):
    order = model.Order("1", "del_1", 22, "新状\x00态", rider)
    told = mapping.delivery("del_1", order, None)
    assert (told.status, told.reason) == (status, "STATE 22 is not known: 新状态")
    said = model.Callback("del_1", int(NOW), order_status=99, operator_name=rider)
    assert mapping.news(said).status == status
    assert "99" in mapping.news(said).reason


def test_goods_that_went_back_to_the_store_are_not_delivered():
    for receipt, status in ((1, DELIVERED), (None, DELIVERED), (2, FAILED)):
        said = model.Callback("del_1", int(NOW), order_status=17, receipt_type=receipt)
        assert mapping.news(said).status == status
    other = model.Callback("del_1", int(NOW), order_status=15, receipt_type=2)
    assert mapping.news(other).status == PICKED_UP


def test_what_is_paid_is_told_after_discounts_and_the_cost_of_calling_off_by_the_book():
    listed = model.Charged(1200)
    for priced, fen in (
        (model.Priced(real_pay_money=1000, total_price=1300, charge_price_list=listed), 1000),
        (model.Priced(total_pay_money="1100", total_price=1300), 1100),
        (model.Priced(total_price=1300, charge_price_list=listed), 1300),
        (model.Priced(charge_price_list=listed), 1200),
        (model.Priced(real_pay_money="soon"), None),
    ):
        fee = mapping.fee_of(priced)
        assert (fee and fee.minor_units) == fen
    cost = Money(minor_units=200, currency_code="CNY")
    gone = mapping.delivery("d", model.Order("1", "d", 2), cost)
    assert gone.fee.minor_units == 200
    assert not mapping.delivery("d", model.Order("1", "d", 10), cost).HasField("fee")


def test_a_price_says_when_the_goods_arrive_where_sf_does():
    told = mapping.quote(
        model.Priced(total_price=700, delivery_distance_meter="6145", expect_time=1_700_002_400)
    )
    assert (told.fee.minor_units, told.distance_metres) == (700, 6145)
    assert told.dropoff_time.ToDatetime(UTC) == datetime(2023, 11, 14, 22, 53, 20, tzinfo=UTC)
    silent = model.Priced(total_price=700, delivery_distance_meter=1, expect_time="later")
    assert not mapping.quote(silent).HasField("dropoff_time")
    with pytest.raises(RetryLater):
        mapping.quote(model.Priced(total_price=700))


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("签名错误", AuthRefused, "SIGN_ERROR"),
        ("开发者不存在", AuthRefused, "DEVELOPER_UNKNOWN"),
        ("店铺余额不足", Rejected, "NO_BALANCE"),
        ("店铺不存在", Rejected, "STORE_NOT_READY"),
        ("收货地址超出配送范围", Rejected, "OUT_OF_RANGE"),
        ("当前运力紧张", Rejected, "NO_RIDERS"),
        ("访问过于频繁", RateLimited, "TOO_OFTEN"),
        ("系统异常", RetryLater, "SYSTEM_ERROR"),
        ("天气太好", Rejected, "SF_9"),
        ("13800000000 无效", Rejected, "SF_9"),
    ],
)
def test_each_refusal_is_known_by_its_words(words: str, kind: type[PluginFault], name: str):
    fault = faults.REFUSALS.fault_of(Refused(9, words), hide=["13800000000", ""])
    assert (type(fault), fault.code) == (kind, name)
    assert "13800000000" not in fault.message
    looked_up = faults.of_look_up(Refused(9, words))
    assert not looked_up.is_final


def an_order(**more: object) -> pb.CreateDeliveryRequest:
    """A delivery of soup."""
    home = Address(contact_name="Anna", contact_phone="+86 138-0000-0000", street="1 Road")
    home.point.CopyFrom(HOME)
    fields = {
        "delivery_id": "del_1",
        "store_id": "sto_1",
        "dropoff": pb.DeliveryPlace(address=home, note="call first"),
        "goods_value": Money(minor_units=1990, currency_code="CNY"),
    }
    return pb.CreateDeliveryRequest(**{**fields, **more})


def test_an_order_is_told_in_fen_grams_and_the_coordinates_of_chinas_maps():
    body = parcel.order_body(
        an_order(pickup_reference="A17", weight_grams=1250, preparation_minutes=15),
        ACCOUNT, NOW, 1000,
    )  # fmt: skip
    north, east = to_gcj02(HOME)
    assert (body["shop_id"], body["shop_type"]) == ("3256895871000", 1)
    detail, receive = body["order_detail"], body["receive"]
    assert (detail["total_price"], detail["weight_gram"]) == (1990, 1250)
    assert (receive["user_lat"], receive["user_lng"]) == (str(round(north, 6)), str(round(east, 6)))
    assert (receive["user_phone"], body["order_sequence"]) == ("13800000000", "A17")
    assert (body["remark"], body["shop_preparation_time"]) == ("取餐号 A17; call first", 15)
    assert "city_name" not in receive
    assert parcel.personal(body) == ["取餐号 A17; call first", "Anna", "13800000000", "1 Road"]


@pytest.mark.parametrize(("minutes", "appointed"), [(0, False), (30, False), (90, True)])
def test_what_is_wanted_much_later_is_an_appointment(minutes: int, appointed: bool):
    request = an_order()
    if minutes:
        request.wanted_time.FromSeconds(int(NOW) + 60 * minutes)
    body = parcel.order_body(request, ACCOUNT, NOW, 1)
    assert (body["is_appoint"], body.get("appoint_type")) == ((1, 1) if appointed else (0, None))
    assert body.get("expect_time") == (int(NOW) + 60 * minutes if minutes else None)


def test_an_order_that_lacks_something_is_refused_before_anybody_is_asked():
    for broken, code in (
        (an_order(store_id="sto_2"), "STORE_NOT_READY"),
        (an_order(goods_value=Money(minor_units=1, currency_code="EUR")), "CURRENCY_NOT_TAKEN"),
        (an_order(dropoff=pb.DeliveryPlace()), "RECEIVER_MISSING"),
    ):
        with pytest.raises(PluginFault) as refused:
            parcel.order_body(broken, ACCOUNT, NOW, 1)
        assert refused.value.code == code


def written(folder: Path, text: str) -> Path:
    file = folder / "sf.toml"
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_stores_have_sfs_numbers_or_go_by_their_own(tmp_path: Path):
    tea = '[tea]\ndev_id = "1"\ndev_key = "s"\nshop_type = "2"\ncity_name = "上海市"\n'
    text = GOOD + '[noodles.stores]\nsto_1 = "3256"\n' + tea
    accounts = read_accounts(written(tmp_path, text))
    noodles, tea_house = accounts.of("noodles"), accounts.of("tea")
    assert noodles.shop_of("sto_1") == {"shop_id": "3256", "shop_type": 1}
    with pytest.raises(Rejected):
        noodles.shop_of("sto_2")
    assert tea_house.shop_of("sto_2") == {"shop_id": "sto_2", "shop_type": 2}
    assert (tea_house.city_name, noodles.product_type) == ("上海市", 1)
    assert "dev_key" not in repr(noodles)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[noodles]\ndev_id = "1"\ndev_key = "s"\n', "shop_type must be given"),
        (GOOD.replace('"1234"', '"sixty"'), "digits"),
        (GOOD.replace('shop_type = "1"', 'shop_type = "3"'), "1 (SF's numbers"),
        (GOOD + 'order_source = "a name that is too long"\n', "1 to 12"),
        (GOOD + 'colour = "red"\n', "colour means nothing"),
        (GOOD + 'stores = "all"\n', "must be a table"),
        (GOOD + "[noodles.stores]\nsto_1 = 7\n", "shop_id of sto_1"),
    ],
)
def test_an_account_that_is_wrong_leaves_the_others_alone(tmp_path: Path, text: str, words: str):
    accounts = read_accounts(written(tmp_path, text + GOOD.replace("noodles", "tea")))
    assert words in accounts.unusable["noodles"]
    assert accounts.of("tea").dev_id == 1234


def test_a_file_that_others_may_read_is_refused(tmp_path: Path):
    file = written(tmp_path, GOOD)
    file.chmod(0o644)
    with pytest.raises(SettingRefused):
        read_accounts(file)


class ABook:
    """A book in which everything stands."""

    def find(self, _: str) -> Booked:
        return Booked("noodles", "sto_1", "")


def callbacks(proof: Proof = Proof.ASK) -> Callbacks:
    return Callbacks(Accounts({"noodles": ACCOUNT}), ABook(), proof, lambda _: None)


@pytest.mark.parametrize("receipt", [1, 2])
def test_only_what_no_look_up_tells_is_believed_and_only_when_it_is_signed(receipt: int):
    said = {"shop_order_id": "d", "push_time": int(NOW), "order_status": 17}
    body = json.dumps(said | {"receipt_type": receipt}).encode()
    sign = quote(signature.of(body.decode(), 1234, "sfkey"))
    signed = pb.VerifyCallbackRequest(body=body, query=f"sign={sign}")
    for proof in Proof:
        told = callbacks(proof).verified(signed, NOW)
        assert (told.query_first, told.update.merchant_id) == (receipt == 1, "noodles")
    unsigned = pb.VerifyCallbackRequest(body=body, query="sign=AAAA")
    assert callbacks().verified(unsigned, NOW).query_first
    with pytest.raises(AuthRefused):
        callbacks(Proof.SIGN).verified(unsigned, NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"shop_order_id": 7}, {"shop_order_id": "no id; a text"}, {"push_time": "now"},
        {"push_time": 10**30}, {"push_time": -1}, {"push_time": None}, {"order_status": "away"},
        {"operator_name": []}, {"shop_order_id": "\\ud800"}, {"push_time": int(NOW) - 90_000},
        {"push_time": int(NOW) + 3600},
    ],
)  # fmt: skip
def test_a_callback_that_makes_no_sense_is_refused_and_harms_nothing(change: dict):
    said = {"shop_order_id": "d", "push_time": int(NOW), "order_status": 1} | change
    body = json.dumps(said).replace("\\\\ud800", "\\ud800").encode()
    with pytest.raises((BadRequest, AuthRefused)):
        callbacks().verified(pb.VerifyCallbackRequest(body=body), NOW)
