"""A CRM plug-in that keeps the contract, and breaks one promise of it when told to."""

import secrets

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import crm_member_pb2, crm_pb2_grpc, plugin_pb2
from zhongtai.plugin.v1 import crm_pb2 as pb
from zhongtai_plugin import BadRequest, Conflict, PluginFault, PluginInfo, Rejected

CAPABILITIES = (
    plugin_pb2.CAPABILITY_CRM_MEMBERS,
    plugin_pb2.CAPABILITY_CRM_POINTS,
    plugin_pb2.CAPABILITY_CRM_POINTS_KEPT,
    plugin_pb2.CAPABILITY_CRM_STORED_VALUE,
    plugin_pb2.CAPABILITY_CRM_BENEFITS,
)
INFO = PluginInfo("crm_in_memory", "1", "A CRM to break.", CAPABILITIES)
CHAIN = "conformance"
Member = crm_member_pb2.CrmMember


class CrmInMemory(crm_pb2_grpc.CrmServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "", chain: str = CHAIN) -> None:
        self._broken = broken
        self._chain = chain
        self._queue = secrets.token_hex(4)
        self._kept: list[bytearray] = []
        self._keys: dict[tuple[str, str, str], bytes] = {}
        self.members: dict[str, Member] = {}
        self._changes: list[Member] = []
        self.rejects: set[str] = set()
        self.refuses_closed = False
        self.prefix = "c"

    async def change_member(self, member_id: str) -> None:
        """Give somebody points at the CRM."""
        member = self.members[member_id]
        member.points_balance += 10
        if self._broken == "forgets what it knows":
            member.known_revision = 0
        self._tell(member, changed=self._broken != "same revision")

    async def delete_member(self, member_id: str) -> None:
        """Delete somebody at the CRM."""
        member = self.members.pop(member_id)
        if self._broken != "forgets the deleted":
            member.standing = crm_member_pb2.CRM_STANDING_CLOSED
            self._tell(member)

    async def restart(self) -> None:
        """What is left of it when its process was killed."""
        if self._broken == "keeps nothing":
            self._keys.clear()
            self.members.clear()

    async def PushMembers(self, request, _context) -> pb.PushMembersResponse:
        self._check_size(request.profiles)
        if self._broken == "later standings" and any(x.standing > 4 for x in request.profiles):
            raise BadRequest("STANDING_UNKNOWN", "This standing is not known.")
        if self._broken == "fails neighbours" and not all(x.member_id for x in request.profiles):
            raise BadRequest("FIELDS_MISSING", "A profile has a member.")
        pairs = [(x.profile_id, x) for x in request.profiles]
        return pb.PushMembersResponse(results=self._taken(pairs, self._join))

    async def LookUpMembers(self, request, _context) -> pb.LookUpMembersResponse:
        if self._broken != "finds in any chain":
            self._demand_served(request.merchant_id)
        found = [self.members[x] for x in request.member_ids if x in self.members]
        if self._broken == "finds nobody":
            found = []
        return pb.LookUpMembersResponse(members=found)

    async def PullMembers(self, request, _context) -> pb.PullMembersResponse:
        if self._broken != "pulled by any chain":
            self._demand_served(request.merchant_id)
        queue, _, place = (request.after_cursor or f"{self._queue}.0").partition(".")
        if queue != self._queue:
            if self._broken != "takes any cursor":
                raise BadRequest("CURSOR_UNKNOWN", "This cursor is not of this queue.")
            place = "0"
        first = int(place)
        size = 9 if self._broken == "large pages" else request.page_size or 100
        found = self._changes[first : first + size]
        cursor = "" if self._broken == "no cursor" else f"{self._queue}.{first + len(found)}"
        return pb.PullMembersResponse(members=found, cursor=cursor)

    async def PushPoints(self, request, _context) -> pb.PushPointsResponse:
        if self._broken == "keeps all":
            self._kept.append(bytearray(b"x") * (2**18 * len(request.movements)))
        self._check_size(request.movements)
        if self._broken == "later kinds" and any(x.kind > 9 for x in request.movements):
            raise BadRequest("KIND_UNKNOWN", "This kind is not known.")
        pairs = [(x.movement_id, x) for x in request.movements]
        if self._broken == "forgets twins":
            twins = [x for x in request.movements[1:] if x == request.movements[0]]
            for twin in twins if not self._known(CHAIN, [pairs[0][0]]) else ():
                self.members[twin.member_id].points_balance += twin.points
        return pb.PushPointsResponse(results=self._taken(pairs, self._move))

    async def LookUpPoints(self, request, _context) -> pb.LookUpPointsResponse:
        known = self._known(request.merchant_id, request.movement_ids)
        return pb.LookUpPointsResponse(known_movement_ids=known)

    def _known(self, merchant_id: str, movement_ids) -> list[str]:
        if self._broken == "forgets keys":
            return []
        return [x for x in movement_ids if ("CrmMovement", merchant_id, x) in self._keys]

    def _check_size(self, items) -> None:
        most = {"small batches": 100, "endless batches": 1_000}.get(self._broken, 500)
        if len(items) > most or (not items and self._broken != "takes nothing"):
            raise BadRequest("BATCH_SIZE", "A batch has 1 to 500 items.")

    def _demand_served(self, merchant_id: str) -> None:
        if merchant_id != self._chain:
            raise Rejected("CHAIN_UNKNOWN", "This chain is not served.")

    def _taken(self, pairs, effect) -> list[plugin_pb2.ItemResult]:
        results = []
        for key, message in pairs:
            result = plugin_pb2.ItemResult(item_id=key)
            try:
                result.already_known = self._take(key, message, effect)
            except PluginFault as fault:
                result.error.CopyFrom(fault.as_message())
            results.append(result)
        return results[::-1] if self._broken == "answers in any order" else results

    def _take(self, key: str, message, effect) -> bool:
        if self._broken != "takes any chain":
            self._demand_served(message.merchant_id)
        if key in self.rejects:
            raise Rejected("NOT_LIKED", "The CRM's rules say no.")
        content = message.SerializeToString(deterministic=True)
        book = (type(message).__name__, message.merchant_id, key)
        before = self._keys.get(book)
        if before is not None and before != content and self._broken != "overwrites":
            raise Conflict("KEY_USED", "This key was used for something else.")
        if before is not None and self._broken != "takes twice":
            return True
        known = effect(message)
        self._keys[book] = content
        return bool(known)

    def _join(self, profile) -> bool:
        if self._broken == "takes no profile" or not profile.member_id:
            raise BadRequest("FIELDS_MISSING", "A profile has a member.")
        member = self.members.get(profile.member_id) or self._new(profile.member_id)
        if profile.revision <= member.known_revision and self._broken != "goes back":
            return self._broken != "takes twice"
        member.standing, member.tier_code = profile.standing, profile.tier_code
        member.known_revision = profile.revision
        self._tell(member, told=self._broken != "silent when joined")
        return False

    def _move(self, movement) -> bool:
        if movement.points == 0 and self._broken != "moves nothing":
            raise BadRequest("POINTS_ZERO", "A movement has points.")
        if self._broken == "plain texts" and not movement.note.isascii():
            raise BadRequest("NOTE_ODD", "A note is plain.")
        if movement.member_id not in self.members:
            if self._broken != "moves for anybody":
                raise Rejected("MEMBER_UNKNOWN", "This member was never pushed.")
            self._new(movement.member_id)
        member = self.members[movement.member_id]
        if self.refuses_closed and member.standing == crm_member_pb2.CRM_STANDING_CLOSED:
            raise Rejected("MEMBER_CLOSED", "This member has left.")
        if member.points_balance + movement.points < 0 and self._broken == "never below zero":
            raise Rejected("NOT_ENOUGH", "There are fewer points.")
        member.points_balance += movement.points
        if self._broken != "forgets positions":
            member.known_position = max(member.known_position, movement.position)
        self._tell(member)
        return False

    def _new(self, member_id: str) -> Member:
        crm_member_id = "" if self._broken == "has no ids" else f"{self.prefix}-{member_id}"
        member = self.members[member_id] = Member(
            crm_member_id=crm_member_id, member_id=member_id, points_balance=0, standing=1
        )
        if self._broken != "knows no money":
            member.stored_value.CopyFrom(Money(minor_units=0, currency_code="CNY"))
        return member

    def _tell(self, member: Member, *, changed: bool = True, told: bool = True) -> None:
        member.revision += changed
        member.update_time.GetCurrentTime()
        if told:
            state = Member()
            state.CopyFrom(member)
            self._changes.append(state)
