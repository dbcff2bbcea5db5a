"""Who is away is asked less and less often, and at once when they are heard again."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mesh.edge.reach import LONGEST_REST_SECONDS, Reach


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_first_failure_is_tried_again_at_the_usual_time():
    reach = Reach(Watch())
    assert not reach.rests
    reach.silent()
    assert not reach.rests


@given(st.floats(min_value=0.1, max_value=100), st.integers(min_value=2, max_value=200))
def test_rounds_that_find_nobody_become_rarer_and_never_rarer_than_the_longest(
    pause: float, rounds: int
):
    watch = Watch()
    reach, tried = Reach(watch), list[float]()
    for _ in range(rounds):
        watch.now += pause
        if not reach.rests:
            reach.silent()
            tried.append(watch.now)
    waits = [after - before for before, after in pairwise(tried)]
    assert all(wait <= LONGEST_REST_SECONDS + pause + 1e-6 for wait in waits)
    whole = [round(wait / pause) for wait in waits]
    assert whole == sorted(whole)


def test_who_is_heard_is_asked_at_once():
    watch = Watch()
    reach = Reach(watch)
    reach.silent()
    watch.now += 10
    reach.silent()
    assert reach.rests
    reach.answered()
    assert not reach.rests
