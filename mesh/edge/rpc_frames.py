"""Frames: how gRPC-Web, and streams of the Connect protocol, put messages into a body of HTTP.

A frame is a byte of flags, the length in four bytes, most significant first, and so many bytes. The
last frame of an answer holds no message but how the call ended. gRPC-Web's text form is the same in
Base64.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from struct import Struct

from mesh.pure.errors import InvalidRequest, NotOfferedYet

MESSAGE = 0x00
COMPRESSED = 0x01
CONNECT_END = 0x02
"""Connect: the frame holds JSON that says how the call ended."""
WEB_TRAILERS = 0x80
"""gRPC-Web: the frame holds the trailers that say how the call ended."""

NOT_COMPRESSED = "Compressed messages are not taken: send them as they are."

_HEAD = Struct(">BI")
# A body may be pieces of Base64, each with padding of its own.
_PIECE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")


def frame(payload: bytes, flags: int = MESSAGE) -> bytes:
    """Return the frame of a payload."""
    return _HEAD.pack(flags, len(payload)) + payload


def message_in(body: bytes) -> bytes:
    """Return the message of a body that holds one frame and no more.

    Raise InvalidRequest for another body, NotOfferedYet for a compressed message.
    """
    if len(body) < _HEAD.size:
        raise InvalidRequest("The body holds no frame: five bytes, then the message.")
    flags, length = _HEAD.unpack_from(body)
    if flags == COMPRESSED:
        raise NotOfferedYet(NOT_COMPRESSED)
    if flags != MESSAGE:
        raise InvalidRequest(f"The flags of the frame are {flags}: a message has 0.")
    if length != len(body) - _HEAD.size:
        held = len(body) - _HEAD.size
        raise InvalidRequest(
            f"The frame says {length} bytes, and {held} follow: one frame is sent."
        )
    return body[_HEAD.size :]


def as_text(data: bytes) -> bytes:
    """Return bytes in Base64, as a piece of gRPC-Web's text form."""
    return b64encode(data)


def from_text(body: bytes) -> bytes:
    """Return the bytes of a body in gRPC-Web's text form. Raise InvalidRequest."""
    pieces: list[bytes] = _PIECE.findall(body)
    try:
        if sum(map(len, pieces)) == len(body):
            return b"".join(b64decode(piece, validate=True) for piece in pieces)
    except ValueError:
        pass
    raise InvalidRequest("The body is not Base64.")
