"""The rule for HTTP requests, before their route looks at them.

Path, query and JSON body hold text (mesh.pure.text) that is not endless; JSON is UTF-8, not
nested too deeply, and does not hold too many values. Routes with a typed body are looked at;
one that reads the bytes itself, as notices of providers do, decides for itself.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec
from litestar import Request

from mesh.call.context import current
from mesh.call.walk import TOO_DEEP, Path, Walk
from mesh.pure import limits
from mesh.pure.errors import InvalidRequest, Violation
from mesh.pure.text import fault_of_text

_NOT_UTF8 = "must be UTF-8"
_PLAIN = re.compile(rb"[ -$&-~]{0,%d}" % limits.MAX_TEXT)
"""What nearly all paths and queries are: short, printable, and nothing in it stands for another."""


async def check_request(request: Request[Any, Any, Any]) -> None:
    """Raise InvalidRequest, naming what is wrong. A hook for Litestar's `before_request`."""
    check_target(request.scope.get("raw_path", b""), request.scope.get("query_string", b""))
    data = request.route_handler.parsed_data_field
    if data is not None:
        body = await request.body()
        check_json(body, of_customer=current().identity.is_customer)
        check_kinds(body, data.annotation)


def check_target(path: bytes, query: bytes) -> None:
    """Raise InvalidRequest for a path or query that is not text."""
    if _PLAIN.fullmatch(path) and _PLAIN.fullmatch(query):
        return
    walk = Walk()
    try:
        _look_at_text(walk, unquote(path.decode("ascii"), errors="strict"), ((), "path"), "")
    except UnicodeDecodeError:
        walk.note(((), "path"), _NOT_UTF8)
    if query:
        _look_at_query(walk, query)
    walk.end()


def check_json(body: bytes, *, of_customer: bool = False) -> None:
    """Raise InvalidRequest for JSON that breaks the rule; what is no JSON is left to the route.

    What a customer sends may hold fewer values than what a system does.
    """
    try:
        value = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return
    except UnicodeDecodeError:
        raise InvalidRequest("The body must be UTF-8.") from None
    except RecursionError:
        raise InvalidRequest(f"The body {TOO_DEEP}.") from None
    walk = Walk(limits.MAX_VALUES_OF_CUSTOMERS if of_customer else limits.MAX_VALUES)
    _look_at(walk, value, (), "", 0)
    walk.end()


def check_kinds(body: bytes, kind: Any) -> None:
    """Raise InvalidRequest for a text or a fraction where a whole number belongs, and the like.

    The web framework would take "2" and 2.0 for 2. What it refuses by itself is left to it.
    """
    try:
        msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as wrong:
        try:
            msgspec.json.decode(body, type=kind, strict=False)
        except msgspec.ValidationError:
            return
        said, _, place = str(wrong).partition(" - at ")
        field = place.strip("`").removeprefix("$").lstrip(".")
        raise InvalidRequest(violations=[Violation(field, said)]) from None
    except msgspec.DecodeError:
        return


def _look_at_query(walk: Walk, query: bytes) -> None:
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        walk.note(((), "query"), _NOT_UTF8)
        return
    except ValueError:
        raise InvalidRequest("The query holds too many parameters.") from None
    walk.spend(len(pairs))
    for name, value in pairs:
        if fault_of_text(name):
            walk.note(((), "query"), fault_of_text(name))
        else:
            _look_at_text(walk, value, ((), name[: limits.MAX_NAME]), name)


def _look_at(walk: Walk, value: Any, path: Path, name: str, level: int) -> None:
    """Look at a value of JSON; `name` is that of the field which holds it, or its list."""
    if isinstance(value, str):
        _look_at_text(walk, value, path, name)
    elif isinstance(value, (dict, list)):
        if level >= limits.MAX_LEVELS:
            walk.note(path, TOO_DEEP)
            return
        walk.spend(len(value))
        if isinstance(value, list):
            for index, item in enumerate(value):
                _look_at(walk, item, (path, index), name, level + 1)
        else:
            _look_at_object(walk, value, path, level + 1)


def _look_at_object(walk: Walk, fields: dict[str, Any], path: Path, level: int) -> None:
    for name, value in fields.items():
        if fault := fault_of_text(name):
            walk.note(path, f"has a field whose name {fault}")
        else:
            _look_at(walk, value, (path, name[: limits.MAX_NAME]), name, level)


def _look_at_text(walk: Walk, text: str, path: Path, name: str) -> None:
    longest = limits.LONGER_TEXT.get(name, limits.MAX_TEXT)
    if len(text) > longest:
        walk.note(path, f"must have at most {longest} characters")
    elif fault := fault_of_text(text, free=name in limits.FREE_TEXT):
        walk.note(path, fault)
