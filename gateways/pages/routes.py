"""Routes of the pages and of what they must know of this installation."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import Request, Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from gateways.pages.files import File, headers_of

DEMO_FILE = "demo.json"


Asked = Request[Any, Any, State]
Servers = Callable[[str], Sequence[str]]
Config = Callable[[str], dict[str, Any]]
"""What a page must know, by the host at which it was called."""


def page_routes(
    path: str, files: Mapping[str, File], index: str, config: Config, servers: Servers
) -> Router:
    """A page below `path`; `servers` are the origins it talks to, by the host of the call."""

    @get(["/", "/{name:str}"], include_in_schema=False, sync_to_thread=False)
    def show(request: Asked, name: FromPath[str] = "") -> Response[bytes]:
        """A file of the page; its index when none is named."""
        host = request.headers.get("host", "")
        headers = headers_of(servers(host))
        if name == "config.json":
            encoded = json.dumps(config(host)).encode()
            return Response(encoded, media_type="application/json", headers=headers)
        file = files.get(name or index)
        if file is None:
            raise NotFoundException(detail=f"{path} has no file of that name.")
        return Response(file.content, media_type=file.media_type, headers=headers)

    return Router(path, route_handlers=[show])


def demo_facts(home: Path) -> dict[str, Any]:
    """What the demo left for newcomers; empty where no demo was loaded."""
    try:
        facts: dict[str, Any] = json.loads((home / DEMO_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return facts
