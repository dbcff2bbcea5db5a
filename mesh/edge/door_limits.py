"""What one peer and one identity may ask of the two public doors: the one table of limits.

Every field is a setting of its own: `http_header_bytes` is `ZHONGTAI_LIMIT_HTTP_HEADER_BYTES`.
docs/operate.md lists them all; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from mesh.process.settings import integer

PREFIX = "ZHONGTAI_LIMIT_"
MOST = 1_000_000_000
LEAST = {"grpc_refusal_seconds": 0}


@dataclass(frozen=True, slots=True)
class DoorLimits:
    """The limits of both public doors: bytes, seconds and counts, all of them at least 1.

    Only `grpc_refusal_seconds` may be 0.

    An address is an IPv4 address or an IPv6 network of 64 bits. Persons and tills are
    customers; services, operators and plug-ins are systems.
    """

    # Of HTTP: connections.
    http_connections: int = 2_000
    http_connections_per_address: int = 512
    http_connections_before_identity: int = 256
    http_pipelined_requests: int = 16
    # Of HTTP: the size of a request.
    http_url_bytes: int = 8 * 1024
    http_header_bytes: int = 32 * 1024
    http_headers: int = 100
    http_body_bytes: int = 4 * 1024 * 1024
    http_body_bytes_before_identity: int = 64 * 1024
    http_body_bytes_per_customer: int = 256 * 1024
    # Of HTTP: how long the other side may take.
    http_header_seconds: int = 10
    http_body_seconds: int = 30
    http_write_seconds: int = 30
    http_handshake_seconds: int = 10
    # Of HTTP: answers without an end.
    http_streams_per_person: int = 8

    # Of gRPC: connections.
    grpc_connections: int = 2_000
    grpc_connections_per_address: int = 256
    grpc_streams_per_connection: int = 100
    grpc_handshake_seconds: int = 10
    grpc_idle_seconds: int = 300
    # Of gRPC: the size of a call.
    grpc_metadata_bytes: int = 16 * 1024
    grpc_message_bytes: int = 4 * 1024 * 1024
    grpc_message_bytes_per_customer: int = 256 * 1024
    grpc_read_seconds: int = 10
    # Of gRPC: calls at once.
    grpc_calls: int = 10_000
    grpc_calls_per_customer: int = 32
    grpc_calls_per_system: int = 1_000
    grpc_streams_per_customer: int = 8
    grpc_streams_per_system: int = 256
    # Of gRPC: calls per second; four seconds' worth may come at once.
    grpc_rate_per_customer: int = 50
    grpc_rate_per_system: int = 5_000
    grpc_rate_before_identity: int = 50
    grpc_refusal_seconds: int = 3
    # Of gRPC: health and reflection, for which nobody shows an identity.
    health_checks: int = 48
    health_checks_per_address: int = 24
    health_watches: int = 512
    health_watches_per_address: int = 16
    reflections: int = 32
    reflections_per_address: int = 8
    reflection_seconds: int = 60

    @classmethod
    def read(cls, env: Mapping[str, str] = os.environ) -> DoorLimits:
        """Read those that are set. Raise SettingInvalid."""
        defaults = asdict(cls())
        return cls(
            **{
                name: integer(env, setting_of(name), value, min=LEAST.get(name, 1), max=MOST)
                for name, value in defaults.items()
            }
        )


def setting_of(name: str) -> str:
    """Return the environment variable that changes a limit."""
    return PREFIX + name.upper()
