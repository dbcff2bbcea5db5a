"""Which app of a channel belongs to which chain: what a login, which has no token yet, acts for."""

from __future__ import annotations

from collections.abc import Mapping

from mesh.call.context import Identity, current
from mesh.process.settings import SettingInvalid
from mesh.pure.errors import InvalidRequest, Violation


class Apps:
    """The apps of one channel, by their ids."""

    def __init__(self, channel: str, merchants: Mapping[str, str]) -> None:
        self._channel = channel
        self._merchants = merchants

    @classmethod
    def read(cls, env: Mapping[str, str], setting: str, default: str, channel: str) -> Apps:
        """Return those of a setting, "app id=merchant", comma separated. Raise SettingInvalid."""
        text = env.get(setting, default)
        pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
        if any(not app.strip() or not merchant.strip() for app, _, merchant in pairs):
            raise SettingInvalid(
                f'{setting} must be "app id=merchant", comma separated, not {text!r}.'
            )
        return cls(channel, {app.strip(): merchant.strip() for app, _, merchant in pairs})

    def act_for(self, app_id: str) -> None:
        """Serve the rest of the call for the chain of an app. Raise InvalidRequest for another."""
        merchant_id = self._merchants.get(app_id)
        if merchant_id is None:
            raise InvalidRequest(violations=[Violation("app_id", "is not an app of ours")])
        current().identity = Identity("service", self._channel, merchant_id)
