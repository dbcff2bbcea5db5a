"""The desk's REST interface: see members, change them at the CRM's side, make faults."""

from __future__ import annotations

from dataclasses import asdict

import msgspec
from zhongtai_plugin import PluginFault
from zhongtai_plugin.http import Answer, Handler, Request, guarded, problem

from plugins.crm_ledger.desk import Desk
from plugins.crm_ledger.faults import AWAY, KILLED, LOST
from plugins.crm_ledger.model import ACTIVE, CLOSED, FROZEN, Benefit, Member, Wish

MOST_POINTS = 10**9

_encode = msgspec.json.Encoder().encode


class _Body(msgspec.Struct, forbid_unknown_fields=True):
    merchant_id: str
    member_id: str | None = None
    standing: str | None = None
    tier_code: str | None = None
    points: int | None = None
    stored_value: int | None = None
    benefits: list[Benefit] | None = None


class _Look(msgspec.Struct, forbid_unknown_fields=True):
    merchant_id: str


class _Fault(msgspec.Struct, forbid_unknown_fields=True):
    next_push: str


class DeskRest:
    """The routes; each needs the desk's token."""

    def __init__(self, desk: Desk, token: str) -> None:
        self._desk = desk
        self._token = token

    def routes(self) -> dict[tuple[str, str], Handler]:
        """Method and path of every route."""
        return {
            ("POST", "/crm/v1/members"): self._guarded(self.change),
            ("POST", "/crm/v1/members/{member_id}"): self._guarded(self.change),
            ("POST", "/crm/v1/looks/{member_id}"): self._guarded(self.look),
            ("POST", "/crm/v1/faults"): self._guarded(self.make_fault),
        }

    def _guarded(self, handler: Handler) -> Handler:
        async def handle(request: Request) -> Answer:
            try:
                return await handler(request)
            except msgspec.DecodeError as wrong:
                return problem(400, "BODY_INVALID", str(wrong))
            except PluginFault as refused:
                status = 404 if refused.code == "MEMBER_UNKNOWN" else 409
                return problem(status, refused.code, refused.message)

        return guarded(handle, self._token)

    async def change(self, request: Request) -> Answer:
        """Change a member by hand, or make one; return how they stand."""
        body = msgspec.json.decode(request.body, type=_Body)
        wrong = _problem_with(body)
        if wrong:
            return problem(400, "BODY_INVALID", wrong)
        self._desk.demand_served(body.merchant_id)
        wish = Wish(
            body.member_id,
            body.standing,
            body.tier_code,
            body.points,
            body.stored_value,
            None if body.benefits is None else tuple(body.benefits),
        )
        member = await self._desk.book.change(body.merchant_id, request.path_value, wish)
        return Answer(body=_encode(self._shown(member)))

    async def look(self, request: Request) -> Answer:
        """Return how a member stands, and the lines of the ledger."""
        body = msgspec.json.decode(request.body, type=_Look)
        member = self._desk.book.find(body.merchant_id, request.path_value)
        if member is None:
            return problem(404, "MEMBER_UNKNOWN", "There is no such member.")
        return Answer(body=_encode(self._shown(member)))

    async def make_fault(self, request: Request) -> Answer:
        """Have the next answer lost, the process killed before it, or the CRM away until told."""
        fault = msgspec.json.decode(request.body, type=_Fault)
        if fault.next_push not in ("", LOST, KILLED, AWAY):
            return problem(400, "BODY_INVALID", "next_push is lost, killed, away or empty.")
        self._desk.faults.next_push = fault.next_push
        return Answer(body=_encode({"next_push": fault.next_push}))

    def _shown(self, member: Member) -> dict[str, object]:
        """Return a member as the desk sees them, with the lines of the ledger."""
        return {**asdict(member), "ledger": self._desk.book.lines(member)}


def _problem_with(body: _Body) -> str:
    """Return what is wrong with a change; empty where it can be made."""
    if body.standing not in (None, ACTIVE, FROZEN, CLOSED):
        return "standing is active, frozen or closed."
    if body.points is not None and abs(body.points) > MOST_POINTS:
        return f"points are at most {MOST_POINTS} either way."
    if body.stored_value is not None and not 0 <= body.stored_value <= MOST_POINTS:
        return f"stored_value is 0 to {MOST_POINTS} minor units."
    for text in (body.member_id, body.tier_code):
        if text is not None and (len(text) > 64 or not text.isprintable()):
            return "texts have at most 64 characters."
    return ""
