"""The gate of a REST channel: fresh, once, and not too often."""

import asyncio
from types import SimpleNamespace

import httpx
import pytest
from litestar import Router, get, post

from mesh.call.context import Identity
from mesh.edge.gate import Gate, person
from mesh.edge.http import build_app
from mesh.edge.places import Places
from mesh.edge.ratelimit import RateLimit
from mesh.edge.replays import NONCE, TIMESTAMP, WINDOW_SECONDS, ReplayGuard
from mesh.process.metrics import Metrics
from mesh.pure.errors import InvalidRequest, RateLimited, Unauthenticated

NOON = 1_800_000_000
ANNA = Identity("person", "anna", "demo", channel="miniapp")
TILL = Identity("till", "till-1", "demo")
IDENTITIES = {"anna-token": ANNA, "till-token": TILL}


class HandClock:
    """A clock that goes when told."""

    def __init__(self, at: float = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def replays(clock):
    return ReplayGuard(clock, max_nonces=3)


def test_a_nonce_that_came_before_is_refused(replays):
    replays.admit("anna", str(NOON), "nonce-0001")
    for timestamp in (NOON, NOON + 1):
        with pytest.raises(Unauthenticated):
            replays.admit("anna", str(timestamp), "nonce-0001")


def test_two_senders_may_chance_upon_the_same_nonce(replays):
    replays.admit("anna", str(NOON), "nonce-0001")
    replays.admit("bert", str(NOON), "nonce-0001")


@pytest.mark.parametrize("seconds", [-WINDOW_SECONDS, WINDOW_SECONDS])
def test_a_clock_may_be_off_by_five_minutes_and_no_more(replays, seconds):
    replays.admit("anna", str(NOON + seconds), "nonce-0001")
    further = seconds + (1 if seconds > 0 else -1)
    with pytest.raises(Unauthenticated):
        replays.admit("anna", str(NOON + further), "nonce-0002")


@pytest.mark.parametrize("skew", [-WINDOW_SECONDS, 0, WINDOW_SECONDS])
def test_a_message_can_never_come_twice_however_long_somebody_waits(replays, clock, skew):
    replays.admit("anna", str(NOON + skew), "nonce-0001")
    for later in range(2 * WINDOW_SECONDS + 2):
        clock.at = NOON + later
        with pytest.raises(Unauthenticated):
            replays.admit("anna", str(NOON + skew), "nonce-0001")


def test_memory_is_bounded_and_free_again_when_messages_grow_old(replays, clock):
    for number in range(3):
        replays.admit("anna", str(NOON), f"nonce-000{number}")
    with pytest.raises(RateLimited):
        replays.admit("anna", str(NOON), "nonce-0004")
    clock.at = NOON + WINDOW_SECONDS + 1
    replays.admit("anna", str(clock.at), "nonce-0004")
    assert (len(replays._seen), list(replays._seen_at)) == (1, [clock.at])


def test_memory_is_free_again_after_a_clock_was_ahead_for_a_while(replays, clock):
    clock.at = NOON + 86_400
    replays.admit("anna", str(clock.at), "nonce-0001")
    for minutes in range(0, 60, 10):
        clock.at = NOON + 60 * minutes
        replays.admit("anna", str(clock.at), f"nonce-01{minutes:02}")


@pytest.mark.parametrize(
    ("timestamp", "nonce", "fields"),
    [
        ("", "nonce-0001", {TIMESTAMP}),
        ("-5", "nonce-0001", {TIMESTAMP}),
        ("1" * 13, "nonce-0001", {TIMESTAMP}),
        (str(NOON), "short", {NONCE}),
        (str(NOON), "with space", {NONCE}),
        (str(NOON), "n" * 65, {NONCE}),
        ("soon", "", {TIMESTAMP, NONCE}),
    ],
)
def test_what_is_malformed_is_named(replays, timestamp, nonce, fields):
    with pytest.raises(InvalidRequest) as refused:
        replays.admit("anna", timestamp, nonce)
    assert {violation.field for violation in refused.value.violations} == fields


def verify(token):
    if token not in IDENTITIES:
        raise Unauthenticated
    return IDENTITIES[token]


@pytest.fixture
def edge(clock):
    limits = {"people": RateLimit(1, 2, clock), "strangers": RateLimit(1, 2, clock)}
    gate = Gate("miniapp", SimpleNamespace(verify=verify), replays=ReplayGuard(clock), **limits)

    @get("/me", guards=[gate.person], sync_to_thread=False)
    def me() -> str:
        return person().subject

    @post("/login", guards=[gate.stranger], sync_to_thread=False)
    def login() -> str:
        return "welcome"

    @post("/orders", guards=[gate.person], sync_to_thread=False)
    def order() -> str:
        return person().subject

    @get("/menu", guards=[gate.customer], sync_to_thread=False)
    def menu() -> str:
        return person().subject

    routes = [me, login, order, menu]
    return build_app([Router("", route_handlers=routes)], Metrics(), "Test")


def client(edge, address="10.0.0.1", token="", **headers):
    transport = httpx.ASGITransport(edge, client=(address, 1))
    if token:
        headers["authorization"] = f"Bearer {token}"
    return httpx.AsyncClient(transport=transport, base_url="http://edge", headers=headers)


def sent_once(nonce):
    return {TIMESTAMP: str(NOON), NONCE: nonce}


async def test_only_a_person_with_a_token_comes_in(edge):
    outcomes = {}
    for token in ("", "forged", "till-token", "anna-token"):
        async with client(edge, token=token) as http:
            outcomes[token] = (await http.get("/me")).status_code
    assert outcomes == {"": 401, "forged": 401, "till-token": 403, "anna-token": 200}


async def test_a_person_of_another_channel_is_refused(edge, monkeypatch):
    monkeypatch.setitem(IDENTITIES, "app-token", Identity("person", "a", "demo", channel="app"))
    async with client(edge, token="app-token") as http:
        assert (await http.get("/me")).status_code == 403


async def test_guests_are_let_in_where_customers_are_and_counted_by_their_address_too(
    edge, monkeypatch
):
    for name in ("g1", "g2", "g3"):
        monkeypatch.setitem(IDENTITIES, name, Identity("guest", name, "demo", channel="miniapp"))
    codes = []
    for name in ("g1", "g2", "g3"):
        async with client(edge, token=name) as http:
            codes.append((await http.get("/menu")).status_code)
    assert codes == [200, 200, 429]
    async with client(edge, "10.0.0.2", token="g3") as http:
        assert (await http.get("/menu")).text == "g3"
        refused = await http.get("/me")
    assert (refused.status_code, refused.json()["reason"]) == (403, "ACCESS_DENIED")
    async with client(edge, token="anna-token") as http:
        assert (await http.get("/menu")).status_code == 200


async def test_reading_needs_no_nonce_but_changing_does(edge):
    async with client(edge, token="anna-token") as http:
        assert (await http.get("/me")).status_code == 200
        reply = await http.post("/orders")
    fields = {violation["field"] for violation in reply.json()["violations"]}
    assert (reply.status_code, fields) == (400, {TIMESTAMP, NONCE})


async def test_strangers_are_limited_by_their_address(edge):
    async with client(edge, "10.0.0.1") as here, client(edge, "10.0.0.2") as there:
        codes = [
            (await here.post("/login", headers=sent_once(f"nonce-000{n}"))).status_code
            for n in range(3)
        ]
        elsewhere = await there.post("/login", headers=sent_once("nonce-0000"))
    assert (codes, elsewhere.status_code) == ([201, 201, 429], 201)


async def test_all_routes_share_one_gate(edge):
    async with client(edge, token="anna-token") as http:
        reads = [(await http.get("/me")).status_code for _ in range(2)]
        change = await http.post("/orders", headers=sent_once("nonce-0001"))
    assert (reads, change.status_code) == ([200, 200], 429)


async def test_persons_are_limited_wherever_they_are(edge):
    codes = []
    for address in ("10.0.0.1", "10.0.0.2", "10.0.0.3"):
        async with client(edge, address, "anna-token") as http:
            codes.append((await http.get("/me")).status_code)
    assert codes == [200, 200, 429]


async def test_live_answers_of_one_person_are_bounded_and_counted_until_they_end(clock):
    limit, verifier = RateLimit(100, 100, clock), SimpleNamespace(verify=verify)
    places, held = Places("http_streams_per_person", 1), asyncio.Event()
    gate = Gate("miniapp", verifier, people=limit, strangers=limit, streams=places)

    @get("/live", guards=[gate.person])
    async def live() -> str:
        gate.hold_stream()
        await held.wait()
        return "ended"

    async with client(build_app([live], Metrics(), "Test"), token="anna-token") as anna:
        first = asyncio.ensure_future(anna.get("/live"))
        while not places.taken:  # noqa: ASYNC110 - a place sets no event
            await asyncio.sleep(0)
        refused = await anna.get("/live")
        assert refused.status_code == 429
        assert refused.json()["metadata"]["limit"] == "http_streams_per_person"
        held.set()
        assert (await first).status_code == 200
