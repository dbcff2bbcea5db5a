"""Sets of a model are read from lists."""

from dataclasses import dataclass
from enum import IntEnum

import pytest
from zhongtai.promotion.v1 import promotion_pb2 as pb

from mesh.call.to_model import ToModel
from mesh.pure.errors import InvalidRequest

READ = ("store_ids", "service_types", "channels")
UNREAD = [name for name in pb.Conditions.DESCRIPTOR.fields_by_name if name not in READ]


class Service(IntEnum):
    PICK_UP = 1
    DINE_IN = 2


@dataclass(frozen=True)
class Conditions:
    store_ids: frozenset[str]
    service_types: frozenset[Service]
    channels: tuple[str, ...] = ()


conditions_of = ToModel(pb.Conditions, Conditions, left=UNREAD)


def test_a_list_becomes_the_set_or_the_tuple_that_the_model_wants():
    message = pb.Conditions(store_ids=["b", "a", "b"], service_types=[1, 2], channels=["x"])
    assert conditions_of(message) == Conditions(
        frozenset({"a", "b"}), frozenset({Service.PICK_UP, Service.DINE_IN}), ("x",)
    )


def test_a_value_of_a_list_that_the_contract_lacks_is_refused_with_its_place():
    with pytest.raises(InvalidRequest) as refused:
        conditions_of(pb.Conditions(service_types=[1, 77]))
    assert [each.field for each in refused.value.violations] == ["service_types[1]"]
