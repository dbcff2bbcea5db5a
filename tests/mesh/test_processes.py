"""Processes among themselves: who may connect, who is found again, what may be repeated."""

import asyncio
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from cryptography import x509
from zhongtai_test.echo.v1 import echo_pb2, echo_pb2_grpc

from mesh.call.channels import RemoteChannel
from mesh.call.errors_wire import refusal_of
from mesh.call.retries import BUDGET_RETRIES, RetryBudget, RetryPolicy
from mesh.call.server import PortTaken
from mesh.process.homefiles import HomeTaken
from mesh.process.hosting import RunningProcess
from mesh.process.peers import socket_file
from mesh.process.tls import ProcessTls, target_options
from mesh.pure.errors import NotOfferedYet, PeerUnavailable
from tests.mesh.world import OPERATOR, World, write_deploy

ASK = echo_pb2.EchoRequest


@pytest.fixture
async def world(tmp_path):
    async with World("remote", write_deploy(tmp_path)) as world:
        yield world


async def refused(call):
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return refusal_of(caught.value)


def straight_to_rear(world, credentials):
    address = f"unix:{socket_file(world.home, 'rear')}"
    return grpc.aio.secure_channel(address, credentials, options=target_options("rear"))


async def test_a_certificate_of_another_authority_is_not_let_in(world, tmp_path):
    stranger = ProcessTls.load(tmp_path / "elsewhere", "edge")
    authority = ProcessTls.load(world.home, "edge").authority
    credentials = grpc.ssl_channel_credentials(authority, stranger.key, stranger.certificate)
    async with straight_to_rear(world, credentials) as channel:
        refusal = await refused(echo_pb2_grpc.EchoServiceStub(channel).Echo(ASK()))
    assert refusal.code is grpc.StatusCode.UNAVAILABLE
    assert world.back.requests == []


async def test_a_caller_without_a_certificate_is_not_let_in(world):
    authority = ProcessTls.load(world.home, "edge").authority
    async with straight_to_rear(world, grpc.ssl_channel_credentials(authority)) as channel:
        refusal = await refused(echo_pb2_grpc.EchoServiceStub(channel).Echo(ASK()))
    assert refusal.code is grpc.StatusCode.UNAVAILABLE


async def test_a_process_is_not_taken_for_another_one(world):
    tls = ProcessTls.load(world.home, "edge")
    address = f"unix:{socket_file(world.home, 'rear')}"
    options = target_options("edge")
    async with grpc.aio.secure_channel(address, tls.channel_credentials(), options) as channel:
        refusal = await refused(echo_pb2_grpc.EchoServiceStub(channel).Echo(ASK()))
    assert refusal.code is grpc.StatusCode.UNAVAILABLE


async def test_a_relayed_call_without_a_token_gains_nothing_from_the_edges_certificate(world):
    tls = ProcessTls.load(world.home, "edge")
    async with straight_to_rear(world, tls.channel_credentials()) as channel:
        relayed = (("zhongtai-relayed", "1"), ("zhongtai-merchant", "demo"))
        stub = echo_pb2_grpc.EchoServiceStub(channel)
        refusal = await refused(stub.Echo(ASK(), metadata=relayed))
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_restarted_process_is_found_again(world):
    assert (await world.peer().GetEcho(ASK(texts=["a"]))).texts == ["a"]
    await world.stop("rear")
    await world.start("rear")
    assert (await world.peer().GetEcho(ASK(texts=["b"]))).texts == ["b"]


async def test_a_read_waits_out_a_short_absence(world):
    await world.stop("rear")
    call = asyncio.create_task(world.peer().GetEcho(ASK(texts=["a"])))
    await asyncio.sleep(0)
    await world.start("rear")
    assert (await call).texts == ["a"]


@pytest.mark.parametrize(("method", "request_id"), [("GetEcho", ""), ("Echo", "r1")])
async def test_the_edge_waits_out_a_short_absence_for_what_may_be_repeated(
    world, method, request_id
):
    echo = echo_pb2_grpc.EchoServiceStub(await world.outside())
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    await echo.Echo(ASK(), metadata=metadata)
    await world.stop("rear")
    ask = ASK(texts=["a"], request_id=request_id)
    call = asyncio.ensure_future(getattr(echo, method)(ask, metadata=metadata))
    await asyncio.sleep(0)
    await world.start("rear")
    assert (await call).texts == ["a"]


async def test_a_peer_that_is_away_is_unavailable_with_its_name(world):
    await world.stop("rear")
    refusal = await refused(world.peer().Echo(ASK()))
    assert refusal.is_a(PeerUnavailable)
    assert refusal.metadata == {"peer": "back"}
    echo = echo_pb2_grpc.EchoServiceStub(await world.outside())
    metadata = (*world.token(OPERATOR), ("zhongtai-merchant", "demo"))
    assert (await refused(echo.Echo(ASK(), metadata=metadata))).is_a(PeerUnavailable)


async def test_what_a_unit_leaves_out_of_its_contract_is_not_offered_yet(world):
    front = echo_pb2_grpc.FrontServiceStub(world.host.channel("back"))
    assert (await refused(front.Forward(ASK()))).is_a(NotOfferedYet)


class Flaky:
    """A channel whose calls fail as a broken connection does, a number of times."""

    def __init__(self, failures: int, code=grpc.StatusCode.UNAVAILABLE, details=b"") -> None:
        self.left = failures
        self.sent = 0
        self._code = code
        self._trailing = [("grpc-status-details-bin", details)] if details else []

    def unary_unary(self, *_args, **_kwargs):
        async def send(request, **_options):
            self.sent += 1
            if self.left:
                self.left -= 1
                trailing = grpc.aio.Metadata(*self._trailing)
                raise grpc.aio.AioRpcError(self._code, grpc.aio.Metadata(), trailing)
            return echo_pb2.EchoResponse()

        return send


async def sent(flaky, method, request, natural=()):
    channel = RemoteChannel("front", "back", flaky, RetryPolicy(frozenset(natural)))
    call = channel.unary_unary(f"/zhongtai_test.echo.v1.EchoService/{method}")
    with suppress(grpc.aio.AioRpcError):
        await call(request)
    return flaky.sent


@pytest.mark.parametrize(
    ("method", "request_id", "natural", "expected"),
    [
        ("Echo", "", (), 1),
        ("Echo", "r1", (), 3),
        ("GetEcho", "", (), 3),
        ("Echo", "", ("zhongtai_test.echo.v1.EchoService/Echo",), 3),
    ],
    ids=["a bare write never", "with a request_id", "a read", "with a natural key"],
)
async def test_what_is_sent_again_after_a_broken_connection(method, request_id, natural, expected):
    assert await sent(Flaky(2), method, ASK(request_id=request_id), natural) == expected


async def test_retries_end(monkeypatch):
    monkeypatch.setattr("mesh.call.retries.FIRST_BACKOFF_SECONDS", 0.001)
    assert await sent(Flaky(99), "GetEcho", ASK()) == 5


@pytest.mark.parametrize(
    "flaky",
    [Flaky(1, grpc.StatusCode.INTERNAL), Flaky(1, details=b"\x08\x0e")],
    ids=["another code", "a service that says UNAVAILABLE itself"],
)
async def test_other_failures_are_not_sent_again(flaky):
    assert await sent(flaky, "GetEcho", ASK()) == 1


def test_the_budget_stops_retries_when_nothing_succeeds():
    budget = RetryBudget()
    assert sum(budget.take() for _ in range(1000)) == BUDGET_RETRIES
    for _ in range(10):
        budget.earn()
    assert sum(budget.take() for _ in range(5)) == 1


def test_certificates_outlast_processes_that_run_for_years(tmp_path, monkeypatch):
    tls = ProcessTls.load(tmp_path, "order")
    years = [
        (x509.load_pem_x509_certificate(pem).not_valid_after_utc - datetime.now(UTC)).days // 365
        for pem in (tls.certificate, tls.authority)
    ]
    assert years >= [9, 50]
    monkeypatch.setattr("mesh.process.tls.PROCESS_DAYS", 4 * 365)
    older = ProcessTls.load(tmp_path, "payment")
    monkeypatch.undo()
    assert ProcessTls.load(tmp_path, "payment") != older


def test_a_certificate_near_its_end_is_renewed(tmp_path, monkeypatch):
    monkeypatch.setattr("mesh.process.tls.PROCESS_DAYS", 20)
    first = ProcessTls.load(tmp_path, "order")
    monkeypatch.undo()
    second = ProcessTls.load(tmp_path, "order")
    assert second.authority == first.authority
    end = x509.load_pem_x509_certificate(second.certificate).not_valid_after_utc
    assert end - datetime.now(UTC) > timedelta(days=300)
    assert ProcessTls.load(tmp_path, "order") == second
    assert ssl.PEM_cert_to_DER_cert(second.certificate.decode())


def test_a_state_folder_of_any_length_has_a_socket_that_fits(tmp_path):
    path = socket_file(tmp_path / ("x" * 200), "order_control")
    assert len(str(path)) < 108
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.rmdir()


async def test_a_second_process_of_the_same_name_and_home_is_refused(world):
    with pytest.raises(HomeTaken, match="ZHONGTAI_HOME"):
        await RunningProcess.start(world.topology, "rear", world.env)


@pytest.mark.parametrize("variable", ["ZHONGTAI_GRPC_PORT", "ZHONGTAI_HTTP_PORT"])
async def test_a_taken_port_is_said_and_nothing_is_left_running(world, tmp_path, variable):
    edge = world.running["edge"]
    port = edge.grpc_port if "GRPC" in variable else edge.http_port
    env = {**world.env, "ZHONGTAI_HOME": str(tmp_path / "second"), variable: str(port)}
    with pytest.raises(PortTaken, match=str(port)):
        await RunningProcess.start(world.topology, "edge", env)
