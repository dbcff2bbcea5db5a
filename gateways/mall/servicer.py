"""The servicer of the app: message in, a call or two on the services behind, message out."""

from __future__ import annotations

from zhongtai.mall.v1 import mall_service_pb2
from zhongtai.mall.v1.mall_service_pb2_grpc import MallServiceServicer

from gateways.mall.peers import Peers
from gateways.mall.servicer_addresses import AddressMethods
from gateways.mall.servicer_after_sales import AfterSaleMethods
from gateways.mall.servicer_carts import CartMethods
from gateways.mall.servicer_coupons import CouponMethods
from gateways.mall.servicer_groups import GroupMethods
from gateways.mall.servicer_orders import OrderMethods
from gateways.mall.servicer_people import PeopleMethods
from gateways.mall.servicer_sales import SaleMethods
from gateways.mall.servicer_stores import StoreMethods
from mesh.edge.apps import Apps
from mesh.edge.guests import Guests

SERVICE = mall_service_pb2.DESCRIPTOR.services_by_name["MallService"]


class MallServicer(
    PeopleMethods,
    StoreMethods,
    CartMethods,
    OrderMethods,
    SaleMethods,
    GroupMethods,
    CouponMethods,
    AddressMethods,
    AfterSaleMethods,
    MallServiceServicer,
):
    """MallService of zhongtai.mall.v1.

    Who calls was let in by the access table: a person who logged in through this channel, or for
    some methods a guest who entered it.
    """

    def __init__(self, peers: Peers, apps: Apps, guests: Guests) -> None:
        self._peers = peers
        self._apps = apps
        self._guests = guests
