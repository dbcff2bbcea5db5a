"""The servicer of the cart: what a person is about to order."""

from __future__ import annotations

from zhongtai.cart.v1.cart_service_pb2_grpc import CartServiceServicer


class Servicer(CartServiceServicer):
    """CartService of zhongtai.cart.v1: offers none of its methods yet, each says so."""
