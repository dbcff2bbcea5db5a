"""The platform serves where it is told to listen, and its own commands find it there."""

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.acceptance.copies import Copy, copy_of

PATIENCE_SECONDS = 30

pytestmark = [pytest.mark.topology, pytest.mark.postgres]


def status_once_healthy(copy: Copy) -> dict[str, Any]:
    """The platform's status; readers may still be on their first look just after the start."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        status: dict[str, Any] = json.loads(copy.call("status", "--json").stdout)
        if status["healthy"]:
            return status
        assert time.monotonic() < until, status["problems"]


@pytest.fixture
def copy() -> Iterator[Copy]:
    """A state folder of each address's own: the demo is loaded there, and nowhere before."""
    with copy_of("single") as copy:
        yield copy


@pytest.mark.parametrize(("host", "named"), [("::1", "::1"), ("0.0.0.0", "127.0.0.1")])
def test_the_demo_is_loaded_and_everything_answers_at_another_address(
    copy: Copy, host: str, named: str
):
    copy.environment["ZHONGTAI_LISTEN_HOST"] = host
    copy.up()
    status = status_once_healthy(copy)
    endpoints = status["endpoints"]
    assert urlsplit(endpoints["http"]).hostname == named
    for name in ("docs", "shop", "till"):
        assert httpx.get(endpoints[name], follow_redirects=True).status_code == 200
    shown = httpx.get(f"{endpoints['till']}/config.json").json()["token"]
    assert bool(shown) == bool(status["demo"]["till_token"]) == (host != "0.0.0.0")
    assert copy.breaches() == []
    assert copy.call("down").returncode == 0
