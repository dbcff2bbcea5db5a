"""What must not be committed is found."""

from pathlib import Path

import pytest

from tools import hygiene, sources

# Spelt apart, so that this file itself passes the check.
WORK = "wo" + "rk"


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One committed file."""
    monkeypatch.setattr(hygiene, "ROOT", tmp_path)
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    file = tmp_path / "page.md"
    monkeypatch.setattr(hygiene, "committed", lambda: [file])
    return file


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (f"see /{WORK}/shared/notes", "a path of one machine"),
        ("cd /home/olga/src", "a path of one machine"),
        ("pip install --extra-index-url x", "a package mirror's address"),
        ("-----BEGIN EC PRIVATE KEY-----", "a private key"),
        ("# TODO later", "unfinished"),
        ("<<<<<<< HEAD", "a merge that was not finished"),
        (">>>>>>> 1f2e3d4", "a merge that was not finished"),
    ],
)
def test_what_must_not_be_committed_is_found(committed: Path, line: str, what: str):
    committed.write_text(f"fine\n{line}\n")
    assert [str(finding) for finding in hygiene.findings()] == [f"page.md:2: {what}"]


def test_a_large_file_is_found(committed: Path):
    committed.write_text("fine\n" * 300_000)
    assert "larger than" in str(next(hygiene.findings()))


@pytest.mark.parametrize("to", ["/usr", "../elsewhere"])
def test_a_symbolic_link_that_leads_out_of_the_tree_is_found(committed: Path, to: str):
    committed.symlink_to(to)
    assert "a symbolic link" in str(next(hygiene.findings()))


def test_a_symbolic_link_within_the_tree_passes(committed: Path, tmp_path: Path):
    (tmp_path / "protos").mkdir()
    committed.symlink_to("protos")
    assert list(hygiene.findings()) == []


def test_ordinary_words_pass(committed: Path):
    committed.write_text(f"Paths such as deploy/{WORK}/x and words like network/home/page pass.\n")
    assert list(hygiene.findings()) == []
