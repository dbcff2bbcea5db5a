"""What an item of a batch is told is a last word; what may pass fails the whole call."""

import pytest

from centers.order.servicer_batch import _demand_final
from mesh.errors import DeadlineExceeded, NotOfferedYet, RateLimited, StorageUnavailable


@pytest.mark.parametrize("passing", [StorageUnavailable, DeadlineExceeded, RateLimited])
def test_trouble_of_the_platform_is_no_answer_about_an_order(passing):
    with pytest.raises(passing):
        _demand_final(passing())


def test_a_refusal_of_the_order_itself_stays_with_its_item():
    assert _demand_final(NotOfferedYet()) is None
