"""`zhongtai token` makes tokens that the platform of that state folder takes."""

import pytest

from cli.demo import CREDENTIALS_FILE
from mesh.call.access import load_scopes
from mesh.call.context import Identity
from mesh.process.tokens import TokenVerifier
from mesh.process.topology import deploy_folder
from tests.cli.world import Shell


def test_a_token_shows_whom_it_was_made_for(shell: Shell):
    words = ("--kind", "till", "--subject", "til_1", "--merchant", "demo", "--store", "sto_1")
    token = shell.call("token", *words).stdout.strip()
    expected = Identity("till", "til_1", "demo", store_id="sto_1")
    assert TokenVerifier.load(shell.home).verify(token) == expected


def test_a_service_may_do_nothing_but_what_it_was_given(shell: Shell):
    words = ("--subject", "bi", "--merchant", "demo")
    scopes = ("--scope", "orders.read,stock.read", "--scope", "catalog.read")
    bare, scoped = shell.call("token", *words), shell.call("token", *words, *scopes)
    verifier = TokenVerifier.load(shell.home)
    assert verifier.verify(bare.stdout.strip()).scopes == frozenset()
    wanted = {"orders.read", "stock.read", "catalog.read"}
    assert verifier.verify(scoped.stdout.strip()).scopes == wanted


def test_on_the_demos_chain_a_token_without_scopes_has_them_all_and_says_so(shell: Shell):
    words = ("--kind", "operator", "--subject", "me", "--merchant")
    shell.home.mkdir(parents=True, exist_ok=True)
    (shell.home / CREDENTIALS_FILE).write_text('{"till": "loaded"}')
    demo, other = shell.call("token", *words, "demo"), shell.call("token", *words, "pizza")
    verify = TokenVerifier.load(shell.home).verify
    assert verify(demo.stdout.strip()).scopes == frozenset(load_scopes(deploy_folder()))
    assert "every scope" in demo.stderr
    assert verify(other.stdout.strip()).scopes == frozenset()


def test_what_was_made_is_listed_without_the_token_itself(shell: Shell):
    words = ("--subject", "bi", "--merchant", "demo", "--scope", "orders.read")
    token = shell.call("token", *words).stdout.strip()
    verified = TokenVerifier.load(shell.home).examine(token)
    shown = shell.call("token", "--list").stdout
    for word in (verified.token_id, "service", "bi", "demo", "orders.read", "good"):
        assert word in shown
    kept = b"".join(file.read_bytes() for file in (shell.home / "tokens").glob("*.json"))
    assert token.rpartition(".")[2].encode() not in kept


def test_the_platform_starts_in_a_folder_where_a_token_was_made_first(shell: Shell):
    shell.call("token", "--subject", "erp", "--merchant", "demo")
    shell.up("pair")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--subject", "erp"), "--merchant is missing"),
        (("--kind", "till", "--subject", "t", "--merchant", "demo"), "--store is missing"),
        (("--kind", "person", "--subject", "p", "--merchant", "demo"), "--channel is missing"),
        (("--subject", "x", "--merchant", "demo", "--scope", "internal"), "There is no scope"),
        (
            (
                "--kind",
                "till",
                "--subject",
                "x",
                "--merchant",
                "demo",
                "--store",
                "s",
                "--scope",
                "orders.read",
            ),
            "what a till may do is fixed",
        ),
        (("--subject", "x", "--merchant", "demo", "--hours", "0"), "--hours must be"),
        (("--kind", "till", "--subject", "x", "--merchant", "demo", "--hours", "25"), "at most 24"),
        ((), "--subject is missing"),
    ],
)
def test_a_token_that_would_say_too_little_or_too_much_is_refused(
    shell: Shell, words: tuple[str, ...], said: str
):
    assert said in shell.refused("token", *words)


def test_an_operator_needs_no_merchant(shell: Shell):
    token = shell.call("token", "--kind", "operator", "--subject", "olga").stdout.strip()
    assert TokenVerifier.load(shell.home).verify(token).merchant_id == ""
