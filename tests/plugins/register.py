"""A register of tills, as the platform's store center is one, for a till server to ask."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from zhongtai.store.v1 import store_service_pb2_grpc, till_pb2
from zhongtai.user.v1 import revocation_pb2, user_service_pb2_grpc

from mesh.plugins.platform import PlatformDoor
from mesh.process.settings import GRPC_ADDRESS
from mesh.process.tokens import TokenSigner, TokenVerifier


def secret_of(till_id: str, merchant_id: str = "demo", part: str = "x") -> str:
    """The secret of a till."""
    return f"{merchant_id}.{till_id}.{part * 43}"


EVERY_STORE = secret_of("til_demo")


class Revoked(user_service_pb2_grpc.UserServiceServicer):
    """Tells one listener of revocations."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[revocation_pb2.Revocation] = asyncio.Queue()

    async def WatchRevocations(self, request, context):
        """Tell for ever."""
        while True:
            yield revocation_pb2.WatchRevocationsResponse(revocations=[await self.told.get()])


class TillRegister(store_service_pb2_grpc.StoreServiceServicer):
    """Knows tills by their secret; `down` answers as a platform that is going away does."""

    def __init__(self, home: Path) -> None:
        self.stores = {EVERY_STORE: ""}
        self.asked = 0
        self.down = False
        self.prompt = asyncio.Event()
        """Where it is not set answers are late, and say what was so when they were asked for."""
        self.prompt.set()
        self._signer = TokenSigner.load(home)
        self._verifier = TokenVerifier.load(home)
        self.door = PlatformDoor(self._signer, self._verifier, {})
        self._revoked = Revoked()

    def shut_out(self, secret: str) -> None:
        """Let a till in no more, and tell of it."""
        del self.stores[secret]
        merchant_id, till_id, _ = secret.rsplit(".", 2)
        told = revocation_pb2.Revocation(kind="till", subject=till_id, merchant_id=merchant_id)
        self._revoked.told.put_nowait(told)

    @asynccontextmanager
    async def served(self) -> AsyncIterator["TillRegister"]:
        """Serve at a free port."""
        server = grpc.aio.server()
        store_service_pb2_grpc.add_StoreServiceServicer_to_server(self, server)
        user_service_pb2_grpc.add_UserServiceServicer_to_server(self._revoked, server)
        port = server.add_insecure_port("127.0.0.1:0")
        await server.start()
        self.door = PlatformDoor(self._signer, self._verifier, {GRPC_ADDRESS: f"127.0.0.1:{port}"})
        try:
            yield self
        finally:
            await server.stop(0)

    async def AuthenticateTill(self, request, context):
        """Say which till shows the secret."""
        self.asked += 1
        said = dict(context.invocation_metadata())
        identity = self._verifier.verify(said["authorization"].removeprefix("Bearer "))
        assert (identity.kind, identity.subject) == ("plugin", "pos_till")
        if self.down:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "going away")
        merchant_id, till_id, _ = request.secret.rsplit(".", 2)
        if request.secret not in self.stores or said["zhongtai-merchant"] != merchant_id:
            await context.abort_with_status(rpc_status.to_status(_WRONG))
        till = till_pb2.Till(till_id=till_id, store_id=self.stores[request.secret])
        await self.prompt.wait()
        return till_pb2.AuthenticateTillResponse(till=till)


def _wrong() -> status_pb2.Status:
    info = Any()
    info.Pack(error_details_pb2.ErrorInfo(reason="TILL_CREDENTIALS_WRONG"))
    code = grpc.StatusCode.UNAUTHENTICATED.value[0]
    return status_pb2.Status(code=code, message="wrong", details=[info])


_WRONG = _wrong()
