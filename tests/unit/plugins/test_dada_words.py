"""Dada's words as the contract's: signatures, states, amounts, refusals, settings."""

import json
from datetime import UTC, datetime
from pathlib import Path

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
from zhongtai_plugin.accounts import NoAccount
from zhongtai_plugin.carrier.faults import Refused
from zhongtai_plugin.carrier.words import Told
from zhongtai_plugin.gcj02 import to_gcj02
from zhongtai_plugin.text import fault_of_text

from plugins.carrier_dada import mapping, model, parcel, signing
from plugins.carrier_dada.accounts import Account, read_accounts
from plugins.carrier_dada.callbacks import verified
from plugins.carrier_dada.faults import REFUSALS
from simulators.dada import signature

CREATED, ASSIGNED = pb.CARRIER_DELIVERY_STATUS_CREATED, pb.CARRIER_DELIVERY_STATUS_ASSIGNED
AT_STORE, PICKED_UP = pb.CARRIER_DELIVERY_STATUS_AT_STORE, pb.CARRIER_DELIVERY_STATUS_PICKED_UP
DELIVERED, FAILED = pb.CARRIER_DELIVERY_STATUS_DELIVERED, pb.CARRIER_DELIVERY_STATUS_FAILED
CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
CALL = {
    "app_key": "dadakey",
    "body": '{"order_id":"T1"}',
    "format": "json",
    "source_id": "73753",
    "timestamp": "1700000000",
    "v": "1.0",
}
HOME = GeoPoint(latitude=31.24, longitude=121.49)
ACCOUNT = Account("noodles", "dadakey", "dadasecret", "73753", {"sto_1": "shop-1"})
GOOD = '[noodles]\napp_key = "k"\napp_secret = "s"\nsource_id = "73753"\n'


def test_the_golden_vector_of_a_call_is_signed():
    wanted = "CEB2A5324B2EDC44D0B9684658B70C11"
    assert signing.call_signature(CALL, "dadasecret") == wanted
    assert signature.is_right({**CALL, "signature": wanted}, "dadasecret")
    assert not signature.is_right({**CALL, "signature": wanted, "v": "1.1"}, "dadasecret")
    assert not signature.is_right({**CALL, "signature": wanted}, "another")


def test_the_golden_vector_of_a_callback_is_signed():
    wanted = "9951e3d498f413cc99f0b259f988b70b"
    assert signing.callback_signature("287xx", "T1", "1700000000") == wanted
    assert signature.of_callback("287xx", "T1", 1700000000) == wanted


@given(st.text(max_size=8), st.text(max_size=8), st.integers(0, 2**40))
def test_both_sides_sign_a_callback_alike(client_id: str, order_id: str, when: int):
    ours = signing.callback_signature(client_id, order_id, str(when))
    assert ours == signature.of_callback(client_id, order_id, when)


@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [
        (0, CREATED, ""),
        (1, CREATED, ""),
        (8, CREATED, ""),
        (2, ASSIGNED, ""),
        (100, AT_STORE, ""),
        (3, PICKED_UP, ""),
        (4, DELIVERED, ""),
        (5, CANCELLED, ""),
        (7, CANCELLED, "EXPIRED"),
        (1000, CANCELLED, "NOT_MADE"),
        (9, FAILED, "RETURNING"),
        (10, FAILED, "RETURNED"),
    ],
)
def test_each_state_of_an_order_has_its_status(state: int, status: int, reason: str):
    told = mapping.delivery(model.Order("del_1", state))
    assert (told.status, told.carrier_delivery_no) == (status, "del_1")
    assert told.reason.partition(":")[0] == reason
    assert not mapping.is_unknown_state(state)


@pytest.mark.parametrize(
    ("times", "status"),
    [
        ({}, CREATED),
        ({"accept_time": "2026-01-31 12:00:00"}, ASSIGNED),
        ({"accept_time": "2026-01-31 12:00:00", "fetch_time": "2026-01-31 12:09:00"}, PICKED_UP),
        ({"cancel_time": "2026-01-31 12:00:00"}, CREATED),
        ({"finish_time": "2026-01-31 12:00:00"}, CREATED),
    ],
)
def test_a_state_that_nobody_knows_is_told_and_ends_nothing(times: dict[str, str], status: int):
    told = mapping.delivery(model.Order("del_1", 77, "新状\x00态", **times))
    assert (told.status, told.reason) == (status, "STATE 77 is not known: 新状态")
    assert mapping.is_unknown_state(77)


def test_a_rider_is_told_from_assignment_on_in_the_contracts_coordinates():
    latitude, longitude = to_gcj02(HOME)
    rider = {
        "transporter_name": "王师傅",
        "transporter_phone": 13900000001,
        "transporter_lat": str(latitude),
        "transporter_lng": longitude,
    }
    told = mapping.delivery(model.Order("del_1", 3, **rider)).rider
    assert (told.name, told.phone) == ("王师傅", "13900000001")
    assert abs(told.position.latitude - HOME.latitude) < 1e-6
    assert abs(told.position.longitude - HOME.longitude) < 1e-6
    for state in (1, 5):
        assert not mapping.delivery(model.Order("del_1", state, **rider)).HasField("rider")
    nowhere = rider | {"transporter_lat": "-", "transporter_name": None}
    told = mapping.delivery(model.Order("del_1", 2, **nowhere)).rider
    assert (told.name, told.HasField("position")) == ("Rider", False)


@pytest.mark.parametrize(
    ("told", "fen"),
    [
        (5.1, 510), ("5.10", 510), (0.29, 29), (19.99, 1999), (1.005, 101), (0, 0), (51, 5100),
        (None, None), ("", None), ("-1", None), ("NaN", None), (1e300, None), ("five", None),
    ],
)  # fmt: skip
def test_yuan_are_fen_to_the_last_one(told: Told, fen: int | None):
    assert mapping.fen_of(told) == fen


@given(st.integers(0, 10**8))
def test_every_amount_in_fen_survives_being_written_in_yuan(fen: int):
    assert mapping.fen_of(fen / 100) == mapping.fen_of(f"{fen / 100:.2f}") == fen


def test_what_is_charged_is_the_fee_and_after_the_end_the_deduction():
    priced = {"delivery_fee": 8.0, "actual_fee": 7.5, "deduct_fee": 2.0}
    assert mapping.delivery(model.Order("d", 2, **priced)).fee.minor_units == 750
    assert mapping.delivery(model.Order("d", 2, delivery_fee="8")).fee.minor_units == 800
    assert mapping.delivery(model.Order("d", 5, **priced)).fee.minor_units == 200
    assert not mapping.delivery(model.Order("d", 5, delivery_fee=8.0)).HasField("fee")
    assert not mapping.delivery(model.Order("d", 1)).HasField("fee")


def test_times_are_those_of_beijing():
    told = mapping.delivery(model.Order("d", 4, finish_time="2026-01-31 12:30:00"))
    assert told.status_time.ToDatetime(UTC) == datetime(2026, 1, 31, 4, 30, tzinfo=UTC)
    assert not mapping.delivery(model.Order("d", 4, finish_time="soon")).HasField("status_time")


@pytest.mark.parametrize(
    ("code", "words", "kind", "name"),
    [
        (-1, "系统异常", RetryLater, "SYSTEM_ERROR"),
        (999, "", RetryLater, "MAINTENANCE"),
        (2012, "", RetryLater, "IN_PROGRESS"),
        (2003, "签名错误", AuthRefused, "SIGN_ERROR"),
        (2401, "", AuthRefused, "MERCHANT_UNKNOWN"),
        (2155, "余额不足请充值", Rejected, "NO_BALANCE"),
        (2402, "门店不存在", Rejected, "STORE_NOT_READY"),
        (2044, "城市尚未开通", Rejected, "OUT_OF_RANGE"),
        (2998, "收货地址超出配送范围", Rejected, "OUT_OF_RANGE"),
        (2999, "运力紧张", Rejected, "NO_RIDERS"),
        (2067, "", RateLimited, "TOO_OFTEN"),
        (3000, "访问过于频繁", RateLimited, "TOO_OFTEN"),
        (2112, "cargo_weight不能为空", BadRequest, "DADA_2112"),
        (2999, "13800000000 无效", Rejected, "DADA_2999"),
        (2999, "1380\x00000\n0000 无效", Rejected, "DADA_2999"),
    ],
)
def test_each_refusal_says_what_to_do(code: int, words: str, kind: type[PluginFault], name: str):
    fault = REFUSALS.fault_of(Refused(code, words), hide=["13800000000", ""])
    assert (type(fault), fault.code) == (kind, name)
    assert "13800000000" not in fault.message
    assert fault_of_text(fault.message) == ""
    assert (fault.retry_after_seconds > 0) == (kind is RateLimited)


def an_order(**more: object) -> pb.CreateDeliveryRequest:
    """A delivery of soup."""
    home = Address(contact_name="Anna", contact_phone="+86 138-0000-0000", street="1 Road")
    home.point.CopyFrom(HOME)
    fields = {
        "delivery_id": "del_1",
        "store_id": "sto_1",
        "dropoff": pb.DeliveryPlace(address=home, note="call first"),
        "goods_value": Money(minor_units=1990, currency_code="CNY"),
        "callback_url": "https://here/notices/carrier/dada",
    }
    return pb.CreateDeliveryRequest(**{**fields, **more})


def test_an_order_is_told_in_yuan_kilograms_and_the_coordinates_of_chinas_maps():
    body = parcel.order_body(an_order(pickup_reference="12", weight_grams=1250), ACCOUNT, 1000)
    north, east = to_gcj02(HOME)
    assert body["shop_no"] == "shop-1"
    assert [str(body[name]) for name in ("cargo_price", "cargo_weight")] == ["19.9", "1.25"]
    assert (body["receiver_lat"], body["receiver_lng"]) == (round(north, 6), round(east, 6))
    assert (body["receiver_phone"], body["origin_mark_no"]) == ("13800000000", "12")
    assert body["info"] == "取餐号 12; call first"
    plain = parcel.order_body(an_order(store_id="sto_2", pickup_reference="A7"), ACCOUNT, 700)
    assert (plain["shop_no"], str(plain["cargo_weight"])) == ("sto_2", "0.7")
    assert "origin_mark_no" not in plain
    assert {"cargo_type", "city_code"}.isdisjoint(plain)


def test_a_rider_is_told_when_the_goods_are_ready_by_beijings_clock():
    request = an_order()
    request.ready_time.FromDatetime(datetime(2026, 1, 31, 4, 30, tzinfo=UTC))
    assert parcel.order_body(request, ACCOUNT, 1)["info"] == "12:30 出餐; call first"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ("13800000000", "receiver_phone"),
        ("0086 13800000000", "receiver_phone"),
        ("13800000000,1234", "receiver_phone"),
        ("021-61234567", "receiver_tel"),
        ("+49 30 1234567", "receiver_tel"),
    ],
)
def test_mobile_phones_and_others_have_fields_of_their_own(told: str, field: str):
    request = an_order()
    request.dropoff.address.contact_phone = told
    body = parcel.order_body(request, ACCOUNT, 1)
    assert {"receiver_phone", "receiver_tel"} & body.keys() == {field}


def test_an_order_that_lacks_something_is_refused_before_anybody_is_asked():
    for broken, code in (
        (an_order(callback_url=""), "CALLBACK_URL_MISSING"),
        (an_order(goods_value=Money(minor_units=1, currency_code="EUR")), "CURRENCY_NOT_TAKEN"),
        (an_order(dropoff=pb.DeliveryPlace()), "RECEIVER_MISSING"),
    ):
        with pytest.raises(PluginFault) as refused:
            parcel.order_body(broken, ACCOUNT, 1)
        assert refused.value.code == code
    nowhere = an_order()
    nowhere.dropoff.address.ClearField("point")
    with pytest.raises(BadRequest):
        parcel.order_body(nowhere, ACCOUNT, 1)


def written(folder: Path, text: str) -> Path:
    file = folder / "dada.toml"
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_an_account_has_shops_and_shows_no_secret(tmp_path: Path):
    text = GOOD + 'cargo_type = "1"\n[noodles.stores]\nsto_1 = "shop-1"\n'
    account = read_accounts(written(tmp_path, text)).of("noodles")
    assert (account.shop_no("sto_1"), account.shop_no("sto_2")) == ("shop-1", "sto_2")
    assert (account.cargo_type, account.city_code) == (1, "")
    assert "app_secret" not in repr(account)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[noodles]\napp_key = "k"\napp_secret = "s"\n', "source_id must be given"),
        (GOOD.replace('"73753"', '"sixty"'), "digits"),
        (GOOD + 'colour = "red"\n', "colour means nothing"),
        (GOOD + 'stores = "all"\n', "must be a table"),
        (GOOD + "[noodles.stores]\nsto_1 = 7\n", "shop_no of sto_1"),
    ],
)
def test_an_account_that_is_wrong_leaves_the_others_alone(tmp_path: Path, text: str, words: str):
    accounts = read_accounts(written(tmp_path, text + GOOD.replace("noodles", "tea")))
    assert words in accounts.unusable["noodles"]
    assert accounts.of("tea").source_id == "73753"
    for name, fault in (("noodles", AuthRefused), ("pizza", NoAccount)):
        with pytest.raises(fault):
            accounts.of(name)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path):
    file = written(tmp_path, GOOD)
    file.chmod(0o644)
    with pytest.raises(SettingRefused):
        read_accounts(file)


class NoBook:
    """A book in which nothing stands."""

    def find(self, _: str) -> None:
        return None


@pytest.mark.parametrize(
    "change",
    [
        {"order_id": 7}, {"order_id": "\\ud800"}, {"client_id": "\\ud800"}, {"client_id": {}},
        {"signature": "\\ud800"}, {"update_time": -1}, {"update_time": 1.5}, {"update_time": "now"},
        {"update_time": 10**30}, {"order_status": None}, {"order_status": True}, {"dm_name": []},
    ],
)  # fmt: skip
def test_a_callback_that_makes_no_sense_is_refused_and_harms_nothing(change: dict):
    said = {"client_id": "1", "order_id": "d", "update_time": 1700000000, "order_status": 1}
    said |= change
    said.setdefault(
        "signature",
        signing.callback_signature(*(str(said[name]) for name in list(said)[:3])),
    )
    body = json.dumps(said).replace("\\\\ud800", "\\ud800").encode()
    with pytest.raises((BadRequest, AuthRefused)):
        verified(body, NoBook(), lambda _: None, 1700000000.0)
