"""Items of ERP plug-ins as models."""

from __future__ import annotations

from zhongtai.plugin.v1 import erp_pb2 as pb

from centers.product.erp.model import ErpItem
from centers.product.messages import shared_parts
from mesh.call.to_model import ToModel

erp_item_of = ToModel(pb.ErpItem, ErpItem, uses=shared_parts)
