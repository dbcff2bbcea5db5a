"""Columns that hold several attributes as one JSON object."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest

from mesh.data.rows import Columns, RowReader


class Price(NamedTuple):
    amount: int
    currency: str


@dataclass(frozen=True)
class Tea:
    name: str
    tags: tuple[str, ...] = ()
    fee: Price | None = None


@dataclass(frozen=True)
class Placed:
    position: int
    tea: Tea


WRITE = Columns(
    Placed, "position", "tea.name", "detail", packed={"detail": ("tea.tags", "tea.fee")}
)
READ = RowReader(Tea, packed=["detail"])


@pytest.mark.parametrize(
    "tea", [Tea("绿茶", ("hot", "new"), Price(100, "CNY")), Tea("plain")], ids=["full", "bare"]
)
def test_attributes_come_back_from_the_column_they_were_packed_into(tea):
    [_], [name], [detail] = WRITE([Placed(3, tea)])
    assert READ({"name": name, "detail": detail}) == tea


def test_an_object_that_lacks_an_attribute_leaves_its_default():
    assert READ({"name": "old", "detail": '{"tags":["x"]}'}) == Tea("old", ("x",))


def test_models_are_given_as_they_are():
    placed = RowReader(Placed)({"position": 1}, tea=Tea("x"))
    assert placed == Placed(1, Tea("x"))


def test_what_the_model_lacks_cannot_be_packed():
    with pytest.raises(TypeError, match="Tea has no attribute sugar"):
        Columns(Tea, "name", "detail", packed={"detail": ("sugar",)})
    with pytest.raises(TypeError, match=r"\['detail'\]: no columns of Tea"):
        Columns(Tea, "name", packed={"detail": ("tags",)})
