"""The suite knows what an OMS plug-in owes: each broken promise is named."""

import os
from pathlib import Path

import pytest
from zhongtai_plugin.conformance import Hooks, Verdict

from tests.plugins.broken import became
from tests.plugins.oms_in_memory import INFO, OmsInMemory

TOLD = "what changes is told after the cursor"
ONCE = "a code is used once by whoever is first"
VOID_ONCE = "pieces are void once and cannot be used"
NAMED = "the vouchers that are named are void"
NEVER_VOID = "a used voucher is never void"
ALL_UNUSED = "all that is unused is void without lines"
VOID_KEYS = "a void id of something else is a conflict"
EXPIRED = "an expired voucher cannot be used and can be void"
NEIGHBOURS = "a bad order of vouchers does not fail its neighbours"
CHAIN = "an order of a chain that is not served is rejected"
REPEATED = "a redemption repeated is answered as before"
TWICE = "an order submitted twice has its codes once"
PIECES = "each piece has a code of its own"
LOOK_UP = "orders of vouchers can be looked up"
KILL = "codes and their use outlive a kill"
ORDER_KEYS = "an order id of another order is a conflict"

BROKEN = {
    "": set(),
    "takes no order": {"a good order of vouchers is taken"},
    "keeps no orders": {KILL},
    "keeps no redemptions": {KILL},
    "answers without state": {"a good order of vouchers is taken"},
    "issues twice": {TWICE, KILL},
    "ids are codes": {PIECES},
    "fails neighbours": {NEIGHBOURS},
    "answers in any order": {NEIGHBOURS, CHAIN},
    "overwrites": {ORDER_KEYS, VOID_KEYS},
    "takes nothing": {"batches of nothing are bad requests"},
    "serves any chain": {CHAIN},
    "takes any cursor": {"a foreign cursor is told apart"},
    "silent when issued": {TOLD},
    "silent when used": {TOLD},
    "silent when void": {TOLD},
    "silent when expired": {EXPIRED},
    "same revision when used": {TOLD},
    "same revision when void": {TOLD},
    "has no revisions": {LOOK_UP, TOLD},
    "uses twice": {ONCE, KILL},
    "forgets stores": {ONCE},
    "forgets redemptions": {REPEATED, KILL},
    "mixes redemptions": {REPEATED},
    "unknown is an error": {"a code that nobody has is unknown"},
    "voids again": {VOID_ONCE},
    "uses void ones": {VOID_ONCE},
    "voids any": {NAMED},
    "voids used ones": {NEVER_VOID, ALL_UNUSED, NAMED},
    "voids in part": {NEVER_VOID},
    "voids nothing": {ALL_UNUSED},
    "uses expired ones": {EXPIRED},
}


async def failing(tmp_path: Path, broken: str) -> set[str]:
    """The checks that an OMS plug-in with a broken promise does not pass."""
    oms = OmsInMemory(broken)
    found = await became(
        INFO,
        oms,
        tmp_path,
        hooks=Hooks(expire_order=oms.expire_order),
        parameters={"strange_merchant_id": "another"},
        restart=oms.restart,
        pid=os.getpid,
    )
    assert bool(found[Verdict.SKIPPED]) == (broken in GROUNDLESS)
    return found[Verdict.FAILED]


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, broken, named):
    assert await failing(tmp_path, broken) == named


GROUNDLESS = ("takes no order", "answers without state")
MANY = {
    "one code": {PIECES, ONCE, REPEATED},
    "forgets orders": {LOOK_UP, TWICE},
    "large pages": {TOLD, EXPIRED},
}


@pytest.mark.parametrize(("broken", "named"), MANY.items(), ids=MANY)
async def test_a_promise_that_others_stand_on_is_named_with_them(tmp_path, broken, named):
    assert named <= await failing(tmp_path, broken)
