"""The forms in which a call comes over HTTP, by content type, and how each is read and written.

| content type | what is in the body | of methods with |
|---|---|---|
| `application/json`, `application/proto` | the message: Connect, and what curl sends | one answer |
| `application/connect+json`, `…+proto` | frames: Connect | a stream of answers |
| `application/grpc-web`, `…+proto`, `…+json` | frames: gRPC-Web | either |
| `application/grpc-web-text`, `…+proto` | the same in Base64 | either |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from google.protobuf.json_format import MessageToJson, Parse, ParseError
from google.protobuf.message import DecodeError, Message

from mesh.call.errors_wire import Failure
from mesh.edge import rpc_frames
from mesh.edge.json_rule import check_json
from mesh.edge.rpc_endings import connect_end, trailers
from mesh.edge.rpc_frames import frame, message_in
from mesh.pure.errors import InvalidRequest, NotOfferedYet, Violation
from mesh.pure.limits import MAX_LEVELS

M = TypeVar("M", bound=Message)

_MILLISECONDS = re.compile(r"[0-9]{1,10}")
_GRPC_TIME = re.compile(r"([0-9]{1,8})([HMSmun])")
_UNITS = {"H": 3600.0, "M": 60.0, "S": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9}
_MOST_WORDS = 300


class Body(Enum):
    """How messages lie in a body."""

    WHOLE = "the message and nothing else"
    CONNECT = "frames of the Connect protocol"
    WEB = "frames of gRPC-Web"


_ENCODINGS = {
    Body.WHOLE: ("content-encoding",),
    Body.CONNECT: ("content-encoding", "connect-content-encoding"),
    Body.WEB: ("content-encoding", "grpc-encoding"),
}
"""The headers that say how something is compressed."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form; `media_type` is that of its answers."""

    media_type: str
    body: Body
    json: bool = False
    text: bool = False

    def serves(self, *, streams: bool) -> bool:
        """Whether methods with a stream of answers, or with one, are called so."""
        return self.body is Body.WEB or streams == (self.body is Body.CONNECT)

    def timeout(self, headers: Mapping[str, str]) -> float | None:
        """Return the seconds that the caller gives; None for none. Raise InvalidRequest."""
        name = "grpc-timeout" if self.body is Body.WEB else "connect-timeout-ms"
        given = headers.get(name, "")
        if not given:
            return None
        if self.body is not Body.WEB and _MILLISECONDS.fullmatch(given):
            return int(given) / 1000
        if self.body is Body.WEB and (parts := _GRPC_TIME.fullmatch(given)):
            return int(parts[1]) * _UNITS[parts[2]]
        raise InvalidRequest(violations=[Violation(name, "is no time that it may be")])

    def demand_plain(self, headers: Mapping[str, str]) -> None:
        """Raise NotOfferedYet for what is compressed, InvalidRequest for another protocol."""
        if any(headers.get(name, "identity") != "identity" for name in _ENCODINGS[self.body]):
            raise NotOfferedYet(rpc_frames.NOT_COMPRESSED)
        if self.body is not Body.WEB and headers.get("connect-protocol-version", "1") != "1":
            raise InvalidRequest(violations=[Violation("connect-protocol-version", "must be 1")])

    def read(self, body: bytes, kind: type[M], *, of_customer: bool) -> M:
        """Return the request in a body. Raise InvalidRequest, NotOfferedYet."""
        data = rpc_frames.from_text(body) if self.text else body
        if self.body is not Body.WHOLE:
            data = message_in(data)
        if self.json:
            return _from_json(data, kind, of_customer=of_customer)
        try:
            return kind.FromString(data)
        except DecodeError:
            raise InvalidRequest(f"The bytes are not a {kind.DESCRIPTOR.full_name}.") from None

    def write(self, reply: Message) -> bytes:
        """Return an answer as it stands in the body."""
        data = (
            MessageToJson(reply, indent=None).encode() if self.json else reply.SerializeToString()
        )
        return data if self.body is Body.WHOLE else self._piece(frame(data))

    def end(self, failure: Failure | None) -> bytes:
        """Return the frame that ends an answer, or nothing in the form that has none."""
        if self.body is Body.CONNECT:
            return self._piece(frame(connect_end(failure), rpc_frames.CONNECT_END))
        if self.body is Body.WEB:
            return self._piece(frame(trailers(failure), rpc_frames.WEB_TRAILERS))
        return b""

    def _piece(self, data: bytes) -> bytes:
        return rpc_frames.as_text(data) if self.text else data


_FORMS = (
    Form("application/json", Body.WHOLE, json=True),
    Form("application/proto", Body.WHOLE),
    Form("application/connect+json", Body.CONNECT, json=True),
    Form("application/connect+proto", Body.CONNECT),
    Form("application/grpc-web+proto", Body.WEB),
    Form("application/grpc-web+json", Body.WEB, json=True),
    Form("application/grpc-web-text+proto", Body.WEB, text=True),
)
FORMS: Mapping[str, Form] = {form.media_type: form for form in _FORMS} | {
    "application/grpc-web": _FORMS[4],
    "application/grpc-web-text": _FORMS[6],
}


def form_of(content_type: str) -> Form | None:
    """Return the form of a content type; None for one that is none of ours."""
    return FORMS.get(content_type.partition(";")[0].strip().lower())


def _from_json(data: bytes, kind: type[M], *, of_customer: bool) -> M:
    # First: how much is in it is counted quickly, and turned into messages slowly.
    check_json(data, of_customer=of_customer)
    if data and not data.lstrip().startswith(b"{"):
        raise InvalidRequest("The JSON is no object.")
    try:
        return Parse(data or b"{}", kind(), max_recursion_depth=2 * MAX_LEVELS)
    except ParseError as wrong:
        raise InvalidRequest(f"The JSON is not the request: {_in_short(wrong)}") from None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        # What the library lets fly for values that it does not expect where they stand.
        raise InvalidRequest(f"The JSON is not a {kind.DESCRIPTOR.full_name}.") from None


def _in_short(wrong: ParseError) -> str:
    words = str(wrong)
    return words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
