"""Entity tags: an answer that its reader has already is not sent again (RFC 9110, 13.1.2)."""

from __future__ import annotations


def etag(version: str) -> str:
    """Return the strong tag of a version; a version has no quotation mark in it."""
    return f'"{version}"'


def matches(if_none_match: str, version: str) -> bool:
    """Return whether the If-None-Match header of a request names this version.

    Tags that a proxy made weak count, and "*" names every version.
    """
    named = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return any(each in ("*", etag(version)) for each in named)
