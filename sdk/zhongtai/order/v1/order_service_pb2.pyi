from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.common.v1 import person_merge_pb2 as _person_merge_pb2
from zhongtai.order.v1 import after_sale_messages_pb2 as _after_sale_messages_pb2
from zhongtai.order.v1 import change_messages_pb2 as _change_messages_pb2
from zhongtai.order.v1 import create_messages_pb2 as _create_messages_pb2
from zhongtai.order.v1 import read_messages_pb2 as _read_messages_pb2
from zhongtai.order.v1 import unmapped_pb2 as _unmapped_pb2
from zhongtai.order.v1 import voucher_pb2 as _voucher_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
