"""Personal data in answers: which fields, for whose eyes; no answer is changed in place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhongtai.common.v1 import geo_pb2
from zhongtai.order.v1 import order_pb2, read_messages_pb2
from zhongtai.user.v1 import person_requests_pb2, user_pb2

from mesh.call.context import Identity, internal_identity
from mesh.call.contract import services_of
from mesh.call.personal_data import PersonalData, mask_name, mask_phone
from mesh.process.topology import deploy_folder, load_units

PHONE = "+8613800138000"
BI = Identity("service", "bi", "demo", frozenset({"persons.read"}))
DESK = Identity("operator", "olga", "demo", frozenset({"personal_data"}))
NAMES = {"display_name", "avatar_url", "contact_name", "street", "detail", "postal_code"}


@pytest.fixture
def personal():
    return PersonalData.load(deploy_folder())


def persons():
    person = user_pb2.Person(person_id="per_1", display_name="Ann", phone=PHONE, language="en")
    return person_requests_pb2.ListPersonsResponse(persons=[person], next_page_token="p")


def test_who_lacks_the_scope_reads_masks_and_the_answer_itself_is_untouched(personal):
    answer = persons()
    seen = personal.shown(BI, answer)
    expected = persons()
    expected.persons[0].display_name = "A**"
    expected.persons[0].phone = "+86138****8000"
    assert seen == expected
    assert answer == persons()


@pytest.mark.parametrize(
    "identity",
    [
        DESK,
        Identity("person", "per_1", "demo"),
        Identity("till", "til_1", "demo"),
        internal_identity("miniapp", "demo"),
    ],
)
def test_who_may_see_all_of_it_gets_the_answer_itself(personal, identity):
    answer = persons()
    assert personal.shown(identity, answer) is answer


def test_an_answer_without_personal_data_is_not_even_copied(personal):
    key = user_pb2.SigningKey(key_id="k")
    assert personal.shown(BI, key) is key
    assert personal.shown(BI, b"relayed") == b"relayed"


def test_masks_reach_into_what_is_deep_and_repeated(personal):
    address = geo_pb2.Address(
        contact_name="Wang", contact_phone=PHONE, street="Main street 1", city="Hangzhou"
    )
    address.point.latitude = 30.2
    order = order_pb2.Order(order_id="o", delivery_address=address)
    order.customer.phone = PHONE
    seen = personal.shown(BI, read_messages_pb2.ListOrdersResponse(orders=[order, order]))
    for each in seen.orders:
        shown = each.delivery_address
        assert (shown.contact_name, shown.street, shown.city) == ("W**", "***", "Hangzhou")
        assert not shown.HasField("point")
        assert each.customer.phone == shown.contact_phone == "+86138****8000"


def test_of_what_only_the_channel_knows_the_private_keys_are_hidden(personal):
    told = {"day_number": "7", "private_backup_phone": PHONE, "private_empty": ""}
    order = order_pb2.Order(order_id="o", extension=told)
    shown = personal.shown(BI, order).extension
    assert dict(shown) == told | {"private_backup_phone": "***"}
    assert personal.shown(DESK, order).extension == told


def fields_of_answers():
    """Every field that some answer of the contract can hold."""
    offers = [package for unit in load_units(deploy_folder()).values() for package in unit.offers]
    services = [service for package in offers for service in services_of(package)]
    waiting = [method.output_type for service in services for method in service.methods]
    seen = {}
    while waiting:
        descriptor = waiting.pop()
        if descriptor.full_name in seen:
            continue
        seen[descriptor.full_name] = list(descriptor.fields)
        waiting += [field.message_type for field in descriptor.fields if field.message_type]
    return [field for fields in seen.values() for field in fields]


def test_the_table_names_fields_of_the_contract_and_every_one_that_looks_like_it(personal):
    fields = {field.full_name: field for field in fields_of_answers()}
    assert personal.fields() - set(fields) == set()
    looks = {
        name
        for name, field in fields.items()
        # Where a store is, and its phone, everybody may know.
        if not name.startswith("zhongtai.store.")
        if field.name in NAMES or ("phone" in field.name.split("_") and field.cpp_type == 9)
    }
    assert looks - personal.fields() == set()


@given(st.integers(1_000_000, 10**15 - 1).map("+{}".format))
def test_at_least_four_digits_of_a_phone_are_hidden(phone):
    digits = sum(character.isdigit() for character in mask_phone(phone))
    assert digits <= len(phone) - 1 - 4 or digits == 0


@given(st.text(max_size=60))
def test_of_a_name_one_character_is_left(name):
    assert len(mask_name(name).rstrip("*")) <= 1


def test_a_table_with_an_unknown_mask_is_refused(tmp_path):
    (tmp_path / "personal_data.toml").write_text('"a.B.c" = "blurred"')
    with pytest.raises(ValueError, match="must be one of"):
        PersonalData.load(tmp_path)
