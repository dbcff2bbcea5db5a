"""What a mapping of models and messages is given beside the two of them."""

from dataclasses import dataclass, replace

import pytest
from zhongtai.common.v1 import money_pb2
from zhongtai.payment.v1 import notice_pb2
from zhongtai.product.v1 import catalog_import_pb2, product_pb2

from mesh.call.to_message import ToMessage
from mesh.call.to_model import ToModel


@dataclass(frozen=True)
class Place:
    category_id: str
    position: int
    owner: str = ""


@dataclass(frozen=True)
class Part:
    part_id: str
    code: str
    tags: tuple[str, ...] = ()


def test_a_field_that_is_left_can_be_given_in_the_call():
    write = ToMessage(Place, product_pb2.CategoryPlace, left=["position"])
    assert write(Place("c1", 7)) == product_pb2.CategoryPlace(category_id="c1")
    assert write(Place("c1", 7), position=8).position == 8


def test_an_attribute_that_no_field_fills_can_be_given_for_all_models():
    read = ToModel(product_pb2.CategoryPlace, Place, given={"owner": "p1"})
    assert read(product_pb2.CategoryPlace(category_id="c1", position=7)) == Place("c1", 7, "p1")
    assert read(product_pb2.CategoryPlace(), owner="p2").owner == "p2"


def test_an_attribute_that_the_model_lacks_cannot_be_given():
    with pytest.raises(TypeError, match="Place has no attribute holder"):
        ToModel(product_pb2.CategoryPlace, Place, given={"holder": "p1"})


@dataclass(frozen=True)
class Parts:
    parts: tuple[Part, ...]


def test_a_model_within_another_is_put_into_its_own_form_too():
    part = ToModel(
        catalog_import_pb2.ImportedPart, Part, then=lambda read: replace(read, tags=("new",))
    )
    rest = ["kind", "code", "item_id", "outcome", "violations"]
    read = ToModel(catalog_import_pb2.ImportedItem, Parts, uses=[part], left=rest)
    message = catalog_import_pb2.ImportedItem()
    message.parts.add(code="a", part_id="1")
    assert read(message) == Parts((Part("1", "a", ("new",)),))


@dataclass(frozen=True)
class Disagreement:
    """Two amounts, each in a currency of its own; None where there is none."""

    difference_id: str
    expected: int | None
    expected_currency: str
    actual: int | None = None
    actual_currency: str = ""


_OWN = {"expected": "expected_currency", "actual": "actual_currency"}
_REST = [
    name
    for name in notice_pb2.Difference.DESCRIPTOR.fields_by_name
    if name not in ("difference_id", *_OWN)
]


def test_amounts_go_and_come_in_the_currencies_that_the_model_has():
    write = ToMessage(Disagreement, notice_pb2.Difference, left=_REST, currencies=_OWN)
    read = ToModel(notice_pb2.Difference, Disagreement, left=_REST, currencies=_OWN)
    both = Disagreement("d1", 500, "CNY", 0, "EUR")
    message = write(both, "USD")
    assert message.expected == money_pb2.Money(minor_units=500, currency_code="CNY")
    assert message.actual == money_pb2.Money(minor_units=0, currency_code="EUR")
    assert read(message) == both


def test_an_amount_that_is_not_there_has_no_currency():
    write = ToMessage(Disagreement, notice_pb2.Difference, left=_REST, currencies=_OWN)
    read = ToModel(notice_pb2.Difference, Disagreement, left=_REST, currencies=_OWN)
    message = write(Disagreement("d1", 500, "CNY", None, ""))
    assert not message.HasField("actual")
    assert read(message) == Disagreement("d1", 500, "CNY")


@pytest.mark.parametrize("mapping", [ToMessage, ToModel])
def test_a_currency_that_the_model_lacks_is_found_at_import(mapping):
    kinds = [Disagreement, notice_pb2.Difference]
    given = kinds if mapping is ToMessage else kinds[::-1]
    with pytest.raises(TypeError, match="Disagreement has no attribute coin"):
        mapping(*given, left=_REST, currencies={"actual": "coin"})
