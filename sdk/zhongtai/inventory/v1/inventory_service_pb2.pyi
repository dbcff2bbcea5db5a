from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.inventory.v1 import erp_pb2 as _erp_pb2
from zhongtai.inventory.v1 import feed_pb2 as _feed_pb2
from zhongtai.inventory.v1 import reservation_pb2 as _reservation_pb2
from zhongtai.inventory.v1 import stock_pb2 as _stock_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
