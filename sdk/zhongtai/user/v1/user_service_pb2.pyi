from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.user.v1 import account_requests_pb2 as _account_requests_pb2
from zhongtai.user.v1 import login_requests_pb2 as _login_requests_pb2
from zhongtai.user.v1 import person_requests_pb2 as _person_requests_pb2
from zhongtai.user.v1 import revocation_pb2 as _revocation_pb2
from zhongtai.user.v1 import user_feed_pb2 as _user_feed_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
