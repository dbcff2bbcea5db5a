"""Where the outside reaches each thing of a running platform."""

from __future__ import annotations

from dataclasses import replace

from cli.ports import Ports
from mesh.process.logfile import LOGS_FOLDER
from mesh.process.settings import ProcessSettings
from mesh.process.topology import Topology, Unit

TITLES = {
    "grpc": "gRPC (reflection on)",
    "shop": "phone page",
    "till": "till page",
    "docs": "REST documentation",
    "metrics": "metrics",
    "till_rest": "till's own REST",
    "cashier": "sandbox cashier",
    "platform": "simulated platform",
    "postgres": "PostgreSQL",
    "home": "state folder",
    "logs": "logs",
}


def endpoints_of(settings: ProcessSettings, ports: Ports, topology: Topology) -> dict[str, str]:
    """Return name → address of everything that a person or a program may want to reach."""
    host = settings.host_of_urls
    edge = replace(settings, http_port=ports.http).edge_url
    return {
        "grpc": f"{host}:{ports.grpc}",
        "http": edge,
        "shop": f"{edge}/shop",
        "till": f"{edge}/till",
        **{unit.name: f"{edge}{unit.path}" for unit in gateways_of(topology)},
        "docs": f"{edge}/docs",
        "metrics": f"{edge}/metrics",
        # The plug-ins to try things with listen on this machine only.
        "till_rest": f"http://127.0.0.1:{ports.till}",
        "cashier": f"http://127.0.0.1:{ports.cashier}",
        "home": str(settings.home),
        "logs": str(settings.home / LOGS_FOLDER),
    }


def gateways_of(topology: Topology) -> list[Unit]:
    """Return the units that have routes at the HTTP edge of a topology."""
    hosted = [unit for process in topology.processes.values() for unit in process.units]
    return [topology.units[name] for name in hosted if topology.units[name].path]


def titles_of(topology: Topology) -> dict[str, str]:
    """Return what people read before each address."""
    return TITLES | {unit.name: unit.title or unit.name for unit in gateways_of(topology)}
