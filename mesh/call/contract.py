"""The services of the contract, found by their proto package in the generated stubs."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from google.protobuf.descriptor import ServiceDescriptor


def services_of(proto_package: str) -> list[ServiceDescriptor]:
    """Return all services of a package such as "zhongtai.order.v1", by name.

    Raise ModuleNotFoundError when the stubs have no such package.
    """
    package = import_module(proto_package)
    found: dict[str, ServiceDescriptor] = {}
    for module in pkgutil.iter_modules(package.__path__):
        # Only files with a service have a second generated module.
        if module.name.endswith("_pb2_grpc"):
            generated = import_module(f"{proto_package}.{module.name.removesuffix('_grpc')}")
            found |= generated.DESCRIPTOR.services_by_name
    return [found[name] for name in sorted(found)]
