"""The access table: what is not in it is denied, and everything of the contract is in it."""

from dataclasses import replace

import pytest

from mesh.call.access import KINDS, OF_CHANNELS, SCOPED, AccessTable, in_words, load_scopes
from mesh.call.context import Identity, internal_identity
from mesh.call.contract import services_of
from mesh.call.identity import Identifier, acting, trace_of
from mesh.call.retries import READS
from mesh.process.tokens import TokenSigner, TokenVerifier
from mesh.process.topology import deploy_folder, load_natural_keys, load_units
from mesh.pure.errors import AccessDenied, Unauthenticated

PERSON = Identity("person", "per_1", "demo")
ORDER = internal_identity("order")


def contract_services():
    offers = [package for unit in load_units(deploy_folder()).values() for package in unit.offers]
    return [service for package in offers for service in services_of(package)]


def contract_methods():
    return [f"{s.full_name}/{m.name}" for s in contract_services() for m in s.methods]


def test_every_method_of_the_contract_has_an_entry_and_a_caller():
    table = AccessTable.load(deploy_folder() / "access")
    assert [name for name in contract_methods() if not table.names_for(name)] == []


def test_every_entry_speaks_of_the_contract_and_of_known_callers():
    table = AccessTable.load(deploy_folder() / "access")
    scopes = load_scopes(deploy_folder())
    known = {*KINDS, *(f"{kind}:{scope}" for kind in SCOPED for scope in scopes)}
    gateways = [name for name, unit in load_units(deploy_folder()).items() if unit.is_gateway]
    known |= {f"{kind}:{name}" for kind in OF_CHANNELS for name in gateways}
    methods = set(contract_methods())
    patterns = methods | {f"{name.partition('/')[0]}/*" for name in methods}
    assert set(table.patterns()) - patterns == set()
    assert {name for pattern in patterns for name in table.names_for(pattern)} <= known


OPTIONAL_ID = {"zhongtai.order.v1.OrderService/CreateOrder"}
"""What has a request_id that may be empty, and a natural key for then."""


def test_whatever_changes_something_has_a_request_id_or_a_declared_natural_key():
    """Streams are read; they are begun again from a cursor, not sent again."""
    unary = {
        f"{service.full_name}/{method.name}": "request_id" in method.input_type.fields_by_name
        for service in contract_services()
        for method in service.methods
        if not method.server_streaming
    }
    writes = {name: has_id for name, has_id in unary.items() if not is_read(name)}
    declared = load_natural_keys(deploy_folder())
    assert {name for name, has_id in writes.items() if not has_id} | OPTIONAL_ID == declared
    assert [name for name in unary if is_read(name) and unary[name]] == []


def is_read(name):
    return name.partition("/")[2].startswith(READS)


def test_what_has_no_entry_is_denied_to_everybody():
    table = AccessTable({"a.B/*": ["internal"]})
    assert not table.allows(ORDER, "/a.C/Get")
    assert table.allows(ORDER, "/a.B/Get")


def test_the_exact_entry_wins_over_the_star():
    table = AccessTable({"a.B/*": ["person"], "a.B/Secret": ["operator:a.write"]})
    assert table.allows(PERSON, "/a.B/Get")
    assert not table.allows(PERSON, "/a.B/Secret")


def test_a_scope_opens_to_its_kind_only_and_units_are_not_outside_services():
    table = AccessTable({"a.B/*": ["service:a.read"]})
    reader = frozenset({"a.read"})
    assert table.allows(Identity("service", "erp", "demo", reader), "/a.B/Get")
    for kind, scopes in [("service", ()), ("service", {"a.write"}), ("operator", reader)]:
        assert not table.allows(Identity(kind, "x", "demo", frozenset(scopes)), "/a.B/Get")
    for kind in ("person", "till", "plugin"):
        assert not table.allows(Identity(kind, "x", "demo", reader), "/a.B/Get")
    assert not table.allows(ORDER, "/a.B/Get")


def test_a_channel_opens_to_the_persons_who_logged_in_through_it():
    table = AccessTable({"a.B/*": ["person:mall"]})
    assert table.allows(replace(PERSON, channel="mall"), "/a.B/Get")
    for other in (PERSON, replace(PERSON, channel="miniapp"), ORDER):
        assert not table.allows(other, "/a.B/Get")
    till = Identity("till", "til_1", "demo", channel="mall")
    assert not table.allows(till, "/a.B/Get")


def test_what_is_open_to_anybody_names_one_method_and_nobody_else(tmp_path):
    table = AccessTable({"a.B/LogIn": ["anybody"], "a.B/*": ["person"]})
    assert table.is_open("/a.B/LogIn")
    assert not table.is_open("/a.B/Get")
    for line in ('"a.B/*" = ["anybody"]', '"a.B/LogIn" = ["anybody", "person"]'):
        (tmp_path / "one.toml").write_text(line)
        with pytest.raises(ValueError, match="anybody stands alone"):
            AccessTable.load(tmp_path)


def test_every_scope_is_asked_for_by_some_method_or_is_that_of_personal_data():
    table = AccessTable.load(deploy_folder() / "access")
    names = {name for pattern in table.patterns() for name in table.names_for(pattern)}
    asked = {name.partition(":")[2] for name in names if name.startswith(SCOPED)}
    assert asked | {"personal_data"} == set(load_scopes(deploy_folder()))


def test_who_may_call_is_told_in_words():
    assert in_words(["person:mall"]) == "person of the channel mall"
    names = ["service:a.read", "person", "operator:a.read", "internal", "operator:b.write"]
    words = "internal, person, operator or service with scope a.read, operator with scope b.write"
    assert in_words(names) == words
    assert in_words([]) == "nobody"


def test_two_files_that_speak_of_one_method_are_refused(tmp_path):
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('"a.B/*" = ["person"]')
    with pytest.raises(ValueError, match="already"):
        AccessTable.load(tmp_path)


@pytest.mark.parametrize("name", ["operator", "service", "service:", "root", "person:a.read"])
def test_an_entry_that_names_no_caller_is_refused(tmp_path, name):
    (tmp_path / "one.toml").write_text(f'"a.B/*" = ["{name}"]')
    with pytest.raises(ValueError, match=r"service:orders\.read"):
        AccessTable.load(tmp_path)


def test_an_entry_that_is_no_list_of_names_is_refused(tmp_path):
    (tmp_path / "one.toml").write_text('"a.B/*" = "person"')
    with pytest.raises(ValueError, match="list of names"):
        AccessTable.load(tmp_path)


def test_only_units_choose_merchant_and_person():
    assert acting(ORDER, "demo", "per_1").person_id == "per_1"
    assert acting(PERSON, "demo", "") == PERSON
    assert acting(Identity("operator", "o", ""), "demo", "").merchant_id == "demo"
    for merchant, person in [("other", ""), ("demo", "per_2"), ("", "per_1")]:
        with pytest.raises(AccessDenied):
            acting(PERSON, merchant, person)


@pytest.fixture
def identifier(tmp_path):
    units = {"gateways": ("miniapp",), "apps": ("order_control",)}
    return Identifier(TokenVerifier.load(tmp_path), units.get)


def test_a_certificate_makes_an_internal_identity_of_a_unit_of_that_process(identifier):
    named = {"zhongtai-unit": "miniapp", "zhongtai-merchant": "demo"}
    identity = identifier.identify(named, "gateways")
    assert (identity.subject, identity.merchant_id) == ("miniapp", "demo")
    assert identity.is_internal
    assert identifier.identify({"zhongtai-unit": "order"}, "gateways").subject == "gateways"


def test_a_certificate_of_no_process_is_unauthenticated(identifier):
    with pytest.raises(Unauthenticated):
        identifier.identify({}, "stranger")


def test_the_edges_certificate_lends_nothing_to_a_relayed_call(identifier):
    with pytest.raises(Unauthenticated):
        identifier.identify({"zhongtai-relayed": "1"}, "gateways")


def test_a_token_wins_over_the_certificate(tmp_path, identifier):
    token = TokenSigner.load(tmp_path).sign(PERSON, 60)
    assert identifier.identify({"authorization": f"bearer {token}"}, "gateways") == PERSON


@pytest.mark.parametrize("text", ["", "x", "A" * 32, "ab" * 17, "ab\n" + "ab" * 15])
def test_a_trace_id_of_another_form_is_replaced(text):
    assert trace_of({"zhongtai-trace": text}) != text
    assert len(trace_of({"zhongtai-trace": text})) == 32
