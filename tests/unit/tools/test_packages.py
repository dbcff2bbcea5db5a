"""The packages hold what runs, code and the data beside it, and nothing of the workshop."""

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from zhongtai.store.v1 import store_service_pb2, store_service_pb2_grpc

from mesh.call.errors_wire import failure_of_refusal
from mesh.pure.errors import AccessDenied
from tests.plugins.test_new_plugins import MODULES
from tools.packages import TOPS, build_npm, build_wheel, copied
from tools.sources import ROOT

OF_NPM = {"index.js", "index.d.ts", "client.js", "plugin.js", "book.js", "package.json"}
CALLER = """
const {connect, reasonOf} = require('zhongtai-sdk');
const [address] = process.argv.slice(1);
const client = connect('zhongtai.store.v1.StoreService', {address, token: 't', merchant: 'm'});
client.ListStores({page_size: 7}).then(
  async (answer) => {
    const refused = await client.GetStore({store_id: 'a'}).catch((problem) => problem);
    console.log(JSON.stringify([answer.stores[0].name, reasonOf(refused), reasonOf({})]));
    client.close();
  },
);
"""


def names_in(out: Path) -> set[str]:
    (wheel,) = out.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def files_below(source: Path, tops: tuple[str, ...]) -> set[str]:
    paths = (path for top in tops for path in (source / top).rglob("*") if path.is_file())
    return {path.relative_to(source).as_posix() for path in paths}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the npm package is installed."""
    if not (MODULES / "@grpc").is_dir():
        pytest.skip("npm has installed nothing")
    place = tmp_path_factory.mktemp("npm")
    build_npm(place)
    (packed,) = place.glob("*.tgz")
    subprocess.run(["tar", "-xzf", packed, "-C", place], check=True)
    modules = place / "node_modules"
    modules.mkdir()
    (place / "package").rename(modules / "zhongtai-sdk")
    for module in MODULES.iterdir():
        (modules / module.name).symlink_to(module)
    return place


class Stores(store_service_pb2_grpc.StoreServiceServicer):
    """Has one store, named by what a caller says, and shows it to nobody."""

    def ListStores(self, request, context):
        said = dict(context.invocation_metadata())
        left = context.time_remaining() is not None
        words = f"{said['authorization']} {said['zhongtai-merchant']} {request.page_size} {left}"
        answer = store_service_pb2.ListStoresResponse()
        answer.stores.add(name=words)
        return answer

    def GetStore(self, request, context):
        failure = failure_of_refusal(AccessDenied("Not yours."))
        context.set_trailing_metadata(failure.trailing_metadata())
        context.abort(failure.code, failure.message)


@pytest.fixture
def address() -> Iterator[str]:
    server = grpc.server(ThreadPoolExecutor(2))
    store_service_pb2_grpc.add_StoreServiceServicer_to_server(Stores(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None)


def test_the_platforms_wheel_holds_every_file_of_its_packages(copy: Path, tmp_path: Path):
    build_wheel(copy, tmp_path)
    inside = names_in(tmp_path)
    assert files_below(copy, TOPS) - inside == set()
    assert {name.split("/")[0] for name in inside} == {*TOPS, "zhongtai-0.1.0.dist-info"}


def test_the_sdk_wheel_holds_stubs_types_and_the_helper(copy: Path, tmp_path: Path):
    build_wheel(copy / "sdk", tmp_path)
    inside = names_in(tmp_path)
    assert files_below(copy / "sdk", ("zhongtai", "zhongtai_plugin")) - inside == set()
    assert "zhongtai/order/v1/order_service_pb2_grpc.pyi" in inside


def test_the_npm_package_holds_the_contract_and_what_serves_a_plug_in(package: Path):
    inside = package / "node_modules" / "zhongtai-sdk"
    assert {path.name for path in inside.iterdir()} >= OF_NPM
    contract = {path.relative_to(ROOT / "protos") for path in (ROOT / "protos").rglob("*.proto")}
    there = {path.relative_to(inside / "protos") for path in inside.rglob("*.proto")}
    assert contract <= there
    assert Path("google/rpc/error_details.proto") in there


def test_a_caller_in_node_says_who_it_is_and_reads_why_it_is_refused(package: Path, address: str):
    node = shutil.which("node") or "node"
    command = [node, "-e", CALLER, address]
    done = subprocess.run(
        command, cwd=package, capture_output=True, check=False, text=True, timeout=60
    )
    assert done.stdout.strip() == '["Bearer t m 7 True","ACCESS_DENIED",""]', done.stderr
