"""The demo's till: one of the store center's, for all stores, with its secret in demo.json."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import grpc
from zhongtai.store.v1 import till_pb2
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceStub

from mesh.call.pages import each_page

NAME = "Demo"


class DemoTill:
    """Makes the till, and finds it again."""

    def __init__(self, channel: grpc.aio.Channel, options: Mapping[str, Any]) -> None:
        """`options` go with every call of a stub."""
        self._stores = StoreServiceStub(channel)
        self._options = dict(options)

    async def open(self, secret: str) -> str:
        """Return the secret with which the till logs in: the one it has, if that is still good."""
        till = await self._find()
        if till is None:
            create = till_pb2.CreateTillRequest(request_id=_new_id(), name=NAME)
            return str((await self._stores.CreateTill(create, **self._options)).secret)
        await self._set_disabled(till, disabled=False)
        if secret and await self._lets_in(secret):
            return secret
        rotate = till_pb2.RotateTillSecretRequest(request_id=_new_id(), till_id=till.till_id)
        return str((await self._stores.RotateTillSecret(rotate, **self._options)).secret)

    async def shut(self) -> None:
        """Let nobody in with it, if there is one."""
        till = await self._find()
        if till is not None:
            await self._set_disabled(till, disabled=True)

    async def _find(self) -> till_pb2.Till | None:
        request = till_pb2.ListTillsRequest(page_size=200)
        async for page in each_page(self._stores.ListTills, request, **self._options):
            for till in page.tills:
                if till.name == NAME and not till.store_id:
                    return till
        return None

    async def _lets_in(self, secret: str) -> bool:
        try:
            request = till_pb2.AuthenticateTillRequest(secret=secret)
            await self._stores.AuthenticateTill(request, **self._options)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.UNAUTHENTICATED:
                raise
            return False
        return True

    async def _set_disabled(self, till: till_pb2.Till, *, disabled: bool) -> None:
        if till.disabled != disabled:
            request = till_pb2.SetTillDisabledRequest(
                request_id=_new_id(), till_id=till.till_id, disabled=disabled
            )
            await self._stores.SetTillDisabled(request, **self._options)


def _new_id() -> str:
    return f"demo-{secrets.token_hex(16)}"
