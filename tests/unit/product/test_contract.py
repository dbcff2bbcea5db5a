"""Words of the code and words of the contract are the same."""

from __future__ import annotations

import pytest
from zhongtai.common.v1 import trade_pb2
from zhongtai.product.v1 import catalog_import_pb2, error_reason_pb2, product_feed_pb2, product_pb2

from centers.product import errors, model
from centers.product.imports.model import ImportOutcome


def members(enum, prefix):
    return {name.removeprefix(prefix): number for name, number in enum.items() if number}


def test_every_reason_of_the_contract_has_one_refusal():
    reasons = sorted(refusal.reason for refusal in errors.ProductRefusal.__subclasses__())
    assert reasons == sorted(members(error_reason_pb2.ErrorReason, "ERROR_REASON_"))


@pytest.mark.parametrize(
    ("ours", "theirs", "prefix"),
    [
        (model.ProductKind, product_pb2.ProductKind, "PRODUCT_KIND_"),
        (model.ServiceType, trade_pb2.ServiceType, "SERVICE_TYPE_"),
        (model.ItemKind, catalog_import_pb2.CatalogItemKind, "CATALOG_ITEM_KIND_"),
        (model.EventKind, product_feed_pb2.ProductEventKind, "PRODUCT_EVENT_KIND_"),
        (ImportOutcome, catalog_import_pb2.ImportOutcome, "IMPORT_OUTCOME_"),
    ],
)
def test_numbers_are_those_of_the_contract(ours, theirs, prefix):
    assert {member.name: member.value for member in ours} == members(theirs, prefix)
