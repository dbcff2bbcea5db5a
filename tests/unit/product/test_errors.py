"""The refusals of the product center and the contract's reasons are the same list."""

from __future__ import annotations

from zhongtai.product.v1.error_reason_pb2 import ErrorReason

from centers.product.errors import ProductRefusal


def test_every_reason_of_the_contract_has_one_refusal():
    reasons = sorted(refusal.reason for refusal in ProductRefusal.__subclasses__())
    in_contract = {name.removeprefix("ERROR_REASON_") for name in ErrorReason.keys()}  # noqa: SIM118
    assert reasons == sorted(in_contract - {"UNSPECIFIED"})
