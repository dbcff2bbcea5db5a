"""The till's page, served beside the REST interface; the platform's edge may serve it, too."""

from __future__ import annotations

from importlib.resources import files

from zhongtai_plugin.http import Answer, Handler, Request

_FILES = {
    "/till": ("till.html", "text/html; charset=utf-8"),
    "/till/till.css": ("till.css", "text/css; charset=utf-8"),
    "/till/times.js": ("times.js", "text/javascript; charset=utf-8"),
    "/till/till.js": ("till.js", "text/javascript; charset=utf-8"),
}
_HEADERS = {
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def page_routes() -> dict[tuple[str, str], Handler]:
    """Return the page, its parts, and where it finds the REST interface: on the same origin."""
    folder = files(__package__) / "page"
    config = Answer(body=b'{"api": "/"}', headers=_HEADERS)
    routes: dict[tuple[str, str], Handler] = {("GET", "/till/config.json"): _always(config)}
    for path, (name, content_type) in _FILES.items():
        body = (folder / name).read_bytes()
        answer = Answer(body=body, content_type=content_type, headers=_HEADERS)
        routes["GET", path] = _always(answer)
    return routes


def _always(answer: Answer) -> Handler:
    async def handle(_request: Request) -> Answer:
        return answer

    return handle
