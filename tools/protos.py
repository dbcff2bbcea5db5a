"""Generate the SDK's stubs from protos/, or prove that the committed ones are fresh.

Output is the same on every machine: protoc comes from the pinned grpcio-tools, and each
file is written whole and only when its text changed, so that two people may run this at
once. Files are removed only by ``--prune`` (the check names what would go).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

ROOT = Path(__file__).resolve().parent.parent
PROTOS = ROOT / "protos"
SDK = ROOT / "sdk"
GENERATED = "zhongtai"
PACKAGE_DOC = '"""Generated from the contract in protos/. Never edited by hand."""\n'


def proto_files() -> list[Path]:
    """Return every contract file, in an order that does not depend on the machine."""
    return sorted(path.relative_to(PROTOS) for path in PROTOS.rglob("*.proto"))


def run_protoc(sources: list[Path], out: Path) -> bool:
    """Run the compiler once over ``sources``; its own words go to stderr."""
    # The plug-ins of mypy-protobuf sit beside the interpreter that runs us.
    bin_folder = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([bin_folder, os.environ.get("PATH", "")])
    well_known = str(files("grpc_tools") / "_proto")
    arguments = [
        "protoc",
        f"-I{PROTOS}",
        f"-I{well_known}",
        f"--python_out={out}",
        f"--pyi_out={out}",
        f"--grpc_python_out={out}",
        # Concrete: a servicer may leave an RPC to the runtime, which answers UNIMPLEMENTED.
        f"--mypy_grpc_out=quiet,generate_concrete_servicer_stubs:{out}",
        *map(str, sources),
    ]
    return int(protoc.main(arguments)) == 0


def has_service(text: str) -> bool:
    """Return True when a proto declares a service; without one the gRPC file is an empty shell."""
    return any(line.startswith("service ") for line in text.splitlines())


def generate_into(out: Path) -> list[Path]:
    """Generate everything below ``out``; return the contract files that did not compile."""
    sources = proto_files()
    broken: list[Path] = []
    if not run_protoc(sources, out):
        # One broken package must not keep the others from being used.
        for folder in sorted({source.parent for source in sources}):
            members = [source for source in sources if source.parent == folder]
            if not run_protoc(members, out):
                broken.extend(members)
    for source in sources:
        if not has_service((PROTOS / source).read_text(encoding="utf-8")):
            for shell in ("_pb2_grpc.py", "_pb2_grpc.pyi"):
                (out / source.with_name(source.stem + shell)).unlink(missing_ok=True)
    add_packages(out)
    return broken


def add_packages(out: Path) -> None:
    """Make every generated folder an importable, typed package."""
    top = out / GENERATED
    if not top.exists():
        return
    for folder in [top, *(path for path in top.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").write_text(PACKAGE_DOC, encoding="utf-8")
    (top / "py.typed").write_text("", encoding="utf-8")


def contents(base: Path) -> dict[str, bytes]:
    """Relative path → bytes of every generated file below ``base``."""
    found: dict[str, bytes] = {}
    for path in _files(base / GENERATED):
        found[path.relative_to(base).as_posix()] = path.read_bytes()
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def write_atomically(target: Path, data: bytes) -> None:
    """Replace ``target`` in one step, so that a reader never sees half a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    spare = target.with_name(f".{target.name}.{os.getpid()}")
    spare.write_bytes(data)
    spare.replace(target)


def compare(fresh: dict[str, bytes], committed: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """Return names to write (missing or different) and names nobody generates any more."""
    stale = [name for name, data in fresh.items() if committed.get(name) != data]
    return stale, sorted(set(committed) - set(fresh))


def main() -> int:
    """Generate, or with ``--check`` only compare. Exit code 1 says: not fresh, or broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail when stale")
    parser.add_argument("--prune", action="store_true", help="remove stubs whose proto is gone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        broken = generate_into(Path(scratch))
        fresh = contents(Path(scratch))
    stale, orphans = compare(fresh, contents(SDK))
    if options.check:
        for name in stale:
            print(f"stale: sdk/{name}")
        for name in orphans:
            print(f"no proto for: sdk/{name}")
        print("run `make protos`" if stale or orphans else f"stubs: {len(fresh)} files are fresh")
        return 1 if stale or orphans or broken else 0
    for name in stale:
        write_atomically(SDK / name, fresh[name])
    if options.prune:
        for name in orphans:
            (SDK / name).unlink()
    print(f"stubs: {len(stale)} of {len(fresh)} files written")
    for source in broken:
        print(f"does not compile: protos/{source}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
