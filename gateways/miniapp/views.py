"""What clients of the mini-program get. Amounts are whole minor units of a currency."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class MoneyView(Struct):
    """An amount: 1990 of "CNY" is 19.90 yuan."""

    minor_units: int
    currency: str


class TokensView(Struct):
    """A login: who, and what to show from now on."""

    person_id: str
    access_token: str
    access_expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    registered: bool = False


class GuestView(Struct):
    """A guest: what to show until the customer logs in."""

    access_token: str
    access_expires_at: datetime


class BenefitView(Struct):
    """Something that members of the customer's tier get."""

    code: str
    name: str
    description: str


class MeView(Struct):
    """The customer and their membership."""

    person_id: str
    tier: str
    points: int
    benefits: list[BenefitView] = []


class PhoneVerificationView(Struct):
    """A code is on its way to a phone, and until when it is good."""

    verification_id: str
    expires_at: datetime


class PhoneView(Struct):
    """The customer's phone, proved."""

    phone: str


class StoreView(Struct):
    """A store near the customer, named in the language that was asked for.

    `time_zone` is an IANA zone: by its clock people are told times of the store, and say them.
    """

    store_id: str
    name: str
    time_zone: str
    distance_m: int
    open: bool
    closed_because: str
    opens_at: datetime | None
    closes_at: datetime | None
    latitude: float
    longitude: float
    street: str
    city: str
    currency: str
    service_types: list[str]
    delivery_fee: MoneyView | None
    minimum_order: MoneyView | None


class StoresView(Struct):
    """A page of stores, the nearest first."""

    stores: list[StoreView]
    next_page_token: str


class ModifierView(Struct):
    """A choice within a line."""

    name: str
    quantity: int
    unit_price: int
    modifiers: list[ModifierView]


class LineView(Struct):
    """A line with its price and its share of discounts; its packaging is beside the amount."""

    line_id: str
    sku_id: str
    name: str
    sku_name: str
    quantity: int
    unit_price: int
    amount: int
    discount: int
    packaging_fee: int
    modifiers: list[ModifierView]


class DiscountView(Struct):
    """A discount of the order."""

    name: str
    amount: int
    coupon_id: str


class AmountsView(Struct):
    """The sums: lines + packaging_fee + delivery_fee - discount = total."""

    currency: str
    lines: int
    packaging_fee: int
    delivery_fee: int
    discount: int
    total: int
    paid: int
    refunded: int


class ExplanationView(Struct):
    """What became of a promotion or coupon; `missing` is what more to spend for it."""

    promotion_id: str
    coupon_id: str
    name: str
    outcome: str
    cause: str
    text: str
    amount: int
    missing: int


class PreviewView(Struct):
    """What an order would cost, and why."""

    lines: list[LineView]
    discounts: list[DiscountView]
    amounts: AmountsView
    explanation: list[ExplanationView]
    menu_version: str


class DeliveryView(Struct):
    """How the order's delivery stands; the rider is empty until one is on the way."""

    step: str
    carrier: str
    rider_name: str
    rider_phone: str
    updated_at: datetime | None


class RiderView(Struct):
    """Where the rider was seen last; null where the carrier does not tell."""

    step: str
    rider_name: str
    latitude: float | None
    longitude: float | None


class VoucherView(Struct):
    """The e-voucher of one piece: ISSUED, REDEEMED, EXPIRED or VOIDED."""

    voucher_id: str
    line_id: str
    code: str
    state: str
    expires_at: datetime | None
    redeemed_at: datetime | None
    redeem_store_id: str


class DealView(Struct):
    """The GROUP or FLASH_SALE that an order was bought in, and what the chain calls it."""

    kind: str
    deal_id: str
    name: str


class OrderView(Struct):
    """An order as its customer sees it; one of vouchers has none until they are issued.

    It `waits`, paid, until `prepare_from`, and with `waits_for_group` until its group is complete.
    """

    order_id: str
    store_id: str
    status: str
    service_type: str
    daily_number: int
    pickup_code: str
    business_date: str
    amounts: AmountsView
    lines: list[LineView]
    discounts: list[DiscountView]
    remark: str
    table_number: str
    tableware_count: int | None
    payment_deadline: datetime | None
    created_at: datetime | None
    cancel_reason: str
    cancel_note: str
    version: int
    expected_time: datetime | None
    waits: bool
    prepare_from: datetime | None
    delivered_by: str
    delivery: DeliveryView | None
    vouchers: list[VoucherView]
    deal: DealView | None
    waits_for_group: bool


class OrdersView(Struct):
    """A page of the customer's orders, newest first, without lines."""

    orders: list[OrderView]
    next_page_token: str


class PaymentView(Struct):
    """What the client needs to let the customer pay."""

    payment_id: str
    amount: MoneyView
    client_parameters: dict[str, str]
    pay_url: str
    expires_at: datetime


class AfterSaleLineView(Struct):
    """Pieces of a line, and what they cost after discounts, with their packaging.

    `voucher_ids` are the e-vouchers that were chosen; empty where none was.
    """

    line_id: str
    quantity: int
    price: int
    packaging_fee: int
    voucher_ids: list[str]


class AfterSaleView(Struct):
    """A wish for money back, and what became of it."""

    after_sale_id: str
    order_id: str
    status: str
    amount: MoneyView
    refunded: MoneyView
    reason: str
    answer: str
    origin: str
    lines: list[AfterSaleLineView]
    created_at: datetime
    updated_at: datetime


class AfterSalesView(Struct):
    """A page of requests, newest first."""

    after_sales: list[AfterSaleView]
    next_page_token: str


class AfterSaleShareView(Struct):
    """Pieces and what they cost after discounts, with their packaging."""

    quantity: int
    price: int


class AfterSaleAccountLineView(Struct):
    """What has been asked back of one line."""

    line_id: str
    bought: AfterSaleShareView
    asked: AfterSaleShareView
    agreed: AfterSaleShareView
    refunded: AfterSaleShareView
    failed: AfterSaleShareView
    left: AfterSaleShareView


class AfterSaleAccountView(Struct):
    """What has been asked back of an order: paid = refunded + asked + agreed + left.

    Of an order of e-vouchers `left` is less: what those cost that can be given back.
    """

    currency: str
    paid: int
    asked: int
    agreed: int
    refunded: int
    failed: int
    left: int
    lines: list[AfterSaleAccountLineView]


class SavedAddressView(Struct):
    """An address that the customer keeps; coordinates are null where it has none."""

    address_id: str
    label: str
    default: bool
    contact_name: str
    contact_phone: str
    street: str
    detail: str
    city: str
    latitude: float | None
    longitude: float | None


class SavedAddressesView(Struct):
    """The customer's addresses: the default one, then the newest first."""

    addresses: list[SavedAddressView]
    next_page_token: str


class PointsEntryView(Struct):
    """Points that came or went; `kind` is EARN, REVERSE, REDEEM, UNREDEEM, EXPIRE and such."""

    kind: str
    points: int
    balance_after: int
    order_id: str
    reason: str
    at: datetime | None
    expires_at: datetime | None


class PointsView(Struct):
    """A page of a customer's points, newest first."""

    entries: list[PointsEntryView]
    next_page_token: str


class CouponOfferView(Struct):
    """A coupon to take; `left` is how many more the customer may take, null without a limit.

    Once taken it is good for `valid_seconds`; `valid_days` are whole ones of these, at least one.
    """

    template_id: str
    name: str
    valid_days: int
    valid_seconds: int
    left: int | None


class CouponOffersView(Struct):
    """A page of coupons to take."""

    offers: list[CouponOfferView]
    next_page_token: str


class CouponView(Struct):
    """A coupon of the customer."""

    coupon_id: str
    name: str
    state: str
    expires_at: datetime | None


class CouponsView(Struct):
    """A page of coupons."""

    coupons: list[CouponView]
    next_page_token: str
