"""Every list of every request: its items are answered each, or the whole request is one thing."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
import zhongtai
from google.protobuf import descriptor_pool

from mesh.pure.limits import ITEMS_APART

PARTS = "Its items are parts of one thing, which makes no sense without one of them."
ALL_OR_NONE = "One decision under one request_id: the contract says that it is done whole or not."
FILTER = "It narrows what is read; with less of it more than was asked for would be shown."
NUMBERS = "Numbers, of which none is malformed; those of no letter are passed over."
HANDED_ON = "What another center has checked and our own unit hands on."
OWN = "What a follower of ours writes in one go: its letters and its place belong together."

WHOLE = {
    "cart.v1.PlaceCartRequest.line_ids": PARTS,
    "cart.v1.AcceptCartChangesRequest.lines": PARTS,
    "inventory.v1.ReserveStockRequest.lines": PARTS,
    "inventory.v1.ReturnStockRequest.lines": PARTS,
    "inventory.v1.CheckStockRequest.lines": PARTS,
    "inventory.v1.SetStockPolicyRequest.policies": ALL_OR_NONE,
    "inventory.v1.AdjustStockRequest.adjustments": ALL_OR_NONE,
    "inventory.v1.SetSkuCodesRequest.codes": HANDED_ON,
    "mall.v1.AcceptCartChangesRequest.lines": PARTS,
    "mall.v1.ApplyAfterSaleRequest.lines": PARTS,
    "mall.v1.PlaceCartRequest.line_ids": PARTS,
    "mall.v1.PlaceOrderRequest.lines": PARTS,
    "mall.v1.PreviewOrderRequest.lines": PARTS,
    "member.v1.SetTiersRequest.tiers": PARTS,
    "order.v1.ApplyAfterSaleRequest.lines": PARTS,
    "order.v1.CancelOrderLinesRequest.lines": PARTS,
    "order.v1.CancelOrderRequest.only_if_status": FILTER,
    "order.v1.RecordChannelRefundRequest.lines": PARTS,
    "order.v1.ListOrdersRequest.statuses": FILTER,
    "ordercontrol.v1.ApplyAfterSaleRequest.lines": PARTS,
    "ordercontrol.v1.CancelOrderLinesRequest.lines": PARTS,
    "ordercontrol.v1.RecordChannelRefundRequest.lines": PARTS,
    "product.v1.PriceLinesRequest.lines": PARTS,
    "product.v1.ArrangeCategoryRequest.product_ids": PARTS,
    "product.v1.SetAvailabilityRequest.changes": ALL_OR_NONE,
    "promotion.v1.EvaluateRequest.lines": PARTS,
    "promotion.v1.EvaluateRequest.coupon_ids": PARTS,
    "promotion.v1.EvaluateRequest.campaign_ids": FILTER,
    "promotion.v1.EvaluateRequest.benefit_codes": PARTS,
    "promotion.v1.HoldPromotionsRequest.discounts": PARTS,
    "promotion.v1.IssueCouponsRequest.person_ids": ALL_OR_NONE,
    "promotion.v1.RevokeCouponsRequest.coupon_ids": ALL_OR_NONE,
    "promotion.v1.ListCouponsRequest.states": FILTER,
    "store.v1.ListStoresRequest.external_codes": FILTER,
    "store.v1.SetSpecialDaysRequest.set": ALL_OR_NONE,
    "store.v1.SetSpecialDaysRequest.remove_dates": ALL_OR_NONE,
}
"""Lists of which one malformed item refuses the request, and why that is right."""

LETTERS = {
    "letter_ids": NUMBERS,
    "letters": OWN,
    "done_letter_ids": OWN,
    "held": OWN,
    "released_merchant_ids": OWN,
}


def lists() -> Iterator[str]:
    """The lists of all requests to the platform, but for letters, which every center has alike."""
    for module in pkgutil.walk_packages(zhongtai.__path__, "zhongtai."):
        if not module.name.endswith("_service_pb2") or ".plugin." in module.name:
            continue
        for service in importlib.import_module(module.name).DESCRIPTOR.services_by_name.values():
            for request in (method.input_type for method in service.methods):
                for field in request.fields:
                    is_map = field.message_type and field.message_type.GetOptions().map_entry
                    if field.is_repeated and not is_map and field.name not in LETTERS:
                        yield f"{request.full_name}.{field.name}".removeprefix("zhongtai.")


def test_each_list_is_answered_item_by_item_or_stands_here_with_its_reason():
    apart = ((name, field) for name, fields in ITEMS_APART.items() for field in fields)
    each = {f"{name}.{field}".removeprefix("zhongtai.") for name, field in apart}
    assert each.isdisjoint(WHOLE)
    assert set(lists()) == each | set(WHOLE)


@pytest.mark.parametrize("name", [name for name, why in WHOLE.items() if why == ALL_OR_NONE])
def test_what_is_done_whole_has_a_request_id(name):
    request = f"zhongtai.{name.rpartition('.')[0]}"
    assert "request_id" in descriptor_pool.Default().FindMessageTypeByName(request).fields_by_name
