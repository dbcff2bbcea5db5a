from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.common.v1 import person_merge_pb2 as _person_merge_pb2
from zhongtai.member.v1 import crm_requests_pb2 as _crm_requests_pb2
from zhongtai.member.v1 import member_event_pb2 as _member_event_pb2
from zhongtai.member.v1 import member_requests_pb2 as _member_requests_pb2
from zhongtai.member.v1 import points_requests_pb2 as _points_requests_pb2
from zhongtai.member.v1 import programme_requests_pb2 as _programme_requests_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
