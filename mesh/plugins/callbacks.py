"""What a plug-in wants answered to an HTTP call that its system makes to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongtai.plugin.v1.http_answer_pb2 import HttpAnswer

from mesh.call.to_model import ToModel

_FAILED = 500


@dataclass(frozen=True, slots=True)
class HttpReply:
    """An HTTP answer as it is to be sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


_reply_of = ToModel(HttpAnswer, HttpReply)


def http_reply(answer: HttpAnswer) -> HttpReply:
    """Return the reply that a plug-in asks for; 500 when it names no status."""
    reply = _reply_of(answer)
    return reply if reply.status else HttpReply(_FAILED, reply.headers, reply.body)
