"""What of an HTTP request must be right before a handler looks at it.

Path, query and header fields are text (zhongtai_plugin.text); a body that looks like JSON is
UTF-8, not nested too deeply, and does not hold too many values or texts that are none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from zhongtai_plugin.text import FREE_TEXT, fault_of_text

MAX_LEVELS = 16
MAX_VALUES = 200_000
MAX_TEXT = 2_000
MAX_PARAMETERS = 100


class Unfit(Exception):
    """A request that no handler shall see; the text says why."""


def read_path(raw_path: bytes) -> str:
    """Return the path, decoded. Raise Unfit."""
    try:
        path = unquote(raw_path.decode("ascii"), errors="strict")
    except UnicodeDecodeError:
        raise Unfit("The path must be UTF-8.") from None
    _demand_text("The path", path)
    return path


def read_query(query_string: bytes) -> dict[str, str]:
    """Return the parameters; of one that comes several times the last. Raise Unfit."""
    try:
        pairs = parse_qs(
            query_string.decode("ascii"), errors="strict", max_num_fields=MAX_PARAMETERS
        )
    except UnicodeDecodeError:
        raise Unfit("The query must be UTF-8.") from None
    except ValueError:
        raise Unfit(f"The query must have at most {MAX_PARAMETERS} parameters.") from None
    for name, values in pairs.items():
        _demand_text("A parameter's name", name)
        for value in values:
            _demand_text(name[:80], value)
    return {name: values[-1] for name, values in pairs.items()}


def demand_header_texts(headers: Mapping[str, str]) -> None:
    """Raise Unfit for a header field that is no text."""
    for name, value in headers.items():
        if fault := fault_of_text(value, free=True):
            raise Unfit(f"The header field {name[:80]} {fault}.")


def demand_sound_json(body: bytes) -> None:
    """Raise Unfit for JSON that breaks the rule; what is no JSON is left to the handler."""
    if body.lstrip()[:1] not in (b"{", b"["):
        return
    try:
        value = json.loads(body)
    except UnicodeDecodeError:
        raise Unfit("The body must be UTF-8.") from None
    except RecursionError:
        raise Unfit(f"The body must not be nested more than {MAX_LEVELS} levels deep.") from None
    except ValueError:
        return
    for number, (path, name, text) in enumerate(_texts(value, "", "", 0)):
        if number > MAX_VALUES:
            raise Unfit(f"The body holds more than {MAX_VALUES} values.")
        if text is not None:
            _demand_text(path, text, free=name in FREE_TEXT)


def _texts(value: Any, path: str, name: str, level: int) -> Iterator[tuple[str, str, str | None]]:
    """Every value within: its path, the name of the field that holds it, its text if it is one."""
    yield path, name, value if isinstance(value, str) else None
    if not isinstance(value, (dict, list)):
        return
    if level >= MAX_LEVELS:
        raise Unfit(f"{path or 'The body'} must not be nested more than {MAX_LEVELS} levels deep.")
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{path}[{index}]", name, level + 1)
        return
    for key, item in value.items():
        yield f"A field's name in {path or 'the body'}", "", key
        yield from _texts(item, f"{path}.{key}" if path else key, key, level + 1)


def _demand_text(what: str, text: str, *, free: bool = False) -> None:
    if len(text) > MAX_TEXT:
        raise Unfit(f"{what} must have at most {MAX_TEXT} characters.")
    if fault := fault_of_text(text, free=free):
        raise Unfit(f"{what} {fault}.")
