"""Short ways to call a user center."""

from itertools import count

from zhongtai.user.v1 import account_requests_pb2 as account_pb
from zhongtai.user.v1 import login_requests_pb2 as login_pb
from zhongtai.user.v1 import person_requests_pb2 as person_pb
from zhongtai.user.v1 import user_pb2

SOMEBODY_WAITS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""

_numbers = count(1)


def fresh(prefix: str = "r") -> str:
    """A request_id that was never used."""
    return f"{prefix}-{next(_numbers)}"


async def login(center, code: str, channel: str = "miniapp", request_id: str = ""):
    """Log in with the code of a channel."""
    request = login_pb.LoginRequest(request_id=request_id or fresh(), channel=channel, code=code)
    return await center.servicer.Login(request, None)


async def refresh(center, token: str, request_id: str = ""):
    """Exchange a refresh token."""
    request = login_pb.RefreshTokenRequest(request_id=request_id or fresh(), refresh_token=token)
    return await center.servicer.RefreshToken(request, None)


async def register(center, subject: str, **more):
    """Register a customer of a takeaway platform."""
    request = person_pb.RegisterPersonRequest(channel="meituan", subject=subject, **more)
    return await center.servicer.RegisterPerson(request, None)


async def identities(center, person_id: str):
    """A person's identities."""
    request = account_pb.ListIdentitiesRequest(person_id=person_id)
    return list((await center.servicer.ListIdentities(request, None)).identities)


async def get(center, person_id: str = "") -> user_pb2.Person:
    """Read a person."""
    answer = await center.servicer.GetPerson(person_pb.GetPersonRequest(person_id=person_id), None)
    return answer.person


async def add_address(center, person_id: str, street: str, **more) -> user_pb2.SavedAddress:
    """Keep an address."""
    address = user_pb2.SavedAddress(**more)
    address.address.contact_name = "Ann"
    address.address.contact_phone = "+8613800138000"
    address.address.street = street
    request = account_pb.CreateAddressRequest(
        request_id=fresh(), person_id=person_id, address=address
    )
    return (await center.servicer.CreateAddress(request, None)).address


async def addresses(center, person_id: str) -> list[tuple[str, bool]]:
    """Streets of a person's addresses, and which is the default."""
    request = account_pb.ListAddressesRequest(person_id=person_id)
    answer = await center.servicer.ListAddresses(request, None)
    return [(each.address.street, each.is_default) for each in answer.addresses]


async def merge(center, from_id: str, into_id: str) -> person_pb.MergePersonsResponse:
    """Merge two persons."""
    request = person_pb.MergePersonsRequest(
        request_id=fresh(), from_person_id=from_id, into_person_id=into_id, reason="same phone"
    )
    return await center.servicer.MergePersons(request, None)


async def undo(center, merge_id: str) -> user_pb2.PersonMerge:
    """Undo a merge."""
    request = person_pb.UndoMergeRequest(merge_id=merge_id)
    return (await center.servicer.UndoMerge(request, None)).merge


async def breaches(center) -> list[str]:
    """Every breach that the audit finds; it must have looked at something."""
    answer = await center.servicer.Audit(person_pb.AuditRequest(), None)
    assert any(check.checked_count for check in answer.checks)
    return [breach for check in answer.checks for breach in check.breaches]
