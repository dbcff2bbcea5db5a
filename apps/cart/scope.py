"""Whose carts a caller may see and touch."""

from __future__ import annotations

from zhongtai.cart.v1 import cart_pb2

from apps.cart.model import Key, Owner
from mesh.call.context import current
from mesh.call.identity import demand_own_channel, person_meant
from mesh.pure.errors import InvalidRequest, Violation


def key_of(message: cart_pb2.CartKey) -> Key:
    """Return the cart that is meant. Raise AccessDenied and InvalidRequest."""
    return Key(owner_meant(message), message.store_id, message.channel)


def owner_meant(message: cart_pb2.CartKey) -> Owner:
    """Return whose cart is meant. Raise AccessDenied and InvalidRequest."""
    identity = current().identity
    demand_own_channel(identity, message.channel)
    if message.guest_id:
        if identity.person_id or message.person_id:
            only = "is for who is not logged in; name one owner"
            raise InvalidRequest(violations=[Violation("key.guest_id", only)])
        return Owner(guest_id=message.guest_id)
    return Owner(person_id=person_meant(identity, message.person_id))
