"""The list of revoked tokens that every process keeps: what it covers, and what it forgets."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.user.v1.revocation_pb2 import Revocation

from mesh.call.context import Identity
from mesh.process.revocations import RevokedTokens
from mesh.process.tokens import Verified

NOW = 1_800_000_000


@pytest.fixture
def revoked():
    return RevokedTokens(lambda: NOW)


def token(issued_at=NOW - 10.0, kind="service", subject="bi", merchant="demo"):
    identity = Identity(kind, subject, merchant)
    return Verified(identity, merchant, "tok_1", "lgn_1", issued_at, NOW + 60)


def revocation(kind, subject, merchant="demo", before=NOW + 60, ends=NOW + 60):
    return Revocation(
        kind=kind,
        subject=subject,
        merchant_id=merchant,
        issued_before=Timestamp(seconds=before),
        expire_time=Timestamp(seconds=ends),
    )


@pytest.mark.parametrize(("kind", "name"), [("token", "tok_1"), ("login", "lgn_1")])
def test_a_token_is_revoked_by_its_id_and_by_its_login(revoked, kind, name):
    assert not revoked.covers(token())
    revoked.add([revocation(kind, name)])
    assert revoked.covers(token())


def test_of_a_subject_what_was_issued_before_is_revoked_and_nothing_later(revoked):
    revoked.add([revocation("service", "bi", before=NOW)])
    assert revoked.covers(token(issued_at=NOW - 0.001))
    assert not revoked.covers(token(issued_at=NOW))
    assert not revoked.covers(token(kind="operator"))
    assert not revoked.covers(token(subject="erp"))


def test_a_chain_revokes_its_own_tokens_only(revoked):
    revoked.add([revocation("service", "bi"), revocation("token", "tok_1", "")])
    assert not revoked.covers(token(merchant="other"))
    assert revoked.covers(token(kind="operator", merchant=""))


def test_what_has_ended_vanishes_so_that_the_list_stays_short(revoked):
    revoked.add(revocation("token", f"tok_{n}", ends=NOW) for n in range(100))
    revoked.add([revocation("token", "tok_1")])
    assert len(revoked) == 1


def test_what_is_known_stays_whatever_a_restored_database_tells(revoked):
    revoked.add([revocation("token", "tok_1"), revocation("service", "bi", before=NOW)])
    revoked.add([revocation("service", "bi", before=NOW - 20, ends=NOW + 30)])
    assert revoked.covers(token())
    assert revoked.covers(token(issued_at=NOW - 10.0))
    assert len(revoked) == 2
