"""The outcome of checks, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from zhongtai_plugin.conformance.core import Outcome, Verdict

_MARKS = {Verdict.PASSED: "ok  ", Verdict.FAILED: "FAIL", Verdict.SKIPPED: "skip"}
PROTOCOL_VERSION = 1


def line(outcome: Outcome) -> str:
    """Return an outcome for people; of a failure also what the contract says, and what to do."""
    detail = f"  ({outcome.detail})" if outcome.detail else ""
    said = f"{_MARKS[outcome.verdict]} {outcome.check.name}{detail}"
    if outcome.verdict is Verdict.FAILED:
        said += "".join(f"\n     {words}" for words in _words(outcome))
    return said


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return how many passed, failed and were skipped."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    words = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    return f"protocol version {PROTOCOL_VERSION}: {words}"


def as_json(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as a JSON document."""
    rows = [
        {
            "check": item.check.name,
            "verdict": item.verdict.value,
            "detail": item.detail,
            "contract": item.check.contract,
            "advice": item.check.advice,
        }
        for item in outcomes
    ]
    return json.dumps({"protocol_version": PROTOCOL_VERSION, "checks": rows}, indent=2)


def junit(outcomes: Sequence[Outcome]) -> str:
    """Return the outcomes as JUnit XML, which CI servers show."""
    counts = Counter(outcome.verdict for outcome in outcomes)
    suite = ET.Element(
        "testsuite",
        name="zhongtai-plugin check",
        tests=str(len(outcomes)),
        failures=str(counts[Verdict.FAILED]),
        skipped=str(counts[Verdict.SKIPPED]),
    )
    for outcome in outcomes:
        kind = outcome.check.kind or "all"
        case = ET.SubElement(suite, "testcase", classname=kind, name=outcome.check.name)
        if outcome.verdict is Verdict.FAILED:
            failure = ET.SubElement(case, "failure", message=_plain(outcome.detail))
            failure.text = "\n".join(map(_plain, _words(outcome)))
        elif outcome.verdict is Verdict.SKIPPED:
            ET.SubElement(case, "skipped", message=_plain(outcome.detail))
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


def _words(outcome: Outcome) -> list[str]:
    check = outcome.check
    said = [("contract", check.contract), ("to do", check.advice)]
    return [f"{name:<8}  {words}" for name, words in said if words]


def _plain(text: str) -> str:
    """Return a text without the characters that XML cannot hold: a plug-in may say anything."""
    return "".join(each if each.isprintable() else " " for each in text)
