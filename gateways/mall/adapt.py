"""Between the app's messages and the contract's: translation only, no rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from google.protobuf.message import Message
from zhongtai.cart.v1 import cart_pb2
from zhongtai.flashsale.v1 import flash_sale_service_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2
from zhongtai.mall.v1 import (
    address_messages_pb2,
    after_sale_messages_pb2,
    cart_messages_pb2,
    group_messages_pb2,
    order_messages_pb2,
    sale_messages_pb2,
    store_messages_pb2,
    wishes_pb2,
)
from zhongtai.mall.v1 import order_pb2 as mall_pb2
from zhongtai.order.v1 import after_sale_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2
from zhongtai.product.v1 import menu_pb2
from zhongtai.store.v1 import serving_pb2
from zhongtai.user.v1 import user_pb2

from gateways.mall.likeness import Likeness
from mesh.pure.errors import InvalidRequest, Violation

CHANNEL = "mall"
NODE = f"gateway:{CHANNEL}"
"""How the gateway is called among the nodes that an order has passed."""
ADMISSION = "flash_sale_token"
"""Under which key an order shows the token of its admission."""

order = Likeness(order_pb2.Order, mall_pb2.Order)
price = Likeness(messages_pb2.PreviewOrderResponse, mall_pb2.Price)
menu = Likeness(menu_pb2.GetMenuResponse, store_messages_pb2.GetMenuResponse)
payment = Likeness(
    payment_messages_pb2.StartPaymentResponse, order_messages_pb2.StartPaymentResponse
)
cart = Likeness(cart_pb2.Cart, cart_messages_pb2.Cart)
flash_sale = Likeness(flash_sale_service_pb2.Session, sale_messages_pb2.FlashSale)
offer = Likeness(group_buy_service_pb2.Offer, group_messages_pb2.GroupOffer)
nearby = Likeness(
    store_messages_pb2.FindStoresRequest, serving_pb2.FindNearbyStoresRequest, leaving=frozenset()
)
address = Likeness(user_pb2.SavedAddress, address_messages_pb2.KeptAddress)
to_keep = Likeness(address_messages_pb2.KeptAddress, user_pb2.SavedAddress, leaving=frozenset())
after_sale = Likeness(after_sale_pb2.AfterSale, after_sale_messages_pb2.AfterSale)
_wished = Likeness(wishes_pb2.Wishes, messages_pb2.OrderDraft, leaving=frozenset({ADMISSION}))


def wished(wishes: wishes_pb2.Wishes) -> messages_pb2.OrderDraft:
    """Return how an order is wanted: a draft without store, channel and lines."""
    draft = _wished(wishes)
    if wishes.flash_sale_token:
        draft.extension[ADMISSION] = wishes.flash_sale_token
    return draft


def draft(
    store_id: str, lines: Iterable[messages_pb2.DraftLine], wishes: wishes_pb2.Wishes
) -> messages_pb2.OrderDraft:
    """Return what the customer wants, as order control takes it."""
    draft = wished(wishes)
    draft.store_id, draft.channel = store_id, CHANNEL
    draft.lines.extend(lines)
    return draft


def cart_key(store_id: str, guest_id: str) -> cart_pb2.CartKey:
    """Return which cart is meant: a guest's, or where there is no guest the person's."""
    return cart_pb2.CartKey(store_id=store_id, channel=CHANNEL, guest_id=guest_id)


def given(request: Message, field: str) -> Any:
    """Return a message that a request may hold; None where it was not said."""
    return getattr(request, field) if request.HasField(field) else None


def demanded(request: Message, field: str) -> str:
    """Return a text that a request must hold. Raise InvalidRequest."""
    value: str = getattr(request, field)
    if not value:
        raise InvalidRequest(violations=[Violation(field, "is required")])
    return value
