"""The page at /docs: the REST interface to be read and tried out, nothing of it from elsewhere.

The viewer is Swagger UI, as its package has it.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromPath
from litestar.serialization import encode_json

PACKAGE = "swagger_ui"
VIEWER = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
}
"""Its files, and what they are."""
TOKEN = Components(
    security_schemes={
        "token": SecurityScheme(
            type="http", scheme="bearer", description="The access_token that a log-in gives."
        )
    }
)
"""How callers say who they are."""
A_DAY = "public, max-age=86400"

_PAGE = Path(__file__).with_name("docs_page.html")
_MARK = b"/*SCHEMA*/"


class DocsPage(OpenAPIRenderPlugin):
    """Shows the OpenAPI document of the application as one page that works offline."""

    def __init__(self) -> None:
        super().__init__(path="/", favicon="", style="")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the page with the document inside it."""
        del request
        # "</" would end the script element that holds the document.
        document = encode_json(openapi_schema).replace(b"</", b"<\\/")
        return _PAGE.read_bytes().replace(_MARK, document)


@get("/docs/viewer/{name:str}", include_in_schema=False, sync_to_thread=False)
def show_viewer(name: FromPath[str]) -> Response[bytes]:
    """A file of the viewer."""
    if name not in VIEWER:
        raise NotFoundException(detail="The viewer has no file of that name.")
    headers = {"Cache-Control": A_DAY}
    return Response(_content(name), media_type=VIEWER[name], headers=headers)


@cache
def _content(name: str) -> bytes:
    # Its modules are for other frameworks, and are not loaded.
    found = find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    if not places:
        raise NotFoundException(detail=f"The package {PACKAGE} is not installed.")
    return Path(places[0], "static", name).read_bytes()
