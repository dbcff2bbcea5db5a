"""Logs of a process: one line per call, JSON off a terminal, no secrets, one trace id.

Anything logs with `structlog.get_logger()`; keys that name personal data or secrets are
masked wherever they stand, and so are such things in the text of exceptions.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

import msgspec
import structlog

from mesh.call.context import Call, current_or_none
from mesh.call.dispatch import HTTP, LOCAL
from mesh.call.errors_wire import Failure
from mesh.process.logfile import LogFile
from mesh.process.logsink import LogSink, SinkLogger, bound_logger, to_stream
from mesh.process.metrics import Metrics

MASK = "***"
MAX_DEPTH = 4
MAX_FRAMES = 30
_SECRET_KEY = re.compile(
    r"phone|address|street|contact|token|secret|password|authori[sz]ation|credential"
    r"|signature|private|openid|open_id|(?:^|_)card|id_number|latitude|longitude",
    re.IGNORECASE,
)
# Phone and card numbers, JWTs, user:password@ of a URL.
_SECRET_TEXT = re.compile(
    r"(?<![\w.-])\+?\d{7,19}(?![\w-])|eyJ[\w-]+\.[\w.-]+|(?<=://)[^/\s@:]+:[^/\s@]+(?=@)"
)

_RESERVED = frozenset(
    {
        *("event", "level", "timestamp", "process", "exc_info", "error", "reason"),
        *("method", "code", "ms", "via", "caller", "merchant", "trace_id"),
    }
)
_TOLD_OF = frozenset({LOCAL, HTTP})
"""Ways of calls whose request from outside has a line of its own, with the same trace."""
_PLAIN = frozenset({str, int, float, bool, type(None)})

Event = MutableMapping[str, Any]


def masked_text(text: str) -> str:
    """Return the text without what looks like a phone or card number, a token or a password."""
    return _SECRET_TEXT.sub(MASK, text)


@lru_cache(maxsize=4096)
def _is_secret(key: str) -> bool:
    return _SECRET_KEY.search(key) is not None


def _masked(key: str, value: Any, depth: int) -> Any:
    if _is_secret(key):
        return MASK if value else value
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        return _masked_items(value, depth + 1) if depth < MAX_DEPTH else MASK
    if isinstance(value, list | tuple):
        return [_masked(key, item, depth + 1) for item in value] if depth < MAX_DEPTH else MASK
    # Messages and objects could hold anything; their type is enough for a log.
    return f"<{type(value).__name__}>"


def _masked_items(items: Mapping[Any, Any], depth: int) -> dict[str, Any]:
    return {str(key): _masked(str(key), value, depth) for key, value in items.items()}


def mask(_logger: object, _name: str, event: Event) -> Event:
    """Return a structlog processor that masks secrets and personal data by key, at any depth."""
    return _masked_items(event, 0)


def add_trace(_logger: object, _name: str, event: Event) -> Event:
    """Return a structlog processor that adds the trace id of the call being served."""
    call = current_or_none()
    if call is not None:
        event.setdefault("trace_id", call.trace_id)
    return event


def add_exception(_logger: object, _name: str, event: Event) -> Event:
    """Return a structlog processor that turns exc_info into type, masked message and frames."""
    exc = event.pop("exc_info", None)
    if exc is True:
        exc = sys.exc_info()[1]
    if isinstance(exc, BaseException):
        event["error"] = type(exc).__name__
        event["error_message"] = masked_text(str(exc))
        frames = traceback.extract_tb(exc.__traceback__)[-MAX_FRAMES:]
        event["frames"] = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return event


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-3:])


def _json(_logger: object, _name: str, event: Event) -> str:
    return msgspec.json.encode(event).decode()


class _ToStructlog(logging.Handler):
    """Takes the warnings of libraries into the same log."""

    def __init__(self, sink: LogSink) -> None:
        super().__init__()
        self._sink = sink

    def emit(self, record: logging.LogRecord) -> None:
        try:
            exc = record.exc_info[1] if record.exc_info else None
            text = masked_text(record.getMessage())
            structlog.get_logger().log(record.levelno, text, source=record.name, exc_info=exc)
        except Exception:  # noqa: BLE001 - a library's words that do not fit their values
            self._sink.lose()


def configure_logging(
    level: str = "info",
    *,
    process: str = "",
    stream: TextIO | None = None,
    file: LogFile | None = None,
) -> None:
    """Set up the log of this process once, at its start. Logging never raises from then on.

    `level` is debug, info, warning or error. Lines go to `file`, or else to `stream`, or else
    to stderr. A terminal gets lines for people.
    """
    out = stream or sys.stderr
    sink = LogSink(file.put if file is not None else to_stream(out))
    number = logging.getLevelNamesMapping()[level.upper()]

    def add_process(_logger: object, _name: str, event: Event) -> Event:
        if process:
            event["process"] = process
        return event

    for_people = file is None and out is not None and out.isatty()
    render: Any = structlog.dev.ConsoleRenderer() if for_people else _json
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            add_process,
            add_trace,
            add_exception,
            mask,
            render,
        ],
        wrapper_class=bound_logger(number, sink),
        logger_factory=lambda *_names: SinkLogger(sink),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_ToStructlog(sink)], level=logging.WARNING, force=True)


class CallTelemetry:
    """Writes one line and counts once for every call that ended.

    A call between units of the same process that went well is a line at level debug only, and so is
    one that came over HTTP: the request that came from outside has its line, with the same trace.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        # Bound now: the lazy logger would be resolved anew at every call.
        self._log = structlog.get_logger().bind()
        self._enabled = {
            level: self._log.is_enabled_for(level)
            for level in (logging.DEBUG, logging.INFO, logging.ERROR)
        }

    def ended(
        self, call: Call, via: str, seconds: float, failure: Failure | None, exc: Exception | None
    ) -> None:
        """Take note of a call: `failure` is None when it went well, `exc` is its cause."""
        code = failure.code.name if failure else "OK"
        self._count(call, code, seconds)
        level = logging.INFO
        if failure is None and via in _TOLD_OF:
            level = logging.DEBUG
        elif failure is not None and failure.defect:
            level = logging.ERROR
        if not self._enabled[level]:
            return
        facts = _facts_of(call, code, via, seconds)
        if failure is not None:
            facts["reason"] = failure.reason
        if failure is not None and failure.defect:
            facts["exc_info"] = exc
        self._log.log(level, "call", **facts)

    def _count(self, call: Call, code: str, seconds: float) -> None:
        method = ("method", call.method)
        self._metrics.count(
            "zhongtai_calls_total", "Calls served, by method and code.", (method, ("code", code))
        )
        self._metrics.observe(
            "zhongtai_call_seconds", "Seconds that calls took, by method.", seconds, (method,)
        )


def _facts_of(call: Call, code: str, via: str, seconds: float) -> dict[str, Any]:
    identity = call.identity
    facts: dict[str, Any] = {
        "method": call.method,
        "code": code,
        "ms": round(seconds * 1000, 2),
        "via": via,
        "caller": f"{identity.kind}:{identity.subject}",
        "merchant": identity.merchant_id,
        "trace_id": call.trace_id,
    }
    # A handler's note must not hide what the line says itself.
    for key, value in call.notes.items():
        facts[key if key not in _RESERVED else f"note_{key}"] = value
    return facts
