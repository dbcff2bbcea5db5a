"""What a plug-in author needs: serve, errors, durable queues, conformance checks."""

import zhongtai_plugin._lean  # noqa: F401 - first
from zhongtai_plugin.alone import Alone
from zhongtai_plugin.background import Background
from zhongtai_plugin.cursors import Cursors
from zhongtai_plugin.errors import (
    AuthRefused,
    BadRequest,
    Conflict,
    PluginFault,
    RateLimited,
    Rejected,
    RetryLater,
    fault_of_call,
    fault_of_item,
)
from zhongtai_plugin.forgetting import Forgetting
from zhongtai_plugin.info import PluginInfo, Setting, SettingRefused, Settings
from zhongtai_plugin.items import each_item, page_limit
from zhongtai_plugin.journal import Journal, StateInUse
from zhongtai_plugin.outbox import Batch, Outbox
from zhongtai_plugin.protocol import PROTOCOL_VERSIONS, VersionMismatch, negotiate
from zhongtai_plugin.replays import ReplayGuard
from zhongtai_plugin.server import PluginServer, run
from zhongtai_plugin.service import Readiness
from zhongtai_plugin.state import (
    NotPrivate,
    read_private,
    state_folder,
    write_access,
    write_private,
)
from zhongtai_plugin.taken import Taken

__all__ = [
    "PROTOCOL_VERSIONS",
    "Alone",
    "AuthRefused",
    "Background",
    "BadRequest",
    "Batch",
    "Conflict",
    "Cursors",
    "Forgetting",
    "Journal",
    "NotPrivate",
    "Outbox",
    "PluginFault",
    "PluginInfo",
    "PluginServer",
    "RateLimited",
    "Readiness",
    "Rejected",
    "ReplayGuard",
    "RetryLater",
    "Setting",
    "SettingRefused",
    "Settings",
    "StateInUse",
    "Taken",
    "VersionMismatch",
    "each_item",
    "fault_of_call",
    "fault_of_item",
    "negotiate",
    "page_limit",
    "read_private",
    "run",
    "state_folder",
    "write_access",
    "write_private",
]
