"""Every REST route is given odd paths, queries, headers and bodies: none is a defect of ours."""

import asyncio
import copy
import json
import secrets
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from plugins.payment_sandbox.cashier import Cashier
from plugins.pos_till.rest import TillRest
from tests.acceptance.shop import Phone, Shop
from tests.platform import Platform

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.postgres,
    pytest.mark.topology,
    # What the edge refuses does not depend on where the centers run.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]

AT_ONCE = 16
DEEPEST = 6
TEXTS = ("a\0b", "a\x85", "two\nlines", "x" * 3_000, "🍜\u202e'%_\\", "\ud83c", "")
VALUES = (None, True, -1, 0, 2**31, 2**63, 2**70, 1e308, [], {}, *TEXTS)
SEGMENTS = ("%00", "%ff", "%F0%9F%8D%9C", "..%2f..", "x" * 3_000, "%0a", "a%27--")
QUERIES = ("%00", "%ff", "-1", "1e3", "NaN", "inf", str(2**31), str(2**70), "x" * 5_000, "🍜")
BODIES = (
    b"",
    b"null",
    b"[]",
    b"{} x",
    b"\x00\xff",
    b"\xef\xbb\xbf{}",
    '{"a": "é"}'.encode("latin-1"),
    '{"a": 1}'.encode("utf-16"),
    b"[" * 4_000,
    b'{"a":' * 2_000,
    b"[" * 900 + b"]" * 900,
    b"[" + b"0," * 50_000 + b"0]",
    b'{"a": 1e400}',
)


@pytest.fixture(scope="module")
def platform(own_platform: Platform) -> Platform:
    """One of its own: nobody else is to meet what odd values leave behind."""
    return own_platform


class Door:
    """Sends odd requests, and takes down every answer that no request may get."""

    def __init__(self, shop: Shop) -> None:
        self._http = shop.http
        self._slots = asyncio.Semaphore(AT_ONCE)
        self.sent = 0
        self.faults: list[str] = []

    async def send(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> None:
        self.sent += 1
        # A stream that opens is an answer; what it says later is not waited for.
        async with self._slots:
            try:
                async with self._http.stream(method, url, headers=headers, content=body) as reply:
                    status, kind = reply.status_code, reply.headers.get("content-type", "")
            except httpx.HTTPError as exc:
                self.faults.append(f"{method} {url[:90]} {body[:60]!r}: {exc!r}")
                return
        if status == 500 or (status >= 400 and "problem+json" not in kind):
            self.faults.append(f"{method} {url[:90]} {body[:60]!r}: {status} {kind}")


async def test_no_request_to_the_edge_is_a_defect(shop: Shop, anna: Phone):
    door, schema = Door(shop), await _schema(shop)
    requests = [
        (method.upper(), shop.url + url, _headers(anna), body)
        for path, methods in schema["paths"].items()
        for method, route in methods.items()
        for url, body in _odd_requests(path, route, schema)
    ]
    await asyncio.gather(*(door.send(*request) for request in requests))
    assert door.faults == []
    assert door.sent > 1_000


async def test_no_header_is_a_defect(shop: Shop, anna: Phone):
    door = Door(shop)
    names = [*_headers(anna), "zhongtai-trace", "content-type", "if-none-match", "last-event-id"]
    odd = [text.encode("utf-8", "surrogatepass") for text in TEXTS if "\n" not in text]
    odd = [value for value in odd if b"\0" not in value]
    for name in names:
        for value in odd:
            headers: Any = {**_headers(anna), name: value}
            await door.send("POST", f"{shop.url}/miniapp/v1/orders/preview", headers, b"{}")
    assert door.faults == []


async def test_no_request_to_a_plug_in_is_a_defect(shop: Shop):
    door, till = Door(shop), shop._till()
    sides: list[tuple[str, Any, Any]] = [
        (shop._till_url, TillRest(None, None, None), TILL_BODY),  # type: ignore[arg-type]
        (shop._cashier_url, Cashier(None, ""), PAY_BODY),  # type: ignore[arg-type]
    ]
    routes = [
        (method, base, path, whole) for base, side, whole in sides for method, path in side.routes()
    ]
    asked = [
        door.send(method, base + url, till)
        for method, base, path, _ in routes
        for url in _odd_urls(path, ["after", "limit", "store_id", "echo"])
    ]
    said = [
        door.send(method, base + path.replace("{", "").replace("}", ""), till, body)
        for method, base, path, whole in routes
        for body in ((*BODIES, *_odd_bodies(whole)) if method == "POST" else ())
    ]
    await asyncio.gather(*asked, *said)
    assert door.faults == []


async def test_no_notice_of_a_stranger_is_a_defect(shop: Shop):
    door = Door(shop)
    for way in ("payment/sandbox", "payment/nobody", "carrier/sandbox", "carrier/nobody"):
        url = f"{shop.url}/notices/{way}"
        await asyncio.gather(*(door.send("POST", url, {"x-odd": "a"}, body) for body in BODIES))
        await door.send("POST", url, {f"x-{n}": "y" for n in range(60)})
    assert door.faults == []


TILL_BODY = {
    "updates": [{"update_id": "u", "order_id": "o", "kind": "accepted", "reason": "r"}],
    "sales": [{"till_sale_id": "s", "store_id": "t", "lines": [{"sku_id": "k", "quantity": 1}]}],
}
PAY_BODY = {"payment_id": "p", "trade_no": "t", "payments": [{"payment_id": "p"}]}


async def _schema(shop: Shop) -> dict[str, Any]:
    return (await shop.http.get(f"{shop.url}/docs/openapi.json")).json()


def _headers(phone: Phone) -> dict[str, str]:
    return {
        "authorization": f"Bearer {phone._token}",
        "content-type": "application/json",
        "idempotency-key": secrets.token_hex(12),
        "zhongtai-timestamp": str(int(time.time())),
        "zhongtai-nonce": secrets.token_hex(12),
    }


def _odd_requests(path: str, route: Any, schema: Any) -> Iterator[tuple[str, bytes]]:
    """The odd URLs and bodies of one route."""
    queries = [each["name"] for each in route.get("parameters", ()) if each["in"] == "query"]
    plain = path.replace("{", "").replace("}", "")
    content = route.get("requestBody", {}).get("content", {})
    whole = _example(next(iter(content.values()))["schema"], schema) if content else None
    for url in _odd_urls(path, queries):
        yield url, json.dumps(whole).encode() if content else b""
    if route.get("requestBody") or "notices" in path:
        yield from ((plain, body) for body in (*BODIES, *_odd_bodies(whole)))


def _odd_urls(path: str, queries: list[str]) -> Iterator[str]:
    plain = path.replace("{", "").replace("}", "")
    yield plain
    if "{" in path:
        head, _, rest = path.partition("{")
        tail = rest.partition("}")[2]
        yield from (f"{head}{segment}{tail}" for segment in SEGMENTS)
    yield from (f"{plain}?{name}={value}" for name in queries for value in QUERIES)
    yield f"{plain}?%00=1"


def _odd_bodies(whole: Any) -> Iterator[bytes]:
    """The body with one odd value each, in every place."""
    for place in _places(whole, ()):
        for value in VALUES:
            twin = copy.deepcopy(whole)
            held = twin
            for step in place[:-1]:
                held = held[step]
            held[place[-1]] = value
            yield json.dumps(twin).encode()


def _places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    steps: Any = value.items() if isinstance(value, dict) else ()
    steps = enumerate(value) if isinstance(value, list) else steps
    for step, inner in steps:
        yield (*path, step)
        yield from _places(inner, (*path, step))


def _example(kind: Any, schema: Any, depth: int = 0) -> Any:
    """A value that a JSON schema describes."""
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return _example(schema["components"]["schemas"][name], schema, depth + 1)
    if "oneOf" in kind:
        return _example(kind["oneOf"][-1], schema, depth)
    if "enum" in kind:
        return kind["enum"][0]
    scalars = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    example: Any = scalars.get(str(kind.get("type")), "odd")
    if kind.get("format") == "date-time":
        example = "2026-12-25T12:00:00Z"
    elif kind.get("type") == "object" and depth < DEEPEST:
        fields = kind.get("properties", {}).items()
        example = {name: _example(inner, schema, depth + 1) for name, inner in fields}
    elif kind.get("type") == "array" and depth < DEEPEST:
        example = [_example(kind.get("items", {}), schema, depth + 1)]
    return example
