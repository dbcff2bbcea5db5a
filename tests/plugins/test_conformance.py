"""All plug-ins of ours keep the contract, and the suite notices one that does not."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

import grpc
import httpx
import pytest
from zhongtai.plugin.v1 import identity_provider_pb2 as pb
from zhongtai.plugin.v1 import identity_provider_pb2_grpc, plugin_pb2
from zhongtai_plugin import PluginInfo, PluginServer
from zhongtai_plugin.command import main
from zhongtai_plugin.conformance import Hooks, Outcome, Verdict, all_checks, run_checks
from zhongtai_plugin.conformance.core import Hook, open_subject
from zhongtai_plugin.conformance.spawn import Heard, spawned

from simulators.dada.files import ACCOUNTS
from simulators.sf.files import ACCOUNTS as SF_ACCOUNTS
from simulators.square.files import ACCOUNTS as SQUARE_ACCOUNTS
from simulators.square.platform import Square
from simulators.wechat.files import APPS, PAY
from tests import dada, sf, square, tryton
from tests.platform import free_ports
from tests.plugins.register import TillRegister, secret_of
from tests.plugins.world import ROOT, access, until, update
from tests.wechat import chains, simulated

PORT = {"http_port": "0"}


async def conforms(
    name: str,
    home: Path,
    settings: Mapping[str, str],
    hooks: Hooks,
    platform: plugin_pb2.PlatformAccess | None = None,
    **parameters: str,
) -> list[Outcome]:
    """Run every check on one of our plug-ins; what did not pass."""
    state = home / "plugins" / name
    heard = Heard()
    async with spawned(["python", "-m", f"plugins.{name}"], state, ROOT, heard) as plugin:
        subject = await open_subject(
            plugin.channel,
            settings,
            hooks,
            {"many": "2000", **parameters},
            platform=platform,
            restart=plugin.restart,
            pid=lambda: plugin.pid,
            printed=lambda: heard.printed,
        )
        outcomes = await run_checks(subject)
    assert len(outcomes) > 10
    return [outcome for outcome in outcomes if outcome.verdict is not Verdict.PASSED]


def by_post(home: Path, plugin: str, file: str, path: str, body: str, *, secret: str = "") -> Hooks:
    """Hooks that post to a plug-in's own interface; {id} stands for the item."""

    async def post(item_id: str) -> None:
        door = access(home, plugin, file)
        headers = {"authorization": f"Bearer {secret or door['token']}"}
        async with httpx.AsyncClient(base_url=door["url"], headers=headers) as http:
            content = body.replace("{id}", item_id)
            answer = await http.post(path.replace("{id}", item_id), content=content)
            answer.raise_for_status()

    return Hooks(accept_order=post, pay=post, move_delivery=post, expire_order=post)


async def test_pos_till_keeps_the_contract(tmp_path: Path) -> None:
    body = json.dumps({"updates": [update("{id}", "{id}", "accepted")]})
    register, secret = TillRegister(tmp_path), secret_of("til_1", "conformance")
    register.stores[secret] = ""
    hooks = by_post(tmp_path, "pos_till", "till.json", "/till/v1/updates", body, secret=secret)
    async with register.served():
        access = register.door.access("pos_till")
        assert await conforms("pos_till", tmp_path, PORT, hooks, access) == []


def at_square(side: Square, home: Path) -> dict[str, str]:
    """The settings of pos_square."""
    accounts = str(home / SQUARE_ACCOUNTS)
    return {"accounts": accounts, "api_url": side.url, "poll_seconds": "1", **PORT}


async def test_pos_square_keeps_the_contract_while_square_is_away(tmp_path: Path) -> None:
    there = square.chains(tmp_path, "conformance", stores=("conformance-store",))
    async with square.simulated(there) as side:
        side.faults.away = True
        settings = at_square(side, tmp_path)
        found = await conforms("pos_square", tmp_path, settings, Hooks(), currency="USD")
    assert {outcome.detail for outcome in found} == {"needs the hook accept_order"}


async def test_pos_square_keeps_what_the_contract_says_of_tills_that_accept(tmp_path: Path) -> None:
    there = square.chains(tmp_path, "conformance", stores=("conformance-store",))
    async with square.simulated(there) as side:

        async def accept(order_id: str) -> None:
            await until(lambda: any(each.payment for each in side.book.of(order_id)))
            side.orders.move(side.book.of(order_id)[0].body["id"], "RESERVED")

        state, settings = tmp_path / "plugins" / "pos_square", at_square(side, tmp_path)
        async with spawned(["python", "-m", "plugins.pos_square"], state, ROOT) as plugin:
            subject = await open_subject(
                plugin.channel,
                settings,
                Hooks(accept_order=accept),
                {"currency": "USD"},
                restart=plugin.restart,
            )
            checks = [each for each in all_checks() if each.hook == "accept_order"]
            for check in checks:
                await check.run(subject)
        references = [each.body["reference_id"] for each in side.book.orders.values()]
    assert len(references) == len(set(references)) > len(checks) > 3


async def test_pos_tryton_keeps_the_contract_while_tryton_is_away(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    file = tmp_path / "tills.toml"
    url = f"http://127.0.0.1:{port}"
    file.write_text(tryton.tills(url, {"conformance-store": "Hill"}, "conformance"))
    file.chmod(0o600)
    found = await conforms("pos_tryton", tmp_path, {"accounts": str(file)}, Hooks())
    details = {outcome.detail for outcome in found}
    # Its journal is new: whether an order was ever pushed is known when Tryton has been asked.
    (unsure,) = {detail for detail in details if "ERROR_CLASS_RETRY" in detail}
    assert "change-" in unsure
    assert details - {unsure} == {"needs the hook accept_order"}


async def test_payment_sandbox_keeps_the_contract(tmp_path: Path) -> None:
    body = '{"payment_id": "{id}"}'
    hooks = by_post(tmp_path, "payment_sandbox", "cashier.json", "/cashier/v1/pay", body)
    found = await conforms("payment_sandbox", tmp_path, PORT, hooks)
    assert [outcome.detail for outcome in found] == ["CAPABILITY_PAYMENT_PAYER is not claimed"]


async def test_identity_sandbox_keeps_the_contract(tmp_path: Path) -> None:
    codes = {"code": "once-anna-1", "phone_code": "phone-8613900000000"}
    assert await conforms("identity_sandbox", tmp_path, {}, Hooks(), **codes) == []


async def test_sms_sandbox_keeps_the_contract(tmp_path: Path) -> None:
    served = {"chains": "conformance, sister"}
    given = {
        "other_merchant_id": "sister",
        "strange_merchant_id": "stranger",
        "refused_phone": "+8613800000404",
    }
    assert await conforms("sms_sandbox", tmp_path, served, Hooks(), **given) == []
    (file,) = (tmp_path / "plugins" / "sms_sandbox" / "inbox").iterdir()
    assert file.name == "+8613800138000.txt"
    assert "240781" in file.read_text()


@pytest.mark.parametrize("by_public_key", [False, True])
async def test_payment_wechat_keeps_the_contract(tmp_path: Path, by_public_key: bool) -> None:
    there = chains(tmp_path, ["conformance"], by_public_key=by_public_key)
    async with simulated(there) as side:

        async def pay(payment_id: str) -> None:
            side.pay.pay(payment_id)

        settings = {"accounts": str(tmp_path / PAY), "api_url": side.url}
        found = await conforms(
            "payment_wechat", tmp_path, settings, Hooks(pay=pay), payer_subject="o-anna"
        )
    assert found == []


async def test_identity_wechat_keeps_the_contract(tmp_path: Path) -> None:
    there = chains(tmp_path, ["conformance"])
    async with simulated(there) as side:
        settings = {"accounts": str(tmp_path / APPS), "api_url": side.url}
        code = side.login.code("wx-conformance", "anna")
        found = await conforms("identity_wechat", tmp_path, settings, Hooks(), code=code)
    assert {outcome.detail for outcome in found} == {"CAPABILITY_IDENTITY_PHONE is not claimed"}


def dropping(chain: Path) -> Hooks:
    """Hooks that drop a list of one line into the folder of a chain."""

    async def drop(name: str, content: str) -> None:
        draft, file = chain / "in" / f".{name}", chain / "in" / f"{name}.csv"
        draft.write_text(content)
        draft.rename(file)
        await until(lambda: not file.exists())

    async def item(code: str, archived: str) -> None:
        await drop("items", f"code,name,price,archived\n{code},Tea,18,{archived}\n")

    async def member(member_id: str, change: str) -> None:
        last = max(int(each.name[-12:-4]) for each in (chain / "out").glob("p*.csv"))
        head = "crm_member_id,known_file,standing,points"
        await drop("members", f"{head}\n{member_id},{last},{change}\n")

    return Hooks(
        list_item=lambda code: item(code, "no"),
        archive_item=lambda code: item(code, "yes"),
        change_member=lambda member_id: member(member_id, ",10"),
        delete_member=lambda member_id: member(member_id, "closed,"),
    )


async def test_file_drop_keeps_the_contract_of_both_its_kinds(tmp_path: Path) -> None:
    chain = tmp_path / "drop" / "conformance"
    (chain / "in").mkdir(parents=True)
    stock = "store,sku,quantity\nS1,C1,3\nS1,C2,\nS1,C3,0\n"
    (chain / "in" / "stock.csv").write_text(stock)
    settings = {
        "folder": str(chain.parent),
        "look_milliseconds": "20",
        "settle_milliseconds": "0",
    }
    assert await conforms("file_drop", tmp_path, settings, dropping(chain)) == []


async def test_carrier_sandbox_keeps_the_contract(tmp_path: Path) -> None:
    path = "/carrier/v1/deliveries/{id}"
    body = '{"status": "assigned"}'
    hooks = by_post(tmp_path, "carrier_sandbox", "dispatch.json", path, body)
    settings = {**PORT, "step_milliseconds": "0"}
    found = await conforms("carrier_sandbox", tmp_path, settings, hooks)
    assert {outcome.detail for outcome in found} == {"CAPABILITY_CARRIER_CALLBACK is not claimed"}


async def test_carrier_dada_keeps_the_contract(tmp_path: Path) -> None:
    there = dada.chains(tmp_path, "conformance", stores=("conformance-store",))
    async with dada.simulated(there) as side:
        settings = {"accounts": str(tmp_path / ACCOUNTS), "api_url": side.url}
        found = await conforms("carrier_dada", tmp_path, settings, Hooks())
    assert {outcome.detail for outcome in found} == {"CAPABILITY_CARRIER_WATCH is not claimed"}


async def test_carrier_sf_keeps_the_contract(tmp_path: Path) -> None:
    there = sf.chains(tmp_path, "conformance", stores=("conformance-store",))
    async with sf.simulated(there) as side:
        settings = {"accounts": str(tmp_path / SF_ACCOUNTS), "api_url": side.url}
        found = await conforms("carrier_sf", tmp_path, settings, Hooks())
    assert {outcome.detail for outcome in found} == {"CAPABILITY_CARRIER_WATCH is not claimed"}


async def test_oms_sandbox_keeps_the_contract(tmp_path: Path) -> None:
    body = '{"merchant_id": "conformance", "do": "expire"}'
    hooks = by_post(tmp_path, "oms_sandbox", "desk.json", "/oms/v1/orders/{id}", body)
    settings = {**PORT, "chains": "conformance"}
    strange = {"strange_merchant_id": "another"}
    assert await conforms("oms_sandbox", tmp_path, settings, hooks, **strange) == []


async def test_crm_ledger_keeps_the_contract(tmp_path: Path) -> None:
    hooks = Hooks(
        change_member=at_crm(tmp_path, '"points": 10'),
        delete_member=at_crm(tmp_path, '"standing": "closed"'),
    )
    settings = {**PORT, "chains": "conformance"}
    assert await conforms("crm_ledger", tmp_path, settings, hooks) == []


def at_crm(home: Path, change: str) -> Hook | None:
    """What changes a member at the desk of the stand-in CRM."""
    body = f'{{"merchant_id": "conformance", {change}}}'
    return by_post(home, "crm_ledger", "desk.json", "/crm/v1/members/{id}", body).pay


async def test_policy_rules_keeps_the_contract(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "conformance.toml").write_text(
        """
        [[price]]
        codes = { C1 = 900 }
        [[refuse]]
        persons = ["blocked"]
        code = "BLOCKED"
        message = "Not you."
        [per_day]
        orders = 1
        message = "Enough."
        [[route]]
        pos_plugin = "pos_one"
        [[accept]]
        [[carriers]]
        order = ["one", "three"]
        """
    )
    settings, blocked = {"folder": str(folder)}, {"refused_person_id": "blocked"}
    assert await conforms("policy_rules", tmp_path, settings, Hooks(), **blocked) == []


class Careless(identity_provider_pb2_grpc.IdentityProviderServiceServicer):
    """Takes any code, and lists its channel twice when told to."""

    def __init__(self, *, twice: bool) -> None:
        self._channels = ["miniapp", "miniapp"] if twice else ["miniapp"]

    async def ExchangeCode(self, request, context):
        """Take anything."""
        return pb.ExchangeCodeResponse(subject="everybody", app_id="one")

    async def ListChannels(self, request, context):
        """List the channel."""
        return pb.ListChannelsResponse(channels=self._channels)


@asynccontextmanager
async def careless(folder: Path, *, twice: bool = False) -> AsyncIterator[str]:
    """A careless plug-in that serves; its endpoint."""
    endpoint = f"unix:{folder}/p.sock"
    server = PluginServer(PluginInfo("careless", "1", "Careless."), [Careless(twice=twice)])
    await server.start(endpoint)
    ending = asyncio.create_task(server.wait())
    try:
        yield endpoint
    finally:
        server.stop("done")
        await ending


async def of_identity(endpoint: str) -> dict[Verdict, set[str]]:
    """The names of the checks of identities, by what became of them."""
    async with grpc.aio.insecure_channel(endpoint) as channel:
        subject = await open_subject(channel, parameters={"code": "any"})
        outcomes = [each for each in await run_checks(subject) if each.check.kind]
    return {
        verdict: {each.check.name for each in outcomes if each.verdict is verdict}
        for verdict in Verdict
    }


async def test_the_suite_names_each_broken_promise(tmp_path: Path) -> None:
    async with careless(tmp_path) as endpoint:
        found = await of_identity(endpoint)
    assert found[Verdict.FAILED] == {
        "a wrong code is rejected",
        "an unknown channel is a bad request",
    }


async def test_what_stands_on_a_broken_promise_is_skipped(tmp_path: Path) -> None:
    async with careless(tmp_path, twice=True) as endpoint:
        found = await of_identity(endpoint)
    assert found[Verdict.FAILED] == {"channels are listed"}
    assert not found[Verdict.PASSED]
    assert "a wrong code is rejected" in found[Verdict.SKIPPED]


async def test_a_finding_quotes_the_contract_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "junit.xml"
    async with careless(tmp_path) as endpoint:
        await of_identity(endpoint)
        command = ["check", "--endpoint", endpoint, "--kind", "identity", "--junit", str(file)]
        assert await asyncio.to_thread(main, command) == 1
    told = capsys.readouterr().out.splitlines()
    at = told.index("FAIL a wrong code is rejected  (should fail with REJECTED, but succeeded)")
    assert "Errors: REJECTED with code CODE_INVALID or CODE_USED" in told[at + 1]
    assert "to do" in told[at + 2]
    suite = ET.parse(file).getroot()
    (case,) = [each for each in suite if each.get("name") == "a wrong code is rejected"]
    assert (suite.get("failures"), case[0].tag) == ("2", "failure")
    assert "CODE_INVALID" in (case[0].text or "")


async def test_settings_that_are_refused_are_told_before_any_check(tmp_path: Path) -> None:
    async with careless(tmp_path) as endpoint:
        command = ["check", "--endpoint", endpoint, "--setting", "no_such=1", "--json"]
        assert await asyncio.to_thread(main, command) == 1


def test_every_check_has_a_name_of_its_own() -> None:
    names = [check.name for check in all_checks()]
    assert len(names) == len(set(names)) > 40


def test_the_command_says_what_is_wrong_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert "either --endpoint or --command" in capsys.readouterr().err
    assert main(["check", "--command", "false"]) == 1
    assert "the command ended with 1" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["check", "--command", "python 'main.py"])
    assert "argument --command: invalid" in capsys.readouterr().err
