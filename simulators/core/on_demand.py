"""Trouble on demand: people say over HTTP what goes wrong from now on, and ask what was seen."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

AnyRequest = Request[Any, Any, Any]
CallFault = TypeVar("CallFault", bound=StrEnum)


class OnDemand(msgspec.Struct, Generic[CallFault], kw_only=True, forbid_unknown_fields=True):
    """What goes wrong with an interface; an empty one ends all trouble.

    `calls` are what goes wrong with the next calls, one after another; "" is nothing.
    """

    calls: list[CallFault] = []
    lost_answers: int = 0
    """So many answers to what was brought get lost on their way, and it comes again."""

    def take(self, wanted: OnDemand[CallFault]) -> None:
        """Have this go wrong from now on, and nothing else."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(wanted, name))

    def next_call(self) -> CallFault | None:
        """Return what goes wrong with a call that begins now; None when nothing does."""
        return self.calls.pop(0) if self.calls else None


class Seen(Protocol):
    """The courier of a simulator whose trouble is on demand."""

    counts: Counter[str]
    misconduct: list[str]
    given_up: list[str]


def on_demand_routes(faults: OnDemand[Any], courier: Seen) -> list[HTTPRouteHandler]:
    """Return the routes that set what goes wrong, and tell what was seen."""

    @post("/by-hand/faults", status_code=200)
    async def set_faults(request: AnyRequest) -> Response[Any]:
        try:
            wanted = msgspec.json.decode(await request.body(), type=type(faults))
        except msgspec.DecodeError as wrong:
            return Response({"wrong": str(wrong)}, status_code=400)
        faults.take(wanted)
        return Response(msgspec.to_builtins(wanted))

    @get("/by-hand/counts")
    async def counts() -> dict[str, Any]:
        return seen_by(courier)

    return [set_faults, counts]


def seen_by(courier: Seen) -> dict[str, Any]:
    """Return what a courier has counted, and complains of."""
    return {
        "counts": dict(courier.counts),
        "misconduct": courier.misconduct,
        "given_up": courier.given_up,
    }
