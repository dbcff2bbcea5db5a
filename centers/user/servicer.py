"""The gRPC face of the user center: message in, one operation, message out."""

from __future__ import annotations

from zhongtai.user.v1 import account_requests_pb2 as account_pb
from zhongtai.user.v1 import person_requests_pb2 as person_pb

from centers.user import checks, merging, operations
from centers.user.messages import identity_message, merge_message, person_message
from centers.user.model import Proof
from centers.user.servicer_addresses import AddressMethods
from mesh.call.context import merchant_id
from mesh.data.database import Connection
from mesh.data.idempotency import answered, once
from mesh.data.paging import read_page


class UserServicer(AddressMethods):
    """UserService of zhongtai.user.v1."""

    async def RegisterPerson(
        self, request: person_pb.RegisterPersonRequest, _: object
    ) -> person_pb.RegisterPersonResponse:
        checks.check_account(request.channel, request.subject, request.display_name, request.phone)
        proof = Proof(request.channel, request.subject, display_name=request.display_name)
        scope = self.scope()

        async def work(conn: Connection) -> person_pb.RegisterPersonResponse:
            found = await operations.register(scope.within(conn), proof, request.phone)
            return person_pb.RegisterPersonResponse(
                person=person_message(found.person),
                identity=identity_message(found.identity),
                registered=found.is_new,
            )

        return await self.db.run_in_transaction(work)

    async def GetPerson(
        self, request: person_pb.GetPersonRequest, _: object
    ) -> person_pb.GetPersonResponse:
        person = await operations.get_person(self.scope(), request.person_id)
        return person_pb.GetPersonResponse(person=person_message(person))

    async def BatchGetPersons(
        self, request: person_pb.BatchGetPersonsRequest, _: object
    ) -> person_pb.BatchGetPersonsResponse:
        persons = await operations.get_persons(self.scope(), request.person_ids)
        return person_pb.BatchGetPersonsResponse(persons=map(person_message, persons))

    async def UpdatePerson(
        self, request: person_pb.UpdatePersonRequest, _: object
    ) -> person_pb.UpdatePersonResponse:
        named = list(request.update_mask.paths)
        wanted = {n: getattr(request.person, n) for n in named if n in checks.UPDATABLE}
        checks.check_changes(request.request_id, wanted, named)
        scope = self.scope()

        async def effect(conn: Connection) -> person_pb.UpdatePersonResponse:
            person = await operations.update_person(
                scope.within(conn), request.person.person_id, wanted
            )
            return person_pb.UpdatePersonResponse(person=person_message(person))

        return await once(self.db, request, person_pb.UpdatePersonResponse, effect)

    async def ListPersons(
        self, request: person_pb.ListPersonsRequest, _: object
    ) -> person_pb.ListPersonsResponse:
        checks.check_filters(request.phone, request.channel)
        page = read_page(
            "persons", request.page_size, request.page_token, request.phone, request.channel
        )
        rows = await operations.list_persons(self.scope(), request.phone, request.channel, page)
        shown, token = page.cut(rows, key=lambda person: (person.person_id,))
        return person_pb.ListPersonsResponse(
            persons=map(person_message, shown), next_page_token=token
        )

    async def FindPersonByIdentity(
        self, request: person_pb.FindPersonByIdentityRequest, _: object
    ) -> person_pb.FindPersonByIdentityResponse:
        checks.check_account(request.channel, request.subject)
        person, identity = await operations.find_by_account(
            self.scope(), request.channel, request.subject
        )
        return person_pb.FindPersonByIdentityResponse(
            person=person_message(person), identity=identity_message(identity)
        )

    async def BindIdentity(
        self, request: account_pb.BindIdentityRequest, _: object
    ) -> account_pb.BindIdentityResponse:
        checks.check_code(request.channel, request.code, request.request_id)
        scope = self.scope()
        scope.whose(request.person_id)
        before = await answered(self.db, request, account_pb.BindIdentityResponse)
        if before is not None:
            return before
        proof = await self.providers.exchange_code(request.channel, request.code, merchant_id())

        async def effect(conn: Connection) -> account_pb.BindIdentityResponse:
            identity = await operations.bind_identity(scope.within(conn), request.person_id, proof)
            return account_pb.BindIdentityResponse(identity=identity_message(identity))

        return await once(self.db, request, account_pb.BindIdentityResponse, effect)

    async def UnbindIdentity(
        self, request: account_pb.UnbindIdentityRequest, _: object
    ) -> account_pb.UnbindIdentityResponse:
        checks.check_request_id(request.request_id)
        scope = self.scope()

        async def effect(conn: Connection) -> account_pb.UnbindIdentityResponse:
            ended = await operations.unbind_identity(
                scope.within(conn), request.person_id, request.identity_id
            )
            return account_pb.UnbindIdentityResponse(revoked_login_count=ended)

        return await self.once_and_tell(request, account_pb.UnbindIdentityResponse, effect)

    async def ListIdentities(
        self, request: account_pb.ListIdentitiesRequest, _: object
    ) -> account_pb.ListIdentitiesResponse:
        scope = self.scope()
        whose = scope.whose(request.person_id)
        page = read_page("identities", request.page_size, request.page_token, whose)
        rows = await operations.list_identities(scope, whose, page)
        shown, token = page.cut(rows, key=lambda identity: (identity.identity_id,))
        return account_pb.ListIdentitiesResponse(
            identities=map(identity_message, shown), next_page_token=token
        )

    async def VerifyChannelPhone(
        self, request: person_pb.VerifyChannelPhoneRequest, _: object
    ) -> person_pb.VerifyChannelPhoneResponse:
        checks.check_code(request.channel, request.code, request.request_id)
        scope = self.scope()
        scope.whose(request.person_id)
        before = await answered(self.db, request, person_pb.VerifyChannelPhoneResponse)
        if before is not None:
            return before
        phone = await self.providers.verify_phone(request.channel, request.code, merchant_id())

        async def effect(conn: Connection) -> person_pb.VerifyChannelPhoneResponse:
            person = await operations.set_verified_phone(
                scope.within(conn), request.person_id, phone
            )
            return person_pb.VerifyChannelPhoneResponse(person=person_message(person))

        return await once(self.db, request, person_pb.VerifyChannelPhoneResponse, effect)

    async def MergePersons(
        self, request: person_pb.MergePersonsRequest, _: object
    ) -> person_pb.MergePersonsResponse:
        checks.check_merge(
            request.request_id, request.from_person_id, request.into_person_id, request.reason
        )
        scope = self.scope()

        async def effect(conn: Connection) -> person_pb.MergePersonsResponse:
            merge, kept = await merging.merge_persons(
                scope.within(conn),
                request.from_person_id,
                request.into_person_id,
                request.reason,
            )
            return person_pb.MergePersonsResponse(
                merge=merge_message(merge), person=person_message(kept)
            )

        return await self.once_and_tell(request, person_pb.MergePersonsResponse, effect)

    async def UndoMerge(
        self, request: person_pb.UndoMergeRequest, _: object
    ) -> person_pb.UndoMergeResponse:
        scope = self.scope()
        merge = await self.db.run_in_transaction(
            lambda conn: merging.undo_merge(scope.within(conn), request.merge_id)
        )
        self.revocations.tell()
        return person_pb.UndoMergeResponse(merge=merge_message(merge))

    async def ListMerges(
        self, request: person_pb.ListMergesRequest, _: object
    ) -> person_pb.ListMergesResponse:
        checks.check_merge_filter(request.person_id)
        filters = (request.person_id, request.standing_only)
        page = read_page("merges", request.page_size, request.page_token, *filters)
        rows = await operations.list_merges(
            self.scope(), request.person_id, page, standing_only=request.standing_only
        )
        shown, token = page.cut(rows, key=lambda merge: (merge.merge_id,))
        return person_pb.ListMergesResponse(merges=map(merge_message, shown), next_page_token=token)

    async def Audit(self, _request: person_pb.AuditRequest, _: object) -> person_pb.AuditResponse:
        return await self.audit.answer(person_pb.AuditResponse)

    async def ListMerchants(
        self, _request: person_pb.ListMerchantsRequest, _: object
    ) -> person_pb.ListMerchantsResponse:
        return await self.audit.merchants(person_pb.ListMerchantsResponse)
