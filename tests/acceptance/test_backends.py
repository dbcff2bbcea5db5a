"""Tryton, pretix and Square at once, each killed in the middle, and each adapter: both sides agree.

`python -m tests.backends` does the same with two thousand orders.
"""

import asyncio

import pytest

from tests.backends.kills import ADAPTERS
from tests.backends.run import run
from tests.backends.world import Wanted
from tests.databases import fresh_database, name_in

# Where nobody has installed Tryton or pretix yet, this does.
pytestmark = [pytest.mark.topology, pytest.mark.timeout(1800)]

ORDERS = 26


def test_all_sides_agree_to_the_unit_though_each_is_killed_in_the_middle(
    pg_url: str, migrated_url: str
):
    with fresh_database(pg_url, template=name_in(migrated_url)) as url:
        outcome = asyncio.run(run(Wanted(ORDERS, kills=1, database_url=url)))
    assert (outcome.unfinished, outcome.tally.refused) == ([], {})
    assert {each.name: each.differences for each in outcome.compared if each.differences} == {}
    assert all(each.checked for each in outcome.compared)
    assert outcome.killed.keys() >= {*ADAPTERS, "Tryton down", "pretix down", "Square down"}
    stories = {"vouchers", "points spent", "over the counter", "wholly given back"}
    assert outcome.told.keys() >= stories
