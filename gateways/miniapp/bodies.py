"""What clients of the mini-program send. Amounts are whole minor units of a currency."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(min_length=1, max_length=80)]
Version = Annotated[int, Meta(ge=0, le=2**63 - 1)]
ServiceName = Literal["PICK_UP", "DINE_IN", "DELIVERY", "VOUCHER"]


class LoginBody(Struct, forbid_unknown_fields=True):
    """A login with the code that wx.login gave."""

    app_id: Annotated[str, Meta(min_length=1, max_length=64, description="The mini-program.")]
    code: Annotated[str, Meta(min_length=1, max_length=256, description="From wx.login.")]
    guest_token: Annotated[
        str, Meta(max_length=2048, description="Of a guest, whose carts come along.")
    ] = ""


class GuestBody(Struct, forbid_unknown_fields=True):
    """Where somebody who does not log in enters."""

    app_id: Annotated[str, Meta(min_length=1, max_length=64, description="The mini-program.")]


class RefreshBody(Struct, forbid_unknown_fields=True):
    """A refresh token, good for exactly one use."""

    refresh_token: Annotated[str, Meta(min_length=1, max_length=512)]


class Money(Struct, forbid_unknown_fields=True):
    """An amount: 1990 of "CNY" is 19.90 yuan."""

    minor_units: Annotated[int, Meta(ge=0, le=10**12)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class Modifier(Struct, forbid_unknown_fields=True):
    """A choice within a line, with choices of its own."""

    modifier_id: Id
    quantity: Annotated[int, Meta(ge=1, le=99)] = 1
    modifiers: Annotated[list[Modifier], Meta(max_length=50)] = []


class ComboChoice(Struct, forbid_unknown_fields=True):
    """What was chosen for one slot of a combo."""

    slot_id: Id
    sku_id: Id
    modifiers: Annotated[list[Modifier], Meta(max_length=50)] = []


class Line(Struct, forbid_unknown_fields=True):
    """A wanted line."""

    sku_id: Id
    quantity: Annotated[int, Meta(ge=1, le=999)] = 1
    modifiers: Annotated[list[Modifier], Meta(max_length=50)] = []
    combo_choices: Annotated[list[ComboChoice], Meta(max_length=50)] = []
    remark: Annotated[str, Meta(max_length=200)] = ""


class Contact(Struct, forbid_unknown_fields=True):
    """Who ordered."""

    name: Annotated[str, Meta(max_length=60)] = ""
    phone: Annotated[str, Meta(max_length=32)] = ""


class Address(Struct, forbid_unknown_fields=True):
    """Where to bring it. Coordinates in WGS 84 degrees."""

    contact_name: Annotated[str, Meta(min_length=1, max_length=60)]
    contact_phone: Annotated[str, Meta(min_length=1, max_length=32)]
    street: Annotated[str, Meta(min_length=1, max_length=200)]
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    detail: Annotated[str, Meta(max_length=100)] = ""
    city: Annotated[str, Meta(max_length=60)] = ""


class WishesBody(Struct, forbid_unknown_fields=True):
    """How the customer wants an order, whatever is in it.

    Placing with a coupon that cannot be used is refused, unless without_unusable_coupons is true;
    a preview explains it.
    """

    service_type: ServiceName
    coupon_ids: Annotated[list[Id], Meta(max_length=10)] = []
    without_unusable_coupons: bool = False
    customer: Contact | None = None
    address: Address | None = None
    expected_time: Annotated[datetime, Meta(tz=True)] | None = None
    remark: Annotated[str, Meta(max_length=500)] = ""
    table_number: Annotated[str, Meta(max_length=20)] = ""
    tableware_count: Annotated[int, Meta(ge=0, le=999)] | None = None
    diner_count: Annotated[int, Meta(ge=0, le=999)] = 0


class DraftBody(WishesBody, forbid_unknown_fields=True, kw_only=True):
    """What the customer wants of a store.

    With the token of an admission to a flash sale, its pieces have the sale's price.
    """

    store_id: Id
    lines: Annotated[list[Line], Meta(min_length=1, max_length=100)]
    flash_sale_token: Annotated[str, Meta(max_length=80)] = ""


class PlaceBody(DraftBody, forbid_unknown_fields=True):
    """The order; with expected_total it is refused when the price is another one."""

    expected_total: Money | None = None


class AdmissionBody(Struct, forbid_unknown_fields=True):
    """Where the customer orders, and how many pieces of a flash sale are wanted."""

    store_id: Id
    pieces: Annotated[int, Meta(ge=1, le=99)] = 1


class PayBody(Struct, forbid_unknown_fields=True):
    """How the customer pays."""

    provider: Annotated[str, Meta(min_length=1, max_length=40)] = "sandbox"


class CancelBody(Struct, forbid_unknown_fields=True):
    """Words to the store."""

    note: Annotated[str, Meta(max_length=500)] = ""


class AfterSaleLine(Struct, forbid_unknown_fields=True):
    """Some pieces of a line; of e-vouchers which ones, one id for each piece, or any."""

    line_id: Annotated[str, Meta(min_length=1, max_length=32)]
    quantity: Annotated[int, Meta(ge=1, le=999)]
    voucher_ids: Annotated[list[str], Meta(max_length=200)] = []


class AfterSaleBody(Struct, forbid_unknown_fields=True):
    """A wish for money back; no lines mean all that is left of the order."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    lines: Annotated[list[AfterSaleLine], Meta(max_length=200)] = []


class EscalateBody(Struct, forbid_unknown_fields=True):
    """Words to the service desk."""

    words: Annotated[str, Meta(max_length=500)] = ""


class QuantityBody(Struct, forbid_unknown_fields=True):
    """How many pieces of a line are wanted, 0 for none.

    With the version of the cart that the customer saw it is refused (CART_CHANGED) when another
    device has changed the cart since; 0 means whatever it is.
    """

    quantity: Annotated[int, Meta(ge=0, le=999)]
    version: Version = 0


class ClearBody(Struct, forbid_unknown_fields=True):
    """An empty cart is wanted; `version` as for a quantity."""

    version: Version = 0


class SeenLineBody(Struct, forbid_unknown_fields=True):
    """A line of the cart as it was shown."""

    line_id: Annotated[str, Meta(min_length=1, max_length=32)]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    unit_price: Money
    sku_name: Annotated[str, Meta(max_length=200)] = ""


class AcceptBody(Struct, forbid_unknown_fields=True):
    """What the customer has seen of lines that changed."""

    lines: Annotated[list[SeenLineBody], Meta(min_length=1, max_length=100)]


class PlaceCartBody(WishesBody, forbid_unknown_fields=True):
    """The order of a cart: all of its lines, or those that are named.

    With expected_total it is refused when the price is another one, with version when the cart is.
    """

    line_ids: Annotated[list[str], Meta(max_length=100)] = []
    version: Version = 0
    expected_total: Money | None = None


class GroupPlaceBody(WishesBody, forbid_unknown_fields=True):
    """The order of a place in a group: one piece of what is offered, `line` says its choices.

    With expected_total it is refused when the price is another one.
    """

    line: Line | None = None
    expected_total: Money | None = None


class SavedAddressBody(Struct, forbid_unknown_fields=True):
    """An address to keep; as default it is the one that is offered first."""

    address: Address
    label: Annotated[str, Meta(max_length=20, description="Such as home.")] = ""
    default: bool = False


class PhoneBody(Struct, forbid_unknown_fields=True):
    """A phone that the customer says is theirs."""

    phone: Annotated[str, Meta(pattern=r"^\+[1-9][0-9]{6,14}$", description="E.164.")]


class PhoneCodeBody(Struct, forbid_unknown_fields=True):
    """The code that the phone received."""

    code: Annotated[str, Meta(pattern="^[0-9]{4,8}$")]


class ClaimBody(Struct, forbid_unknown_fields=True):
    """A coupon that is wanted, by its template."""

    template_id: Id
