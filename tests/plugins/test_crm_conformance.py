"""The suite knows what a CRM plug-in owes: each broken promise is named."""

import os
from pathlib import Path

import pytest
from zhongtai_plugin.conformance import Hooks, Verdict

from tests.plugins.broken import became
from tests.plugins.crm_in_memory import INFO, CrmInMemory

GOOD = "a good profile is taken"
PULL = "members can be pulled to an end and are whole"
JOINED = "who joined comes after the cursor"
CHANGED = "a change at the crm comes with a larger revision"
DELETED = "who is deleted comes as closed"
PULLED = {PULL, JOINED, CHANGED, DELETED}
LOOK_UP = "members can be looked up"
ONCE = "points pushed twice move once"
BALANCE = "a balance says which movements are in it"
OLDER = "an older profile changes nothing"
BELOW = "points that are not there can be spent"
PROFILE_NEIGHBOURS = "a bad profile does not fail its neighbours"
POINT_NEIGHBOURS = "bad points do not fail their neighbours"
STRANGE = "a profile of a chain that is not served is rejected"
MANY_PROFILES = "a large batch of profiles is taken"
MANY_POINTS = "a large batch of points is taken"
LATER_PROFILE = "a profile with words of a later contract fails no neighbour"
LATER_POINTS = "points with words of a later contract fail no neighbour"
ODD = "odd texts of points are taken"
MEMORY = "many points do not fill the memory"
PROFILE_KILL = "a profile that was taken outlives a kill"
POINTS_KILL = "points that were taken outlive a kill"
TWICE = "a profile pushed twice is there once"
PROFILE_KEY = "a profile id of another profile is a conflict"
POINTS_KEY = "a movement id of other points is a conflict"

BROKEN = {
    "": set(),
    "takes no profile": {GOOD},
    "takes twice": {TWICE, OLDER, PROFILE_KEY, ONCE, PROFILE_KILL, POINTS_KILL},
    "overwrites": {PROFILE_KEY, POINTS_KEY},
    "goes back": {OLDER},
    "fails neighbours": {PROFILE_NEIGHBOURS},
    "takes nothing": {"an empty batch of profiles is a bad request"},
    "takes any chain": {STRANGE},
    "finds in any chain": {"members of a chain that is not served are not looked up"},
    "knows no money": {LOOK_UP, PULL},
    "has no ids": {LOOK_UP, PULL},
    "forgets twins": {ONCE},
    "forgets positions": {BALANCE},
    "never below zero": {BELOW},
    "moves nothing": {POINT_NEIGHBOURS},
    "moves for anybody": {"points of somebody unknown are rejected"},
    "forgets keys": {"points can be looked up", POINTS_KILL},
    "takes any cursor": {"a foreign cursor of members is told apart"},
    "pulled by any chain": {"members of a chain that is not served are not pulled"},
    "silent when joined": {JOINED},
    "same revision": {CHANGED},
    "forgets what it knows": {CHANGED},
    "forgets the deleted": {DELETED},
    "small batches": {MANY_PROFILES, MANY_POINTS, MEMORY},
    "endless batches": {MANY_PROFILES, MANY_POINTS},
    "plain texts": {ODD},
    "later kinds": {LATER_POINTS},
    "later standings": {LATER_PROFILE},
    "keeps all": {MEMORY},
    "keeps nothing": {PROFILE_KILL, POINTS_KILL},
    "large pages": PULLED,
    "no cursor": PULLED,
    "answers in any order": {
        PROFILE_NEIGHBOURS,
        POINT_NEIGHBOURS,
        STRANGE,
        BALANCE,
        PULL,
        ONCE,
        MANY_PROFILES,
        MANY_POINTS,
        ODD,
        LATER_POINTS,
        LATER_PROFILE,
        MEMORY,
    },
    "finds nobody": {LOOK_UP, OLDER, ONCE, BALANCE, CHANGED, PROFILE_KILL, POINTS_KILL},
}


async def failing(tmp_path: Path, broken: str) -> set[str]:
    """The checks that a CRM plug-in with a broken promise does not pass."""
    crm = CrmInMemory(broken)
    found = await became(
        INFO,
        crm,
        tmp_path,
        hooks=Hooks(change_member=crm.change_member, delete_member=crm.delete_member),
        parameters={"batch": "120", "many": "360"},
        restart=crm.restart,
        pid=os.getpid,
    )
    assert bool(found[Verdict.SKIPPED]) == (broken == "takes no profile")
    return found[Verdict.FAILED]


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, broken, named):
    assert await failing(tmp_path, broken) == named
