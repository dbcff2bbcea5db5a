"""A plug-in of each kind can be played with as it is, at the terminal, through its own process."""

import os
import signal
from pathlib import Path

import pytest
from zhongtai.plugin.v1.plugin_pb2 import CAPABILITY_CARRIER_CALLBACK, CAPABILITY_CARRIER_WATCH
from zhongtai_plugin.command import main
from zhongtai_plugin.conformance.core import KINDS
from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.conformance.spawn import spawned

from mesh.plugins import process as host_process
from tests.cli.pages import run_page
from tests.plugins.played import ours, played
from tests.plugins.test_plugin_host import running_elsewhere
from tests.plugins.world import ROOT, SAMPLES

SDK = str(ROOT / "sdk")
PORT = {"http_port": "0"}
KNOWN = "already_known"
PLAYS = {
    "pos": (
        ours("pos_till", **PORT),
        [
            ("push", r"<- .* PushOrders after \d+ ms .*item_id"),
            ("again", KNOWN),
            ("again twice", f"(?s){KNOWN}.*{KNOWN}"),
            ("kill", "killed(?s:.*)started"),
            ("look", '"known": true'),
            ("PushOrders 7", r"<- .*(\"item_id\".*){7}"),
            ("update", r"<- .* UpdateOrders .*change-"),
        ],
    ),
    "payment": (
        ours("payment_sandbox", **PORT),
        [
            ("createp", r"<- .* CreatePayment .*provider_trade_no"),
            ("again", r"<- .*provider_trade_no"),
            ("kill", "started"),
            ("queryp", "PROVIDER_PAYMENT_STATUS_PENDING"),
            ("creater", r"REJECTED NOT_PAID(?s:.*)contract .*an unpaid payment REJECTED"),
            ("download", r"<- .* DownloadBill .*the stream has ended"),
        ],
    ),
    "carrier": (
        ours("carrier_sandbox", **PORT, step_milliseconds="50"),
        [
            ("quote", r"<- .* Quote .*distance_metres"),
            ("create", r"WatchDeliveryUpdates streams(?s:.*)-> .* AckDeliveryUpdates.*cursor"),
            ("kill", "started"),
            ("query", r"<- .* QueryDelivery .*carrier_delivery_no"),
        ],
    ),
    "erp": (
        ours("file_drop", look_milliseconds="20", settle_milliseconds="0"),
        [
            ("pushs", r"<- .* PushSales .*item_id"),
            ("again", KNOWN),
            ("kill", "started"),
            ("lookups", "known_posting_ids"),
            ("pushm 3", r"<- .* PushMovements .*(movement-.*){3}"),
        ],
    ),
    "crm": (
        ours("crm_ledger", **PORT, chains="conformance"),
        [
            ("pushm", r"<- .* PushMembers .*item_id"),
            ("pushp 2", r"<- .* PushPoints .*(item_id.*){2}"),
            ("again", KNOWN),
            ("kill", "started"),
            ("lookupm", '"known_position": "2"'),
        ],
    ),
    "oms": (
        ours("oms_sandbox", **PORT, chains="conformance"),
        [
            ("submit", r"<- .* SubmitVoucherOrders .*item_id"),
            ("again", KNOWN),
            ("kill", "started"),
            ("lookup", "OMS_DECISION_ISSUED"),
            ("redeem", "OMS_REDEEM_OUTCOME_REDEEMED"),
            ("void", r"<- .* VoidVouchers .*item_id"),
        ],
    ),
    "identity": (
        ["--param=code=demo-anna", *ours("identity_sandbox")],
        [
            ("exchange", r"<- .* ExchangeCode .*subject"),
            ("verify", "needs --param phone_code=…, or a message of your own"),
            (
                'ExchangeCode {"channel": "nowhere"}',
                r"CHANNEL_UNKNOWN(?s:.*)contract .*BAD_REQUEST",
            ),
            ("kill", "started"),
            ("list", "channels"),
        ],
    ),
    "sms": (
        ours("sms_sandbox"),
        [
            ("send", r"<- .* SendCode after"),
            ("again", KNOWN),
            ("kill", "started"),
            ("again", KNOWN),
            (
                'SendCode {"message_id": "m", "phone": "138"}',
                r"PHONE_INVALID(?s:.*)contract .*BAD_REQUEST",
            ),
        ],
    ),
    "policy": (
        ours("policy_rules"),
        [
            ("price", r"<- .* PriceLines .*900"),
            ("decide", r"<- .* DecideOrder after"),
            ("again", r"<- .* DecideOrder after"),
            ("kill", "started"),
            ("choose", r"<- .* ChooseCarriers .*one"),
        ],
    ),
}


def test_each_kind_has_a_play() -> None:
    assert PLAYS.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", PLAYS)
async def test_a_plug_in_of_each_kind_is_played_with(kind: str, tmp_path: Path) -> None:
    arguments, lines = PLAYS[kind]
    (tmp_path / "conformance" / "in").mkdir(parents=True)
    rules = '[[price]]\ncodes = { C1 = 900 }\n[[carriers]]\norder = ["one"]'
    (tmp_path / "conformance.toml").write_text(rules)
    folder = [f"--setting=folder={tmp_path}"] if kind in ("erp", "policy") else []
    async with played(kind, *folder, *arguments) as play:
        if kind == "pos":
            await play.until("there is none here(?s:.*)zhongtai up --demo")
        await play.until(r"page    http://127.0.0.1:\d+/")
        for line, answer in lines:
            await play.type(line, answer)
        assert await play.end() == 0


UPDATES = '        await self.report(order.order_id, pb.TILL_UPDATE_KIND_ACCEPTED, "till-1")\n'
TAKEN = "        return await self.orders.take(order.order_id, order.SerializeToString())\n"


@pytest.fixture
def tills(tmp_path: Path) -> Path:
    """The folder of a new plug-in whose tills accept what they are sent.

    It claims what only a later contract knows, too.
    """
    assert main(["new", "pos", "tills", "--folder", str(tmp_path)]) == 0
    main_file = tmp_path / "tills" / "main.py"
    text = main_file.read_text().replace(
        TAKEN, f"{TAKEN.replace('return', 'known =')}{UPDATES}        return known\n"
    )
    main_file.write_text(text.replace('tills.")', 'tills.", capabilities=[999])'))
    return tmp_path / "tills"


async def test_what_is_not_acknowledged_comes_again_after_a_kill(tills: Path) -> None:
    async with played("pos", folder=tills) as play:
        await play.until("page")
        await play.type("push", "WatchUpdates streams .*ACCEPTED(?s:.*)AckUpdates after")
        await play.type("ack off", "not acknowledged")
        update_id = (await play.type("push", r'streams .*"update_id": "(\w+)"'))[1]
        await play.type("kill", f'streams .*"update_id": "{update_id}"')
        await play.type("ack on", "AckUpdates after")
        await play.type("kill", "started")
        assert update_id not in (await play.type("push", "WatchUpdates streams .*ACCEPTED"))[0]


async def test_a_change_of_the_code_is_played_with_after_restart(tills: Path) -> None:
    async with played("pos", folder=tills) as play:
        await play.until("page")
        good = (tills / "main.py").read_text()
        (tills / "main.py").write_text(good.replace("an order", "x").replace("import time", "!"))
        await play.type("restart", "ended after Shutdown(?s:.*)does not start: .*ended with 1")
        await play.type("push", r"refused   UNAVAILABLE: it is away")
        (tills / "main.py").write_text(good.replace("LINES_MISSING", "NO_LINES"))
        await play.type("restart", "started, process")
        await play.type('PushOrders {"orders": [{}]}', "BAD_REQUEST NO_LINES: An order has lines")


async def test_what_it_claims_after_a_change_is_played_with_after_restart(tmp_path: Path) -> None:
    assert main(["new", "carrier", "ours", "--folder", str(tmp_path)]) == 0
    main_file = tmp_path / "ours" / "main.py"
    more = [int(CAPABILITY_CARRIER_CALLBACK), int(CAPABILITY_CARRIER_WATCH)]
    async with played("carrier", folder=main_file.parent) as play:
        await play.until("can     what each of its kind can")
        text = main_file.read_text()
        main_file.write_text(text.replace("capabilities=[]", f"capabilities={more}"))
        await play.type("restart", "WatchDeliveryUpdates failed(?s:.*)UNIMPLEMENTED")
        await play.type("show create", '"callback_url": "http://127.0.0.1')


async def test_one_that_ends_by_itself_is_started_again(tills: Path) -> None:
    async with played("pos", folder=tills) as play:
        await play.until("page")
        await play.type("Shutdown", "ended by itself with 0; started again in 1 s(?s:.*)started")
        await play.type("push", "<- .* PushOrders after")


async def test_one_that_hangs_is_told_and_goes_on(tills: Path) -> None:
    async with played("pos", "--seconds", "1", folder=tills) as play:
        await play.until("ready")
        await play.type("pause", "does not answer Probe within 1 s")
        await play.type("look", "refused   DEADLINE_EXCEEDED: no answer in time")
        await play.type("resume", "the plug-in: ready")
        await play.type("look", "<- .* LookUpOrders after")


async def test_ctrl_c_ends_the_plug_in_in_order(tills: Path) -> None:
    async with played("pos", folder=tills) as play:
        pid = int((await play.until(r"as process (\d+)"))[1])
        await play.until("ready")
        play.process.send_signal(signal.SIGINT)
        await play.until('"event": "ending"')
        assert await play.process.wait() == 0
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


async def test_a_program_in_between_is_told(tills: Path) -> None:
    between = "import subprocess, sys; subprocess.run([sys.executable, 'main.py'])"
    async with played("pos", "--", "python", "-c", between, folder=tills) as play:
        await play.until("has not started it itself: leave out what is in between, or exec")


async def test_what_is_delayed_is_done_before_the_input_ends(tills: Path) -> None:
    async with played("pos", folder=tills) as play:
        await play.until("page")
        await play.type("again", "Nothing was sent yet")
        await play.type("push in 0.5", "")
        assert await play.end() == 0
        await play.until("<- .* PushOrders after")


async def test_one_that_runs_elsewhere_is_played_with_by_its_certificate(tmp_path: Path) -> None:
    async with running_elsewhere(tmp_path) as binding:
        names = ("tls_ca", "tls_cert", "tls_key", "tls_name")
        tls = [f"--{name.replace('_', '-')}={binding[name]}" for name in names]
        where = ["--endpoint", binding["address"], *tls, "--param=code=demo-anna"]
        async with played("identity", *where) as play:
            await play.until("runs    by itself")
            await play.type("exchange", "RETRY NOT_CONFIGURED")
        async with played("identity", *where, "--configure") as play:
            await play.until("runs    by itself")
            await play.type("exchange", "<- .* ExchangeCode .*subject")
            await play.type("kill", "only what is started here is killed")


def test_the_lines_of_the_page_for_authors_do_what_it_says(tmp_path: Path) -> None:
    said = run_page("add-a-plug-in.md", "bash", os.environ | {"PYTHONPATH": SDK}, tmp_path)
    known, killed, looked_up, refused, contract = map(
        said.find,
        (
            '"already_known": true',
            "killed",
            '"known": true',
            "refused   one BAD_REQUEST LINES_MISSING: An order has lines.",
            "contract  The request breaks the contract",
        ),
    )
    assert 0 < known < killed < looked_up < refused < contract


WRONG = [
    ("wat is this", "is this is no number of items"),
    ("push 0", "A batch has 1 to 10000 items"),
    ("look 2", "LookUpOrders is no batch: send it twice, or again"),
    ("push in a-while", "a-while is no number of seconds"),
    ("p", "p may be PushOrders or PullTillSales or Probe"),
    ("show", "Say which call"),
    ("dance", "There is no call dance. Type help"),
    ("PushOrders {", "This is no JSON"),
    ("PushOrders []", r"\[\] is no number of items"),
    ('PushOrders {"order": 1}', 'has no field named "order"'),
    ("help", "what you type (?s:.*)kill -9"),
    ("pull", "UNIMPLEMENTED: it does not offer(?s:.*)contract .* Only with CAPABILITY_POS"),
    ("ack", "refused   BAD_REQUEST CURSOR_UNKNOWN"),
    ("probe", '<- .* Probe .*"readiness": "READINESS_READY"'),
    ("calls", "CAPABILITY_POS_TILL_SALES is not claimed"),
    ("show push", 'PushOrders {"orders": .*"order_id"'),
]


async def test_a_line_that_cannot_be_done_says_why(tills: Path) -> None:
    async with played("pos", folder=tills) as play:
        await play.until("can     999")
        for line, answer in WRONG:
            await play.type(line, answer)


def sample(name: str) -> str:
    return str(SAMPLES / name)


NOT_PLAYED = [
    (["pos", sample("nowhere")], 1, "plugin.toml: No such file"),
    (["pos", sample("crashing")], 1, "the command ended with"),
    (["identity", sample("future")], 1, "speaks protocol 99, this platform speaks protocol 1"),
    (["carrier", sample("picky")], 1, "the settings are refused: region must be on earth"),
    (["erp", sample("misnamed")], 2, "It offers identity, not erp"),
    (["erp", sample("../../../plugins/file_drop")], 1, "needs the setting folder: give --setting"),
    (["pos", "--", "no-such-program"], 1, "no-such-program cannot be started: No such file"),
    (["pos", "--endpoint", "127.0.0.1:9"], 1, "nothing answers GetPluginInfo within 0.5 s"),
    (["pos", "--endpoint", "x", "--", "y"], 2, "give either --endpoint or --command"),
    (["pos", "--endpoint", "x", "--tls-ca", "/nowhere"], 1, "/nowhere: No such file"),
    (["pos", "--setting", "x", "--", "y"], 1, "'x' should be name=value"),
]


@pytest.mark.parametrize(
    ("words", "code", "said"), NOT_PLAYED, ids=[case[2] for case in NOT_PLAYED]
)
def test_a_plug_in_that_cannot_be_played_with_is_told_with_the_reason(
    words: list[str],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("zhongtai_plugin.conformance.core.CALL_SECONDS", 0.5)
    assert main(["play", *words]) == code
    assert said in capsys.readouterr().err


async def test_one_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhongtai_plugin.conformance.spawn.START_SECONDS", 0.1)
    with pytest.raises(Failed, match=r"nothing serves at the endpoint within 0\.1 seconds"):
        async with spawned(["sleep", "60"]):
            pass


async def test_a_plug_in_is_given_of_the_environment_what_a_host_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENDORS_SECRET", "s")
    said: list[str] = []
    with pytest.raises(Failed, match="the command ended with 0"):
        async with spawned(["env"], folder=tmp_path, hear=said.append):
            pass
    names = {line.partition("=")[0] for line in said} - {"PWD", "SHLVL", "_"}
    manifest = host_process.Manifest("x", "pos", "x", command=("env",))
    given = host_process.environment(manifest, tmp_path, "unix:x", os.environ)
    assert names == set(given)
