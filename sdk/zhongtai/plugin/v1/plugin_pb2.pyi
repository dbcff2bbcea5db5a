import datetime

from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PluginKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLUGIN_KIND_UNSPECIFIED: _ClassVar[PluginKind]
    PLUGIN_KIND_POS: _ClassVar[PluginKind]
    PLUGIN_KIND_PAYMENT: _ClassVar[PluginKind]
    PLUGIN_KIND_IDENTITY: _ClassVar[PluginKind]
    PLUGIN_KIND_CARRIER: _ClassVar[PluginKind]
    PLUGIN_KIND_ERP: _ClassVar[PluginKind]
    PLUGIN_KIND_OMS: _ClassVar[PluginKind]
    PLUGIN_KIND_CRM: _ClassVar[PluginKind]
    PLUGIN_KIND_POLICY: _ClassVar[PluginKind]
    PLUGIN_KIND_SMS: _ClassVar[PluginKind]

class Capability(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAPABILITY_UNSPECIFIED: _ClassVar[Capability]
    CAPABILITY_POS_TILL_SALES: _ClassVar[Capability]
    CAPABILITY_PAYMENT_CLOSE: _ClassVar[Capability]
    CAPABILITY_PAYMENT_REFUND: _ClassVar[Capability]
    CAPABILITY_PAYMENT_BILL: _ClassVar[Capability]
    CAPABILITY_IDENTITY_PHONE: _ClassVar[Capability]
    CAPABILITY_CARRIER_WATCH: _ClassVar[Capability]
    CAPABILITY_CARRIER_CALLBACK: _ClassVar[Capability]
    CAPABILITY_CARRIER_CANCEL: _ClassVar[Capability]
    CAPABILITY_POS_SCHEDULED: _ClassVar[Capability]
    CAPABILITY_ERP_ITEMS: _ClassVar[Capability]
    CAPABILITY_ERP_COUNTS: _ClassVar[Capability]
    CAPABILITY_ERP_MOVEMENTS: _ClassVar[Capability]
    CAPABILITY_PAYMENT_PAYER: _ClassVar[Capability]
    CAPABILITY_CRM_MEMBERS: _ClassVar[Capability]
    CAPABILITY_CRM_POINTS: _ClassVar[Capability]
    CAPABILITY_CRM_POINTS_KEPT: _ClassVar[Capability]
    CAPABILITY_CRM_STORED_VALUE: _ClassVar[Capability]
    CAPABILITY_CRM_BENEFITS: _ClassVar[Capability]
    CAPABILITY_POLICY_PRICES: _ClassVar[Capability]
    CAPABILITY_POLICY_CHECK: _ClassVar[Capability]
    CAPABILITY_POLICY_ROUTE: _ClassVar[Capability]
    CAPABILITY_POLICY_ACCEPTANCE: _ClassVar[Capability]
    CAPABILITY_POLICY_CARRIERS: _ClassVar[Capability]

class ErrorClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ERROR_CLASS_UNSPECIFIED: _ClassVar[ErrorClass]
    ERROR_CLASS_RETRY: _ClassVar[ErrorClass]
    ERROR_CLASS_AUTH: _ClassVar[ErrorClass]
    ERROR_CLASS_REJECTED: _ClassVar[ErrorClass]
    ERROR_CLASS_CONFLICT: _ClassVar[ErrorClass]
    ERROR_CLASS_BAD_REQUEST: _ClassVar[ErrorClass]
    ERROR_CLASS_RATE_LIMITED: _ClassVar[ErrorClass]

class SettingType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SETTING_TYPE_UNSPECIFIED: _ClassVar[SettingType]
    SETTING_TYPE_TEXT: _ClassVar[SettingType]
    SETTING_TYPE_INTEGER: _ClassVar[SettingType]
    SETTING_TYPE_BOOLEAN: _ClassVar[SettingType]
    SETTING_TYPE_URL: _ClassVar[SettingType]
    SETTING_TYPE_JSON: _ClassVar[SettingType]

class Readiness(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    READINESS_UNSPECIFIED: _ClassVar[Readiness]
    READINESS_READY: _ClassVar[Readiness]
    READINESS_WAITING: _ClassVar[Readiness]
    READINESS_BROKEN: _ClassVar[Readiness]
PLUGIN_KIND_UNSPECIFIED: PluginKind
PLUGIN_KIND_POS: PluginKind
PLUGIN_KIND_PAYMENT: PluginKind
PLUGIN_KIND_IDENTITY: PluginKind
PLUGIN_KIND_CARRIER: PluginKind
PLUGIN_KIND_ERP: PluginKind
PLUGIN_KIND_OMS: PluginKind
PLUGIN_KIND_CRM: PluginKind
PLUGIN_KIND_POLICY: PluginKind
PLUGIN_KIND_SMS: PluginKind
CAPABILITY_UNSPECIFIED: Capability
CAPABILITY_POS_TILL_SALES: Capability
CAPABILITY_PAYMENT_CLOSE: Capability
CAPABILITY_PAYMENT_REFUND: Capability
CAPABILITY_PAYMENT_BILL: Capability
CAPABILITY_IDENTITY_PHONE: Capability
CAPABILITY_CARRIER_WATCH: Capability
CAPABILITY_CARRIER_CALLBACK: Capability
CAPABILITY_CARRIER_CANCEL: Capability
CAPABILITY_POS_SCHEDULED: Capability
CAPABILITY_ERP_ITEMS: Capability
CAPABILITY_ERP_COUNTS: Capability
CAPABILITY_ERP_MOVEMENTS: Capability
CAPABILITY_PAYMENT_PAYER: Capability
CAPABILITY_CRM_MEMBERS: Capability
CAPABILITY_CRM_POINTS: Capability
CAPABILITY_CRM_POINTS_KEPT: Capability
CAPABILITY_CRM_STORED_VALUE: Capability
CAPABILITY_CRM_BENEFITS: Capability
CAPABILITY_POLICY_PRICES: Capability
CAPABILITY_POLICY_CHECK: Capability
CAPABILITY_POLICY_ROUTE: Capability
CAPABILITY_POLICY_ACCEPTANCE: Capability
CAPABILITY_POLICY_CARRIERS: Capability
ERROR_CLASS_UNSPECIFIED: ErrorClass
ERROR_CLASS_RETRY: ErrorClass
ERROR_CLASS_AUTH: ErrorClass
ERROR_CLASS_REJECTED: ErrorClass
ERROR_CLASS_CONFLICT: ErrorClass
ERROR_CLASS_BAD_REQUEST: ErrorClass
ERROR_CLASS_RATE_LIMITED: ErrorClass
SETTING_TYPE_UNSPECIFIED: SettingType
SETTING_TYPE_TEXT: SettingType
SETTING_TYPE_INTEGER: SettingType
SETTING_TYPE_BOOLEAN: SettingType
SETTING_TYPE_URL: SettingType
SETTING_TYPE_JSON: SettingType
READINESS_UNSPECIFIED: Readiness
READINESS_READY: Readiness
READINESS_WAITING: Readiness
READINESS_BROKEN: Readiness

class PluginError(_message.Message):
    __slots__ = ("error_class", "code", "message", "retry_after")
    ERROR_CLASS_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    RETRY_AFTER_FIELD_NUMBER: _ClassVar[int]
    error_class: ErrorClass
    code: str
    message: str
    retry_after: _duration_pb2.Duration
    def __init__(self, error_class: _Optional[_Union[ErrorClass, str]] = ..., code: _Optional[str] = ..., message: _Optional[str] = ..., retry_after: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ItemResult(_message.Message):
    __slots__ = ("item_id", "error", "already_known")
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    ALREADY_KNOWN_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    error: PluginError
    already_known: bool
    def __init__(self, item_id: _Optional[str] = ..., error: _Optional[_Union[PluginError, _Mapping]] = ..., already_known: _Optional[bool] = ...) -> None: ...

class SettingSpec(_message.Message):
    __slots__ = ("name", "description", "required", "secret", "default_value", "type")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    REQUIRED_FIELD_NUMBER: _ClassVar[int]
    SECRET_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    required: bool
    secret: bool
    default_value: str
    type: SettingType
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., required: _Optional[bool] = ..., secret: _Optional[bool] = ..., default_value: _Optional[str] = ..., type: _Optional[_Union[SettingType, str]] = ...) -> None: ...

class GetPluginInfoRequest(_message.Message):
    __slots__ = ("host_protocol_versions",)
    HOST_PROTOCOL_VERSIONS_FIELD_NUMBER: _ClassVar[int]
    host_protocol_versions: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, host_protocol_versions: _Optional[_Iterable[int]] = ...) -> None: ...

class GetPluginInfoResponse(_message.Message):
    __slots__ = ("name", "version", "protocol_versions", "kinds", "capabilities", "settings", "summary", "documentation_url", "calls_platform")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PROTOCOL_VERSIONS_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTATION_URL_FIELD_NUMBER: _ClassVar[int]
    CALLS_PLATFORM_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    protocol_versions: _containers.RepeatedScalarFieldContainer[int]
    kinds: _containers.RepeatedScalarFieldContainer[PluginKind]
    capabilities: _containers.RepeatedScalarFieldContainer[Capability]
    settings: _containers.RepeatedCompositeFieldContainer[SettingSpec]
    summary: str
    documentation_url: str
    calls_platform: bool
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ..., protocol_versions: _Optional[_Iterable[int]] = ..., kinds: _Optional[_Iterable[_Union[PluginKind, str]]] = ..., capabilities: _Optional[_Iterable[_Union[Capability, str]]] = ..., settings: _Optional[_Iterable[_Union[SettingSpec, _Mapping]]] = ..., summary: _Optional[str] = ..., documentation_url: _Optional[str] = ..., calls_platform: _Optional[bool] = ...) -> None: ...

class PlatformAccess(_message.Message):
    __slots__ = ("endpoint", "token", "tls", "root_certificates", "server_name")
    ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    TLS_FIELD_NUMBER: _ClassVar[int]
    ROOT_CERTIFICATES_FIELD_NUMBER: _ClassVar[int]
    SERVER_NAME_FIELD_NUMBER: _ClassVar[int]
    endpoint: str
    token: str
    tls: bool
    root_certificates: bytes
    server_name: str
    def __init__(self, endpoint: _Optional[str] = ..., token: _Optional[str] = ..., tls: _Optional[bool] = ..., root_certificates: _Optional[bytes] = ..., server_name: _Optional[str] = ...) -> None: ...

class ConfigureRequest(_message.Message):
    __slots__ = ("protocol_version", "settings", "host", "platform")
    class SettingsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PROTOCOL_VERSION_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    HOST_FIELD_NUMBER: _ClassVar[int]
    PLATFORM_FIELD_NUMBER: _ClassVar[int]
    protocol_version: int
    settings: _containers.ScalarMap[str, str]
    host: str
    platform: PlatformAccess
    def __init__(self, protocol_version: _Optional[int] = ..., settings: _Optional[_Mapping[str, str]] = ..., host: _Optional[str] = ..., platform: _Optional[_Union[PlatformAccess, _Mapping]] = ...) -> None: ...

class ConfigureResponse(_message.Message):
    __slots__ = ("problems",)
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    problems: _containers.RepeatedCompositeFieldContainer[SettingProblem]
    def __init__(self, problems: _Optional[_Iterable[_Union[SettingProblem, _Mapping]]] = ...) -> None: ...

class SettingProblem(_message.Message):
    __slots__ = ("name", "message")
    NAME_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    name: str
    message: str
    def __init__(self, name: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class ProbeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ProbeResponse(_message.Message):
    __slots__ = ("readiness", "message", "details")
    class DetailsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    READINESS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    readiness: Readiness
    message: str
    details: _containers.ScalarMap[str, str]
    def __init__(self, readiness: _Optional[_Union[Readiness, str]] = ..., message: _Optional[str] = ..., details: _Optional[_Mapping[str, str]] = ...) -> None: ...

class ShutdownRequest(_message.Message):
    __slots__ = ("grace",)
    GRACE_FIELD_NUMBER: _ClassVar[int]
    grace: _duration_pb2.Duration
    def __init__(self, grace: _Optional[_Union[datetime.timedelta, _duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class ShutdownResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
