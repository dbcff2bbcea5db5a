"""Where the outside reaches each thing of a running platform."""

from __future__ import annotations

from dataclasses import replace

from cli.ports import Ports
from mesh.process.logfile import LOGS_FOLDER
from mesh.process.settings import ProcessSettings


def endpoints_of(settings: ProcessSettings, ports: Ports) -> dict[str, str]:
    """Name → address of everything that a person or a program may want to reach."""
    host = settings.host_of_urls
    edge = replace(settings, http_port=ports.http).edge_url
    return {
        "grpc": f"{host}:{ports.grpc}",
        "http": edge,
        "shop": f"{edge}/shop",
        "till": f"{edge}/till",
        "miniapp": f"{edge}/miniapp/v1",
        "notices": f"{edge}/notices",
        "docs": f"{edge}/docs",
        "metrics": f"{edge}/metrics",
        # The plug-ins to try things with listen on this machine only.
        "till_rest": f"http://127.0.0.1:{ports.till}",
        "cashier": f"http://127.0.0.1:{ports.cashier}",
        "home": str(settings.home),
        "logs": str(settings.home / LOGS_FOLDER),
    }
