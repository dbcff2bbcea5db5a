"""Puts the pages together. Settings are read here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import structlog

from gateways.pages.around import Around
from gateways.pages.files import read_folder
from gateways.pages.routes import demo_facts, page_routes
from mesh.plugins.manifest import discover
from mesh.process.host import HostContext, Part
from mesh.process.settings import (
    DEMO_CREDENTIALS,
    HTTP_PORT,
    HTTP_URL,
    demo_is_open,
    origin,
    port,
    switch,
    text,
)

TILL_PORT, CASHIER_PORT = "ZHONGTAI_TILL_PORT", "ZHONGTAI_CASHIER_PORT"
TILL_URL, CASHIER_URL = "ZHONGTAI_TILL_URL", "ZHONGTAI_CASHIER_URL"
"""Settings: the two servers as browsers reach them, where that is not the host of the page."""
PLATFORM_URL = "ZHONGTAI_SIMULATED_PLATFORM_URL"
"""Setting: the page of a simulated takeaway platform that runs beside; unset: there is none."""
DEFAULT_HTTP_PORT = 8080
TILL_OFFSET, CASHIER_OFFSET = 10, 11

log = structlog.get_logger()


async def build(host: HostContext) -> Part:
    """Return the pages of this process: ours, and those that plug-ins bring along."""
    site = read_folder(files("gateways.pages").joinpath("site"))
    around = around_of(host.settings)

    def shop_config(called: str) -> dict[str, Any]:
        demo = demo_facts(host.home)
        return {
            "api": "/miniapp/v1",
            "cashier": around.cashier(called),
            "app_id": demo.get("app_id", ""),
            "login_codes": demo.get("login_codes", []) if around.shows_demo(called) else [],
        }

    def plugin_config(called: str) -> dict[str, Any]:
        demo = demo_facts(host.home) if around.shows_demo(called) else {}
        stores, token = demo.get("stores", {}), demo.get("till_token", "")
        return {"api": around.till(called), "token": token, "stores": stores}

    def servers(called: str) -> list[str]:
        return [around.till(called), around.cashier(called)]

    ways = {"": site["index.html"]} | {name: site[name] for name in ("site.css", "index.js")}
    platform = origin(host.settings, PLATFORM_URL)
    routes = [
        page_routes("/shop", site, "shop.html", shop_config, servers),
        page_routes("/", ways, "", lambda _called: {"platform": platform}, servers),
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
        routes.append(
            page_routes(page.path, read_folder(page.folder), page.index, plugin_config, servers)
        )
    return Part(http=list(routes))


def around_of(settings: Mapping[str, str]) -> Around:
    """Return what the settings say of the surroundings. Raise SettingInvalid."""
    http_port = port(settings, HTTP_PORT, DEFAULT_HTTP_PORT)
    return Around(
        till_port=port(settings, TILL_PORT, http_port + TILL_OFFSET),
        cashier_port=port(settings, CASHIER_PORT, http_port + CASHIER_OFFSET),
        till_url=origin(settings, TILL_URL),
        cashier_url=origin(settings, CASHIER_URL),
        public_url=text(settings, HTTP_URL, ""),
        demo_open=demo_is_open(settings),
        demo_everywhere=switch(settings, DEMO_CREDENTIALS),
    )
