"""The app's gateway: what is like what, and what is said for the customer."""

from types import SimpleNamespace

import pytest
from google.protobuf import descriptor_pb2
from google.protobuf.message_factory import GetMessages
from zhongtai.common.v1 import money_pb2
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as group_pb
from zhongtai.mall.v1 import group_messages_pb2, wishes_pb2
from zhongtai.mall.v1 import order_pb2 as mall_pb2
from zhongtai.order.v1 import line_pb2, order_pb2
from zhongtai.ordercontrol.v1 import messages_pb2, payment_messages_pb2

from gateways.mall import adapt
from gateways.mall.likeness import Likeness
from gateways.mall.servicer import SERVICE, MallServicer
from mesh.call.context import Identity, as_call
from mesh.call.methods import offered_handler
from mesh.edge.apps import Apps
from mesh.edge.guests import Guests
from mesh.pure.errors import InvalidRequest

ANNA = Identity("person", "per_1", "demo", channel="mall")


def test_a_customer_sees_of_an_order_what_is_theirs_and_nothing_else():
    sauce = line_pb2.OrderModifier(name="sauce", quantity=1, kitchen_name="S")
    line = line_pb2.OrderLine(
        line_id="1", name="noodles", quantity=2, modifiers=[sauce],
        components=[line_pb2.StockComponent(sku_id="sku_1", quantity=2)],
    )  # fmt: skip
    order = order_pb2.Order(
        order_id="ord_1", lines=[line], tableware_count=0, waits=True, pos_plugin="pos_till",
        extension={"private_note": "x"}, status=order_pb2.ORDER_STATUS_PLACED,
        delivery=order_pb2.OrderDelivery(
            carrier="quick", fee=money_pb2.Money(minor_units=500, currency_code="CNY")
        ),
    )  # fmt: skip
    assert adapt.order(order) == mall_pb2.Order(
        order_id="ord_1", tableware_count=0, waits=True, status=order_pb2.ORDER_STATUS_PLACED,
        lines=[
            mall_pb2.OrderLine(
                line_id="1", name="noodles", quantity=2,
                modifiers=[mall_pb2.OrderModifier(name="sauce", quantity=1)],
            )
        ],
        delivery=mall_pb2.OrderDelivery(carrier="quick"),
    )  # fmt: skip


def test_a_part_that_is_there_and_empty_is_there():
    order = order_pb2.Order()
    order.delivery.SetInParent()
    assert adapt.order(order).HasField("delivery")
    assert not adapt.order(order_pb2.Order()).HasField("delivery")


def test_a_map_is_copied_with_its_values():
    reply = payment_messages_pb2.StartPaymentResponse(client_parameters={"appId": "wx"})
    assert dict(adapt.payment(reply).client_parameters) == {"appId": "wx"}


def test_a_field_without_its_like_is_a_fault_when_the_pair_is_declared():
    with pytest.raises(TypeError, match=r"no field like zhongtai\.mall\.v1\.GroupOffer\.offer_id"):
        Likeness(order_pb2.Order, group_messages_pb2.GroupOffer)
    with pytest.raises(TypeError, match="flash_sale_token"):
        Likeness(wishes_pb2.Wishes, messages_pb2.OrderDraft, leaving=frozenset())


def test_a_part_is_looked_at_beside_each_part_that_it_is_made_of():
    file = descriptor_pb2.FileDescriptorProto(name="parts.proto", package="parts", syntax="proto3")
    for name, kinds in {
        "Seen": ["string"], "Whole": ["string"], "Half": [],
        "Made": ["Seen", "Seen"], "Given": ["Whole", "Half"],
    }.items():  # fmt: skip
        message = file.message_type.add(name=name)
        for number, kind in enumerate(kinds, 1):
            field = message.field.add(name=f"f{number}", number=number, type="TYPE_STRING")
            if kind != "string":
                field.type, field.type_name = field.TYPE_MESSAGE, kind
    parts = GetMessages([file])
    with pytest.raises(TypeError, match=r"parts\.Half has no field like parts\.Seen\.f1"):
        Likeness(parts["parts.Given"], parts["parts.Made"])


@pytest.mark.parametrize(
    ("all_of_it", "shown", "kept_back"),
    [
        (
            messages_pb2.OrderDraft,
            wishes_pb2.Wishes,
            {"store_id", "channel", "lines", "person_id", "extension"},
        ),
        (
            order_pb2.Order,
            mall_pb2.Order,
            {
                *("channel_order_number", "fulfilment_route", "fulfilment_sub_status"),
                *("person_id", "extension", "stock_shortfall", "wait_for", "came_finished"),
                *("pos_plugin", "store_time_zone"),
            },
        ),
        (
            line_pb2.OrderLine,
            mall_pb2.OrderLine,
            {
                *("components", "kitchen_name", "kitchen_sku_name", "sku_code"),
                *("channel_item_code", "unmapped"),
            },
        ),
    ],
)
def test_what_the_app_neither_says_nor_shows_is_known_by_its_name(all_of_it, shown, kept_back):
    """A field that is new is the app's, or stands here."""
    fields = set(all_of_it.DESCRIPTOR.fields_by_name)
    assert fields - set(shown.DESCRIPTOR.fields_by_name) == kept_back


def test_what_is_wished_becomes_a_draft_of_the_channel_with_its_admission():
    wishes = wishes_pb2.Wishes(remark="少放葱", tableware_count=0, flash_sale_token="adm_1")
    line = messages_pb2.DraftLine(sku_id="sku_1", quantity=2)
    draft = adapt.draft("sto_1", [line], wishes)
    assert draft == messages_pb2.OrderDraft(
        store_id="sto_1", channel="mall", lines=[line], remark="少放葱", tableware_count=0,
        extension={"flash_sale_token": "adm_1"},
    )  # fmt: skip


def servicer_of(**peers):
    return MallServicer(SimpleNamespace(**peers), Apps("mall", {}), Guests("mall", None))


def test_every_method_of_the_contract_is_offered():
    servicer = servicer_of()
    missing = [m.name for m in SERVICE.methods if offered_handler(servicer, m.name) is None]
    assert missing == []


class GroupBuy:
    """Keeps what it was asked."""

    async def ListGroups(self, request):
        self.asked = request
        return group_pb.ListGroupsResponse()

    async def ListOffers(self, request):
        raise AssertionError("nobody is asked for offers of no store")


@pytest.mark.parametrize(
    ("offer_id", "asked"),
    [
        ("", group_pb.ListGroupsRequest(person_id="per_1")),
        ("gof_1", group_pb.ListGroupsRequest(offer_id="gof_1", state=group_pb.GROUP_STATE_OPEN)),
    ],
)
async def test_groups_are_those_of_an_offer_that_are_open_or_all_of_the_customers(offer_id, asked):
    group_buy = GroupBuy()
    servicer = servicer_of(group_buy=group_buy)
    with as_call(ANNA):
        await servicer.ListGroups(group_messages_pb2.ListGroupsRequest(offer_id=offer_id), None)
    assert group_buy.asked == asked


async def test_offers_of_no_store_are_refused_not_those_of_all():
    servicer = servicer_of(group_buy=GroupBuy())
    with as_call(ANNA), pytest.raises(InvalidRequest, match="store_id"):
        await servicer.ListGroupOffers(group_messages_pb2.ListGroupOffersRequest(), None)
