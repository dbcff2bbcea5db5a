"""List the RPCs of the contract that this version does not offer.

An RPC is offered when a servicer of a center, an app or a gateway overrides the generated
method. The others are answered UNIMPLEMENTED with the reason NOT_OFFERED_YET by the
runtime, and stand in docs/not-offered-yet.md, which this script writes or checks.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from types import ModuleType

from google.protobuf.descriptor import FileDescriptor, ServiceDescriptor

from tools.protos import proto_files
from tools.sources import ROOT

PAGE = ROOT / "docs" / "not-offered-yet.md"
# These are offered by plug-ins, in processes of their own.
PLUGIN_PACKAGE = "zhongtai.plugin."
HEAD = """\
# Not offered yet

Written by `python -m tools.not_offered`; a test proves that it is true.

The RPCs that stand here are part of the contract, so that callers can be written
against their final form. Calling one is answered `UNIMPLEMENTED` with
`google.rpc.ErrorInfo{reason: "NOT_OFFERED_YET", domain: "zhongtai.common"}`.
"""
ALL_OFFERED = "At present every RPC of the contract is offered.\n"


def services() -> Iterator[tuple[ServiceDescriptor, ModuleType]]:
    """Each service of the contract that the platform itself serves, with its gRPC module."""
    for source in proto_files():
        name = ".".join(source.with_suffix("").parts)
        descriptor: FileDescriptor = importlib.import_module(f"{name}_pb2").DESCRIPTOR
        if descriptor.package.startswith(PLUGIN_PACKAGE) or not descriptor.services_by_name:
            continue
        grpc_module = importlib.import_module(f"{name}_pb2_grpc")
        for service in descriptor.services_by_name.values():
            yield service, grpc_module


def load_servicers() -> None:
    """Import every servicer module, so that its classes are known."""
    for top in ("centers", "apps", "gateways"):
        package = importlib.import_module(top)
        for module in pkgutil.walk_packages(package.__path__, f"{top}."):
            if any(part.startswith("servicer") for part in module.name.split(".")):
                importlib.import_module(module.name)


def descendants(base: type) -> Iterator[type]:
    """All classes below ``base``."""
    children: list[type] = base.__subclasses__()
    for child in children:
        yield child
        yield from descendants(child)


def offered(service: ServiceDescriptor, grpc_module: ModuleType) -> set[str]:
    """Return names of the RPCs that some servicer of ours overrides."""
    base = getattr(grpc_module, f"{service.name}Servicer")
    return {
        method.name
        for method in service.methods
        for servicer in descendants(base)
        if getattr(servicer, method.name) is not getattr(base, method.name)
    }


def missing() -> dict[str, list[str]]:
    """Service full name → RPCs not offered, in the order of the contract."""
    load_servicers()
    found: dict[str, list[str]] = defaultdict(list)
    for service, grpc_module in services():
        there = offered(service, grpc_module)
        names = [method.name for method in service.methods if method.name not in there]
        if names:
            found[service.full_name] = names
    return dict(found)


def render() -> str:
    """Return the page as it should be."""
    not_there = missing()
    lines = [HEAD] if not_there else [HEAD, ALL_OFFERED]
    for service, names in sorted(not_there.items()):
        lines += [f"## `{service}`", "", *(f"- `{name}`" for name in names), ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Write the page, or with ``--check`` fail when it is not the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    page = render()
    if parser.parse_args().check:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page
        print("not offered: the list is true" if same else "not offered: run `make protos`")
        return 0 if same else 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
