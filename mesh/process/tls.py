"""mTLS between the processes of one platform: a private authority in the state folder.

Made at the first start in `<home>/tls`: `ca.pem`, `ca.key`, and one certificate per process
whose common name is the process. A process shows the certificate that it was started with for as
long as it runs, which may be years; one whose second half has begun is renewed at the next start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mesh.process.homefiles import private_folder, write_atomically

TLS_FOLDER = "tls"
AUTHORITY = "ca"
AUTHORITY_DAYS = 36500
PROCESS_DAYS = 3650
RENEW_BEFORE = timedelta(days=PROCESS_DAYS / 2)
# Clocks of several machines differ a little.
BACKDATED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ProcessTls:
    """What one process needs to be known by the others and to know them, all PEM."""

    authority: bytes
    certificate: bytes
    key: bytes

    @classmethod
    def load(cls, home: Path, process: str) -> ProcessTls:
        """Read the certificate of a process, making authority and certificate when missing."""
        with private_folder(home / TLS_FOLDER) as folder:
            authority = _authority(folder)
            if not _fresh(folder / f"{process}.pem", authority[0]):
                _issue(folder, process, *authority)
            return cls(
                (folder / f"{AUTHORITY}.pem").read_bytes(),
                (folder / f"{process}.pem").read_bytes(),
                (folder / f"{process}.key").read_bytes(),
            )

    def server_credentials(self) -> grpc.ServerCredentials:
        """Credentials of a server that talks only to certificates of the same authority."""
        return grpc.ssl_server_credentials(
            [(self.key, self.certificate)], self.authority, require_client_auth=True
        )

    def channel_credentials(self) -> grpc.ChannelCredentials:
        """Credentials with which the process calls the others."""
        return grpc.ssl_channel_credentials(self.authority, self.key, self.certificate)


def target_options(process: str) -> tuple[tuple[str, str], ...]:
    """Channel options that accept only the certificate of that process, at any address."""
    return (("grpc.ssl_target_name_override", process), ("grpc.default_authority", process))


def _authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate_file, key_file = folder / f"{AUTHORITY}.pem", folder / f"{AUTHORITY}.key"
    if not (certificate_file.exists() and key_file.exists()):
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("zhongtai private authority")
        builder = _builder(name, name, key, AUTHORITY_DAYS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        write_atomically(key_file, _pem_of(key))
        write_atomically(certificate_file, _pem(builder.sign(key, hashes.SHA256())), 0o644)
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    private = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{key_file.name} is not an elliptic curve key")
    return certificate, private


def _fresh(file: Path, authority: x509.Certificate) -> bool:
    if not (file.exists() and file.with_suffix(".key").exists()):
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # noqa: BLE001  whatever is wrong with it, a new one mends it
        return False
    return certificate.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE


def _issue(
    folder: Path, process: str, authority: x509.Certificate, signer: ec.EllipticCurvePrivateKey
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [x509.DNSName(process), x509.DNSName("localhost")]
    names.append(x509.IPAddress(ip_address("127.0.0.1")))
    usage = x509.ExtendedKeyUsage(
        [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    )
    builder = _builder(_name(process), authority.subject, key, PROCESS_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(usage, critical=False)
    write_atomically(folder / f"{process}.key", _pem_of(key))
    write_atomically(folder / f"{process}.pem", _pem(builder.sign(signer, hashes.SHA256())), 0o644)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + timedelta(days=days))
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
