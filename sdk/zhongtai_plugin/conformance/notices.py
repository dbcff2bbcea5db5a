"""What a payment plug-in owes about notices; the suite listens for real ones itself."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from zhongtai.plugin.v1 import payment_provider_pb2 as pb

from zhongtai_plugin.conformance.core import CALL_SECONDS, Subject, check
from zhongtai_plugin.conformance.expecting import expect, expect_equal
from zhongtai_plugin.conformance.payment import AMOUNT, paid, stub_of

NOTICE_SECONDS = 20.0
_LENGTH = re.compile(r"content-length:\s*(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caught:
    """A notice as it came over HTTP."""

    headers: Mapping[str, str]
    body: bytes
    query: str = ""


@dataclass(slots=True)
class Catcher:
    """Listens for notices; answers 500 as long as `refuse` is more than zero, else `answer`."""

    url: str
    notices: asyncio.Queue[Caught]
    refuse: int = 0
    answer: bytes = b""
    connections: list[asyncio.StreamWriter] = field(default_factory=list)

    async def next(self) -> Caught:
        """Return the next notice; fails when none comes."""
        async with asyncio.timeout(NOTICE_SECONDS):
            return await self.notices.get()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections.append(writer)
        over = asyncio.IncompleteReadError, ConnectionError
        with contextlib.closing(writer), contextlib.suppress(*over):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                pairs = (line.partition(":") for line in head.split("\r\n")[1:] if line)
                headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
                status = "500 Internal Server Error" if self.refuse > 0 else "200 OK"
                self.refuse -= 1
                told = f"HTTP/1.1 {status}\r\ncontent-length: {len(self.answer)}\r\n\r\n"
                writer.write(told.encode() + self.answer)
                query = head.split(" ", 2)[1].partition("?")[2]
                self.notices.put_nowait(Caught(headers, body, query))


@asynccontextmanager
async def catching(refuse: int = 0, answer: bytes = b"") -> AsyncIterator[Catcher]:
    """A catcher on a free port of this machine."""
    catcher = Catcher("", asyncio.Queue(), refuse, answer)
    server = await asyncio.start_server(catcher.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    catcher.url = f"http://127.0.0.1:{port}/notices"
    try:
        yield catcher
    finally:
        server.close()
        for connection in catcher.connections:
            connection.close()


async def _verify(subject: Subject, caught: Caught) -> pb.VerifyNoticeResponse:
    request = pb.VerifyNoticeRequest(headers=caught.headers, body=caught.body)
    return await stub_of(subject).VerifyNotice(request, timeout=CALL_SECONDS)


@check(
    "payment",
    contract=(
        "A notice that is not genuine (signature, age, unreadable) is answered with an error "
        "and the HTTP answer to give, never with a gRPC failure"
    ),
)
async def garbage_is_no_notice(subject: Subject) -> None:
    """Answer with the error, and with both HTTP answers: a success and a failure."""
    answer = await _verify(subject, Caught({"content-type": "text/plain"}, b"garbage"))
    expect(answer.WhichOneof("result") == "error", "garbage passes for a notice")
    expect(answer.error.error_class != 0, "the error has no class")
    expect(not 200 <= answer.failure_answer.status < 300, "the failure answer is a success")
    expect(200 <= answer.success_answer.status < 300, "the success answer is none")


@check(
    "payment",
    hook="pay",
    contract="Checks the signature of what the provider sent to notify_url and says what it means.",
)
async def a_notice_tells_what_was_paid(subject: Subject) -> None:
    """Fill kind, payment_id, event_id and amount; merchant_id where it is proved."""
    async with catching() as catcher:
        payment_id = await paid(subject, catcher.url)
        answer = await _verify(subject, await catcher.next())
    expect(answer.WhichOneof("result") == "notice", f"refused: {answer.error.message}")
    notice = answer.notice
    expect_equal(notice.kind, pb.PROVIDER_NOTICE_KIND_PAYMENT_SUCCEEDED, "the kind")
    expect_equal(notice.payment_id, payment_id, "payment_id")
    expect_equal(notice.amount.minor_units, AMOUNT, "the amount")
    expect(bool(notice.event_id), "event_id is empty")
    merchants = ("", subject.parameter("merchant_id"))
    expect(notice.merchant_id in merchants, "merchant_id is another one")


@check(
    "payment",
    hook="pay",
    contract="It is not: AUTH with code BAD_SIGNATURE or STALE, BAD_REQUEST when unreadable.",
)
async def a_changed_notice_is_not_genuine(subject: Subject) -> None:
    """Check the signature over the body byte for byte as it came."""
    async with catching() as catcher:
        await paid(subject, catcher.url)
        caught = await catcher.next()
    changed = Caught(caught.headers, caught.body.replace(b"1234", b"1233", 1) + b" ")
    answer = await _verify(subject, changed)
    expect(answer.WhichOneof("result") == "error", "a changed notice passes")


@check(
    "payment",
    hook="pay",
    contract="REQUIRED. The provider's id of the event; the same in repetitions.",
)
async def a_notice_is_repeated_until_it_is_taken(subject: Subject) -> None:
    """Take event_id from the provider's message, and not from the delivery of it."""
    async with catching(refuse=1) as catcher:
        await paid(subject, catcher.url)
        first = await _verify(subject, await catcher.next())
        again = await _verify(subject, await catcher.next())
    expect_equal(again.notice.event_id, first.notice.event_id, "event_id of the repetition")
