"""What a replay says where nobody watches a terminal: a log of a build, a pipe."""

import pytest

from cli.replay import report
from cli.replay.customers import Refused
from cli.replay.report import Tally, progress_bar, show_money, show_table


def test_progress_is_told_in_lines_when_the_time_has_come(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(report, "LINE_EVERY_SECONDS", 0.0)
    with progress_bar() as bar:
        task = bar.add_task("import orders", total=2000)
        bar.advance(task, 1500)
        bar.advance(task, 500)
    assert (
        capsys.readouterr().out == "import orders: 1,500 of 2,000\nimport orders: 2,000 of 2,000\n"
    )


def test_a_task_says_at_least_its_end(capsys: pytest.CaptureFixture[str]):
    with progress_bar() as bar:
        task = bar.add_task("closed by the till", total=None)
        bar.update(task, completed=7)
        bar.update(task, completed=9, total=9)
    assert capsys.readouterr().out == "closed by the till: 9 of 9\n"


def test_a_task_of_nothing_says_nothing(capsys: pytest.CaptureFixture[str]):
    with progress_bar() as bar:
        bar.update(bar.add_task("closed by the till", total=None), completed=0, total=0)
    assert capsys.readouterr().out == ""


def test_a_long_reason_stays_on_one_line(capsys: pytest.CaptureFixture[str]):
    tally = Tally()
    tally.refused["OUT_OF_STOCK: " + "there is none left " * 4] += 3
    show_table("replay", [("orders", "1")], tally)
    [line] = [line for line in capsys.readouterr().out.splitlines() if "OUT_OF_STOCK" in line]
    assert "there is none left " * 3 in line
    assert " 3 " in line


def test_what_is_refused_is_not_timed_and_flies_on():
    tally = Tally()
    with pytest.raises(Refused) as refused, tally.timed("place"):
        raise Refused("OUT_OF_STOCK", "sold out")
    assert (refused.value.reason, refused.value.detail) == ("OUT_OF_STOCK", "sold out")
    assert tally.latencies == {}


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [(81786005, "USD", "USD 817,860.05"), (5, "CNY", "CNY 0.05"), (1200, "JPY", "JPY 1,200")],
)
def test_money_is_written_as_people_read_it(amount: int, currency: str, words: str):
    assert show_money(amount, currency) == words
