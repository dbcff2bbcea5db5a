"""Settings from the environment, typed; what is wrong names its variable and its limits."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

HOME = "ZHONGTAI_HOME"
GRPC_PORT = "ZHONGTAI_GRPC_PORT"
HTTP_PORT = "ZHONGTAI_HTTP_PORT"
LISTEN_HOST = "ZHONGTAI_LISTEN_HOST"
HTTP_URL = "ZHONGTAI_HTTP_URL"
GRPC_ADDRESS = "ZHONGTAI_GRPC_ADDRESS"
LOG_LEVEL = "ZHONGTAI_LOG_LEVEL"
DATABASE_URL = "ZHONGTAI_DATABASE_URL"
DRAIN_WAIT_SECONDS = "ZHONGTAI_DRAIN_WAIT_SECONDS"
DRAIN_SECONDS = "ZHONGTAI_DRAIN_SECONDS"
WATCHDOG_SECONDS = "ZHONGTAI_WATCHDOG_SECONDS"
WORKERS = "ZHONGTAI_WORKERS"
DEPLOY = "ZHONGTAI_DEPLOY"
TLS_CERTIFICATE = "ZHONGTAI_TLS_CERTIFICATE"
TLS_KEY = "ZHONGTAI_TLS_KEY"
DEMO_CREDENTIALS = "ZHONGTAI_DEMO_CREDENTIALS"
ERP_PLUGIN = "ZHONGTAI_ERP_PLUGIN"
ERP_PULL_SECONDS = "ZHONGTAI_ERP_PULL_SECONDS"
CRM_PLUGIN = "ZHONGTAI_CRM_PLUGIN"
CRM_PULL_SECONDS = "ZHONGTAI_CRM_PULL_SECONDS"
POLICY_PLUGIN = "ZHONGTAI_POLICY_PLUGIN"
POLICY_SECONDS = "ZHONGTAI_POLICY_SECONDS"
READER_ATTEMPTS = "ZHONGTAI_READER_ATTEMPTS"
READER_FIRST_PAUSE_SECONDS = "ZHONGTAI_READER_FIRST_PAUSE_SECONDS"
READER_LONGEST_PAUSE_SECONDS = "ZHONGTAI_READER_LONGEST_PAUSE_SECONDS"
READER_BATCH_SECONDS = "ZHONGTAI_READER_BATCH_SECONDS"

_ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")
_ADDRESS = re.compile(rf"{_ORIGIN.pattern}(/[A-Za-z0-9._~-]+)*")

LEVELS = ("debug", "info", "warning", "error")
MOST_WORKERS = 32


class SettingInvalid(Exception):
    """A setting cannot be used; the text names the variable and says what it may be."""


def text(env: Mapping[str, str], name: str, default: str | None = None) -> str:
    """Return a setting as it stands. Raise SettingInvalid when it is missing without a default."""
    value = env.get(name, "").strip() or default
    if value is None:
        raise SettingInvalid(f"Set {name}.")
    return value


def integer(env: Mapping[str, str], name: str, default: int, *, min: int, max: int) -> int:
    """Return a whole number within limits."""
    raw = env.get(name, "").strip()
    if not raw:
        return default
    if not raw.lstrip("-").isdecimal() or not min <= int(raw) <= max:
        raise SettingInvalid(f"{name} must be a whole number from {min} to {max}, not {raw!r}.")
    return int(raw)


def port(env: Mapping[str, str], name: str, default: int) -> int:
    """Return a TCP port; 0 takes any free one."""
    return integer(env, name, default, min=0, max=65535)


def seconds(
    env: Mapping[str, str], name: str, default: float, *, min: float = 0, max: float
) -> float:
    """Return a duration in seconds, fractions allowed."""
    return _number(env, name, default, "seconds", least=min, most=max)


def hours(env: Mapping[str, str], name: str, default: float, *, max: float) -> timedelta:
    """Return a duration that is said in hours, fractions allowed."""
    return timedelta(hours=_number(env, name, default, "hours", least=0, most=max))


def switch(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Return a switch: 1, true, yes, on or 0, false, no, off."""
    raw = env.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise SettingInvalid(f"{name} must be 1 or 0, not {raw!r}.")


def one_of(env: Mapping[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of a few words, in any case."""
    value = text(env, name, default).lower()
    if value not in allowed:
        raise SettingInvalid(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def database_url(env: Mapping[str, str], center: str) -> str:
    """Return the DSN of a center: its own setting, or the one for all."""
    own = f"ZHONGTAI_{center.upper()}_DATABASE_URL"
    value = env.get(own) or env.get(DATABASE_URL)
    if not value:
        raise SettingInvalid(
            f"No database: set {DATABASE_URL} (or {own}), or start with `zhongtai up`, "
            "which brings its own PostgreSQL."
        )
    # The text is not repeated: it may hold a password.
    if urlsplit(value).scheme not in {"postgres", "postgresql"}:
        raise SettingInvalid(f"{own} or {DATABASE_URL} must begin with postgresql://.")
    return value


def origin(env: Mapping[str, str], name: str) -> str:
    """The base of a web server, http://host:port or https://host; empty where it is not set."""
    raw = text(env, name, "").rstrip("/")
    if raw and not _ORIGIN.fullmatch(raw):
        raise SettingInvalid(f"{name} must be like https://till.example, not {raw!r}.")
    return raw


def address(env: Mapping[str, str], name: str) -> str:
    """The base of somebody's web interface: as `origin`, with a path where it has one."""
    raw = text(env, name, "").rstrip("/")
    if raw and not _ADDRESS.fullmatch(raw):
        raise SettingInvalid(f"{name} must be like https://hub.example/api, not {raw!r}.")
    return raw


def is_loopback(host: str) -> bool:
    """Return whether a host, by address or name, is this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def demo_is_open(env: Mapping[str, str]) -> bool:
    """Return whether the demo's credentials may be made and shown: they open a whole chain.

    Only where nobody but this machine can ask for them, or where it is explicitly allowed.
    """
    public = urlsplit(text(env, HTTP_URL, "")).hostname or ""
    alone = is_loopback(text(env, LISTEN_HOST, "127.0.0.1"))
    return switch(env, DEMO_CREDENTIALS) or (alone and (not public or is_loopback(public)))


def in_brackets(host: str) -> str:
    """Return a host as it stands before a colon and a port: IPv6 addresses have brackets there."""
    return f"[{host}]" if ":" in host else host


def _number(
    env: Mapping[str, str], name: str, default: float, unit: str, *, least: float, most: float
) -> float:
    raw = env.get(name, "").strip()
    try:
        value = float(raw) if raw else default
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise SettingInvalid(f"{name} must be {unit} from {least:g} to {most:g}, not {raw!r}.")
    return value


@dataclass(frozen=True, slots=True)
class ProcessSettings:
    """What one process of the platform is told by its environment.

    Durations are in seconds: `drain_wait` is how long a process that says NOT_SERVING still
    takes calls, so that balancers notice; `drain` is what running calls get to finish;
    `watchdog` is how long a process may answer nothing before `up` kills it, 0 is for ever.
    `deploy` is a folder of own topologies and access tables, None for those that ship. `tls`
    says that the public ports speak TLS (mesh.edge.public_tls). `workers` is how many processes
    share the public ports of a topology of one process.
    """

    home: Path
    listen_host: str
    grpc_port: int
    http_port: int
    http_url: str
    log_level: str
    drain_wait: float
    drain: float
    watchdog: float
    deploy: Path | None
    tls: bool = False
    workers: int = 1

    @property
    def edge_url(self) -> str:
        """The base of the HTTP edge as the outside reaches it."""
        scheme = "https" if self.tls else "http"
        return self.http_url or f"{scheme}://{self.host_of_urls}:{self.http_port}"

    @property
    def host_of_urls(self) -> str:
        """The address we listen on as a URL of this machine has it."""
        if self.listen_host in ("0.0.0.0", "::"):  # noqa: S104 - recognised, not chosen
            return "127.0.0.1"
        return in_brackets(self.listen_host)

    @classmethod
    def read(cls, env: Mapping[str, str] = os.environ) -> ProcessSettings:
        """Read them all. Raise SettingInvalid."""
        return cls(
            home=Path(text(env, HOME, ".zhongtai")).expanduser().resolve(),
            listen_host=text(env, LISTEN_HOST, "127.0.0.1"),
            grpc_port=port(env, GRPC_PORT, 50051),
            http_port=port(env, HTTP_PORT, 8080),
            http_url=text(env, HTTP_URL, "").rstrip("/"),
            log_level=one_of(env, LOG_LEVEL, "info", LEVELS),
            drain_wait=seconds(env, DRAIN_WAIT_SECONDS, 0, max=300),
            drain=seconds(env, DRAIN_SECONDS, 10, max=600),
            watchdog=seconds(env, WATCHDOG_SECONDS, 30, max=86400),
            deploy=Path(env[DEPLOY]) if env.get(DEPLOY) else None,
            tls=bool(env.get(TLS_CERTIFICATE)),
            workers=integer(env, WORKERS, 1, min=1, max=MOST_WORKERS),
        )
