"""Puts the pages together. Settings are read here and nowhere else."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import structlog

from gateways.pages.files import read_folder
from gateways.pages.routes import demo_facts, page_routes
from mesh.host import HostContext, Part
from mesh.plugin_manifest import discover
from mesh.settings import HTTP_PORT, port

TILL_PORT, CASHIER_PORT = "ZHONGTAI_TILL_PORT", "ZHONGTAI_CASHIER_PORT"
DEFAULT_HTTP_PORT = 8080
TILL_OFFSET, CASHIER_OFFSET = 10, 11

log = structlog.get_logger()


async def build(host: HostContext) -> Part:
    """The pages of this process: ours, and those that plug-ins bring along."""
    site = read_folder(files("gateways.pages").joinpath("site"))
    http_port = port(host.settings, HTTP_PORT, DEFAULT_HTTP_PORT)
    till_port = port(host.settings, TILL_PORT, http_port + TILL_OFFSET)
    cashier_port = port(host.settings, CASHIER_PORT, http_port + CASHIER_OFFSET)

    def shop_config() -> dict[str, Any]:
        demo = demo_facts(host.home)
        return {
            "api": "/miniapp/v1",
            "cashier": f"http://127.0.0.1:{cashier_port}",
            "app_id": demo.get("app_id", ""),
            "login_codes": demo.get("login_codes", []),
        }

    def plugin_config() -> dict[str, Any]:
        return {
            "api": f"http://127.0.0.1:{till_port}",
            "token": demo_facts(host.home).get("till_token", ""),
        }

    routes = [
        page_routes("/shop", site, "shop.html", shop_config),
        page_routes("/", {"": site["index.html"], "site.css": site["site.css"]}, "", dict),
    ]
    taken = {"/shop"}
    for manifest in discover(host.settings).manifests:
        page = manifest.page
        if page is None:
            continue
        if page.path in taken:
            log.warning("page_left_out", plugin=manifest.name, why=f"{page.path} is taken")
            continue
        taken.add(page.path)
        routes.append(page_routes(page.path, read_folder(page.folder), page.index, plugin_config))
    return Part(http=list(routes))
