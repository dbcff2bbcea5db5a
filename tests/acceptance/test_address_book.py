"""The address book and coupons that are given away, through the mini-program."""

import pytest

from tests.acceptance.coupons import template_for
from tests.acceptance.shop import Phone, Problem, Shop

pytestmark = [
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.topology,
    # Both only pass on to a center, wherever it runs.
    pytest.mark.parametrize("topology", ["single"], indirect=True),
]

HOME = {
    "contact_name": "Anna",
    "contact_phone": "13800000000",
    "street": "Zhongshan Road 1",
    "latitude": 31.24,
    "longitude": 121.49,
}


async def test_addresses_are_kept_replaced_and_forgotten(anna: Phone):
    home = await anna.post("/addresses", {"address": HOME, "label": "home"})
    assert (home["default"], home["street"]) == (True, HOME["street"])
    office = {"address": HOME | {"street": "Nanjing Road 2"}, "label": "office", "default": True}
    work = await anna.post("/addresses", office)
    listed = (await anna.get("/addresses"))["addresses"]
    assert [each["label"] for each in listed] == ["office", "home"]
    path = f"/addresses/{home['address_id']}"
    assert (await anna.post(path, {"address": HOME, "label": "flat"}))["label"] == "flat"
    for _ in range(2):
        left = await anna.post(f"/addresses/{work['address_id']}/delete", {})
        assert [(each["label"], each["default"]) for each in left["addresses"]] == [("flat", True)]


async def test_another_customers_address_is_not_there(shop: Shop, anna: Phone):
    kept = await anna.post("/addresses", {"address": HOME})
    ben = await shop.phone("ben")
    with pytest.raises(Problem) as refused:
        await ben.post(f"/addresses/{kept['address_id']}", {"address": HOME})
    assert refused.value.reason == "ADDRESS_NOT_FOUND"


async def test_a_coupon_is_taken_once_and_listed(shop: Shop, anna: Phone):
    template_id = await template_for(shop, claimable=True)
    taken = await anna.post("/coupons", {"template_id": template_id})
    listed = (await anna.get("/coupons"))["coupons"]
    assert taken["coupon_id"] in {coupon["coupon_id"] for coupon in listed}
    with pytest.raises(Problem) as refused:
        await anna.post("/coupons", {"template_id": template_id})
    assert refused.value.reason == "PERSON_LIMIT_REACHED"
