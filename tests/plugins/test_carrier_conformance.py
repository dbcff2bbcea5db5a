"""The suite knows what a carrier plug-in owes: each broken promise is named."""

import pytest
from zhongtai_plugin.conformance import Hooks, Verdict

from tests.plugins.broken import became
from tests.plugins.carrier_in_memory import INFO, CarrierInMemory

BROKEN = {
    "": set(),
    "no way": {"a quote has a fee and a distance"},
    "rides anywhere": {"what is too far is rejected"},
    "rides twice": {"a delivery created twice is there once", "a delivery outlives a kill"},
    "overwrites": {"other places under the same key conflict"},
    "knows all": {
        "a delivery never seen is unknown",
        "calling off what was never seen is fine",
    },
    "cancels once": {"calling off may be repeated"},
    "takes garbage": {"garbage is no callback"},
    "takes any cursor": {"a foreign delivery cursor is a bad request"},
    "begins anew": {
        "a foreign delivery cursor is a bad request",
        "delivery updates resume after a cursor",
    },
    "forgets chains": {"delivery updates carry merchant and store"},
    "tells one watcher": {
        "delivery updates resume after a cursor",
        "two watchers of deliveries are told the same",
    },
    "keeps nothing": {"a delivery outlives a kill"},
}


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, monkeypatch, broken, named):
    # What never comes is not waited for longer than it takes to come.
    monkeypatch.setattr("zhongtai_plugin.conformance.carrier.CALL_SECONDS", 2.0)
    riders = CarrierInMemory(broken)
    hooks = Hooks(move_delivery=riders.move)
    found = await became(INFO, riders, tmp_path, hooks=hooks, restart=riders.restart)
    assert found[Verdict.FAILED] == named
    assert bool(found[Verdict.SKIPPED]) == (broken == "no way")
