"""Names of offers to groups, from what is offered to what customers and their orders read."""

import pytest
from zhongtai.common.v1 import other_name_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb

from mesh.pure.errors import InvalidRequest
from tests.store.group_buy.conftest import Groups, as_person

NAMES = [
    other_name_pb2.OtherName(language="zh", name="双人茶"),
    other_name_pb2.OtherName(channel="app", name="App tea"),
]
READERS = {
    ("miniapp", "zh-CN"): "双人茶",
    ("app", "zh"): "App tea",
    ("miniapp", ""): "Tea for two",
}


async def test_customers_read_an_offer_in_their_language(groups: Groups):
    offer = await groups.offer(names=NAMES)
    assert (offer.name, list(offer.names)) == ("Tea for two", NAMES)
    group_id = (await groups.open("per_anna", offer)).group.group_id
    servicer = groups.app.servicer
    for (channel, language), name in READERS.items():
        reader = {"channel": channel, "language": language}
        with as_person("per_anna"):
            [listed] = (await servicer.ListOffers(pb.ListOffersRequest(**reader), None)).offers
            one = pb.GetGroupRequest(group_id=group_id, **reader)
            shown = (await servicer.GetGroup(one, None)).offer
        assert (listed.name, shown.name, list(shown.names)) == (name, name, [])


async def test_an_order_keeps_the_name_that_its_customer_read(groups: Groups):
    offer = await groups.offer(names=NAMES)
    [asked] = groups.centers.promotions.values()
    assert list(asked.spec.names) == NAMES
    first = await groups.open("per_anna", offer)
    second = await groups.join("per_berta", first.group.group_id, language="zh-TW")
    deals = [
        groups.centers.placed[each.order.order_id].group_place.deal for each in (first, second)
    ]
    assert [deal.name for deal in deals] == ["Tea for two", "双人茶"]


async def test_names_that_nobody_could_be_told_are_refused(groups: Groups):
    with pytest.raises(InvalidRequest) as caught:
        await groups.offer(names=[other_name_pb2.OtherName(name="x")])
    assert [each.field for each in caught.value.violations] == ["offer.names[0].channel"]
