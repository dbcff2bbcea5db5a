"""What a draft for a place in a group may say."""

import pytest
from zhongtai.groupbuy.v1 import group_buy_service_pb2 as pb
from zhongtai.ordercontrol.v1 import messages_pb2 as order_pb

from apps.group_buy.checks import check_taking
from mesh.pure.errors import InvalidRequest


def joining(**extension: str) -> pb.JoinGroupRequest:
    draft = order_pb.OrderDraft(channel="miniapp", service_type=1, extension=extension)
    return pb.JoinGroupRequest(request_id="r1", group_id="grp_1", store_id="sto_1", draft=draft)


def test_a_place_in_a_group_is_not_had_at_a_flash_sales_price():
    check_taking(joining(note="no ice"))
    with pytest.raises(InvalidRequest):
        check_taking(joining(flash_sale_token="adm_1"))
