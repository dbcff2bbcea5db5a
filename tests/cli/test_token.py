"""`zhongtai token` makes tokens that the platform of that state folder takes."""

import pytest

from mesh.context import Identity
from mesh.tokens import TokenVerifier
from tests.cli.world import Shell


def test_a_token_shows_whom_it_was_made_for(shell: Shell):
    words = ("--kind", "till", "--subject", "til_1", "--merchant", "demo", "--store", "sto_1")
    token = shell.call("token", *words, "--role", "cashier").stdout.strip()
    expected = Identity("till", "til_1", "demo", frozenset({"cashier"}), store_id="sto_1")
    assert TokenVerifier.load(shell.home).verify(token) == expected


def test_the_platform_starts_in_a_folder_where_a_token_was_made_first(shell: Shell):
    shell.call("token", "--subject", "erp", "--merchant", "demo")
    shell.up("pair")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--subject", "erp"), "--merchant is missing"),
        (("--kind", "till", "--subject", "t", "--merchant", "demo"), "--store is missing"),
        (("--subject", "x", "--merchant", "demo", "--role", "internal"), "certificates only"),
        (("--subject", "x", "--merchant", "demo", "--hours", "0"), "--hours must be"),
    ],
)
def test_a_token_that_would_say_too_little_or_too_much_is_refused(
    shell: Shell, words: tuple[str, ...], said: str
):
    assert said in shell.refused("token", *words)


def test_an_operator_needs_no_merchant(shell: Shell):
    token = shell.call("token", "--kind", "operator", "--subject", "olga").stdout.strip()
    assert TokenVerifier.load(shell.home).verify(token).merchant_id == ""
