from zhongtai.common.v1 import letter_pb2 as _letter_pb2
from zhongtai.product.v1 import availability_pb2 as _availability_pb2
from zhongtai.product.v1 import catalog_import_pb2 as _catalog_import_pb2
from zhongtai.product.v1 import catalog_messages_pb2 as _catalog_messages_pb2
from zhongtai.product.v1 import menu_pb2 as _menu_pb2
from zhongtai.product.v1 import pricing_pb2 as _pricing_pb2
from zhongtai.product.v1 import product_feed_pb2 as _product_feed_pb2
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
