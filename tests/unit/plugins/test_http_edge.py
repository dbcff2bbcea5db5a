"""What is cut off at the HTTP side of a plug-in is not carried out, and does not go on."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from zhongtai_plugin.http import Answer, HttpEdge, Request

GONE = {"type": "http.disconnect"}


class Door:
    """An edge with one route, and what came to it."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.sent: list[dict[str, object]] = []
        self.edge = HttpEdge({("POST", "/pay"): self.take})

    async def take(self, request: Request) -> Answer:
        self.taken.append(request.body)
        return Answer()

    async def hear(self, *messages: dict[str, object], hold: bool = False) -> None:
        """Have a connection bring these messages; one that is held brings nothing after them."""
        coming = iter(messages)

        async def receive() -> dict[str, object]:
            message = next(coming, None)
            if message is None and hold:
                await asyncio.Event().wait()
            assert message is not None
            return message

        async def send(message: dict[str, object]) -> None:
            self.sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/pay", "raw_path": b"/pay"}
        await self.edge({**scope, "query_string": b"", "headers": []}, receive, send)


def piece(body: bytes, *, more: bool) -> dict[str, object]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_request_that_came_in_full_is_answered():
    door = Door()
    await door.hear(piece(b"amount=", more=True), piece(b"1000", more=False))
    assert door.taken == [b"amount=1000"]
    assert door.sent[0]["status"] == 200


@pytest.mark.parametrize("before", [[], [piece(b"amount=10", more=True)]])
async def test_a_request_whose_sender_goes_away_in_the_midst_is_not_carried_out(before):
    door = Door()
    await door.hear(*before, GONE)
    assert door.taken == []
    assert door.sent == []


async def test_a_stream_that_is_cut_off_with_its_server_ends():
    begun, ended = asyncio.Event(), asyncio.Event()

    async def news() -> AsyncIterator[bytes]:
        try:
            begun.set()
            await asyncio.Event().wait()
            yield b""
        finally:
            ended.set()

    async def watch(_request: Request) -> Answer:
        return Answer(stream=news())

    door = Door()
    door.edge = HttpEdge({("POST", "/pay"): watch})
    serving = asyncio.create_task(door.hear(piece(b"", more=False), hold=True))
    await begun.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert ended.is_set()
