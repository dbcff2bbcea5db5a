"""What somebody else's HTTP interface answers means the same to every follower."""

import json

import httpx
import pytest

from mesh.edge.outside import NotAdmitted, Outside
from mesh.feed.follower_items import PeerAway, undone_of
from mesh.pure.errors import InvalidRequest, RateLimited


def outside(answer) -> Outside:
    return Outside("http://platform/api", transport=httpx.MockTransport(answer))


async def test_json_is_sent_below_the_base_with_its_headers():
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((str(request.url), json.loads(request.content), request.headers["x-key"]))
        return httpx.Response(204)

    assert (await outside(answer).post("/orders", {"a": 1}, {"x-key": "k"})).status_code == 204
    assert seen == [("http://platform/api/orders", {"a": 1}, "k")]


@pytest.mark.parametrize(
    ("status", "raised"),
    [
        *((status, PeerAway) for status in (408, 500, 502, 503)),
        *((status, NotAdmitted) for status in (401, 403)),
        (429, RateLimited),
        *((status, InvalidRequest) for status in (301, 400, 404, 409, 422)),
    ],
)
async def test_each_failure_is_that_of_the_item_or_of_nobody(status: int, raised: type):
    with pytest.raises(raised):
        await outside(lambda _: httpx.Response(status)).post("/", {})


@pytest.mark.parametrize("status", [401, 403])
async def test_who_is_not_let_in_waits_as_for_whoever_is_away_and_hears_the_status(status: int):
    with pytest.raises(PeerAway) as refused:
        await outside(lambda _: httpx.Response(status)).post("/", {})
    assert isinstance(refused.value, NotAdmitted)
    assert refused.value.status == status


async def test_what_is_refused_has_the_status_for_programs():
    with pytest.raises(InvalidRequest) as refused:
        await outside(lambda _: httpx.Response(409)).post("/", {})
    assert refused.value.metadata["status"] == "409"


@pytest.mark.parametrize("exc", [httpx.ConnectError("no"), httpx.ReadTimeout("late")])
async def test_who_is_not_reached_is_away(exc: Exception):
    def answer(_: httpx.Request) -> httpx.Response:
        raise exc

    with pytest.raises(PeerAway, match="platform"):
        await outside(answer).post("/", {})


@pytest.mark.parametrize(
    ("said", "seconds"), [("30", 30), ("", 1), ("soon", 1), ("9" * 9, 1), ("86400", 300)]
)
async def test_whoever_wants_us_to_wait_is_waited_for(said: str, seconds: int):
    headers = {"retry-after": said} if said else {}
    with pytest.raises(RateLimited) as refused:
        await outside(lambda _: httpx.Response(429, headers=headers)).post("/", {})
    undone = undone_of(refused.value)
    assert (undone.after_seconds, undone.final) == (seconds, False)


async def test_what_is_refused_is_a_last_word_with_the_words_of_the_other_side():
    with pytest.raises(InvalidRequest) as refused:
        await outside(lambda _: httpx.Response(422, text="no such order")).post("/", {})
    undone = undone_of(refused.value)
    assert undone.final
    assert "no such order" in undone.reason
