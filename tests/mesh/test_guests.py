"""Guests of a channel: whose token brings carts along at a login."""

import pytest

from mesh.call.context import Identity, as_call
from mesh.edge.guests import Guests
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.pure.errors import InvalidRequest

GUEST = Identity("guest", "gst_1", "noodles", channel="mall")
LOGGING_IN = Identity("service", "mall", "noodles")


def shown_by(home, identity, now=1000.0):
    token = TokenSigner.load(home, clock=lambda: 1000.0).sign(identity, 60)
    guests = Guests("mall", TokenVerifier(home / "keys", clock=lambda: now))
    with as_call(LOGGING_IN):
        return guests.shown_by(token)


def test_a_guests_token_names_the_guest(tmp_path):
    assert shown_by(tmp_path, GUEST) == "gst_1"


def test_one_that_has_ended_names_nobody(tmp_path):
    assert shown_by(tmp_path, GUEST, now=1061.0) == ""


def test_no_token_and_a_forged_one_name_nobody(tmp_path):
    guests = Guests("mall", TokenVerifier(tmp_path))
    assert [guests.shown_by(text) for text in ("", "forged")] == ["", ""]


@pytest.mark.parametrize(
    "other",
    [
        Identity("person", "per_1", "noodles", channel="mall"),
        Identity("guest", "gst_1", "noodles", channel="miniapp"),
        Identity("guest", "gst_1", "pizza", channel="mall"),
    ],
    ids=["a person", "a guest of another channel", "a guest of another chain"],
)
def test_the_token_of_somebody_else_is_refused(tmp_path, other):
    with pytest.raises(InvalidRequest) as refused:
        shown_by(tmp_path, other)
    assert [each.field for each in refused.value.violations] == ["guest_token"]
