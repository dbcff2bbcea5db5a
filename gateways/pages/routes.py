"""Routes of the pages and of what they must know of this installation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from gateways.pages.files import HEADERS, File

DEMO_FILE = "demo.json"


def page_routes(path: str, files: Mapping[str, File], index: str, config: Any) -> Router:
    """A page below `path`; `config` is a function that tells what it must know."""

    @get(["/", "/{name:str}"], include_in_schema=False, sync_to_thread=False)
    def show(name: FromPath[str] = "") -> Response[bytes]:
        """A file of the page; its index when none is named."""
        if name == "config.json":
            encoded = json.dumps(config()).encode()
            return Response(encoded, media_type="application/json", headers=HEADERS)
        file = files.get(name or index)
        if file is None:
            raise NotFoundException(detail=f"{path} has no file of that name.")
        return Response(file.content, media_type=file.media_type, headers=HEADERS)

    return Router(path, route_handlers=[show])


def demo_facts(home: Path) -> dict[str, Any]:
    """What the demo left for newcomers; empty where no demo was loaded."""
    try:
        facts: dict[str, Any] = json.loads((home / DEMO_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return facts
