"""The door for signed callbacks, with the ways in which platforms sign and repeat."""

import asyncio
import hashlib
import json
import time
from pathlib import Path
from types import SimpleNamespace

import httpx
import msgspec
import pytest
from litestar import Router, route

from mesh.call.context import current, internal_identity
from mesh.edge.callbacks import Account, CallbackDoor, accounts_in, decoded
from mesh.edge.http import build_app
from mesh.edge.incoming import Incoming
from mesh.edge.sender_limits import SenderLimits
from mesh.process.metrics import Metrics
from mesh.process.settings import SettingInvalid
from mesh.pure.callback import Callback, same
from mesh.pure.errors import InvalidRequest

SECRETS = {"app-1": "s1", "app-2": "s2"}
ACCOUNTS = {"app-1": Account("noodles", "s1"), "app-2": Account("pizza", "s2")}
NOW = 1_800_000_000


class OverTheForm:
    """Signs the registered address and the sorted fields, as some platforms do."""

    def account(self, callback: Callback) -> str:
        return callback.fields.get("app_id", "")

    def is_valid(self, callback: Callback, secret: str) -> bool:
        return same(callback.fields.get("sig", ""), self.sign(callback, secret))

    def what_is_signed(self, callback: Callback) -> str:
        return f"{callback.url} and {','.join(sorted(callback.fields))}"

    def message_id(self, callback: Callback) -> str:
        return callback.fields.get("id", "")

    def sent_at(self, callback: Callback) -> float | None:
        return float(callback.fields["timestamp"]) if "timestamp" in callback.fields else None

    def sign(self, callback: Callback, secret: str) -> str:
        fields = sorted(item for item in callback.fields.items() if item[0] != "sig")
        text = callback.url + "?" + "&".join(f"{key}={value}" for key, value in fields)
        return hashlib.sha256((text + secret).encode()).hexdigest()


class Shop:
    """A gateway with one route; keeps what was worked on, and for whom."""

    def __init__(self) -> None:
        self.worked: list[tuple[str, dict[str, str]]] = []
        self.fails = False
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.limits = SenderLimits("hub", 1000, per_address=1, at_once=200)
        self.door = CallbackDoor(
            "hub",
            OverTheForm(),
            ACCOUNTS,
            self.limits,
            lambda merchant: internal_identity("hub", merchant),
            "https://shop.example",
            clock=lambda: NOW,
        )

    async def work(self, callback: Callback) -> dict[str, str]:
        self.worked.append((current().identity.merchant_id, callback.fields))
        await self.may_end.wait()
        if self.fails:
            raise InvalidRequest
        return {"data": "ok"}

    def client(self, address: str = "10.0.0.1") -> httpx.AsyncClient:
        @route("/orders", http_method=["GET", "POST"], status_code=200)
        async def orders(request: Incoming) -> dict[str, str]:
            return await self.door.take(request, self.work)

        app = build_app([Router("/hub", route_handlers=[orders])], Metrics(), "Test")
        transport = httpx.ASGITransport(app, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url="http://inside:8080")


def fields_of(app: str = "app-1", secret: str = "", **fields: str) -> dict[str, str]:
    """The fields of a message, signed."""
    fields = {"app_id": app, "timestamp": str(NOW), "id": "m1", "dish": "面 & rice", **fields}
    said = httpx.QueryParams(fields)
    callback = Callback("POST", "https://shop.example/hub/orders", body=str(said).encode())
    return {**fields, "sig": OverTheForm().sign(callback, secret or SECRETS.get(app, "none"))}


@pytest.fixture
def shop():
    return Shop()


@pytest.mark.parametrize(("app", "merchant"), [("app-1", "noodles"), ("app-2", "pizza")])
async def test_a_signed_form_is_worked_on_in_the_chain_of_its_account(shop, app, merchant):
    async with shop.client() as client:
        answer = await client.post("/hub/orders", data=fields_of(app))
    assert (answer.status_code, answer.json()) == (200, {"data": "ok"})
    ((acted_in, fields),) = shop.worked
    assert (acted_in, fields["dish"]) == (merchant, "面 & rice")


async def test_a_signed_query_is_taken_as_a_form_is(shop):
    async with shop.client() as client:
        assert (await client.get("/hub/orders", params=fields_of())).status_code == 200
    assert len(shop.worked) == 1


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({**fields_of(), "dish": "another"}, id="changed"),
        pytest.param({**fields_of(), "sig": "ü"}, id="no signature at all"),
        pytest.param(fields_of(secret="guessed"), id="another secret"),
        pytest.param(fields_of("app-1", "s2"), id="another account's secret"),
        pytest.param(fields_of("stranger"), id="no account"),
        pytest.param(fields_of(timestamp=str(NOW - 86_401)), id="too old"),
        pytest.param(fields_of(timestamp=str(NOW + 301)), id="ahead"),
        pytest.param({}, id="nothing"),
    ],
)
async def test_what_no_account_signed_or_is_not_of_this_time_is_refused_alike(shop, message):
    async with shop.client() as client:
        answer = await client.post("/hub/orders", data=message)
    assert (answer.status_code, answer.json()["reason"]) == (401, "UNAUTHENTICATED")
    assert shop.worked == []


async def test_repetitions_at_the_same_time_and_later_are_worked_on_once(shop):
    shop.may_end.clear()
    async with shop.client() as client:
        sent = [
            asyncio.ensure_future(client.post("/hub/orders", data=fields_of())) for _ in range(20)
        ]
        while not shop.worked:  # noqa: ASYNC110 - a list sets no event
            await asyncio.sleep(0)
        shop.may_end.set()
        answers = [*await asyncio.gather(*sent), await client.post("/hub/orders", data=fields_of())]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.text for answer in answers} == {'{"data":"ok"}'}
    assert len(shop.worked) == 1


async def test_accounts_that_use_the_same_message_id_are_not_taken_for_each_other(shop):
    async with shop.client() as client:
        for app in SECRETS:
            await client.post("/hub/orders", data=fields_of(app))
    assert [merchant for merchant, _ in shop.worked] == ["noodles", "pizza"]


async def test_a_message_without_an_id_is_left_to_the_natural_key_of_its_center(shop):
    async with shop.client() as client:
        for _ in range(2):
            await client.post("/hub/orders", data=fields_of(id=""))
    assert len(shop.worked) == 2


async def test_what_failed_is_not_acknowledged_and_worked_on_when_it_comes_again(shop):
    async with shop.client() as client:
        shop.fails = True
        refused = await client.post("/hub/orders", data=fields_of())
        shop.fails = False
        taken = await client.post("/hub/orders", data=fields_of())
    assert (refused.status_code, taken.status_code, len(shop.worked)) == (400, 200, 2)


async def test_wrong_signatures_use_up_the_share_of_their_sender_alone(shop):
    forged = fields_of(secret="guessed")
    async with shop.client("10.0.0.1") as bad, shop.client("10.0.0.2") as good:
        codes = [(await bad.post("/hub/orders", data=forged)).status_code for _ in range(5)]
        assert set(codes) == {401, 429}
        assert (await good.post("/hub/orders", data=fields_of())).status_code == 200


class Order(msgspec.Struct):
    number: str


def test_json_is_read_into_its_shape_and_what_is_missing_is_named():
    assert decoded(json.dumps({"number": "7", "more": 1}).encode(), Order) == Order("7")
    for body in (b"{", b"{}", b'{"number": 7}', b'{"number": "\xff"}', b'{"number": "\\u0000"}'):
        with pytest.raises(InvalidRequest):
            decoded(body, Order)


def accounts_file(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    file = folder / "accounts.toml"
    file.write_text(text)
    file.chmod(mode)
    return {"ZHONGTAI_HUB_ACCOUNTS": str(file)}


SOUND = '[app-1]\nmerchant = "noodles"\nsecret = "s1"\n'


def test_accounts_are_read_from_their_file_and_their_secrets_are_never_shown(tmp_path: Path):
    accounts = accounts_in(accounts_file(tmp_path, SOUND), "ZHONGTAI_HUB_ACCOUNTS")
    assert accounts == {"app-1": Account("noodles", "s1")}
    assert "s1" not in repr(accounts)
    assert accounts_in({}, "ZHONGTAI_HUB_ACCOUNTS") == {}


def test_what_a_gateway_lets_an_account_say_is_read_and_nothing_else(tmp_path: Path):
    settings = accounts_file(tmp_path, SOUND + 'key = "k1"\n')
    accounts = accounts_in(settings, "ZHONGTAI_HUB_ACCOUNTS", ("key",))
    assert accounts["app-1"].more == {"key": "k1"}
    for more in ((), ("other",)):
        with pytest.raises(SettingInvalid, match="nothing else"):
            accounts_in(settings, "ZHONGTAI_HUB_ACCOUNTS", more)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param(SOUND, 0o640, id="others may read it"),
        pytest.param("[app-1", 0o600, id="no TOML"),
        pytest.param('[app-1]\nmerchant = "noodles"\n', 0o600, id="no secret"),
        pytest.param(SOUND + 'more = "x"\n', 0o600, id="more"),
        pytest.param('[app-1]\nmerchant = ""\nsecret = "s1"\n', 0o600, id="empty"),
        pytest.param("app-1 = 3\n", 0o600, id="no table"),
    ],
)
def test_a_file_of_accounts_that_cannot_be_used_names_its_setting(tmp_path: Path, text, mode):
    settings = accounts_file(tmp_path, text, mode)
    with pytest.raises(SettingInvalid, match="ZHONGTAI_HUB_ACCOUNTS"):
        accounts_in(settings, "ZHONGTAI_HUB_ACCOUNTS")


def test_a_door_is_read_from_the_settings_of_its_unit(tmp_path: Path):
    settings = accounts_file(tmp_path, SOUND) | {"ZHONGTAI_HUB_MAX_AGE_SECONDS": "60"}
    host = SimpleNamespace(
        unit="hub", settings=settings, identity=internal_identity, http_url="https://shop.example"
    )
    door = CallbackDoor.read(host, OverTheForm())
    assert (door.max_age, list(door.accounts)) == (60, ["app-1"])
    assert door.clock() == pytest.approx(time.time(), abs=60)
