from zhongtai.common.v1 import person_merge_pb2 as _person_merge_pb2
from zhongtai.promotion.v1 import coupon_requests_pb2 as _coupon_requests_pb2
from zhongtai.promotion.v1 import evaluation_pb2 as _evaluation_pb2
from zhongtai.promotion.v1 import hold_pb2 as _hold_pb2
from zhongtai.promotion.v1 import promotion_requests_pb2 as _promotion_requests_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
