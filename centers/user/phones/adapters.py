"""SMS providers: where this center calls the plug-ins that send text messages."""

from __future__ import annotations

from zhongtai.plugin.v1 import sms_provider_pb2 as provider_pb2
from zhongtai.plugin.v1.sms_provider_pb2_grpc import SmsProviderServiceStub

from centers.user import errors
from centers.user.phones.model import CodeMessage
from mesh.call.wire import stamp
from mesh.plugins.faults import (
    PluginAuth,
    PluginBadRequest,
    PluginRateLimited,
    PluginRejected,
    PluginRetry,
)
from mesh.plugins.host import PluginHost
from mesh.pure.errors import PluginUnavailable, RateLimited
from mesh.pure.plugin_choice import PluginChoice

KIND = "sms"
_CHAIN_UNKNOWN = "CHAIN_UNKNOWN"
_EXPIRED = "EXPIRED"
_PHONE_INVALID = "PHONE_INVALID"


class SmsProviders:
    """The SMS plug-ins, each found by the chain it sends for."""

    def __init__(self, plugins: PluginHost, choice: PluginChoice) -> None:
        self._plugins = plugins
        self._choice = choice

    async def send(self, merchant_id: str, message: CodeMessage) -> None:
        """Have a code sent; the same message again is sent once.

        Raise SmsNotServed, PhoneRefused, VerificationClosed, RateLimited, PluginUnavailable.
        """
        handle = self._plugins.named(KIND, self._choice.plugin_for(merchant_id))
        if handle is None:
            raise errors.SmsNotServed
        stub = handle.stub(SmsProviderServiceStub)
        try:
            await handle.call(stub.SendCode, _request(merchant_id, message), repeatable=True)
        except PluginRejected as fault:
            if fault.code == _CHAIN_UNKNOWN:
                raise errors.SmsNotServed from None
            if fault.code == _EXPIRED:
                raise errors.VerificationClosed from None
            raise errors.PhoneRefused from None
        except PluginBadRequest as fault:
            if fault.code == _PHONE_INVALID:
                raise errors.PhoneRefused from None
            raise
        except PluginRateLimited as fault:
            seconds = max(1, round(fault.retry_after_seconds))
            raise RateLimited(retry_after_seconds=seconds) from None
        except (PluginAuth, PluginRetry):
            raise PluginUnavailable(plugin=handle.name) from None


def _request(merchant_id: str, message: CodeMessage) -> provider_pb2.SendCodeRequest:
    return provider_pb2.SendCodeRequest(
        merchant_id=merchant_id,
        message_id=message.message_id,
        phone=message.phone,
        code=message.code,
        language=message.language,
        expire_time=stamp(message.expires_at),
    )
