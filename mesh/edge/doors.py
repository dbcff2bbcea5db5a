"""What the public doors of a process share: their limits, the trusted proxies, the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mesh.call.identity import bearer_token
from mesh.call.rpc_door import RpcDoor
from mesh.edge.client_address import Proxies
from mesh.edge.door_limits import DoorLimits
from mesh.edge.refusals import Refusals
from mesh.process.metrics import Metrics
from mesh.process.tokens import TokenVerifier
from mesh.pure.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Doors:
    """DoorLimits, proxies and refusals of one process; `knows` says whether a header identifies."""

    limits: DoorLimits
    proxies: Proxies
    refusals: Refusals
    knows: Callable[[str], bool]

    @classmethod
    def read(cls, env: Mapping[str, str], metrics: Metrics, verifier: TokenVerifier) -> Doors:
        """As the settings have them. Raise SettingInvalid."""

        def knows(authorization: str) -> bool:
            try:
                verifier.verify(bearer_token(authorization))
            except Unauthenticated:
                return False
            return True

        return cls(DoorLimits.read(env), Proxies.read(env), Refusals(metrics), knows)

    def rpc(self) -> RpcDoor:
        """For the gRPC ports."""
        return RpcDoor(self.limits, self.proxies, self.refusals)
