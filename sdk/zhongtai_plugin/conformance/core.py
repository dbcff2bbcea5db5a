"""How checks are written, chosen and run. No test framework is needed."""

from __future__ import annotations

import importlib
import resource
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TypeVar

import grpc
from zhongtai.plugin.v1 import plugin_pb2, plugin_pb2_grpc

from zhongtai_plugin.conformance.expecting import Failed
from zhongtai_plugin.protocol import PROTOCOL_VERSIONS, VersionMismatch, negotiate

Stub = TypeVar("Stub")
CALL_SECONDS = 10.0
KINDS: Mapping[str, int] = {
    name.removeprefix("PLUGIN_KIND_").lower(): kind
    for name, kind in plugin_pb2.PluginKind.items()
    if kind != plugin_pb2.PLUGIN_KIND_UNSPECIFIED
}
DEFAULTS: Mapping[str, str] = {
    "merchant_id": "conformance",
    "store_id": "conformance-store",
    "currency": "CNY",
    "channel": "miniapp",
    "pickup": "31.2304,121.4737",
    "dropoff": "31.2400,121.4900",
    "batch": "500",
    "phone": "+8613800138000",
    "dropoff_too_far": "39.9042,116.4074",
}
"""Parameters of the checks; `--param name=value` gives others."""

ITEM_BY_ITEM = "A batch is answered item by item; one bad item never fails its neighbours."
CHAIN_UNKNOWN = (
    "A chain that the plug-in does not serve is REJECTED with code CHAIN_UNKNOWN, in whatever call "
    "it is named."
)
"""What the contracts of several kinds say in the same words."""

Hook = Callable[[str], Awaitable[None]]
Restart = Callable[[], Awaitable[None]]


def words_of(problem: Exception) -> str:
    """Return what went wrong, a call that failed among it."""
    if isinstance(problem, grpc.aio.AioRpcError):
        return f"{problem.code().name} {problem.details()}"
    return str(problem)


class Skipped(Exception):
    """A check cannot say anything here; the text says why."""


class Verdict(Enum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Hooks:
    """What only the plug-in's author can make happen.

    `accept_order(order_id)`: a till accepts an order. `pay(payment_id)`: a customer pays.
    `move_delivery(delivery_id)`: a rider takes a delivery one step further. `list_item(code)`,
    `archive_item(code)`: the ERP sells something under a code, or no more.
    `expire_order(order_id)`: the time of an order's vouchers is over. `change_member(member_id)`,
    `delete_member(member_id)`: somebody changes or deletes a member at the CRM.
    """

    accept_order: Hook | None = None
    pay: Hook | None = None
    move_delivery: Hook | None = None
    list_item: Hook | None = None
    archive_item: Hook | None = None
    expire_order: Hook | None = None
    change_member: Hook | None = None
    delete_member: Hook | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The plug-in under test, configured, and what checks may use.

    `platform` is what a plug-in that calls the platform is given; None: there is none to call.
    `restart` kills the process and starts it again, `pid` is its number, `printed` how many bytes
    it has printed; None: it was not started here.
    """

    channel: grpc.aio.Channel
    info: plugin_pb2.GetPluginInfoResponse
    settings: Mapping[str, str] = field(default_factory=dict)
    hooks: Hooks = field(default_factory=Hooks)
    parameters: Mapping[str, str] = field(default_factory=dict)
    may_configure: bool = True
    platform: plugin_pb2.PlatformAccess | None = None
    restart: Restart | None = None
    pid: Callable[[], int | None] | None = None
    printed: Callable[[], int] | None = None
    run_id: str = field(default_factory=lambda: secrets.token_hex(5))

    def stub(self, stub_class: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """Return a stub of one of the plug-in's services."""
        return stub_class(self.channel)

    def parameter(self, name: str) -> str:
        """Return a parameter, given or default; skips the check when there is none."""
        value = self.parameters.get(name, DEFAULTS.get(name, ""))
        if not value:
            raise Skipped(f"needs --param {name}=…")
        return value

    async def die(self) -> None:
        """Have the process killed (kill -9), started again and configured.

        Skips the check where the suite has not started it.
        """
        if self.restart is None:
            raise Skipped("needs --command: only what was started here is killed")
        await self.restart()
        await configure(self)

    def memory_mb(self) -> float:
        """Return how much memory the process has. Skips the check where that cannot be seen."""
        pid = self.pid() if self.pid is not None else None
        try:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except OSError:
            raise Skipped("needs --command, and Linux: only there is memory looked at") from None
        return pages * resource.getpagesize() / 2**20

    def new_id(self, what: str) -> str:
        """Return an id that was never used before."""
        return f"{what}-{self.run_id}-{secrets.token_hex(4)}"


Run = Callable[[Subject], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Check:
    """One promise of the contract. Its name is the promise.

    `contract` is a sentence of the contract's comments, and `advice` says what to do where it does
    not hold. What stands on nothing else is a `ground`: the other checks of its kind are skipped
    without it.
    """

    name: str
    run: Run
    kind: str = ""
    capability: plugin_pb2.Capability | None = None
    hook: str = ""
    contract: str = ""
    advice: str = ""
    ground: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one check, and why."""

    check: Check
    verdict: Verdict
    detail: str = ""


_CHECKS: list[Check] = []
_MODULES = (
    "general",
    "pos",
    "payment",
    "notices",
    "identity",
    "carrier",
    "erp",
    "erp_pages",
    "oms",
    "vouchers",
    "crm",
    "crm_pages",
    "policy",
    "sms",
    "batches",
    "watchers",
    "kills",
)


def check(
    kind: str = "",
    capability: plugin_pb2.Capability | None = None,
    hook: str = "",
    *,
    contract: str = "",
    ground: bool = False,
) -> Callable[[Run], Run]:
    """Register a function as a check of a kind (none: of every plug-in).

    Its docstring says what to do where the sentence of the contract does not hold.
    """

    def register(run: Run) -> Run:
        name = getattr(run, "__name__", "").replace("_", " ")
        advice = " ".join((run.__doc__ or "").split())
        _CHECKS.append(Check(name, run, kind, capability, hook, contract, advice, ground))
        return run

    return register


def all_checks() -> Sequence[Check]:
    """Return every check there is, those of every plug-in first, and what they stand on before."""
    for module in _MODULES:
        importlib.import_module(f"zhongtai_plugin.conformance.{module}")
    return sorted(_CHECKS, key=lambda item: (bool(item.kind), not item.ground))


async def open_subject(
    channel: grpc.aio.Channel,
    settings: Mapping[str, str] | None = None,
    hooks: Hooks | None = None,
    parameters: Mapping[str, str] | None = None,
    *,
    may_configure: bool = True,
    platform: plugin_pb2.PlatformAccess | None = None,
    restart: Restart | None = None,
    pid: Callable[[], int | None] | None = None,
    printed: Callable[[], int] | None = None,
) -> Subject:
    """Ask the plug-in who it is and configure it. Raise Failed when it refuses."""
    subject = Subject(
        channel,
        await introduced(channel),
        settings or {},
        hooks or Hooks(),
        parameters or {},
        may_configure,
        platform,
        restart,
        pid,
        printed,
    )
    if may_configure:
        await configure(subject)
    return subject


async def introduced(channel: grpc.aio.Channel) -> plugin_pb2.GetPluginInfoResponse:
    """Ask a plug-in who it is. Raise Failed where it does not say, or speaks another contract."""
    stub = plugin_pb2_grpc.PluginServiceStub(channel)
    request = plugin_pb2.GetPluginInfoRequest(host_protocol_versions=PROTOCOL_VERSIONS)
    try:
        info = await stub.GetPluginInfo(request, timeout=CALL_SECONDS, wait_for_ready=True)
        negotiate(info.name, info.protocol_versions, PROTOCOL_VERSIONS)
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
            raise Failed(f"nothing answers GetPluginInfo within {CALL_SECONDS:g} s") from None
        words = f"it does not say who it is, GetPluginInfo ends with {words_of(error)}"
        raise Failed(words) from None
    except VersionMismatch as mismatch:
        raise Failed(str(mismatch)) from None
    return info


async def configure(subject: Subject) -> None:
    """Hand the settings over. Raise Failed naming each problem."""
    stub = subject.stub(plugin_pb2_grpc.PluginServiceStub)
    request = plugin_pb2.ConfigureRequest(
        protocol_version=1,
        settings=subject.settings,
        host="zhongtai-plugin",
        platform=subject.platform,
    )
    answer = await stub.Configure(request, timeout=CALL_SECONDS * 2)
    if answer.problems:
        words = "; ".join(f"{item.name} {item.message}" for item in answer.problems)
        raise Failed(f"the settings are refused: {words}")


async def run_checks(
    subject: Subject,
    kinds: Iterable[str] = (),
    on_outcome: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Run all checks that fit; `kinds` limits them, empty means those the plug-in names."""
    wanted = set(kinds) or {name for name, kind in KINDS.items() if kind in subject.info.kinds}
    outcomes = []
    without: dict[str, str] = {}
    for item in all_checks():
        if item.kind and item.kind not in wanted:
            continue
        if item.kind in without:
            outcome = Outcome(item, Verdict.SKIPPED, f"stands on: {without[item.kind]}")
        else:
            outcome = await _run(item, subject)
        if item.ground and outcome.verdict is not Verdict.PASSED:
            without[item.kind] = item.name
        outcomes.append(outcome)
        if on_outcome is not None:
            on_outcome(outcome)
    return outcomes


async def _run(item: Check, subject: Subject) -> Outcome:
    if item.capability is not None and item.capability not in subject.info.capabilities:
        name = plugin_pb2.Capability.Name(item.capability)
        return Outcome(item, Verdict.SKIPPED, f"{name} is not claimed")
    if item.hook and getattr(subject.hooks, item.hook) is None:
        return Outcome(item, Verdict.SKIPPED, f"needs the hook {item.hook}")
    verdict, detail = await _attempt(item, subject)
    return Outcome(item, verdict, detail)


async def _attempt(item: Check, subject: Subject) -> tuple[Verdict, str]:
    try:
        await item.run(subject)
    except Skipped as skipped:
        return Verdict.SKIPPED, str(skipped)
    except Failed as failed:
        return Verdict.FAILED, str(failed)
    except grpc.aio.AioRpcError as error:
        return Verdict.FAILED, f"unexpected {error.code().name}: {error.details()}"
    except Exception as error:  # noqa: BLE001 - a plug-in may answer anything
        return Verdict.FAILED, f"{type(error).__name__}: {error}"
    return Verdict.PASSED, ""
