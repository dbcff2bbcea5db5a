"""What a call from outside goes through in a process, by whatever transport it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mesh.call.dispatch import Dispatcher
from mesh.call.identity import Identifier
from mesh.call.methods import Method
from mesh.call.rpc_door import RpcDoor


@dataclass(frozen=True, slots=True)
class Entrance:
    """The methods that this process serves, who identifies their callers, limits and runs them.

    `methods` may still be filled after a unit was given it: units are built one by one.
    """

    methods: Mapping[str, Method]
    dispatcher: Dispatcher
    identifier: Identifier
    door: RpcDoor
