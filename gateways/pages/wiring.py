"""Puts the pages together. Settings are read here and nowhere else."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from gateways.pages.files import read_folder
from gateways.pages.routes import demo_facts, page_routes
from mesh.host import HostContext, Part
from mesh.plugin_manifest import Manifest, discover
from mesh.settings import HTTP_PORT, port

TILL_PORT, CASHIER_PORT = "ZHONGTAI_TILL_PORT", "ZHONGTAI_CASHIER_PORT"
DEFAULT_HTTP_PORT = 8080
TILL_OFFSET, CASHIER_OFFSET = 10, 11


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
    for manifest in discover(host.settings):
        page = _page_of(manifest)
        if page:
            folder = read_folder(manifest.folder / page["folder"])
            routes.append(page_routes(page["path"], folder, page["index"], plugin_config))
    return Part(http=list(routes))


def _page_of(manifest: Manifest) -> Mapping[str, str]:
    """The page that a plug-in brings along: its plugin.toml has [page] path, folder, index."""
    if not (manifest.folder / "plugin.toml").is_file():
        return {}
    text = (manifest.folder / "plugin.toml").read_text(encoding="utf-8")
    page: Mapping[str, str] = tomllib.loads(text).get("page", {})
    return page
