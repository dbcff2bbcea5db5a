from zhongtai.ordercontrol.v1 import counter_messages_pb2 as _counter_messages_pb2
from zhongtai.ordercontrol.v1 import messages_pb2 as _messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2 as _payment_messages_pb2
from zhongtai.ordercontrol.v1 import unmapped_messages_pb2 as _unmapped_messages_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
