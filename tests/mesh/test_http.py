"""The HTTP side: problems instead of stack traces, a trace for everything, docs, metrics."""

import asyncio
import re
import signal
import time
from email.utils import parsedate_to_datetime

import httpx
import msgspec
import pytest
from litestar import get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from mesh.call.context import current
from mesh.call.errors_wire import failure_of_refusal
from mesh.edge.client_address import Proxies
from mesh.edge.door_limits import DoorLimits
from mesh.edge.http import HttpServer, build_app, unlimited
from mesh.edge.http_connection import Doorkeeper
from mesh.edge.listener import bind
from mesh.edge.refusals import Refusals
from mesh.process.metrics import Metrics
from mesh.pure.errors import Kind, RateLimited, Refusal, Unauthenticated, Violation
from tests.times import within


class Cup(msgspec.Struct):
    size: int


class Broken(Refusal):
    """The cup {cup} is broken."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CUP_BROKEN"
    domain = "zhongtai.tea"


@post("/cups")
async def make(data: JSONBody[Cup]) -> dict[str, int]:
    return {"size": data.size}


@get("/fails/{how:str}")
async def fail(how: FromPath[str]) -> None:
    if how == "refusal":
        raise Broken(violations=[Violation("size", "at most 3")], cup="c1")
    if how == "peer":
        raise failure_of_refusal(Broken(cup="c1")).as_rpc_error()
    if how == "limit":
        raise RateLimited(retry_after_seconds=7)
    if how == "stranger":
        raise Unauthenticated
    raise RuntimeError("hunter2")


@get("/ticks")
async def ticks() -> Stream:
    unlimited()

    async def endless():
        yield b"data: 1\n\n"
        await asyncio.get_running_loop().create_future()

    return Stream(endless(), media_type="text/event-stream")


@get("/trace")
async def show_trace() -> dict[str, str]:
    return {"trace": current().trace_id}


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def server(metrics):
    handlers = [make, fail, ticks, show_trace]
    app = build_app(handlers, metrics, "Test")
    keeper = Doorkeeper(DoorLimits(), Proxies(), Refusals(Metrics()), lambda _header: False)
    server = HttpServer(app, bind("127.0.0.1", 0), 5, keeper)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(server):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
        yield client


async def test_every_answer_has_the_date_of_its_second(client, monkeypatch):
    told = [(await client.get("/trace")).headers["date"]]
    assert abs(parsedate_to_datetime(told[0]).timestamp() - time.time()) < 5
    later = time.monotonic() + 60
    monkeypatch.setattr("mesh.edge.http.time.monotonic", lambda: later)
    monkeypatch.setattr("mesh.edge.http.formatdate", lambda usegmt: f"{usegmt} later")
    assert (await client.get("/trace")).headers["date"] == "True later"


async def test_methods_and_paths_that_strangers_choose_are_few_series(client, metrics):
    for method in ("PROPFIND", "MKCOL", "LOCK", "REPORT", "SEARCH"):
        await client.request(method, f"/nowhere/{method}")
        await client.request(method, "/trace")
    await client.get("/trace")
    served = re.findall("^zhongtai_http_requests_total{.*", metrics.text(), re.MULTILINE)
    assert len(served) <= 3, served
    assert 'zhongtai_http_requests_total{method="GET",path="/trace",status="200"} 1' in served


@pytest.mark.parametrize("how", ["refusal", "peer"])
async def test_a_refusal_is_a_problem_whoever_refused(client, how):
    answer = await client.get(f"/fails/{how}")
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert (body["reason"], body["domain"]) == ("CUP_BROKEN", "zhongtai.tea")
    assert body["detail"] == "The cup c1 is broken."
    assert body["type"] == "urn:zhongtai:refusal:tea:CUP_BROKEN"
    assert body["metadata"] == {"cup": "c1"}
    assert body["trace_id"] == answer.headers["zhongtai-trace"]


async def test_a_problem_names_the_fields(client):
    body = (await client.get("/fails/refusal")).json()
    assert body["violations"] == [{"field": "size", "description": "at most 3"}]


async def test_a_defect_says_nothing_but_its_trace(client):
    answer = await client.get("/fails/defect")
    assert answer.status_code == 500
    assert "hunter2" not in answer.text
    assert answer.json()["reason"] == "INTERNAL"
    assert answer.json()["trace_id"] in answer.json()["detail"]


async def test_headers_say_when_to_come_back_and_how_to_authenticate(client):
    limited = await client.get("/fails/limit")
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "7")
    stranger = await client.get("/fails/stranger")
    assert (stranger.status_code, stranger.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_body_that_does_not_fit_names_its_field(client):
    answer = await client.post("/cups", json={"size": "big"})
    assert (answer.status_code, answer.json()["reason"]) == (400, "INVALID_REQUEST")
    assert answer.json()["violations"][0]["field"] == "size"


@pytest.mark.parametrize("body", [b"{", b"", b"\xff"])
async def test_a_body_that_is_no_json_is_refused(client, body):
    answer = await client.post("/cups", content=body)
    assert (answer.status_code, answer.json()["reason"]) == (400, "INVALID_REQUEST")


async def test_unknown_paths_and_methods_are_problems_too(client):
    assert (await client.get("/nothing")).json()["reason"] == "NO_SUCH_PATH"
    wrong = await client.get("/cups")
    assert (wrong.status_code, wrong.json()["reason"]) == (405, "METHOD_NOT_ALLOWED")


async def test_the_trace_of_the_caller_is_kept(client):
    answer = await client.get("/trace", headers={"zhongtai-trace": "ab" * 16})
    assert answer.json() == {"trace": "ab" * 16}


async def test_metrics_count_requests_by_path_template(client):
    await client.get("/fails/refusal")
    text = (await client.get("/metrics")).text
    assert 'path="/fails/{how}",status="409"} 1' in text


async def test_the_docs_page_needs_no_other_server(client):
    page = await client.get("/docs")
    assert page.status_code == 200
    assert "/cups" in page.text
    assert "http://" not in page.text.replace("http://127.0.0.1", "")
    assert "https://" not in page.text
    assert (await client.get("/docs/openapi.json")).json()["paths"]["/cups"]
    for name in re.findall(r'(?:src|href)="(/docs[^"]+)"', page.text):
        assert len((await client.get(name)).content) > 10_000
    assert (await client.get("/docs/viewer/index.html")).status_code == 404


async def test_stopping_ends_streams_that_have_no_end(server, client):
    async with client.stream("GET", "/ticks") as answer:
        chunks = answer.aiter_bytes()
        assert await anext(chunks) == b"data: 1\n\n"
        stop = asyncio.create_task(server.stop())
        with pytest.raises((httpx.RemoteProtocolError, StopAsyncIteration)):
            await anext(chunks)
    await stop


async def test_a_process_whose_http_side_ends_by_itself_is_ended(server, monkeypatch):
    sent: list[signal.Signals] = []
    monkeypatch.setattr("mesh.edge.http.signal.raise_signal", sent.append)
    shutdown = server._server.shutdown

    async def crash(sockets) -> None:
        await shutdown(sockets)
        raise RuntimeError("the end of the server is broken")

    monkeypatch.setattr(server._server, "shutdown", crash)
    server._server._ended.set()
    with pytest.raises(RuntimeError, match="is broken"):
        await within(asyncio.shield(server._task), 30)
    assert sent == [signal.SIGTERM]
    server._task = None
