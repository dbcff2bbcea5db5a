"""What the cart refuses: one class per reason of the contract."""

from __future__ import annotations

from mesh.pure.errors import Kind, Refusal


class CartRefusal(Refusal):
    """The cart refused."""

    domain = "zhongtai.cart"


class CartLineNotFound(CartRefusal):
    """The cart has no line {line_id}."""

    kind = Kind.NOT_FOUND
    reason = "CART_LINE_NOT_FOUND"


class CartFull(CartRefusal):
    """The cart takes at most {limit} {what}."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CART_FULL"


class CartChanged(CartRefusal):
    """Another device has changed the cart: it has version {version} now."""

    kind = Kind.ABORTED
    reason = "CART_CHANGED"


class CartEmpty(CartRefusal):
    """There is nothing in the cart to order."""

    kind = Kind.FAILED_PRECONDITION
    reason = "CART_EMPTY"
