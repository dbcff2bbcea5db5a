"""Tokens: whom they show, how long, and by which keys."""

import stat
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mesh.call.context import Identity
from mesh.process import tokens
from mesh.process.tokens import LONGEST_SECONDS, TokenSigner, TokenVerifier, rotate
from mesh.pure.errors import Unauthenticated

TILL = Identity("till", "til_1", "demo", frozenset({"printer"}), store_id="sto_1")
PERSON = Identity("person", "per_1", "demo", channel="miniapp")


class Hand:
    """A clock moved by hand, in Unix time."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock():
    return Hand()


@pytest.fixture
def verifier(tmp_path, clock):
    return TokenVerifier(tmp_path / "keys", clock=clock)


def test_a_token_shows_the_identity_it_was_signed_for(tmp_path, clock, verifier):
    token = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    assert verifier.verify(token) == TILL


def test_a_persons_token_tells_channel_and_login(tmp_path, clock, verifier):
    signed = TokenSigner.load(tmp_path, clock).issue(PERSON, 60, "lgn_1")
    found = verifier.examine(signed.token)
    assert (found.identity, found.login_id, found.issued_at) == (PERSON, "lgn_1", clock.at)


def test_a_token_that_was_signed_here_need_not_be_verified_and_says_the_same(
    tmp_path, clock, verifier, monkeypatch
):
    signer = TokenSigner.load(tmp_path, clock)
    unknown = signer.issue(TILL, 60, "lgn_1").token
    signer.when_signed(verifier.know)
    assert verifier.know("old", {"iat": 0, "exp": 0}) is None
    known = signer.issue(TILL, 60, "lgn_1")
    verified = verifier.examine(unknown)
    monkeypatch.setattr(tokens.jwt, "decode", None)
    found = verifier.examine(known.token)
    assert replace(found, token_id="") == replace(verified, token_id="")
    assert found.token_id == known.token_id
    verifier.is_revoked = lambda token: token.token_id == known.token_id
    with pytest.raises(Unauthenticated, match="revoked"):
        verifier.examine(known.token)
    verifier.is_revoked = lambda _token: False
    clock.at += 60
    with pytest.raises(Unauthenticated, match="expired"):
        verifier.examine(known.token)


@pytest.mark.parametrize("kind", LONGEST_SECONDS)
def test_no_token_is_good_for_longer_than_its_revocation_is_kept(tmp_path, clock, kind):
    signer, longest = TokenSigner.load(tmp_path, clock), LONGEST_SECONDS[kind]
    assert signer.sign(Identity(kind, "x", "demo"), longest)
    with pytest.raises(ValueError, match="not good for"):
        signer.sign(Identity(kind, "x", "demo"), longest + 1)


def test_a_token_ends_also_when_it_was_verified_before(tmp_path, clock, verifier):
    token = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    verifier.verify(token)
    clock.at += 60
    with pytest.raises(Unauthenticated, match="expired"):
        verifier.verify(token)
    with pytest.raises(Unauthenticated, match="expired"):
        verifier.verify(token)


def test_a_revoked_token_is_refused_also_when_it_was_verified_before(tmp_path, clock, verifier):
    signed = TokenSigner.load(tmp_path, clock).issue(TILL, 60)
    verifier.verify(signed.token)
    verifier.is_revoked = lambda token: token.token_id == signed.token_id
    with pytest.raises(Unauthenticated, match="revoked"):
        verifier.verify(signed.token)


def test_a_new_key_signs_and_the_old_ones_tokens_live_on(tmp_path, clock, verifier):
    old = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    kid = rotate(tmp_path)
    new = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    assert jwt.get_unverified_header(new)["kid"] == kid
    assert verifier.verify(old) == verifier.verify(new) == TILL


def test_a_key_made_after_the_verifier_is_found(tmp_path, clock, verifier, monkeypatch):
    monkeypatch.setattr(tokens, "RELOAD_SECONDS", 0)
    verifier.verify(TokenSigner.load(tmp_path, clock).sign(TILL, 60))
    rotate(tmp_path)
    assert verifier.verify(TokenSigner.load(tmp_path, clock).sign(TILL, 60)) == TILL


def withdraw(home, token):
    kid = jwt.get_unverified_header(token)["kid"]
    for file in (home / "keys").glob(f"{kid}.*"):
        file.unlink()


def test_a_token_of_a_withdrawn_key_is_refused(tmp_path, clock):
    token = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    rotate(tmp_path)
    withdraw(tmp_path, token)
    with pytest.raises(Unauthenticated, match="not known"):
        TokenVerifier(tmp_path / "keys", clock=clock).verify(token)


def test_a_token_of_a_withdrawn_key_is_refused_where_it_was_verified_before(
    tmp_path, clock, verifier, monkeypatch
):
    """Within RELOAD_SECONDS: who withdraws a key that was stolen restarts nothing."""
    monkeypatch.setattr(tokens, "RELOAD_SECONDS", 0)
    token = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    verifier.verify(token)
    rotate(tmp_path)
    assert verifier.verify(token) == TILL
    withdraw(tmp_path, token)
    with pytest.raises(Unauthenticated, match="not known"):
        verifier.verify(token)


def test_a_new_keys_token_is_found_good_though_the_keys_were_just_looked_at(
    tmp_path, clock, verifier
):
    old = TokenSigner.load(tmp_path, clock).sign(TILL, 60)
    verifier.verify(old)
    rotate(tmp_path)
    assert verifier.verify(TokenSigner.load(tmp_path, clock).sign(TILL, 60)) == TILL


def test_a_signer_goes_on_with_the_newest_key_and_makes_one_when_all_are_withdrawn(
    tmp_path, clock, verifier, monkeypatch
):
    monkeypatch.setattr(tokens, "RELOAD_SECONDS", 0)
    signer = TokenSigner.load(tmp_path, clock)
    old = signer.sign(TILL, 60)
    kid = rotate(tmp_path)
    new = signer.sign(TILL, 60)
    assert jwt.get_unverified_header(new)["kid"] == kid
    withdraw(tmp_path, old)
    withdraw(tmp_path, new)
    assert verifier.verify(signer.sign(TILL, 60)) == TILL


def claims(**changes):
    good = {"iss": "zhongtai", "sub": "x", "kind": "person", "merchant": "demo", "jti": "t"}
    return {**good, "scope": "", "iat": 1.5, "exp": 1_900_000_000, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "other"},
        {"kind": "root"},
        {"scope": ["all"]},
        {"iat": "then"},
        {"exp": "soon"},
        {"exp": 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_wrong_claims_are_refused_though_signed_well(tmp_path, clock, verifier, changes):
    signer = TokenSigner.load(tmp_path, clock)
    headers = {"kid": signer._kid}
    token = jwt.encode(claims(**changes), signer._key, "EdDSA", headers=headers)
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_the_internal_scope_in_a_token_counts_for_nothing(tmp_path, clock, verifier):
    signer = TokenSigner.load(tmp_path, clock)
    body = claims(scope="internal audit.read")
    token = jwt.encode(body, signer._key, "EdDSA", headers={"kid": signer._kid})
    assert verifier.verify(token).scopes == {"audit.read"}


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_other_algorithms_are_refused(tmp_path, clock, verifier, algorithm):
    signer = TokenSigner.load(tmp_path, clock)
    key = "k" * 32 if algorithm == "HS256" else None
    token = jwt.encode(claims(), key, algorithm, headers={"kid": signer._kid})
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


def test_a_token_by_another_key_of_the_same_name_is_refused(tmp_path, clock, verifier):
    signer = TokenSigner.load(tmp_path, clock)
    headers = {"kid": signer._kid}
    token = jwt.encode(claims(), Ed25519PrivateKey.generate(), "EdDSA", headers=headers)
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


@pytest.mark.parametrize("text", ["", "abc", "a.b.c", "ey.ey.ey"])
def test_text_that_is_no_token_is_refused(verifier, text):
    with pytest.raises(Unauthenticated):
        verifier.verify(text)


def test_the_memory_for_tokens_is_bounded(tmp_path, clock, verifier, monkeypatch):
    monkeypatch.setattr(tokens, "CACHED_TOKENS", 2)
    signer = TokenSigner.load(tmp_path, clock)
    shown = [signer.sign(TILL, 60) for _ in range(3)]
    for token in shown:
        verifier.verify(token)
    assert list(verifier._good) == shown[1:]


def test_private_keys_are_for_their_owner_only(tmp_path):
    TokenSigner.load(tmp_path)
    (secret,) = (tmp_path / "keys").glob("*.pem")
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(secret.parent.stat().st_mode) == 0o700
