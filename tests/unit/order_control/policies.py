"""Policies of chains for order control: none, or one that answers as it is told."""

from collections.abc import Callable, Collection
from typing import Any

from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1 import policy_pb2 as pb

from apps.order_control.adapters import ChainPolicies
from mesh.plugins.choice import PolicyChoice
from mesh.plugins.policy import Policies
from mesh.process.metrics import Metrics

CLAIMS = frozenset(
    number
    for name, number in plugin_pb2.Capability.items()
    if name.startswith("CAPABILITY_POLICY_")
)


class PolicyPlugin:
    """A policy plug-in and its handle at once; notes what it is asked."""

    name = "policy_a"

    def __init__(self, claims: Collection[int] = CLAIMS, **answers: Any) -> None:
        """`answers` are messages, exceptions, or what makes one of a request, by RPC."""
        self.asked: list[Any] = []
        self.timeouts: list[float] = []
        self.is_usable = True
        self._claims = claims
        self.answers = answers

    def can(self, capability: int) -> bool:
        return capability in self._claims

    def stub(self, _stub_class: object) -> "PolicyPlugin":
        return self

    def __getattr__(self, name: str) -> Callable[[Message], Message]:
        if not name[0].isupper():
            raise AttributeError(name)
        empty = getattr(pb, f"{name}Response")()

        def answer(request: Message) -> Message:
            self.asked.append(request)
            given = self.answers.get(name, empty)
            if isinstance(given, Exception):
                raise given
            return given(request) if callable(given) else given

        return answer

    async def call(
        self, method: Callable[[Message], Message], request: Message, *, timeout: float
    ) -> Message:
        self.timeouts.append(timeout)
        return method(request)


class Installed:
    """The plug-ins of a process: at most one policy."""

    def __init__(self, *plugins: PolicyPlugin) -> None:
        self._plugins = plugins

    def of_kind(self, kind: str) -> list[PolicyPlugin]:
        return list(self._plugins) if kind == "policy" else []

    def named(self, kind: str, name: str) -> PolicyPlugin | None:
        return next((each for each in self.of_kind(kind) if each.name == name), None)


def policies_of(
    *plugins: PolicyPlugin, chains: tuple[str, ...] = ("demo",), metrics: Metrics | None = None
) -> Policies:
    choice = PolicyChoice(dict.fromkeys(chains, PolicyPlugin.name))
    return Policies(Installed(*plugins), choice, metrics or Metrics())


def chain_policies(
    *plugins: PolicyPlugin, must_answer: Collection[str] = (), metrics: Metrics | None = None
) -> ChainPolicies:
    """Order control's side of policies, with two POS plug-ins installed."""
    policies = policies_of(*plugins, metrics=metrics)
    return ChainPolicies(policies, lambda: ["pos_cakes", "pos_till"], must_answer)


def nobody() -> ChainPolicies:
    """No chain has a policy; asking one for anything fails."""
    return ChainPolicies(policies_of(chains=()), list)
