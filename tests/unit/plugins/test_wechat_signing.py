"""What both sides of WeChat sign and seal, against vectors and against each other."""

import base64

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from zhongtai_plugin import PluginFault

from plugins.payment_wechat import signing
from plugins.payment_wechat.accounts import Account
from plugins.payment_wechat.client import Client
from simulators.wechat import signature
from tests.wechat import merchants_key

KEY = b"0123456789abcdef0123456789abcdef"
NONCE, ASSOCIATED = "abcdef012345", "transaction"
PLAIN = b'{"out_trade_no":"T1","trade_state":"SUCCESS","amount":{"total":1990}}'
SEALED = (
    "+tSNe9jYMjLZPNCTpMy0myvwjl+M2cype68g74EXbF2lhfqO8e5dkbYjnAnPydbtI57MoPWvcykFO10ptl3r0q4ng2c7b"
    "w7x3pzXgsggq5TMhrgomg=="
)


few = settings(max_examples=20)
"""Each example signs or verifies."""


def an_account() -> Account:
    return Account("noodles", "1900000100", "wx8888888888888888", "AB", merchants_key(), KEY)


def test_the_golden_vector_of_a_sealed_notice_opens():
    assert signing.unsealed(KEY, NONCE, ASSOCIATED, SEALED) == PLAIN
    assert signature.seal(KEY.decode(), NONCE, ASSOCIATED, PLAIN) == SEALED


@few
@given(st.integers(0, len(SEALED) - 3))
def test_what_was_touched_or_sealed_for_another_does_not_open(place: int):
    raw = bytearray(base64.b64decode(SEALED))
    raw[place * len(raw) // len(SEALED)] ^= 1
    touched = base64.b64encode(raw).decode()
    assert signing.unsealed(KEY, NONCE, ASSOCIATED, touched) is None
    assert signing.unsealed(KEY[::-1], NONCE, ASSOCIATED, SEALED) is None
    assert signing.unsealed(KEY, NONCE, "refund", SEALED) is None
    assert signing.unsealed(KEY, NONCE[1:], ASSOCIATED, SEALED) is None
    assert signing.unsealed(KEY, NONCE, ASSOCIATED, "no base64") is None


def test_an_empty_associated_data_opens_too():
    sealed = AESGCM(KEY).encrypt(NONCE.encode(), PLAIN, b"")
    assert signing.unsealed(KEY, NONCE, "", base64.b64encode(sealed).decode()) == PLAIN


@few
@given(st.sampled_from(["GET", "POST"]), st.text(max_size=40), st.text(max_size=200))
def test_a_request_is_signed_as_wechat_reads_it(method: str, path: str, body: str):
    path = f"/v3/{path.encode().hex()}?mchid=1"
    header = signing.authorization(
        an_account(), method, path, body, timestamp="1700000000", nonce="n0"
    )
    said = signature.read_authorization(header)
    assert said is not None
    assert (said.mchid, said.timestamp, said.nonce) == ("1900000100", "1700000000", "n0")
    parts = [part.encode() for part in (method, path, "1700000000", "n0", body)]
    key = merchants_key().public_key()
    assert signature.is_right(key, said.signature, *parts)
    assert not signature.is_right(key, said.signature, *parts[:-1], parts[-1] + b"x")


def test_what_the_mini_program_is_given_is_signed_over_four_lines():
    # The order of lines, and the values, are those of WeChat's own page about wx.requestPayment.
    given_ = signing.client_parameters(
        an_account(), "wx201410272009395522657a690389285100", "1414561699", "5K8264ILTKCH16CQ2502"
    )
    text = (
        "wx8888888888888888\n1414561699\n5K8264ILTKCH16CQ2502\n"
        "prepay_id=wx201410272009395522657a690389285100\n"
    )
    assert signing.is_signed(merchants_key().public_key(), given_["paySign"], text.encode())
    assert given_["package"] == "prepay_id=wx201410272009395522657a690389285100"
    assert (given_["signType"], given_["timeStamp"]) == ("RSA", "1414561699")


@few
@given(st.binary(max_size=200))
def test_a_notice_is_proved_over_its_raw_body(body: bytes):
    headers = {signing.TIMESTAMP: "1700000000", signing.NONCE: "n0"}
    proof = signature.signature(merchants_key(), b"1700000000", b"n0", body)
    key = merchants_key().public_key()
    assert signing.is_signed(key, proof, signing.signed_by_wechat(headers, body))
    assert not signing.is_signed(key, proof, signing.signed_by_wechat(headers, body + b" "))
    assert not signing.is_signed(key, "no base64", b"")


async def test_certificates_are_fetched_again_after_a_pause_or_once_a_wrong_clock_was_set() -> None:
    now, asked = [1_700_086_400.0], []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(401, json={"code": "SIGN_ERROR", "message": "Set the clock."})

    async with httpx.AsyncClient(
        base_url="https://pay", transport=httpx.MockTransport(refuse)
    ) as http:
        client = Client(an_account(), http, lambda: now[0])
        for back, expected in ((0, 1), (1, 1), (86_400, 2), (1, 2)):
            now[0] -= back
            with pytest.raises(PluginFault):
                await client.key_of("5157F09EFDC096DE15EBE81A47057A72")
            assert len(asked) == expected
        now[0] += 60
        with pytest.raises(PluginFault):
            await client.key_of("5157F09EFDC096DE15EBE81A47057A72")
        assert len(asked) == 3
