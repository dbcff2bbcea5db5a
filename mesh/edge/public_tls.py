"""TLS on the two public ports: an operator's certificate, loaded anew when its files change."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import structlog
from cryptography import x509

from mesh.process.settings import TLS_CERTIFICATE, TLS_KEY, SettingInvalid

LOOK_SECONDS = 2.0

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A certificate chain and its key, PEM, as read from their files."""

    certificate: bytes
    key: bytes


class PublicTls:
    """The certificate of the public ports.

    Both servers ask for it at every handshake, so what is loaded later holds for new
    connections; those that stand keep what they were made with.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        """Load the two files. Raise SettingInvalid when they are no such pair."""
        self._certificate = certificate
        self._key = key
        self.context = _context()
        try:
            self._pair = self._load()
        except (OSError, ValueError) as exc:
            raise SettingInvalid(f"{TLS_CERTIFICATE}, {TLS_KEY}: {exc}") from exc

    @classmethod
    def read(cls, env: Mapping[str, str]) -> PublicTls | None:
        """As the settings have it; None when neither is set. Raise SettingInvalid."""
        certificate, key = env.get(TLS_CERTIFICATE, ""), env.get(TLS_KEY, "")
        if not certificate and not key:
            return None
        if not certificate or not key:
            raise SettingInvalid(f"Set both {TLS_CERTIFICATE} and {TLS_KEY}, or neither.")
        return cls(Path(certificate), Path(key))

    def server_credentials(self) -> grpc.ServerCredentials:
        """Credentials of a gRPC server that follow what is loaded."""
        return grpc.dynamic_ssl_server_credentials(
            self._configuration(), self._configuration, require_client_authentication=False
        )

    async def follow(self) -> None:
        """Load the files again whenever they change; a pair that does not fit is not taken."""
        seen = self._stamps()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            stamps = self._stamps()
            if stamps == seen:
                continue
            seen = stamps
            try:
                self._pair = self._load()
            except (OSError, ValueError) as exc:
                # The key may be written a moment after the certificate: tried at the next change.
                _log.error("certificate not taken", file=str(self._certificate), why=str(exc))
            else:
                _log.info("certificate loaded", file=str(self._certificate))

    def _load(self) -> _Pair:
        pair = _Pair(self._certificate.read_bytes(), self._key.read_bytes())
        # Tried on another context first: one that is in use must not end up half changed.
        _context().load_cert_chain(self._certificate, self._key)
        self.context.load_cert_chain(self._certificate, self._key)
        return pair

    def _configuration(self) -> grpc.ServerCertificateConfiguration:
        pair = self._pair
        return grpc.ssl_server_certificate_configuration([(pair.key, pair.certificate)])

    def _stamps(self) -> tuple[float, ...]:
        files = (self._certificate, self._key)
        return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


@dataclass(frozen=True, slots=True)
class Trust:
    """What a caller must know of the public ports' certificate.

    `roots` is the authority, PEM, or None for those that gRPC knows; `name` is the one to
    expect, empty for that of the address.
    """

    roots: bytes | None
    name: str


def local_trust(env: Mapping[str, str]) -> Trust | None:
    """Return what a caller on this machine must know; None where the ports do not speak TLS."""
    certificate = env.get(TLS_CERTIFICATE, "")
    if not certificate:
        return None
    pem = Path(certificate).read_bytes()
    # The address of this machine need not stand in the certificate: it is known by its file.
    return Trust(_roots(pem), _name_in(x509.load_pem_x509_certificate(pem)))


def local_channel(
    target: str, env: Mapping[str, str], options: Iterable[tuple[str, Any]] = ()
) -> grpc.aio.Channel:
    """Return a channel from this machine to the public gRPC port of the same settings."""
    trust = local_trust(env)
    if trust is None:
        return grpc.aio.insecure_channel(target, tuple(options))
    named = (("grpc.ssl_target_name_override", trust.name),) if trust.name else ()
    credentials = grpc.ssl_channel_credentials(trust.roots)
    return grpc.aio.secure_channel(target, credentials, (*options, *named))


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _name_in(certificate: x509.Certificate) -> str:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    found = names.get_values_for_type(x509.DNSName)
    return found[0].replace("*", "www", 1) if found else ""


def _roots(pem: bytes) -> bytes | None:
    """Return the certificate itself where it signed itself; else those that gRPC knows."""
    certificate = x509.load_pem_x509_certificate(pem)
    return pem if certificate.issuer == certificate.subject else None
