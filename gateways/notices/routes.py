"""Routes for providers and carriers: the message goes on as it came, the answer comes back."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, post
from litestar.params import FromPath
from zhongtai.delivery.v1 import messages_pb2
from zhongtai.ordercontrol.v1 import payment_messages_pb2

from gateways.notices.peers import Peers
from mesh.call.context import Identity, current
from mesh.edge.incoming import Incoming, address_of, headers_of, query_of
from mesh.edge.sender_limits import SenderLimits

MAX_BODY_BYTES = 64 * 1024


def notice_routes(path: str, peers: Peers, limits: SenderLimits, identity: Identity) -> Router:
    """Return the routes below `path`.

    Nobody logs in here: the signature, which the plug-in verifies, is the identity.
    """

    @post(
        "/payment/{provider:str}",
        summary="A payment provider's notice",
        request_max_body_size=MAX_BODY_BYTES,
    )
    async def payment(provider: FromPath[str], request: Incoming) -> Response[bytes]:
        """Answered only when what it says is durable."""
        with limits.admitted(f"payment/{provider}", address_of(request)) as message:
            notice = payment_messages_pb2.HandlePaymentNoticeRequest(
                provider=provider, headers=headers_of(request), body=await request.body()
            )
            current().identity = identity
            reply = await message.judged(
                lambda: peers.order_control.HandlePaymentNotice(notice), _status
            )
        return _answer(reply)

    @post(
        "/carrier/{carrier:str}",
        summary="A carrier's callback",
        request_max_body_size=MAX_BODY_BYTES,
    )
    async def carrier(carrier: FromPath[str], request: Incoming) -> Response[bytes]:
        """Answered only when what it says is durable."""
        with limits.admitted(f"carrier/{carrier}", address_of(request)) as message:
            callback = messages_pb2.HandleCallbackRequest(
                carrier=carrier,
                headers=headers_of(request),
                query=query_of(request),
                body=await request.body(),
            )
            current().identity = identity
            reply = await message.judged(lambda: peers.delivery.HandleCallback(callback), _status)
        return _answer(reply)

    return Router(path, route_handlers=[payment, carrier], tags=["Notices"])


def _status(reply: Any) -> int:
    return int(reply.reply_status)


def _answer(reply: Any) -> Response[bytes]:
    headers = {name.lower(): value for name, value in reply.reply_headers.items()}
    media_type = headers.pop("content-type", "text/plain")
    return Response(
        reply.reply_body,
        status_code=reply.reply_status,
        headers=headers,
        media_type=media_type,
    )
