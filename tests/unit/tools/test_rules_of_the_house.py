"""The checks of tools/ find what they are for, and let pass what is right."""

from pathlib import Path

import pytest

from tools import edges, imports, sizes, sources, sql

UNIT = {
    "centers/oven/__init__.py": "",
    "centers/oven/model.py": (
        "from dataclasses import dataclass\nfrom mesh.pure.money import allocate\n"
    ),
    "centers/oven/rules.py": "from centers.oven.heat import degrees\n",
    "centers/oven/heat.py": "import math\ndegrees = math.pi\n",
    "mesh/pure/money.py": "import decimal\n",
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house of our shape with one good center."""
    for module in (imports, sources, sql):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    for name, text in UNIT.items():
        put(tmp_path, name, text)
    return tmp_path


def put(house: Path, name: str, text: str) -> None:
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def found(findings) -> list[str]:
    return [str(finding) for finding in findings]


def test_a_house_in_order_has_nothing_to_mend(house: Path):
    everything = [imports.impure_imports(), imports.stray_stubs(), imports.stray_settings()]
    assert [found(findings) for findings in everything] == [[], [], []]


@pytest.mark.parametrize(
    "line",
    [
        "import asyncio",
        "import os",
        "from pathlib import Path",
        "import asyncpg",
        "from mesh.data.database import Database",
        "from zhongtai.order.v1 import order_pb2",
        "from centers.shelf.model import Board",
    ],
)
def test_a_rule_file_with_a_door_to_the_outside_is_found(house: Path, line: str):
    put(house, "centers/oven/rules.py", line + "\n")
    (finding,) = found(imports.impure_imports())
    assert finding.startswith("centers/oven/rules.py:1: a pure file may not import ")


def test_a_door_behind_a_file_that_rules_stand_on_is_found(house: Path):
    put(house, "centers/oven/heat.py", "import socket\n")
    assert found(imports.impure_imports()) == [
        "centers/oven/heat.py:1: a pure file may not import socket"
    ]


@pytest.mark.parametrize(("file", "count"), [("adapters", 0), ("operations", 1), ("store", 1)])
def test_stubs_are_for_adapters_only(house: Path, file: str, count: int):
    text = "from zhongtai.plugin.v1 import plugin_pb2_grpc\n"
    put(house, f"centers/oven/{file}.py", text)
    assert len(found(imports.stray_stubs())) == count


@pytest.mark.parametrize(("file", "count"), [("wiring", 0), ("store", 1)])
def test_the_environment_is_for_wiring_only(house: Path, file: str, count: int):
    put(house, f"centers/oven/{file}.py", "import os\nhost = os.environ['HOST']\n")
    assert len(found(imports.stray_settings())) == count


def test_long_functions_and_tests_are_found_and_docstrings_cost_nothing(house: Path):
    doc = '    """' + "why\n" * 80 + '"""\n'
    put(house, "mesh/long.py", "def long():\n" + "    x = 1\n" * 61)
    put(house, "mesh/told.py", "def told():\n" + doc + "    x = 1\n")
    put(house, "tests/test_it.py", "def test_it():\n" + "    x = 1\n" * 26)
    assert [str(finding).split(":")[0] for finding in sizes.long_functions()] == [
        "mesh/long.py",
        "tests/test_it.py",
    ]


def test_a_file_of_more_than_400_lines_is_found(house: Path):
    put(house, "mesh/long.py", "x = 1\n" * 401)
    assert found(sizes.long_files()) == ["mesh/long.py:401: 401 lines, at most 400"]


GOOD_SQL = "-- name: take_heat\n-- The heat of an oven.\nSELECT heat FROM ovens\n"


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        (GOOD_SQL, []),
        (GOOD_SQL.replace("-- The heat of an oven.\n", ""), ["a sentence is missing"]),
        (GOOD_SQL.replace("take_heat", "Take_Heat"), ["lower snake case", "nobody uses it"]),
        (GOOD_SQL + GOOD_SQL, ["the name is taken"]),
        (GOOD_SQL.replace("FROM ovens", "FROM shelf.boards"), ["another center's schema"]),
        (GOOD_SQL.replace("SELECT heat FROM ovens\n", ""), ["the statement is empty"]),
        (GOOD_SQL.replace("take_heat", "drop_heat"), ["nobody uses it"]),
        (GOOD_SQL.replace("heat FROM", "* FROM"), ["columns are named"]),
        (GOOD_SQL.replace("heat FROM", "o.* FROM"), ["columns are named"]),
        (GOOD_SQL.replace("heat FROM ovens", "* FROM unnest($1::text[])"), []),
    ],
)
def test_sql_that_breaks_a_habit_is_found(house: Path, text: str, complaints: list[str]):
    put(house, "centers/shelf/model.py", "")
    put(house, "centers/oven/store.py", "x = queries.take_heat\n")
    put(house, "centers/oven/queries.sql", text)
    said = found(sql.findings_in(house / "centers/oven/queries.sql"))
    assert len(said) == len(complaints)
    assert all(words in finding for words, finding in zip(complaints, said, strict=True))


@pytest.mark.parametrize(
    ("name", "text", "found_at"),
    [
        ("servicer", "async def GetPie(self, request: Any, _: object) -> Pie: ...", "GetPie"),
        ("servicer", "def WatchPies(self, request: Req, _: object) -> list[Any]: ...", "WatchPies"),
        ("peers", "class Peers:\n    shelf: Any", "shelf"),
        ("load", "stub: Any = ShelfServiceStub(channel)", "stub"),
    ],
)
def test_an_untyped_handler_or_stub_is_found(house: Path, name: str, text: str, found_at: str):
    put(house, f"centers/oven/{name}.py", text + "\n")
    (finding,) = found([*edges.untyped_handlers(), *edges.untyped_stubs()])
    assert found_at in finding


def test_typed_handlers_and_stubs_are_let_pass(house: Path):
    put(house, "centers/oven/servicer.py", "async def GetPie(self, request: Req, _: object): ...\n")
    put(house, "centers/oven/peers.py", "class Peers:\n    shelf: ShelfServiceAsyncStub\n")
    assert found([*edges.untyped_handlers(), *edges.untyped_stubs()]) == []
