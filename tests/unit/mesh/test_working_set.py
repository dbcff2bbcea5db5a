"""A working set knows what its rows were, what they are, and which are new."""

from hypothesis import given
from hypothesis import strategies as st

from mesh.pure.working_set import WorkingSet

ROWS = st.dictionaries(st.text(max_size=3), st.integers(0, 5), max_size=8)


@given(before=ROWS, puts=st.lists(st.tuples(st.text(max_size=3), st.integers(0, 5)), max_size=12))
def test_exactly_what_differs_from_before_is_changed_in_the_order_of_the_keys(before, puts):
    rows = WorkingSet(before)
    for key, row in puts:
        rows.put(key, row)
    now = {**before, **dict(puts)}
    assert {key: rows[key] for key in rows} == now
    assert rows.changed() == sorted(key for key in now if before.get(key) != now[key])
    assert rows.changes() == [(before.get(key), now[key]) for key in rows.changed()]
    assert rows.new() == sorted(now.keys() - before.keys())
    assert [rows.before(key) for key in rows.new()] == [None] * len(rows.new())


def test_what_was_locked_is_not_changed_by_a_put():
    locked = {"a": 1}
    rows = WorkingSet(locked)
    rows.put("a", 2)
    assert (rows.before("a"), rows.get("a"), locked) == (1, 2, {"a": 1})
    assert rows.get("b") is None
