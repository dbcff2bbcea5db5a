"""The pages: their files and nothing else, and nothing from elsewhere."""

import json
from pathlib import Path

import httpx
import pytest

from gateways.pages.around import Around
from gateways.pages.files import media_type_of, read_folder
from gateways.pages.routes import demo_facts, page_routes
from gateways.pages.wiring import build
from mesh.edge.http import build_app
from mesh.process.metrics import Metrics


class Host:
    """What the wiring of the pages asks of a process."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.settings = {"ZHONGTAI_HTTP_PORT": "9000", "ZHONGTAI_HOME": str(home), **settings}


def client_of(handlers, base: str = "http://localhost:9000") -> httpx.AsyncClient:
    app = build_app(handlers, Metrics(), "Test")
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base)


def own_page(files):
    return page_routes("/p", files, "page.html", lambda _host: {}, lambda _host: [])


@pytest.fixture
async def edge(tmp_path):
    async with client_of((await build(Host(tmp_path))).http) as client:
        yield client


@pytest.fixture
async def own(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    site = tmp_path / "site"
    (site / "inner").mkdir(parents=True)
    (site / "inner" / "deep.txt").write_text("deep")
    (site / "page.html").write_text("hello 你好", encoding="utf-8")
    async with client_of([own_page(read_folder(site))]) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/p/../secret.txt",
        "/p/..%2fsecret.txt",
        "/p/%2e%2e/secret.txt",
        "/p/..%5csecret.txt",
        "/p/inner/deep.txt",
        "/p/inner%2fdeep.txt",
        "/p/inner",
        "/p/unknown.html",
    ],
)
async def test_nothing_but_the_files_of_the_folder_is_served(own, path):
    reply = await own.get(path)
    assert (reply.status_code, reply.json()["reason"]) == (404, "NO_SUCH_PATH")


async def test_a_page_is_served_at_its_path_and_by_its_name(own):
    for path in ("/p", "/p/", "/p/page.html"):
        reply = await own.get(path)
        assert (reply.status_code, reply.text) == (200, "hello 你好")
        assert reply.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/shop", "/shop/shop.js", "/shop/config.json", "/till"])
async def test_every_answer_forbids_scripts_and_frames_of_others(edge, path):
    reply = await edge.get(path)
    assert reply.status_code == 200
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("page", ["/", "/shop", "/till"])
async def test_pages_load_only_what_this_platform_serves(edge, page):
    text = (await edge.get(page)).text
    links = [part.split('"')[0] for mark in ('src="', 'href="') for part in text.split(mark)[1:]]
    assert links
    for link in links:
        assert link.startswith("/")
        if link not in ("/docs", "/metrics"):
            assert (await edge.get(link)).status_code == 200
    assert "style=" not in text
    assert "onclick=" not in text


async def test_pages_are_told_where_to_call_and_no_secret_without_a_demo(edge):
    till = (await edge.get("/till/config.json")).json()
    assert till == {"api": "http://127.0.0.1:9010", "token": "", "stores": {}}
    shop = (await edge.get("/shop/config.json")).json()
    assert (shop["api"], shop["app_id"], shop["login_codes"]) == ("/miniapp/v1", "", [])
    assert shop["cashier"] == "http://127.0.0.1:9011"


async def test_the_demo_is_seen_as_soon_as_it_is_loaded(edge, tmp_path):
    facts = {"app_id": "wx-demo", "login_codes": ["demo-alice"], "till_token": "t"}
    (tmp_path / "demo.json").write_text(json.dumps(facts))
    shop = (await edge.get("/shop/config.json")).json()
    assert (shop["app_id"], shop["login_codes"]) == ("wx-demo", ["demo-alice"])
    assert (await edge.get("/till/config.json")).json()["token"] == "t"


def test_a_file_of_facts_that_is_half_written_counts_as_none(tmp_path):
    (tmp_path / "demo.json").write_text('{"app_id": ')
    assert demo_facts(tmp_path) == {}


def test_a_file_without_a_known_end_is_bytes_to_a_browser():
    assert media_type_of("notes") == "application/octet-stream"


DEMO = {"app_id": "wx-demo", "login_codes": ["demo-alice"], "till_token": "t"}
EVERYWHERE = {"ZHONGTAI_LISTEN_HOST": "0.0.0.0"}


@pytest.mark.parametrize(
    ("settings", "called", "told"),
    [
        ({}, "http://127.0.0.1:9000", True),
        ({}, "http://[::1]:9000", True),
        ({}, "http://evil.example", False),
        (EVERYWHERE, "http://127.0.0.1:9000", False),
        ({"ZHONGTAI_HTTP_URL": "https://shop.example"}, "http://127.0.0.1:9000", False),
        (EVERYWHERE | {"ZHONGTAI_DEMO_CREDENTIALS": "1"}, "http://till.example", True),
    ],
)
async def test_the_demos_credentials_are_told_to_this_machine_only(
    tmp_path, settings, called, told
):
    (tmp_path / "demo.json").write_text(json.dumps(DEMO))
    async with client_of((await build(Host(tmp_path, **settings))).http, called) as client:
        till = (await client.get("/till/config.json")).json()
        shop = (await client.get("/shop/config.json")).json()
    assert (till["token"], shop["login_codes"]) == (("t", ["demo-alice"]) if told else ("", []))


@pytest.mark.parametrize(
    ("settings", "called", "servers"),
    [
        ({}, "http://localhost:9000", "http://127.0.0.1:9010 http://127.0.0.1:9011"),
        ({}, "http://shop.lan:9000", "http://shop.lan:9010 http://shop.lan:9011"),
        ({}, "http://[2001:db8::1]:9000", "http://[2001:db8::1]:9010 http://[2001:db8::1]:9011"),
        (
            {
                "ZHONGTAI_TILL_URL": "https://till.example",
                "ZHONGTAI_CASHIER_URL": "https://pay.example/",
            },
            "https://shop.example",
            "https://till.example https://pay.example",
        ),
    ],
)
async def test_a_page_may_call_its_servers_at_the_host_it_was_called_at(
    tmp_path, settings, called, servers
):
    async with client_of((await build(Host(tmp_path, **settings))).http, called) as client:
        reply = await client.get("/till")
        config = (await client.get("/till/config.json")).json()
    assert f"connect-src 'self' {servers};" in reply.headers["content-security-policy"]
    assert config["api"] == servers.split()[0]


@pytest.mark.parametrize("host", ["a b", "x; script-src *", "a,b", "x:1:2", "", "é"])
def test_a_host_that_is_none_does_not_get_into_a_header(host):
    around = Around(till_port=9010, cashier_port=9011, demo_open=True)
    assert around.till(host) == "http://127.0.0.1:9010"
