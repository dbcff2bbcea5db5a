"""The gRPC face of a chain's rules: programme, ladder, benefits."""

from __future__ import annotations

from zhongtai.member.v1 import programme_requests_pb2 as programme_pb

from centers.member import checks, programme
from centers.member.messages import (
    benefit_message,
    benefit_of,
    programme_message,
    programme_of,
    tier_message,
    tier_of,
)
from centers.member.scope import Scope
from centers.member.servicer_base import Faces
from mesh.data.paging import read_page


class ProgrammeMethods(Faces):
    """The RPCs around a chain's rules."""

    async def GetProgramme(
        self, _request: programme_pb.GetProgrammeRequest, _: object
    ) -> programme_pb.GetProgrammeResponse:
        found = await self.scope().programmes.programme()
        return programme_pb.GetProgrammeResponse(programme=programme_message(found))

    async def SetProgramme(
        self, request: programme_pb.SetProgrammeRequest, _: object
    ) -> programme_pb.SetProgrammeResponse:
        wanted = programme_of(request.programme)
        checks.check_programme(request.request_id, wanted)

        async def effect(scope: Scope) -> programme_pb.SetProgrammeResponse:
            kept = await programme.set_programme(scope, wanted)
            return programme_pb.SetProgrammeResponse(programme=programme_message(kept))

        return await self.once(request, programme_pb.SetProgrammeResponse, effect)

    async def ListTiers(
        self, request: programme_pb.ListTiersRequest, _: object
    ) -> programme_pb.ListTiersResponse:
        page = read_page("tiers", request.page_size, request.page_token)
        after = int(page.after[0]) if page.after else -1
        ladder = await self.scope().programmes.ladder()
        rows = [tier for tier in ladder if tier.growth_required > after]
        shown, token = page.cut(rows, key=lambda tier: (tier.growth_required,))
        return programme_pb.ListTiersResponse(tiers=map(tier_message, shown), next_page_token=token)

    async def SetTiers(
        self, request: programme_pb.SetTiersRequest, _: object
    ) -> programme_pb.SetTiersResponse:
        wanted = [tier_of(tier) for tier in request.tiers]
        checks.check_tiers(request.request_id, wanted)

        async def effect(scope: Scope) -> programme_pb.SetTiersResponse:
            ladder, moved = await programme.set_tiers(scope, wanted)
            return programme_pb.SetTiersResponse(
                tiers=map(tier_message, ladder), moved_member_count=moved
            )

        return await self.once(request, programme_pb.SetTiersResponse, effect)

    async def ListBenefits(
        self, request: programme_pb.ListBenefitsRequest, _: object
    ) -> programme_pb.ListBenefitsResponse:
        scope = self.scope()
        wanted = (request.tier_code, request.person_id)
        checks.check_benefit_filters(*wanted)
        if request.person_id:
            scope.whose(request.person_id)
        page = read_page("benefits", request.page_size, request.page_token, *wanted)
        rows = await programme.list_benefits(scope, *wanted, page)
        shown, token = page.cut(rows, key=lambda benefit: (benefit.code,))
        return programme_pb.ListBenefitsResponse(
            benefits=map(benefit_message, shown), next_page_token=token
        )

    async def SaveBenefit(
        self, request: programme_pb.SaveBenefitRequest, _: object
    ) -> programme_pb.SaveBenefitResponse:
        wanted = benefit_of(request.benefit)
        checks.check_benefit(request.request_id, wanted)

        async def effect(scope: Scope) -> programme_pb.SaveBenefitResponse:
            kept = await programme.save_benefit(scope, wanted)
            return programme_pb.SaveBenefitResponse(benefit=benefit_message(kept))

        return await self.once(request, programme_pb.SaveBenefitResponse, effect)

    async def RemoveBenefit(
        self, request: programme_pb.RemoveBenefitRequest, _: object
    ) -> programme_pb.RemoveBenefitResponse:
        checks.check_code("code", request.code)
        await self.scope().programmes.remove_benefit(request.code)
        return programme_pb.RemoveBenefitResponse()
