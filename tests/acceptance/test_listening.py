"""The platform serves where it is told to listen, and its own commands find it there."""

import json
from urllib.parse import urlsplit

import httpx
import pytest

from tests.acceptance.copies import copy_of

pytestmark = [pytest.mark.topology, pytest.mark.postgres]


@pytest.mark.parametrize(
    ("host", "named"), [("127.0.0.2", "127.0.0.2"), ("::1", "::1"), ("0.0.0.0", "127.0.0.1")]
)
def test_the_demo_is_loaded_and_everything_answers_at_another_address(
    host: str, named: str, database_url: str
):
    with copy_of("single", {"ZHONGTAI_DATABASE_URL": database_url}) as copy:
        copy.environment["ZHONGTAI_LISTEN_HOST"] = host
        copy.up()
        status = json.loads(copy.call("status", "--json").stdout)
        assert status["healthy"]
        endpoints = status["endpoints"]
        assert urlsplit(endpoints["http"]).hostname == named
        for name in ("docs", "shop", "till"):
            assert httpx.get(endpoints[name], follow_redirects=True).status_code == 200
        shown = httpx.get(f"{endpoints['till']}/config.json").json()["token"]
        assert bool(shown) == bool(status["demo"]["till_token"]) == (host != "0.0.0.0")
        assert copy.breaches() == []
