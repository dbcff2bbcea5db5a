"""The rules of an enterprise, as a unit asks them: for a short time, and not where they are away.

::

    policies = Policies.read(host.settings, host.plugins, host.metrics)
    if policies.has(merchant_id):
        prices = await policies.ask(merchant_id, {PRICES}, PolicyServiceStub.PriceLines, …)

What went wrong never reaches the caller of the unit: it is counted, said once in the log, and the
unit goes on by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, TypeVar

import grpc
import structlog
from google.protobuf.message import Message
from zhongtai.plugin.v1 import plugin_pb2
from zhongtai.plugin.v1.policy_pb2_grpc import PolicyServiceStub

from mesh.plugins.choice import PolicyChoice
from mesh.plugins.client import Plugins
from mesh.plugins.faults import PluginFault
from mesh.process.metrics import Metrics
from mesh.process.settings import POLICY_SECONDS, seconds
from mesh.pure.errors import PluginUnavailable

if TYPE_CHECKING:
    from zhongtai.plugin.v1.policy_pb2_grpc import PolicyServiceAsyncStub

Request = TypeVar("Request", bound=Message)
Answer = TypeVar("Answer", bound=Message)
Read = TypeVar("Read")

log = structlog.get_logger()

KIND = "policy"
TIMEOUT_SECONDS = 0.3
METRIC = "zhongtai_policy_unanswered_total"
HELP = "Questions to policy plug-ins that the platform went on without an answer to."


class NoAnswer(Exception):
    """The policy of the chain has given no answer that counts."""


class WrongAnswer(Exception):
    """An answer breaks the contract; the text says how, without anything of the customer's."""


class Policies:
    """The policy plug-ins of the chains that have one."""

    def __init__(
        self,
        plugins: Plugins,
        choice: PolicyChoice,
        metrics: Metrics,
        *,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """`timeout` is how long an answer is waited for, in seconds."""
        self._plugins = plugins
        self._choice = choice
        self._metrics = metrics
        self._timeout = timeout
        self._unanswered: set[tuple[str, str]] = set()

    @classmethod
    def read(cls, settings: Mapping[str, str], plugins: Plugins, metrics: Metrics) -> Policies:
        """Return the policies of the settings. Raise SettingInvalid."""
        timeout = seconds(settings, POLICY_SECONDS, TIMEOUT_SECONDS, min=0.01, max=5)
        return cls(plugins, PolicyChoice.read(settings), metrics, timeout=timeout)

    def has(self, merchant_id: str) -> bool:
        """Return whether a chain has a policy; of the others nobody is asked anything."""
        return bool(self._choice.plugin_of(merchant_id))

    def name_of(self, merchant_id: str) -> str:
        """Return the plug-in of a chain; empty when it has none."""
        return self._choice.plugin_of(merchant_id)

    def missing(self) -> dict[str, str]:
        """Return the plug-ins that are named and not installed, each with words for a person."""
        return self._choice.missing({each.name: each for each in self._plugins.of_kind(KIND)})

    def claims(self, merchant_id: str, capability: plugin_pb2.Capability) -> bool:
        """Return whether the plug-in of a chain claims a capability; False where it is away."""
        handle = self._plugins.named(KIND, self.name_of(merchant_id))
        return handle is not None and handle.can(capability)

    async def ask(
        self,
        merchant_id: str,
        capabilities: Collection[plugin_pb2.Capability],
        method: Callable[
            [PolicyServiceAsyncStub], grpc.aio.UnaryUnaryMultiCallable[Request, Answer]
        ],
        request: Request,
        read: Callable[[Answer], Read],
    ) -> Read | None:
        """Return what `read` makes of the answer, None where no such answer is offered.

        `method` gives the method of the stub; `read` raises WrongAnswer. Raise NoAnswer when there
        is none in time, or a wrong one.
        """
        plugin, call = self.name_of(merchant_id), request.DESCRIPTOR.name.removesuffix("Request")
        handle = self._plugins.named(KIND, plugin)
        if handle is None or not handle.is_usable:
            raise self._without(plugin, call, "away")
        if not any(map(handle.can, capabilities)):
            return None
        try:
            stub = handle.stub(PolicyServiceStub)
            found = read(await handle.call(method(stub), request, timeout=self._timeout))
        except PluginUnavailable:
            raise self._without(plugin, call, "silent") from None
        except PluginFault as fault:
            raise self._without(plugin, call, "failed", fault.code) from None
        except WrongAnswer as wrong:
            raise self._without(plugin, call, "wrong", str(wrong)) from None
        if (plugin, call) in self._unanswered:
            self._unanswered.remove((plugin, call))
            log.info("policy_answers_again", plugin=plugin, call=call)
        return found

    def _without(self, plugin: str, call: str, why: str, words: str = "") -> NoAnswer:
        """Note that there is no answer."""
        self._metrics.count(METRIC, HELP, (("plugin", plugin), ("call", call), ("why", why)))
        if (plugin, call) not in self._unanswered:
            self._unanswered.add((plugin, call))
            log.warning("policy_unanswered", plugin=plugin, call=call, why=why, words=words)
        return NoAnswer(why)
