"""A host of one plug-in: sends its calls, and is called back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterable, Mapping, Sequence

import grpc
from google.protobuf.message import Message
from zhongtai.plugin.v1 import http_answer_pb2

from zhongtai_plugin.play import CannotPlay, refusals
from zhongtai_plugin.play.calls import Call, as_json
from zhongtai_plugin.play.diary import Diary, What
from zhongtai_plugin.play.life import Life
from zhongtai_plugin.play.samples import Samples

OF_NOTICES = {"headers", "body"}
"""The fields that a request has which asks what a notice means."""


class Host:
    """Plays with one plug-in. `seconds` is how long an answer is waited for."""

    def __init__(self, calls: Sequence[Call], life: Life, diary: Diary, seconds: float) -> None:
        self.calls: Mapping[str, Call] = {call.name: call for call in calls}
        self.life, self.diary = life, diary
        self.samples = Samples(lambda: life.subject)
        self.last: tuple[Call, Message] | None = None
        self._channel = life.subject.channel
        self._seconds = seconds

    def call_named(self, name: str) -> Call:
        """Return a call by its name, or by a beginning that no other has. Raise CannotPlay."""
        found = [call for call in self.calls if call.lower().startswith(name.lower())]
        exact = [call for call in found if call.lower() == name.lower()]
        if len(exact or found) == 1:
            return self.calls[(exact or found)[0]]
        raise CannotPlay(
            f"{name} may be {' or '.join(found)}." if found else f"There is no call {name}."
        )

    def claims(self, call: Call) -> bool:
        """Return whether the plug-in claims the capability that a call needs."""
        return not call.capability or call.capability in self.life.claims

    async def send(self, call: Call, message: Message, times: int = 1) -> None:
        """Send a message so many times at one moment, and write down what came of each."""
        self.last = (call, message)
        self.samples.remember(call, message)
        sending = self._read if call.streams else self.ask
        await asyncio.gather(*(sending(call, message) for _ in range(times)))

    async def ask(self, call: Call, message: Message) -> Message | None:
        """Send one message and write down what came of it; return the answer, if any."""
        number = self.diary.write(What.SENT, call=call.name, message=as_json(message))
        began = time.monotonic()
        method = self._channel.unary_unary(
            call.path, type(message).SerializeToString, call.answer.FromString
        )
        try:
            answer: Message = await method(message, timeout=self._seconds)
        except grpc.aio.AioRpcError as error:
            self._failed(call, number, began, error)
            return None
        self.samples.remember(call, answer)
        self.diary.write(
            What.ANSWERED,
            call=call.name,
            of=number,
            seconds=time.monotonic() - began,
            message=as_json(answer),
            refusals=refusals.in_answer(call, answer),
        )
        return answer

    def stream(
        self, call: Call, message: Message, seconds: float | None = None
    ) -> AsyncIterable[Message]:
        """Read a stream, for so many seconds or for ever. Raise AioRpcError."""
        method = self._channel.unary_stream(
            call.path, type(message).SerializeToString, call.answer.FromString
        )
        return method(message, timeout=seconds)

    async def noticed(
        self, headers: Mapping[str, str], query: str, body: bytes
    ) -> http_answer_pb2.HttpAnswer:
        """Ask the plug-in what a notice of its back office means; return what to answer."""
        verifying = [
            (call, fields)
            for call in self.calls.values()
            if (fields := {field.name for field in call.method.input_type.fields}) >= OF_NOTICES
        ]
        if not verifying:
            return http_answer_pb2.HttpAnswer(status=404)
        ((call, fields),) = verifying
        more = {"query": query} if "query" in fields else {}
        answer = await self.ask(call, call.request(headers=headers, body=body, **more))
        if answer is None:
            return http_answer_pb2.HttpAnswer(status=503)
        name = "failure_answer" if refusals.in_answer(call, answer) else "success_answer"
        told: http_answer_pb2.HttpAnswer = getattr(answer, name)
        return told

    async def _read(self, call: Call, message: Message) -> None:
        """Read a stream to its end, or as long as an answer is waited for."""
        number = self.diary.write(What.SENT, call=call.name, message=as_json(message))
        began = time.monotonic()
        words = "the stream has ended"
        try:
            async for batch in self.stream(call, message, self._seconds):
                self.samples.remember(call, batch)
                self.diary.write(What.STREAMED, call=call.name, of=number, message=as_json(batch))
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.DEADLINE_EXCEEDED:
                self._failed(call, number, began, error)
                return
            words = "the stream was read for as long as an answer is waited for"
        seconds = time.monotonic() - began
        self.diary.write(What.ANSWERED, words, call=call.name, of=number, seconds=seconds)

    def _failed(self, call: Call, number: int, began: float, error: grpc.aio.AioRpcError) -> None:
        self.diary.write(
            What.FAILED,
            call=call.name,
            of=number,
            seconds=time.monotonic() - began,
            refusals=[refusals.of_failure(call, error)],
        )
