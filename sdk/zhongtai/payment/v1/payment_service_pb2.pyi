from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.payment.v1 import book_messages_pb2 as _book_messages_pb2
from zhongtai.payment.v1 import feed_messages_pb2 as _feed_messages_pb2
from zhongtai.payment.v1 import payment_messages_pb2 as _payment_messages_pb2
from zhongtai.payment.v1 import refund_messages_pb2 as _refund_messages_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
