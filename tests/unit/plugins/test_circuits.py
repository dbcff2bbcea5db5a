"""The breakers of a plug-in and of its chains."""

from mesh.call.circuit import FAILURES_TO_OPEN, FIRST_REST_SECONDS, Circuit, CircuitState
from mesh.plugins.circuits import Circuits


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def slow_chain() -> tuple[Circuits, Time]:
    time = Time()
    circuits = Circuits(lambda: Circuit(time))
    for _ in range(FAILURES_TO_OPEN):
        assert circuits.allow("slow")
        circuits.timed_out("slow", answers=True)
    return circuits, time


def test_a_slow_chain_is_tried_once_after_each_rest_and_let_through_when_it_is_well():
    circuits, time = slow_chain()
    assert [circuits.allow("slow"), circuits.allow("other")] == [False, True]
    time.now += FIRST_REST_SECONDS
    assert [circuits.allow("slow"), circuits.allow("slow")] == [True, False]
    circuits.timed_out("slow", answers=True)
    time.now += FIRST_REST_SECONDS
    assert not circuits.allow("slow")
    time.now += FIRST_REST_SECONDS
    assert circuits.allow("slow")
    circuits.succeeded("slow")
    assert [circuits.allow("slow"), circuits.allow("slow")] == [True, True]


def test_a_try_for_a_chain_that_the_plug_in_does_not_allow_is_left_to_others():
    circuits, time = slow_chain()
    for _ in range(FAILURES_TO_OPEN):
        circuits.broke("other")
    time.now += FIRST_REST_SECONDS
    assert not circuits.allow("slow")
    circuits.whole.sign_of_life()
    assert circuits.allow("slow")
    assert circuits.whole.state is CircuitState.HALF_OPEN


def test_nothing_is_kept_of_chains_that_are_well_and_a_restart_forgets_all():
    circuits, _ = slow_chain()
    circuits.timed_out("other", answers=True)
    circuits.succeeded("other")
    assert (circuits.describe(), list(circuits._chains)) == ("open for slow", ["slow"])
    circuits.reset()
    assert (circuits.describe(), circuits.allow("slow")) == ("closed", True)
