"""Frames of gRPC-Web and Connect, byte by byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.edge.rpc_frames import (
    COMPRESSED,
    WEB_TRAILERS,
    as_text,
    frame,
    from_text,
    message_in,
)
from mesh.pure.errors import InvalidRequest, NotOfferedYet


@pytest.mark.parametrize(
    ("payload", "flags", "bytes_of_it"),
    [
        (b"", 0, b"\x00\x00\x00\x00\x00"),
        (b"tea", 0, b"\x00\x00\x00\x00\x03tea"),
        (b"grpc-status: 0\r\n", WEB_TRAILERS, b"\x80\x00\x00\x00\x10grpc-status: 0\r\n"),
        (b"{}", 2, b"\x02\x00\x00\x00\x02{}"),
        (b"x" * 258, 0, b"\x00\x00\x00\x01\x02" + b"x" * 258),
    ],
)
def test_a_frame_is_flags_length_and_payload(payload, flags, bytes_of_it):
    assert frame(payload, flags) == bytes_of_it


@given(st.binary(max_size=300))
def test_the_message_of_a_frame_comes_back_also_as_text(payload):
    assert message_in(frame(payload)) == payload
    assert message_in(from_text(as_text(frame(payload)))) == payload


@given(st.binary(min_size=1, max_size=60), st.integers(1, 20))
def test_text_may_come_in_pieces_with_padding_of_their_own(data, size):
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    assert from_text(b"".join(map(as_text, pieces))) == data


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\x00\x00\x00",
        b"\x00\x00\x00\x00\x04tea",
        b"\x00\x00\x00\x00\x02tea",
        frame(b"tea") * 2,
        frame(b"tea", WEB_TRAILERS),
        frame(b"tea", 2),
        frame(b"tea", 0x40),
    ],
)
def test_a_body_that_is_not_one_frame_with_a_message_is_refused(body):
    with pytest.raises(InvalidRequest):
        message_in(body)


def test_a_compressed_message_is_refused_as_not_offered():
    with pytest.raises(NotOfferedYet, match="Compressed"):
        message_in(frame(b"\x1f\x8b", COMPRESSED))


@pytest.mark.parametrize("body", [b"AAAA\n", b"AAA", b"AA=A", b"====", b"A-_A", "ä".encode()])
def test_text_that_is_not_base64_is_refused(body):
    with pytest.raises(InvalidRequest, match="Base64"):
        from_text(body)
