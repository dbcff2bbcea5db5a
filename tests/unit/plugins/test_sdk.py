"""The helper for authors: faults on the wire, settings, versions, pick-up codes, prices."""

import json
import math

import grpc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai_plugin import (
    AuthRefused,
    BadRequest,
    Conflict,
    PluginFault,
    RateLimited,
    Rejected,
    RetryLater,
    Setting,
    VersionMismatch,
    fault_of_call,
    negotiate,
)
from zhongtai_plugin import fault_of_item as sdk_fault_of_item
from zhongtai_plugin.info import read_settings

from mesh.plugins.faults import PluginFault as HostFault
from mesh.plugins.faults import PluginRateLimited, fault_of_item, refusal_of_call
from mesh.plugins.handshake import PluginIncompatible
from mesh.plugins.handshake import negotiate as host_negotiate
from mesh.pure.errors import PluginUnavailable
from plugins.carrier_sandbox import pricing
from plugins.carrier_sandbox.model import FINAL, WAY, may_move, next_status
from plugins.pos_till.codes import code_of

FAULTS = (RetryLater, AuthRefused, Rejected, Conflict, BadRequest, RateLimited)


def as_call(fault: PluginFault) -> grpc.aio.AioRpcError:
    """A call that ended with a fault."""
    trailing = grpc.aio.Metadata(*fault.trailing_metadata())
    return grpc.aio.AioRpcError(fault.status, grpc.aio.Metadata(), trailing, fault.message)


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_reaches_host_and_author_with_class_code_and_time(kind: type[PluginFault]) -> None:
    fault = kind("SOLD_OUT", "All gone.", retry_after_seconds=1.5)
    for back in (fault_of_call(as_call(fault)), sdk_fault_of_item(fault.as_message())):
        assert type(back) is kind
        assert (back.code, back.message, back.retry_after_seconds) == ("SOLD_OUT", "All gone.", 1.5)
    at_host = [refusal_of_call(as_call(fault), "p"), fault_of_item(fault.as_message(), "p")]
    for refusal in at_host:
        assert isinstance(refusal, HostFault)
        assert (refusal.reason, refusal.code) == (fault.class_name, "SOLD_OUT")
        assert refusal.kind.value == fault.status.name
        assert refusal.retry_after_seconds == 1.5


@pytest.mark.parametrize("said", [math.inf, math.nan, 1e300, 1e6, -1.0])
def test_nobody_waits_for_longer_than_minutes_whatever_a_system_says(said: float) -> None:
    fault = RateLimited("TOO_OFTEN", "Later.", retry_after_seconds=said)
    item = fault_of_item(fault.as_message(), "p")
    assert fault.retry_after_seconds == item.retry_after_seconds in (0.0, 300.0)
    # A plug-in of another make may say anything.
    told = PluginRateLimited("Later.", plugin="p", retry_after_seconds=f"{said:g}")
    assert told.retry_after_seconds in (0.0, 300.0)


def test_a_call_without_words_of_the_plug_in_means_unavailable() -> None:
    empty = grpc.aio.Metadata()
    error = grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, empty, empty, "gone")
    assert fault_of_call(error) is None
    assert isinstance(refusal_of_call(error, "p"), PluginUnavailable)


@pytest.mark.parametrize(
    ("plugin", "host", "chosen"), [([1], [1], 1), ([1, 2, 3], [2, 3], 3), ([2, 1], [1], 1)]
)
def test_the_highest_common_version_is_chosen(plugin: list, host: list, chosen: int) -> None:
    assert negotiate("p", plugin, host) == host_negotiate("p", plugin, host) == chosen


@pytest.mark.parametrize(
    ("plugin", "advice"), [([3], "upgrade the platform"), ([1], "upgrade p"), ([], "none")]
)
def test_no_common_version_is_explained_by_both_sides(plugin: list, advice: str) -> None:
    with pytest.raises(VersionMismatch, match=advice if plugin else "names no protocol version"):
        negotiate("p", plugin, [2])
    with pytest.raises(PluginIncompatible, match=advice):
        host_negotiate("p", plugin, [2])


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "-3", "3.5"),
        ("boolean", "true", "yes"),
        ("url", "https://x/y", "x/y"),
        ("url", "http://[::1]:8080", "http://[x"),
        ("url", "http://x:65535", "http://x:65536"),
        ("url", "http://x", "http://x\ny"),
        ("json", "[1]", "[1"),
    ],
)
def test_a_setting_of_the_wrong_type_is_named_and_not_repeated(
    kind: str, good: str, bad: str
) -> None:
    declared = [Setting("token", "A secret.", kind, secret=True)]
    assert read_settings(declared, {"token": good})[1] == []
    (problem,) = read_settings(declared, {"token": bad})[1]
    assert problem.name == "token"
    assert bad not in problem.message


def test_defaults_are_filled_in_and_what_is_required_is_asked_for() -> None:
    declared = [Setting("a", "A.", default="1"), Setting("b", "B.", required=True)]
    settings, problems = read_settings(declared, {"c": "x"})
    assert settings.integer("a") == 1
    assert [problem.name for problem in problems] == ["c", "b"]


def test_pick_up_codes_count_on_past_the_alphabet() -> None:
    wanted = {1: "A001", 999: "A999", 1000: "B001", 26 * 999: "Z999", 26 * 999 + 1: "AA001"}
    assert {number: code_of(number) for number in wanted} == wanted


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_two_orders_of_a_day_never_have_one_pick_up_code(a: int, b: int) -> None:
    assert (code_of(a) == code_of(b)) == (a == b)


@given(st.integers(0, 15_000), st.integers(0, 15_000))
def test_a_longer_way_never_costs_less(a: int, b: int) -> None:
    near, far = sorted((a, b))
    assert pricing.BASE_FEE <= pricing.fee_for(near) <= pricing.fee_for(far)
    assert pricing.seconds_for(near) <= pricing.seconds_for(far)


def test_the_way_is_as_long_there_as_back() -> None:
    a, b = pricing.Point(31.2304, 121.4737), pricing.Point(31.2400, 121.4900)
    assert pricing.way_metres(a, b) == pricing.way_metres(b, a)
    assert 1.8e3 < pricing.way_metres(a, b) / pricing.DETOUR < 2.0e3
    assert pricing.way_metres(a, a) == 0


@pytest.mark.parametrize("status", [*WAY, *sorted(FINAL)])
def test_a_rider_never_goes_back_and_what_is_final_stays(status: str) -> None:
    reachable = {target for target in (*WAY, "failed", "cancelled") if may_move(status, target)}
    assert status not in reachable
    assert bool(reachable) == (status not in FINAL)
    assert next_status(status) in reachable | ({status} if status in FINAL else set())
    assert json.dumps(sorted(reachable))
