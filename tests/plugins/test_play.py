"""A plug-in of each kind can be played with as it is, at the terminal, through its own process."""

import asyncio
import os
import re
import signal
from pathlib import Path

import pytest
from zhongtai_plugin.command import main
from zhongtai_plugin.conformance.core import KINDS, Failed
from zhongtai_plugin.conformance.spawn import spawned

from mesh.plugins import process as host_process
from tests.plugins.played import ours, played
from tests.plugins.world import SAMPLES, until

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
            ('ExchangeCode {"channel": "nowhere"}', r"CHANNEL_UNKNOWN(?s:.*)contract .*BAD_REQUEST"),
            ("kill", "started"),
            ("list", "channels"),
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
        await play.until(r"page    http://127.0.0.1:\d+/")
        for line, answer in lines:
            await play.type(line, answer)
        assert await play.end() == 0
