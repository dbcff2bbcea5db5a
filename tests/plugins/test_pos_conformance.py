"""The suite knows what a POS plug-in owes: each broken promise is named."""

import os

import pytest
from zhongtai_plugin.conformance import Hooks, Verdict

from tests.plugins.broken import became
from tests.plugins.pos_in_memory import INFO, PosInMemory

AFTER_CURSORS = {
    "a foreign cursor is a bad request",
    "a pull with a foreign cursor is told apart",
}
BROKEN = {
    "": set(),
    "takes no order": {"a good order is taken"},
    "cooks twice": {
        "an order pushed twice is there once",
        "an order that was taken outlives a kill",
    },
    "fails neighbours": {"a bad order does not fail its neighbours"},
    "takes nothing": {"an empty batch is a bad request"},
    "knows nothing": {"orders can be looked up", "an order that was taken outlives a kill"},
    "changes anything": {"a change of an unknown order is rejected"},
    "changes twice": {"a change sent twice happens once"},
    "takes any cursor": AFTER_CURSORS,
    "no cursor": {"till sales can be pulled again"},
    "begins anew": {"updates resume after a cursor", "acknowledged updates do not come back"},
    "forgets chains": {"updates carry what the order was pushed with"},
    "forgets acknowledgements": {"acknowledged updates do not come back"},
    "tells one watcher": {
        "two watchers are told the same",
        "updates resume after a cursor",
        "updates outlive a kill",
    },
    "small batches": {"a batch of 500 orders is taken", "many orders do not fill the memory"},
    "endless batches": {"a batch of 500 orders is taken"},
    "short tickets": {"an order of 200 lines is taken"},
    "plain texts": {"odd texts of orders are taken"},
    "later words": {"an order with words of a later contract fails no neighbour"},
    "keeps all": {"many orders do not fill the memory"},
    "keeps nothing": {"an order that was taken outlives a kill", "updates outlive a kill"},
}


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, monkeypatch, broken, named):
    # What never comes is not waited for longer than it takes to come.
    monkeypatch.setattr("zhongtai_plugin.conformance.pos.CALL_SECONDS", 2.0)
    tills = PosInMemory(broken)
    found = await became(
        INFO,
        tills,
        tmp_path,
        hooks=Hooks(accept_order=tills.accept),
        parameters={"many": "500"},
        restart=tills.restart,
        pid=os.getpid,
    )
    assert found[Verdict.FAILED] == named
    assert bool(found[Verdict.SKIPPED]) == (broken == "takes no order")
