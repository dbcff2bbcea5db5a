from zhongtai.delivery.v1 import delivery_pb2 as _delivery_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SetDispatchRuleRequest(_message.Message):
    __slots__ = ("rule",)
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: _delivery_pb2.DispatchRule
    def __init__(self, rule: _Optional[_Union[_delivery_pb2.DispatchRule, _Mapping]] = ...) -> None: ...

class SetDispatchRuleResponse(_message.Message):
    __slots__ = ("rule",)
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: _delivery_pb2.DispatchRule
    def __init__(self, rule: _Optional[_Union[_delivery_pb2.DispatchRule, _Mapping]] = ...) -> None: ...

class GetDispatchRuleRequest(_message.Message):
    __slots__ = ("store_id",)
    STORE_ID_FIELD_NUMBER: _ClassVar[int]
    store_id: str
    def __init__(self, store_id: _Optional[str] = ...) -> None: ...

class GetDispatchRuleResponse(_message.Message):
    __slots__ = ("rule",)
    RULE_FIELD_NUMBER: _ClassVar[int]
    rule: _delivery_pb2.DispatchRule
    def __init__(self, rule: _Optional[_Union[_delivery_pb2.DispatchRule, _Mapping]] = ...) -> None: ...

class ListDispatchRulesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDispatchRulesResponse(_message.Message):
    __slots__ = ("rules", "next_page_token")
    RULES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    rules: _containers.RepeatedCompositeFieldContainer[_delivery_pb2.DispatchRule]
    next_page_token: str
    def __init__(self, rules: _Optional[_Iterable[_Union[_delivery_pb2.DispatchRule, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
