from zhongtai.mall.v1 import address_messages_pb2 as _address_messages_pb2
from zhongtai.mall.v1 import after_sale_messages_pb2 as _after_sale_messages_pb2
from zhongtai.mall.v1 import cart_messages_pb2 as _cart_messages_pb2
from zhongtai.mall.v1 import coupon_messages_pb2 as _coupon_messages_pb2
from zhongtai.mall.v1 import group_messages_pb2 as _group_messages_pb2
from zhongtai.mall.v1 import order_messages_pb2 as _order_messages_pb2
from zhongtai.mall.v1 import people_messages_pb2 as _people_messages_pb2
from zhongtai.mall.v1 import sale_messages_pb2 as _sale_messages_pb2
from zhongtai.mall.v1 import store_messages_pb2 as _store_messages_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
