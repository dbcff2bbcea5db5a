"""What became of a move: counts for each noun, what was not taken and why, both sides' sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table

from cli.move.model import Conflict
from cli.replay.report import console

OUTCOMES = ("created", "changed", "there", "kept", "waits", "refused")
"""created, changed: by this run. there: exactly so already. kept: the platform knows better.
waits: for its switch, or its end. refused: not taken."""
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Sum:
    """What both sides hold of one thing; `here` is None where a dry run cannot know."""

    what: str
    files: str
    here: str | None

    @property
    def differs(self) -> bool:
        """Whether they do not agree."""
        return self.here is not None and self.files != self.here


@dataclass(slots=True)
class Report:
    """What a run did, or would do."""

    dry: bool = False
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    """What an operator should know, and need not mend."""
    wrong: list[str] = field(default_factory=list)
    conflicts: Sequence[Conflict] = ()
    sums: list[Sum] = field(default_factory=list)

    def count(self, noun: str, outcome: str, number: int = 1) -> None:
        """Count what became of rows of a noun."""
        self.counts[noun, outcome] += number

    def refuse(self, noun: str, where: object, reason: str) -> None:
        """Tell a row that was not taken."""
        self.count(noun, "refused")
        self.wrong.append(f"{where}: {reason}")

    @property
    def clean(self) -> bool:
        """Whether all was taken, and both sides agree."""
        return not (self.wrong or self.conflicts or any(each.differs for each in self.sums))

    def show(self) -> None:
        """Print it."""
        _list("[yellow]not taken[/yellow]", sorted(self.wrong))
        _list("[red]conflict[/red]", sorted(map(str, self.conflicts)))
        _list("[dim]note[/dim]", sorted(self.notes))
        nouns = dict.fromkeys(noun for noun, _ in self.counts)
        table = Table("", *OUTCOMES, title="dry run: nothing was changed" if self.dry else "moved")
        for noun in nouns:
            table.add_row(noun, *(f"{self.counts[noun, outcome]:,}" for outcome in OUTCOMES))
        console.print(table)
        if self.sums:
            sums = Table("reconciled", "files", "platform", "")
            for each in self.sums:
                here = "-" if each.here is None else each.here
                sums.add_row(each.what, each.files, here, "differs" if each.differs else "")
            console.print(sums)


def _list(title: str, lines: Sequence[str]) -> None:
    for line in lines[:MOST_SHOWN]:
        console.print(f"{title} {line}", highlight=False)
    if len(lines) > MOST_SHOWN:
        console.print(f"… and {len(lines) - MOST_SHOWN:,} more")
