from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.common.v1 import person_merge_pb2 as _person_merge_pb2
from zhongtai.delivery.v1 import feed_messages_pb2 as _feed_messages_pb2
from zhongtai.delivery.v1 import messages_pb2 as _messages_pb2
from zhongtai.delivery.v1 import rule_messages_pb2 as _rule_messages_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
