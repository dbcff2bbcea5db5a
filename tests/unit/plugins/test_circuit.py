"""The circuit breaker: closed, open after failures in a row, one try before it closes."""

from mesh.call.circuit import FAILURES_TO_OPEN, LONGEST_REST_SECONDS, Circuit, CircuitState


class Time:
    """A clock that stands still until told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Circuit, Time]:
    """A circuit that has just opened."""
    time = Time()
    circuit = Circuit(time)
    for _ in range(FAILURES_TO_OPEN):
        circuit.failed()
    return circuit, time


def half_opened() -> tuple[Circuit, Time]:
    """A circuit that has rested and saw a sign of life."""
    circuit, time = opened()
    time.now += circuit.rest_seconds()
    circuit.sign_of_life()
    return circuit, time


def test_failures_in_a_row_open_it() -> None:
    circuit, _ = opened()
    assert circuit.state is CircuitState.OPEN
    assert not circuit.allow()


def test_a_success_between_failures_keeps_it_closed() -> None:
    circuit = Circuit()
    for _ in range(FAILURES_TO_OPEN * 3):
        circuit.failed()
        circuit.succeeded()
    assert circuit.allow()


def test_a_sign_of_life_before_the_rest_is_over_changes_nothing() -> None:
    circuit, _ = opened()
    circuit.sign_of_life()
    assert circuit.state is CircuitState.OPEN


def test_one_call_at_a_time_may_try() -> None:
    circuit, _ = half_opened()
    assert [circuit.allow(), circuit.allow()] == [True, False]
    circuit.abandoned()
    assert circuit.allow()


def test_a_try_that_works_closes_it() -> None:
    circuit, _ = half_opened()
    assert circuit.allow()
    circuit.succeeded()
    assert circuit.state is CircuitState.CLOSED
    assert [circuit.allow(), circuit.allow()] == [True, True]


def test_each_try_that_fails_makes_it_rest_longer_up_to_a_limit() -> None:
    circuit, time = opened()
    rests = [circuit.rest_seconds()]
    for _ in range(8):
        time.now += circuit.rest_seconds()
        circuit.sign_of_life()
        assert circuit.allow()
        circuit.failed()
        rests.append(circuit.rest_seconds())
    assert rests == sorted(rests)
    assert rests[1] == rests[0] * 2
    assert rests[-1] == LONGEST_REST_SECONDS


def test_opening_is_told() -> None:
    told: list[bool] = []
    circuit = Circuit(Time())
    circuit.on_open = lambda: told.append(True)
    for _ in range(FAILURES_TO_OPEN + 3):
        circuit.failed()
    assert told == [True]
