"""A replay waits out what may pass, and says so when it gives up."""

import httpx
import pytest

from cli.problems import Problem
from cli.replay import patience
from cli.replay.patience import ComeBackLater, demand_answer, patiently


async def test_a_platform_that_comes_back_is_asked_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patience, "wait_random_exponential", lambda **_: lambda _state: 0)
    answers = iter([httpx.ConnectError("refused"), ComeBackLater("HTTP 503"), "served"])

    async def ask() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert await patiently()(ask) == "served"


async def test_giving_up_is_told_in_a_line_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 0.0)

    async def ask() -> None:
        raise httpx.ConnectError("nobody listens")

    with pytest.raises(Problem, match=r"nobody listens.*zhongtai status.*goes on from here"):
        await patiently()(ask)


async def test_a_mistake_is_not_repeated():
    asked = []

    async def ask() -> None:
        asked.append(1)
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        await patiently()(ask)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "later"),
    [(200, False), (404, False), (429, True), (500, True), (501, False), (503, True)],
)
def test_only_answers_of_a_platform_in_trouble_are_asked_for_again(status: int, later: bool):
    try:
        demand_answer(httpx.Response(status))
    except ComeBackLater:
        assert later
    else:
        assert not later
