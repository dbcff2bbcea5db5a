"""The suite as a plug-in of pytest: each check is a test.

    pytest --contract='--command "python main.py" --setting merchant=conformance'

Its text are the arguments of `zhongtai-plugin check`. Nothing happens without it.
"""

from __future__ import annotations

import shlex

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """What is checked, and with what."""
    group = parser.getgroup("zhongtai", "the contract of zhongtai plug-ins")
    words = "check a plug-in, too: the arguments of `zhongtai-plugin check`"
    group.addoption("--contract", metavar="ARGUMENTS", help=words)


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Run the checks, and add each of them as a test."""
    if not (arguments := config.getoption("--contract")):
        return
    # Where nobody wants it, pytest starts as quickly as without us.
    from zhongtai_plugin.conformance import command, reports  # noqa: PLC0415

    for outcome in command.outcomes_of(shlex.split(arguments)):
        name, verdict = outcome.check.name, outcome.verdict.value
        words = outcome.detail if verdict == "skipped" else reports.line(outcome)
        items.append(ContractItem.from_parent(session, name=name, verdict=verdict, words=words))


class BrokenContract(Exception):
    """A check found the contract broken; its words are the report."""


class ContractItem(pytest.Item):
    """One check, as a test."""

    def __init__(self, *, verdict: str, words: str, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self._verdict = verdict
        self._words = words

    def runtest(self) -> None:
        """Tell what became of the check."""
        if self._verdict == "skipped":
            pytest.skip(self._words)
        if self._verdict == "failed":
            raise BrokenContract

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Return what is broken, and what to do."""
        return self._words

    def reportinfo(self) -> tuple[str, None, str]:
        """Return where the check stands in a report."""
        return "contract", None, self.name
