"""TLS on the public ports: an operator's certificate, taken anew when its files change."""

import asyncio
import ssl

import grpc
import httpx
import pytest
from cryptography import x509
from grpc_health.v1 import health_pb2, health_pb2_grpc

from mesh.edge.public_tls import PublicTls, local_channel
from mesh.process.settings import SettingInvalid
from tests.certificates import NAME, write_pair
from tests.mesh.world import World, write_deploy

PATIENCE_SECONDS = 15


@pytest.fixture
async def world(tmp_path):
    world = World("local", write_deploy(tmp_path / "deploy"))
    world.env |= write_pair(tmp_path, 1)
    async with world:
        yield world


def serial_shown_by(port: int) -> int:
    pem = ssl.get_server_certificate(("127.0.0.1", port), timeout=5)
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


async def check(world, port: int):
    async with local_channel(f"127.0.0.1:{port}", world.env) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        return await stub.Check(health_pb2.HealthCheckRequest(), timeout=5)


async def test_both_ports_speak_tls_and_nothing_else(world, tmp_path):
    platform = world.running["platform"]
    assert (await check(world, platform.grpc_port)).status
    context = ssl.create_default_context(cafile=str(tmp_path / "edge.pem"))
    async with httpx.AsyncClient(verify=context) as client:
        reply = await client.get(
            f"https://127.0.0.1:{platform.http_port}/metrics",
            headers={"host": NAME},
            extensions={"sni_hostname": NAME},
        )
        assert reply.status_code == 200
        with pytest.raises(httpx.TransportError):
            await client.get(f"http://127.0.0.1:{platform.http_port}/metrics")
    async with grpc.aio.insecure_channel(f"127.0.0.1:{platform.grpc_port}") as channel:
        with pytest.raises(grpc.aio.AioRpcError):
            await health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), timeout=3
            )


async def test_a_certificate_that_is_renewed_is_shown_without_a_restart(world, tmp_path):
    ports = (world.running["platform"].http_port, world.running["platform"].grpc_port)
    write_pair(tmp_path, 2)
    async with asyncio.timeout(PATIENCE_SECONDS):
        for port in ports:
            while await asyncio.to_thread(serial_shown_by, port) != 2:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    assert (await check(world, ports[1])).status


async def test_a_pair_that_does_not_fit_is_not_taken(tmp_path):
    tls = PublicTls.read(write_pair(tmp_path, 1))
    assert tls is not None
    following = asyncio.create_task(tls.follow())
    before = tls._pair
    (tmp_path / "edge.key").write_text("nonsense")
    await asyncio.sleep(0)
    with pytest.raises(ssl.SSLError):
        tls._load()
    assert tls._pair == before
    following.cancel()


@pytest.mark.parametrize("missing", ["ZHONGTAI_TLS_CERTIFICATE", "ZHONGTAI_TLS_KEY"])
def test_half_a_setting_and_files_that_are_no_pair_are_said_so(tmp_path, missing):
    settings = write_pair(tmp_path, 1)
    assert PublicTls.read({}) is None
    with pytest.raises(SettingInvalid, match="both"):
        PublicTls.read({name: value for name, value in settings.items() if name != missing})
    with pytest.raises(SettingInvalid, match="TLS"):
        PublicTls.read(settings | {missing: str(tmp_path / "none")})
