"""The suite knows what an ERP plug-in owes: each broken promise is named."""

import os
from pathlib import Path

import pytest
from zhongtai_plugin.conformance import Hooks, Verdict

from tests.plugins.broken import became
from tests.plugins.erp_in_memory import INFO, ErpInMemory

ITEMS = "items can be pulled to an end and again"
COUNTS = "counts can be pulled to an end and are whole"
CURSORS = {
    "a foreign cursor of items is told apart",
    "a foreign cursor of counts is told apart",
}
CONFLICTS = {
    "a posting id of another sale is a conflict",
    "a movement id of another movement is a conflict",
}
KILLS = {"a sale that was taken outlives a kill", "a movement that was taken outlives a kill"}
BROKEN = {
    "": set(),
    "takes no sale": {"a good sale is taken"},
    "fails neighbours": {
        "a bad sale does not fail its neighbours",
        "money given back is a posting of its own",
    },
    "moves nothing": {"a bad movement does not fail its neighbours"},
    "takes nothing": {"an empty batch of sales is a bad request"},
    "wants lines": {"money given back is a posting of its own"},
    "overwrites": CONFLICTS,
    "forgets keys": {
        "postings can be looked up",
        "movements can be looked up",
        "a sale that was taken outlives a kill",
    },
    "mixes chains": {"postings can be looked up"},
    "serves any chain": {
        "a sale of a chain that is not served is rejected",
        "items of a chain that is not served are rejected",
    },
    "takes any cursor": CURSORS,
    "counts without moment": {COUNTS},
    "forgets archived": {"an item that is archived comes as such"},
    "items without name": {"an item that changes comes after the cursor"},
    "posts twice": {
        "a sale posted twice is there once",
        "a movement pushed twice is there once",
        "a posting id of another sale is a conflict",
        *KILLS,
    },
    "small batches": {"a large batch of sales is taken", "many sales do not fill the memory"},
    "endless batches": {"a large batch of sales is taken"},
    "keeps all": {"many sales do not fill the memory"},
    "plain texts": {"odd texts of sales are taken"},
    "later words": {"a sale with words of a later contract fails no neighbour"},
    "keeps nothing": KILLS,
    "answers in any order": {
        "a bad sale does not fail its neighbours",
        "a bad movement does not fail its neighbours",
        "a sale of a chain that is not served is rejected",
        "money given back is a posting of its own",
        "a large batch of sales is taken",
        "odd texts of sales are taken",
        "many sales do not fill the memory",
        "a sale with words of a later contract fails no neighbour",
    },
}
ITEM_CHECKS = {
    ITEMS,
    COUNTS,
    "an item that changes comes after the cursor",
    "an item that is archived comes as such",
}


async def failing(tmp_path: Path, broken: str) -> set[str]:
    """The checks that an ERP plug-in with a broken promise does not pass."""
    erp = ErpInMemory(broken)
    found = await became(
        INFO,
        erp,
        tmp_path,
        hooks=Hooks(list_item=erp.list_item, archive_item=erp.archive_item),
        parameters={"many": "500"},
        restart=erp.restart,
        pid=os.getpid,
    )
    assert bool(found[Verdict.SKIPPED]) == (broken == "takes no sale")
    return found[Verdict.FAILED]


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, broken, named):
    assert await failing(tmp_path, broken) == named


@pytest.mark.parametrize("broken", ["large pages", "no cursor"])
async def test_pages_that_are_too_large_or_have_no_cursor_are_named(tmp_path, broken):
    assert await failing(tmp_path, broken) == ITEM_CHECKS
