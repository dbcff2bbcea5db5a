"""The contract, its stubs, its list of missing RPCs and its lock say the same thing."""

import re
from pathlib import Path

from tools import lock, not_offered, protos


def test_the_list_of_rpcs_not_offered_is_true():
    assert not_offered.PAGE.read_text(encoding="utf-8") == not_offered.render()


def test_stubs_are_the_same_when_generated_again(tmp_path: Path):
    assert protos.generate_into(tmp_path) == []
    stale, orphans = protos.compare(protos.contents(tmp_path), protos.contents(protos.SDK))
    assert (stale, orphans) == ([], [])


def test_every_center_of_the_design_has_its_service():
    names = {service.full_name for service, _module in not_offered.services()}
    centers = Path(protos.ROOT, "centers").iterdir()
    nouns = {folder.name for folder in centers if (folder / "wiring.py").exists()}
    assert len(nouns) == 9
    assert {f"zhongtai.{noun}.v1.{noun.title()}Service" for noun in nouns} <= names


def test_the_lock_pins_every_package_that_is_asked_for_with_hashes():
    text = lock.LOCK.read_text(encoding="utf-8")
    pinned = {
        name.replace("_", "-").lower() for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    }
    asked = {re.split(r"[<>=!~\[]", name)[0].lower() for name in lock.wanted()}
    assert asked - pinned == set()
    assert text.count("==") == len(re.findall(r"==\S+ \\\n    --hash=sha256:", text))


def test_the_lock_names_no_place_to_fetch_from():
    text = lock.LOCK.read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links|--trusted", text)
