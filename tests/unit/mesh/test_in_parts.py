"""Work for many keys at once: what fails for one of them is left, and the others are done."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.data.again import LocksHeld, in_parts
from mesh.pure.errors import DeadlineExceeded, StorageUnavailable

FAULTS = st.dictionaries(st.integers(0, 20), st.sampled_from([ValueError, LocksHeld]), max_size=20)


@given(keys=st.lists(st.integers(0, 20), min_size=1, unique=True), faults=FAULTS)
def test_all_are_done_but_those_for_which_it_fails(keys, faults):
    done = []

    async def work(some):
        for key in some:
            if key in faults:
                raise faults[key]  # before any of them is done
        done.extend(some)
        return len(some)

    assert asyncio.run(in_parts(work, keys)) == len(done)
    assert done == [key for key in keys if key not in faults]


async def test_what_the_work_leaves_to_others_does_not_count_as_done():
    async def work(some):
        return 0

    assert await in_parts(work, [1, 2, 3]) == 0


@pytest.mark.parametrize("trouble", [StorageUnavailable, DeadlineExceeded])
async def test_trouble_of_the_storage_is_no_keys_fault(trouble):
    tried = []

    async def work(some):
        tried.append(some)
        raise trouble

    with pytest.raises(trouble):
        await in_parts(work, [1, 2, 3])
    assert tried == [[1, 2, 3]]
