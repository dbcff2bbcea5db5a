"""Short ways to call a member center. Amounts are fen; the plain rate is a point per yuan."""

from itertools import count

from zhongtai.common.v1 import money_pb2
from zhongtai.member.v1 import member_pb2
from zhongtai.member.v1 import member_requests_pb2 as member_pb
from zhongtai.member.v1 import points_requests_pb2 as points_pb
from zhongtai.member.v1 import programme_requests_pb2 as programme_pb

_numbers = count(1)

DONE = points_pb.ITEM_OUTCOME_DONE
ALREADY = points_pb.ITEM_OUTCOME_ALREADY_DONE
REFUSED = points_pb.ITEM_OUTCOME_REFUSED


def fresh() -> str:
    """A request_id that was never used."""
    return f"r-{next(_numbers)}"


def fen(amount: int) -> money_pb2.Money:
    """So much money."""
    return money_pb2.Money(minor_units=amount, currency_code="CNY")


def earning(order_id: str, amount: int = 10_000, person: str = "ann") -> points_pb.EarnItem:
    """A completed order; by default it earns 100 points at the plain rate."""
    return points_pb.EarnItem(person_id=person, order_id=order_id, amount=fen(amount))


def refunding(order_id: str, refund_id: str, amount: int) -> points_pb.ReverseItem:
    """A refund."""
    return points_pb.ReverseItem(order_id=order_id, refund_id=refund_id, amount=fen(amount))


def abroad(order_id: str, person: str = "ann") -> points_pb.EarnItem:
    """A completed order in a currency that earns nothing."""
    dollars = money_pb2.Money(minor_units=10_000, currency_code="USD")
    return points_pb.EarnItem(person_id=person, order_id=order_id, amount=dollars)


async def move(center, verb: str, person: str = "ann", request_id: str = ""):
    """Freeze, unfreeze or close a membership."""
    request = getattr(member_pb, f"{verb}MemberRequest")(
        request_id=request_id or fresh(), person_id=person, reason="because"
    )
    return (await getattr(center.servicer, f"{verb}Member")(request, None)).member


async def earn(center, *items: points_pb.EarnItem) -> list[points_pb.EarnResult]:
    """Let orders earn."""
    answer = await center.servicer.EarnPoints(points_pb.EarnPointsRequest(items=items), None)
    return list(answer.results)


async def reverse(center, *items: points_pb.ReverseItem) -> list[points_pb.ReverseResult]:
    """Take back what orders earned."""
    request = points_pb.ReversePointsRequest(items=items)
    return list((await center.servicer.ReversePoints(request, None)).results)


async def redeem(center, points: int, person: str = "ann", request_id: str = ""):
    """Spend points."""
    request = points_pb.RedeemPointsRequest(
        request_id=request_id or fresh(), person_id=person, points=points
    )
    return await center.servicer.RedeemPoints(request, None)


async def unredeem(center, redemption_id: str):
    """Give spent points back."""
    request = points_pb.UnredeemPointsRequest(redemption_id=redemption_id)
    return await center.servicer.UnredeemPoints(request, None)


async def adjust(center, points: int, person: str = "ann"):
    """Grant or take points."""
    request = points_pb.AdjustPointsRequest(
        request_id=fresh(), person_id=person, points=points, reason="by hand"
    )
    return await center.servicer.AdjustPoints(request, None)


async def get(center, person: str = "ann") -> member_pb2.Member:
    """Read a membership."""
    request = member_pb.GetMemberRequest(person_id=person)
    return (await center.servicer.GetMember(request, None)).member


async def enrol(center, person: str = "ann") -> member_pb.EnrollMemberResponse:
    """Make a person a member."""
    request = member_pb.EnrollMemberRequest(person_id=person)
    return await center.servicer.EnrollMember(request, None)


async def ledger(center, person: str = "ann", **more) -> list[tuple[str, int]]:
    """Kinds and points of a member's lines, newest first."""
    from zhongtai.member.v1.member_pb2 import LedgerKind

    request = points_pb.ListLedgerRequest(person_id=person, page_size=200, **more)
    answer = await center.servicer.ListLedger(request, None)
    names = LedgerKind.Name
    return [(names(e.kind).removeprefix("LEDGER_KIND_"), e.points) for e in answer.entries]


async def set_programme(center, **rules) -> None:
    """Set the rules for points; the rest is plain."""
    plain = {"minor_units_per_point": 100, "minor_units_per_growth": 100}
    programme = member_pb2.Programme(**(plain | rules))
    request = programme_pb.SetProgrammeRequest(request_id=fresh(), programme=programme)
    await center.servicer.SetProgramme(request, None)


async def set_tiers(center, *tiers: tuple[str, int, int]) -> programme_pb.SetTiersResponse:
    """Set the ladder from (code, growth required, rate in percent)."""
    wanted = [
        member_pb2.Tier(code=code, name=code.title(), growth_required=start, earn_rate_percent=rate)
        for code, start, rate in tiers
    ]
    request = programme_pb.SetTiersRequest(request_id=fresh(), tiers=wanted)
    return await center.servicer.SetTiers(request, None)


async def expire(center, max_members: int = 0) -> points_pb.ExpirePointsResponse:
    """Expire what is due."""
    request = points_pb.ExpirePointsRequest(max_members=max_members)
    return await center.servicer.ExpirePoints(request, None)


async def breaches(center) -> list[str]:
    """Every breach that the audit finds; it must have looked at something."""
    answer = await center.servicer.Audit(member_pb.AuditRequest(), None)
    assert any(check.checked_count for check in answer.checks)
    return [f"{c.name}: {breach}" for c in answer.checks for breach in c.breaches]


async def totals(center) -> dict[str, int]:
    """The sums of the audit."""
    return dict((await center.servicer.Audit(member_pb.AuditRequest(), None)).totals)
