"""How plug-ins get in that call the platform themselves."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mesh.plugins import keeper
from mesh.plugins.platform import ASKED, DoorOfFirst, PlatformDoor
from mesh.process import tokens
from mesh.process.control import Control, NoAnswer, control_socket
from mesh.process.tokens import TokenSigner, TokenVerifier
from tests.certificates import write_pair
from tests.plugins.world import hosted


@pytest.fixture
def signer(tmp_path: Path) -> TokenSigner:
    return TokenSigner.load(tmp_path)


@pytest.fixture
def verifier(tmp_path: Path) -> TokenVerifier:
    return TokenVerifier.load(tmp_path)


def test_a_plug_in_gets_in_as_itself_in_any_merchant_that_it_names(signer, verifier):
    access = PlatformDoor(signer, verifier, {}).access("pos_x")
    shown = verifier.verify(access.token)
    assert (shown.kind, shown.subject, shown.merchant_id) == ("plugin", "pos_x", "")
    assert shown.any_merchant


@pytest.mark.parametrize(
    ("env", "endpoint"),
    [
        ({}, "127.0.0.1:50051"),
        ({"ZHONGTAI_GRPC_PORT": "7"}, "127.0.0.1:7"),
        ({"ZHONGTAI_LISTEN_HOST": "0.0.0.0"}, "127.0.0.1:50051"),
        ({"ZHONGTAI_LISTEN_HOST": "::1"}, "[::1]:50051"),
        ({"ZHONGTAI_GRPC_ADDRESS": "zt.example:443"}, "zt.example:443"),
    ],
)
def test_the_address_is_that_of_the_public_port_or_the_one_that_is_set(
    signer, verifier, env, endpoint
):
    assert PlatformDoor(signer, verifier, env).access("pos_x").endpoint == endpoint


async def test_another_worker_gives_a_plug_in_the_access_that_the_first_gives_it(
    signer, verifier, tmp_path
):
    first, other = PlatformDoor(signer, verifier, {}), DoorOfFirst(tmp_path, "platform")
    with pytest.raises(NoAnswer):
        await other.give("pos_x")
    control = Control(control_socket(tmp_path, "platform"), {ASKED: first.answer})
    await control.start()
    try:
        assert await other.give("pos_x") == first.access("pos_x") == await first.give("pos_x")
    finally:
        await control.close()


def test_a_plug_in_that_begins_again_is_given_the_same(signer, verifier):
    door = PlatformDoor(signer, verifier, {})
    assert door.access("pos_x") == door.access("pos_x") != door.access("pos_y")


def test_a_plug_in_that_begins_again_is_given_another_token_when_its_own_is_good_no_more(
    signer, tmp_path, monkeypatch
):
    monkeypatch.setattr(tokens, "UNKNOWN_SECONDS", 0)
    revoked = set()
    verifier = TokenVerifier.load(tmp_path, lambda token: token.token_id in revoked)
    door = PlatformDoor(signer, verifier, {})
    first = door.access("pos_x")
    revoked.add(verifier.examine(first.token).token_id)
    second = door.access("pos_x")
    assert verifier.verify(second.token).subject == "pos_x"
    for file in (tmp_path / "keys").glob("key_*"):
        file.unlink()
    verifier.public_keys()
    assert verifier.verify(door.access("pos_x").token).subject == "pos_x"


def test_a_certificate_that_is_renewed_is_the_next_that_a_plug_in_is_to_trust(
    signer, verifier, tmp_path
):
    door = PlatformDoor(signer, verifier, write_pair(tmp_path, 1))
    certificate = tmp_path / "edge.pem"
    first, old = door.access("pos_x"), certificate.read_bytes()
    certificate.write_bytes(old[:100])  # as it is being written
    assert door.access("pos_x") == first
    write_pair(tmp_path, 2)
    second = door.access("pos_x")
    assert (first.root_certificates, second.root_certificates) == (old, certificate.read_bytes())
    assert door.access("pos_x") == second


async def test_only_a_plug_in_that_says_it_calls_the_platform_is_let_in(tmp_path, signer, verifier):
    given = []

    class Noting(PlatformDoor):
        def access(self, plugin):
            given.append(plugin)
            return super().access(plugin)

    door = Noting(signer, verifier, {})
    for name in ("payment_sandbox", "pos_till"):
        async with hosted(name, tmp_path, platform=door) as handle:
            assert handle.state.value == "ready"
    assert given == ["pos_till"]


async def test_a_plug_in_that_lives_for_long_is_given_its_next_access_in_time(
    tmp_path, signer, verifier, monkeypatch
):
    monkeypatch.setattr(keeper, "ACCESS_SECONDS", 0.0)
    given, real, again = [], keeper.handshake, asyncio.Event()

    async def noting(*words):
        given.append(await real(*words))
        if len(given) > 1:
            again.set()
        return given[-1]

    monkeypatch.setattr(keeper, "handshake", noting)
    door = PlatformDoor(signer, verifier, {})
    async with hosted("pos_till", tmp_path, platform=door) as handle, asyncio.timeout(60):
        first = door._given["pos_till"]
        door._given["pos_till"] = replace(first, good_until=time.monotonic() - 1)
        await again.wait()
        while handle.state.value != "ready":  # noqa: ASYNC110 - of another task
            await asyncio.sleep(0.01)
        assert handle.restarts == 0
    assert len(given) == 2
    assert given[0] == first.access != given[1]
