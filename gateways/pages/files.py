"""Static files of the pages: read once, served from memory, nothing outside their folder."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources.abc import Traversable

# Pages load nothing from elsewhere; they talk to the edge and to the servers named here.
SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self' {servers}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def headers_of(servers: Iterable[str]) -> dict[str, str]:
    """Return the headers of a page that talks to these servers (their origins) besides the edge."""
    return {
        "Content-Security-Policy": SECURITY_POLICY.format(servers=" ".join(servers)),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is served."""

    content: bytes
    media_type: str


def read_folder(folder: Traversable) -> dict[str, File]:
    """Return every file of a folder, by name."""
    return {
        entry.name: File(entry.read_bytes(), media_type_of(entry.name))
        for entry in folder.iterdir()
        if entry.is_file()
    }


def media_type_of(name: str) -> str:
    """By the name's end; the server adds the character set."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
