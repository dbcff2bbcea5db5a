"""The suite knows what a payment plug-in owes: each broken promise is named."""

import pytest
from zhongtai_plugin.conformance import Hooks, Verdict

from tests.plugins.broken import became
from tests.plugins.payment_in_memory import INFO, PaymentInMemory

BROKEN = {
    "": set(),
    "no number": {"a payment is opened"},
    "opens twice": {"a payment created twice is there once", "a payment outlives a kill"},
    "overwrites": {"another amount under the same key conflicts"},
    "takes nothing": {"a payment of nothing is a bad request"},
    "takes from nobody": {"a payment of nobody is rejected"},
    "paid at once": {"an open payment is pending"},
    "knows all payments": {"a payment never seen is unknown", "closing may be repeated"},
    "closes once": {
        "closing may be repeated",
        "closing a paid payment says that it is paid",
    },
    "closes what is paid": {"closing a paid payment says that it is paid"},
    "no moment": {"a paid payment tells what was paid"},
    "refunds anything": {
        "an unpaid payment cannot be refunded",
        "more than was paid cannot be refunded",
    },
    "knows all": {"a refund never seen is unknown"},
    "refunds twice": {"a refund made twice moves money once"},
    "overwrites refunds": {"a refund made twice moves money once"},
    "gives too much": {"more than was paid cannot be refunded"},
    "early bills": {"the bill of a day that is not over is not ready"},
    "any day": {"a bill needs a date"},
    "always glad": {"garbage is no notice"},
    "believes all": {"a changed notice is not genuine"},
    "forgets payments": {"a notice tells what was paid"},
    "tells once": {"a notice is repeated until it is taken"},
    "another event each time": {"a notice is repeated until it is taken"},
    "keeps nothing": {"a payment outlives a kill"},
}


@pytest.mark.parametrize(("broken", "named"), BROKEN.items(), ids=BROKEN)
async def test_a_broken_promise_is_named_and_nothing_else_is(tmp_path, monkeypatch, broken, named):
    # What never comes is not waited for longer than it takes to come.
    monkeypatch.setattr("zhongtai_plugin.conformance.notices.NOTICE_SECONDS", 2.0)
    provider = PaymentInMemory(broken)
    found = await became(
        INFO,
        provider,
        tmp_path,
        hooks=Hooks(pay=provider.pay),
        parameters={"payer_subject": "o-anna"},
        restart=provider.restart,
    )
    assert found[Verdict.FAILED] == named
    assert bool(found[Verdict.SKIPPED]) == (broken == "no number")
