"""The servicer of group buying: a price for enough companions."""

from __future__ import annotations

from zhongtai.groupbuy.v1.group_buy_service_pb2_grpc import GroupBuyServiceServicer


class Servicer(GroupBuyServiceServicer):
    """GroupBuyService of zhongtai.groupbuy.v1: offers none of its methods yet, each says so."""
