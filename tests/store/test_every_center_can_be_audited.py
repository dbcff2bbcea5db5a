"""Every center answers an audit, says which merchants it has, and what it holds of orders."""

import importlib
from pathlib import Path

import pytest

import apps
import centers
from cli.audit.centers import CENTERS, HAVE_LETTERS, KNOW_ORDERS
from mesh.call.context import Identity, as_call
from mesh.call.contract import services_of
from mesh.data.auditing import Audit

FOLDERS = {
    path.parent.name: path.parent
    for package in (centers, apps)
    for path in Path(*package.__path__).glob("*/queries_audit.sql")
}


async def audit_of(center_database, name: str) -> Audit:
    folder = FOLDERS[name]
    db = await center_database(name, folder / "migrations")
    return Audit(db, importlib.import_module(f"{folder.parent.name}.{name}.store").CHECKS)


def test_every_center_and_every_app_with_data_is_asked():
    assert set(CENTERS) == set(FOLDERS)


def test_every_center_with_letters_is_asked_for_them():
    offering = {
        name
        for name, (_, pb) in CENTERS.items()
        for service in services_of(pb.DESCRIPTOR.package)
        if "ListLetters" in service.methods_by_name
    }
    assert offering == set(HAVE_LETTERS)


@pytest.mark.parametrize("name", CENTERS)
async def test_an_empty_center_has_no_breach_and_no_merchant(center_database, name):
    audit, pb = await audit_of(center_database, name), CENTERS[name][1]
    with as_call(Identity("operator", "test", "")):
        assert not (await audit.merchants(pb.ListMerchantsResponse)).merchant_ids
    with as_call(Identity("operator", "test", "m1")):
        reply = await audit.answer(pb.AuditResponse)
    assert reply.checks
    assert [check.name for check in reply.checks if check.breach_count or check.checked_count] == []


@pytest.mark.parametrize("name", KNOW_ORDERS)
async def test_a_center_without_orders_holds_nothing_of_any(center_database, name):
    audit, pb = await audit_of(center_database, name), CENTERS[name][1]
    with as_call(Identity("operator", "test", "m1")):
        assert [page async for page in audit.orders(pb.AuditOrdersResponse)] == []
