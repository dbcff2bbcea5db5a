"""Text for the outside, in whatever the locale of the terminal is."""

from __future__ import annotations

import io
import json
import sys


def print_json(value: object) -> None:
    """Print JSON for programs, as text of the output's own encoding."""
    readable = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json.dumps(value, indent=2, ensure_ascii=not readable))


def speak_any_locale() -> None:
    """Let characters that the locale does not know be shown as question marks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
