"""The table of limits speaks of the contract as it is."""

import importlib
import pkgutil

import pytest
import zhongtai
from google.protobuf import descriptor_pool

from mesh.pure import limits


def modules():
    names = (module.name for module in pkgutil.walk_packages(zhongtai.__path__, "zhongtai."))
    return [importlib.import_module(name) for name in names if name.endswith("_pb2")]


def field_names():
    messages = [m for module in modules() for m in module.DESCRIPTOR.message_types_by_name.values()]
    return {field.name for message in messages for field in message.fields}


def test_every_field_that_the_table_names_is_in_the_contract():
    assert limits.FREE_TEXT | set(limits.LONGER_TEXT) <= field_names()


@pytest.mark.parametrize("name", limits.MORE_VALUES)
def test_every_request_that_the_table_names_is_in_the_contract(name):
    assert modules()
    assert descriptor_pool.Default().FindMessageTypeByName(name)


@pytest.mark.parametrize(("name", "fields"), limits.ITEMS_APART.items())
def test_every_list_that_the_table_names_is_in_the_contract(name, fields):
    assert modules()
    message = descriptor_pool.Default().FindMessageTypeByName(name)
    assert all(message.fields_by_name[field].is_repeated for field in fields)


def test_an_exception_allows_more_than_the_rule():
    assert min(limits.LONGER_TEXT.values()) > limits.MAX_TEXT
    assert min(limits.MORE_VALUES.values()) > limits.MAX_VALUES


def test_what_many_orders_cost_stays_exact_in_64_bits():
    most_orders = 9_000_000
    assert limits.MAX_AMOUNT * most_orders < 2**63
