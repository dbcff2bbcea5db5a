"""Whose carts a caller may see and touch."""

from __future__ import annotations

from zhongtai.cart.v1 import cart_pb2

from apps.cart.model import Key, Owner
from mesh.call.context import current
from mesh.call.identity import demand_own_channel, person_meant
from mesh.pure.errors import InvalidRequest, Violation


def key_of(message: cart_pb2.CartKey) -> Key:
    """Return the cart that is meant. Raise AccessDenied and InvalidRequest."""
    owner = owner_meant(message.channel, message.person_id, message.guest_id, at="key.")
    return Key(owner, message.store_id, message.channel)


def owner_meant(channel: str, person_id: str, guest_id: str, at: str = "") -> Owner:
    """Return whose carts are meant, said in the fields behind `at`.

    Raise AccessDenied and InvalidRequest.
    """
    identity = current().identity
    demand_own_channel(identity, channel)
    if guest_id:
        if identity.person_id or person_id:
            only = "is for who is not logged in; name one owner"
            raise InvalidRequest(violations=[Violation(f"{at}guest_id", only)])
        return Owner(guest_id=guest_id)
    return Owner(person_id=person_meant(identity, person_id))
