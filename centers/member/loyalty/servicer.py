"""The calls around a chain's rules."""

from __future__ import annotations

from zhongtai.member.v1 import programme_requests_pb2 as programme_pb
from zhongtai.member.v1.member_service_pb2_grpc import MemberServiceServicer

from centers.member import checks, messages
from centers.member.loyalty.operations import Loyalty
from centers.member.scope import whose
from mesh.call.readers import reader_of
from mesh.data.change import Changes
from mesh.data.paging import page_of


class LoyaltyServicer(MemberServiceServicer):
    """The part of MemberService about loyalty programme, ladder and benefits."""

    changes: Changes
    loyalty: Loyalty

    async def GetProgramme(
        self, _request: programme_pb.GetProgrammeRequest, _: object
    ) -> programme_pb.GetProgrammeResponse:
        found = await self.loyalty.programme()
        return programme_pb.GetProgrammeResponse(programme=messages.programme_message(found))

    async def SetProgramme(
        self, request: programme_pb.SetProgrammeRequest, _: object
    ) -> programme_pb.SetProgrammeResponse:
        wanted = messages.programme_of(request.programme)
        checks.check_programme(request.request_id, wanted)
        return await self.changes.once(
            request,
            programme_pb.SetProgrammeResponse,
            lambda unit: self.loyalty.set_programme(unit, wanted),
            lambda kept: programme_pb.SetProgrammeResponse(
                programme=messages.programme_message(kept)
            ),
        )

    async def ListTiers(
        self, request: programme_pb.ListTiersRequest, _: object
    ) -> programme_pb.ListTiersResponse:
        page = page_of(request)
        rows = await self.loyalty.list_tiers(page)
        shown, token = page.cut(rows, key=lambda tier: (tier.growth_required,))
        return programme_pb.ListTiersResponse(
            tiers=messages.tier_message.each(shown), next_page_token=token
        )

    async def SetTiers(
        self, request: programme_pb.SetTiersRequest, _: object
    ) -> programme_pb.SetTiersResponse:
        wanted = messages.tier_of.each(request.tiers, "tiers")
        checks.check_tiers(request.request_id, wanted)
        return await self.changes.once(
            request,
            programme_pb.SetTiersResponse,
            lambda unit: self.loyalty.set_tiers(unit, wanted),
            lambda done: programme_pb.SetTiersResponse(
                tiers=messages.tier_message.each(done[0]), moved_member_count=done[1]
            ),
        )

    async def ListBenefits(
        self, request: programme_pb.ListBenefitsRequest, _: object
    ) -> programme_pb.ListBenefitsResponse:
        checks.check_benefit_filters(request.tier_code, request.person_id)
        if request.person_id:
            whose(request.person_id)
        reader, page = reader_of(request), page_of(request)
        rows = await self.loyalty.list_benefits(request.tier_code, request.person_id, page)
        shown, token = page.cut(rows, key=lambda benefit: (benefit.code,))
        return programme_pb.ListBenefitsResponse(
            benefits=[messages.benefit_as_read(each, reader) for each in shown],
            next_page_token=token,
        )

    async def SaveBenefit(
        self, request: programme_pb.SaveBenefitRequest, _: object
    ) -> programme_pb.SaveBenefitResponse:
        wanted = messages.benefit_of.within(request.benefit, "benefit")
        checks.check_benefit(request.request_id, wanted)
        return await self.changes.once(
            request,
            programme_pb.SaveBenefitResponse,
            lambda unit: self.loyalty.save_benefit(unit, wanted),
            lambda kept: programme_pb.SaveBenefitResponse(benefit=messages.benefit_message(kept)),
        )

    async def RemoveBenefit(
        self, request: programme_pb.RemoveBenefitRequest, _: object
    ) -> programme_pb.RemoveBenefitResponse:
        checks.check_code("code", request.code)
        await self.loyalty.remove_benefit(request.code)
        return programme_pb.RemoveBenefitResponse()
