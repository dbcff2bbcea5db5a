"""The page at /docs: the REST interface for people, without anything from other servers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from litestar import Request
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.serialization import encode_json

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
