"""Tokens: JWT signed with Ed25519 by keys in the state folder.

Each key is a pair of files in `<home>/keys`: `<kid>.pem` (private, for its owner only) and
`<kid>.pub`. Names sort by age: the newest signs, all verify, so that a new key takes over
while tokens of the old one live on. A key is withdrawn by removing its two files: its tokens
are good no more within RELOAD_SECONDS, in every process, and another key signs at once.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from mesh.call.context import INTERNAL, Identity, Kind
from mesh.process.homefiles import private_folder, write_atomically
from mesh.pure.errors import Unauthenticated
from mesh.pure.ids import new_id

ISSUER = "zhongtai"
ALGORITHM = "EdDSA"
KEYS_FOLDER = "keys"
CACHED_TOKENS = 10_000
RELOAD_SECONDS = 5.0
"""So old may be what is known of the keys in the folder."""
UNKNOWN_SECONDS = 0.2
"""A token with an unknown key makes the folder be read again, but not by every stranger's call."""
_KINDS = frozenset(get_args(Kind))
_DAY = 24 * 3600
LONGEST_SECONDS: Mapping[Kind, int] = {
    "person": _DAY,
    "guest": 30 * _DAY,
    "till": _DAY,
    "plugin": 366 * _DAY,
    "service": 366 * _DAY,
    "operator": 366 * _DAY,
}
"""How long a token of each kind may be good, and so how long its revocation is kept."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A token with what its issuer may want to remember of it. `expires_at` is Unix time."""

    token: str
    token_id: str
    expires_at: int


def rotate(home: Path) -> str:
    """Make a new signing key; returns its kid. Older keys go on verifying."""
    with private_folder(home / KEYS_FOLDER) as folder:
        return _make_key(folder)


def _make_key(folder: Path) -> str:
    kid = new_id("key")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # The public half first: a token must never be signed by a key nobody can verify.
    write_atomically(folder / f"{kid}.pub", public, 0o644)
    write_atomically(folder / f"{kid}.pem", secret)
    return kid


def _newest_kid(folder: Path) -> str:
    return max((file.stem for file in folder.glob("*.pem")), default="")


def _newest_key(home: Path) -> tuple[str, Ed25519PrivateKey]:
    """Return the key that signs, and its kid; where there is none, make one."""
    with private_folder(home / KEYS_FOLDER) as folder:
        kid = _newest_kid(folder) or _make_key(folder)
        key = serialization.load_pem_private_key((folder / f"{kid}.pem").read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{kid}.pem is not an Ed25519 key")
    return kid, key


class TokenSigner:
    """Signs tokens with the newest key in the state folder, whichever process has made it."""

    def __init__(self, home: Path, clock: Callable[[], float]) -> None:
        self._home = home
        self._kid, self._key = _newest_key(home)
        self._clock = clock
        self._told: Callable[[str, Mapping[str, Any]], None] | None = None

    def when_signed(self, told: Callable[[str, Mapping[str, Any]], None]) -> None:
        """Call `told` with each token and what it says: nobody here need verify it."""
        self._told = told

    @classmethod
    def load(cls, home: Path, clock: Callable[[], float] = time.time) -> TokenSigner:
        """Take the newest key of the state folder; where there is none, one is made."""
        return cls(home, clock)

    def sign(self, identity: Identity, ttl_seconds: int) -> str:
        """Return a token that shows `identity` for that many seconds."""
        return self.issue(identity, ttl_seconds).token

    def issue(self, identity: Identity, ttl_seconds: int, login_id: str = "") -> Signed:
        """As `sign`, and says the token's id and its end too.

        `login_id` names the login that it belongs to, with which it can be revoked. Raises
        ValueError for the internal scope, which only certificates show, for a person acting
        for somebody, and for a time longer than LONGEST_SECONDS.
        """
        if identity.is_internal or identity.acting_for:
            raise ValueError("a token never shows an internal identity, nor one acting for another")
        if ttl_seconds > LONGEST_SECONDS[identity.kind]:
            raise ValueError(f"a token of a {identity.kind} is not good for {ttl_seconds} seconds")
        if self._kid != _newest_kid(self._home / KEYS_FOLDER):
            self._kid, self._key = _newest_key(self._home)
        # With its fraction: a login in the second of a log-out everywhere is the later one.
        now = int(self._clock() * 1e6) / 1e6
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "sub": identity.subject,
            "kind": identity.kind,
            "merchant": identity.merchant_id,
            "iat": now,
            "exp": int(now) + ttl_seconds,
            "jti": new_id("tok"),
        }
        optional = {
            "scope": " ".join(sorted(identity.scopes)),
            "store": identity.store_id,
            "channel": identity.channel,
            "login": login_id,
        }
        claims |= {name: value for name, value in optional.items() if value}
        token = jwt.encode(claims, self._key, ALGORITHM, headers={"kid": self._kid})
        if self._told is not None:
            self._told(token, claims)
        return Signed(token, claims["jti"], claims["exp"])


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that was found good: whom it shows, its id and login, its times in Unix time.

    `merchant_id` is the one it is bound to, whichever a call with it acts in.
    """

    identity: Identity
    merchant_id: str
    token_id: str
    login_id: str
    issued_at: float
    expires_at: int


class TokenVerifier:
    """Verifies tokens; remembers a bounded number of good ones until they end.

    `is_revoked` is asked at every use, also of a remembered token, so it must be quick (a
    look into memory: `mesh.process.revocations`).
    """

    def __init__(
        self,
        folder: Path,
        is_revoked: Callable[[Verified], bool] = lambda _token: False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._keys: dict[str, Ed25519PublicKey] = {}
        self._looked_at = self._missed_at = -math.inf
        self._good: OrderedDict[str, Verified] = OrderedDict()
        self.is_revoked = is_revoked

    @classmethod
    def load(
        cls, home: Path, is_revoked: Callable[[Verified], bool] | None = None
    ) -> TokenVerifier:
        """Return a verifier with the keys of the state folder."""
        verifier = cls(home / KEYS_FOLDER)
        if is_revoked is not None:
            verifier.is_revoked = is_revoked
        return verifier

    def verify(self, token: str) -> Identity:
        """Whom the token shows. Raise Unauthenticated, saying why it is no good."""
        return self.examine(token).identity

    def examine(self, token: str) -> Verified:
        """As `verify`, and says the token's id and its end too."""
        if time.monotonic() - self._looked_at >= RELOAD_SECONDS:
            self._look()
        found = self._good.get(token)
        if found is None:
            found = self._verified(token)
            self._remember(token, found)
        elif found.expires_at <= self._clock():
            del self._good[token]
            raise Unauthenticated("The token has expired: log in again.")
        else:
            self._good.move_to_end(token)
        if self.is_revoked(found):
            raise Unauthenticated("The token was revoked: log in again.")
        return found

    def know(self, token: str, claims: Mapping[str, Any]) -> None:
        """Take a token for good that was signed here, with what it says."""
        with suppress(Unauthenticated):  # one that has expired already
            self._remember(token, self._read(claims))

    def public_keys(self) -> Mapping[str, Ed25519PublicKey]:
        """Return the keys that verify at present, by kid."""
        self._look()
        return dict(self._keys)

    def _remember(self, token: str, verified: Verified) -> None:
        self._good[token] = verified
        if len(self._good) > CACHED_TOKENS:
            self._good.popitem(last=False)

    def _verified(self, token: str) -> Verified:
        try:
            kid = str(jwt.get_unverified_header(token).get("kid", ""))
            claims = jwt.decode(
                token,
                self._key(kid),
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                options={
                    "require": ["exp", "iat", "sub", "iss", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except jwt.InvalidTokenError:
            raise Unauthenticated("The token is not valid: log in again.") from None
        return self._read(claims)

    def _read(self, claims: Mapping[str, Any]) -> Verified:
        kind, scope = claims.get("kind"), claims.get("scope", "")
        issued_at, expires_at = claims["iat"], claims["exp"]
        if (
            kind not in _KINDS
            or not isinstance(scope, str)
            or not isinstance(issued_at, int | float)
            or not isinstance(expires_at, int)
        ):
            raise Unauthenticated("The token lacks what it must say: log in again.")
        if expires_at <= self._clock():
            raise Unauthenticated("The token has expired: log in again.")
        identity = Identity(
            kind=cast("Kind", kind),
            subject=str(claims["sub"]),
            merchant_id=str(claims.get("merchant", "")),
            scopes=frozenset(scope.split()) - {INTERNAL},
            store_id=str(claims.get("store", "")),
            channel=str(claims.get("channel", "")),
            any_merchant=not claims.get("merchant"),
        )
        return Verified(
            identity=identity,
            merchant_id=identity.merchant_id,
            token_id=str(claims["jti"]),
            login_id=str(claims.get("login", "")),
            issued_at=issued_at,
            expires_at=expires_at,
        )

    def _key(self, kid: str) -> Ed25519PublicKey:
        now = time.monotonic()
        if kid not in self._keys and now - self._missed_at >= UNKNOWN_SECONDS:
            self._missed_at = now
            self._look()
        key = self._keys.get(kid)
        if key is None:
            raise Unauthenticated("The token is signed by a key that is not known here.")
        return key

    def _look(self) -> None:
        """Learn which keys there are now; forget tokens once one of them was withdrawn."""
        self._looked_at = time.monotonic()
        files = {file.stem: file for file in self._folder.glob("*.pub")}
        if not self._keys.keys() <= files.keys():
            self._good.clear()
        known = {kid: self._keys.get(kid) or _public_key(file) for kid, file in files.items()}
        self._keys = {kid: key for kid, key in known.items() if key is not None}


def _public_key(file: Path) -> Ed25519PublicKey | None:
    """Return the key in a file; None for one that is just being withdrawn, or of another kind."""
    try:
        key = serialization.load_pem_public_key(file.read_bytes())
    except FileNotFoundError:
        return None
    return key if isinstance(key, Ed25519PublicKey) else None
