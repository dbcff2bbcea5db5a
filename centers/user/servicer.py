"""The servicer of the user center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from zhongtai.user.v1 import account_requests_pb2 as account_pb
from zhongtai.user.v1 import login_requests_pb2 as login_pb
from zhongtai.user.v1 import person_requests_pb2 as person_pb
from zhongtai.user.v1 import revocation_pb2, user_service_pb2
from zhongtai.user.v1.user_service_pb2_grpc import UserServiceServicer

from centers.user import checks, messages
from centers.user.addresses.operations import Addresses
from centers.user.login.keys import TokenKeys
from centers.user.login.model import SigningKey
from centers.user.login.operations import Logins, Providers
from centers.user.merges.operations import Merges
from centers.user.operations import Persons
from centers.user.phones.operations import PhoneVerifications
from centers.user.revocations.operations import Revocations, wanted_revocation
from centers.user.scope import may_see, merchant_of_tokens, whose
from mesh.call.batch_answers import answer_each
from mesh.call.context import current, merchant_id
from mesh.call.wire import moment, stamp
from mesh.data.auditing import Audit
from mesh.data.change import Changes, Unit
from mesh.data.paging import page_of
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock

SERVICE = user_service_pb2.DESCRIPTOR.services_by_name["UserService"]


@dataclass(frozen=True, slots=True)
class Operations:
    """What the user center does, by noun."""

    persons: Persons
    logins: Logins
    addresses: Addresses
    merges: Merges
    revocations: Revocations
    phones: PhoneVerifications


class UserServicer(CenterMethods, UserServiceServicer):
    """UserService of zhongtai.user.v1."""

    def __init__(
        self,
        operations: Operations,
        changes: Changes,
        feed: Feed,
        audit: Audit,
        *,
        providers: Providers,
        keys: TokenKeys,
        clock: Clock,
    ) -> None:
        super().__init__(SERVICE, feed, audit)
        self._persons = operations.persons
        self._logins = operations.logins
        self._addresses = operations.addresses
        self._merges = operations.merges
        self._revocations = operations.revocations
        self._phones = operations.phones
        self._changes = changes
        self._providers = providers
        self._keys = keys
        self._clock = clock

    async def Login(self, request: login_pb.LoginRequest, _: object) -> login_pb.LoginResponse:
        checks.check_code(request.channel, request.code, request.request_id)
        result = await self._logins.login(request.request_id, request.channel, request.code)
        return messages.login_message(result)

    async def EnterAsGuest(
        self, request: login_pb.EnterAsGuestRequest, _: object
    ) -> login_pb.EnterAsGuestResponse:
        checks.check_channel(request.channel)
        token, ends_at = self._keys.guest_token(merchant_id(), request.channel)
        return login_pb.EnterAsGuestResponse(access_token=token, access_expire_time=stamp(ends_at))

    async def RefreshToken(
        self, request: login_pb.RefreshTokenRequest, _: object
    ) -> login_pb.RefreshTokenResponse:
        checks.check_refresh(request.request_id, request.refresh_token)
        person_id, tokens = await self._logins.refresh(request.request_id, request.refresh_token)
        shown = messages.tokens_message(tokens)
        return login_pb.RefreshTokenResponse(tokens=shown, person_id=person_id)

    async def RevokeToken(
        self, request: login_pb.RevokeTokenRequest, _: object
    ) -> login_pb.RevokeTokenResponse:
        await self._changes.run(lambda unit: self._logins.log_out(unit, request.refresh_token))
        return login_pb.RevokeTokenResponse()

    async def RevokePersonTokens(
        self, request: login_pb.RevokePersonTokensRequest, _: object
    ) -> login_pb.RevokePersonTokensResponse:
        ended = await self._changes.run(
            lambda unit: self._logins.log_out_everywhere(unit, request.person_id)
        )
        return login_pb.RevokePersonTokensResponse(revoked_login_count=ended)

    async def ListSigningKeys(
        self, request: login_pb.ListSigningKeysRequest, _: object
    ) -> login_pb.ListSigningKeysResponse:
        page = page_of(request, key_types=(int,))
        numbered = list(enumerate(self._keys.listed(), 1))[page.after_number :]
        shown, token = page.cut(numbered, key=lambda pair: (pair[0],))
        return login_pb.ListSigningKeysResponse(
            keys=messages.key_message.each(key for _, key in shown), next_page_token=token
        )

    async def RotateSigningKey(
        self, request: login_pb.RotateSigningKeyRequest, _: object
    ) -> login_pb.RotateSigningKeyResponse:
        async def effect(_: Unit) -> SigningKey:
            # Not SQL, but safe here: nothing else is locked, so this never runs again; and
            # a key whose answer was lost is a key like any other.
            return self._keys.rotate()

        return await self._changes.once(
            request,
            login_pb.RotateSigningKeyResponse,
            effect,
            lambda key: login_pb.RotateSigningKeyResponse(key=messages.key_message(key)),
        )

    async def RevokeAccessTokens(
        self, request: revocation_pb2.RevokeAccessTokensRequest, _: object
    ) -> revocation_pb2.RevokeAccessTokensResponse:
        before, end = moment(request, "issued_before"), moment(request, "expire_time")
        now = self._clock.now()
        checks.check_revocation(request.kind, request.subject, request.reason)
        checks.check_revocation_times(request.kind, before, end, now)
        merchant = merchant_of_tokens(bound_to_none=request.bound_to_no_merchant)
        pattern = wanted_revocation(merchant, request.kind, before or now, end, request.reason)
        [kept] = await self._changes.run(
            lambda unit: self._revocations.revoke(unit, [request.subject], pattern)
        )
        shown = messages.revocation_message(kept)
        return revocation_pb2.RevokeAccessTokensResponse(revocation=shown)

    async def ListRevocations(
        self, request: revocation_pb2.ListRevocationsRequest, _: object
    ) -> revocation_pb2.ListRevocationsResponse:
        merchant = merchant_of_tokens(bound_to_none=request.bound_to_no_merchant)
        page = page_of(request, key_types=(str, str))
        rows = await self._revocations.list_of(merchant, page)
        shown, token = page.cut(rows, key=lambda row: (row.kind, row.subject))
        return revocation_pb2.ListRevocationsResponse(
            revocations=messages.revocation_message.each(shown), next_page_token=token
        )

    async def WatchRevocations(
        self, _request: revocation_pb2.WatchRevocationsRequest, _: object
    ) -> AsyncIterator[revocation_pb2.WatchRevocationsResponse]:
        caller = current().identity
        async for revocations, up_to_date in self._revocations.watch():
            shown = [each for each in revocations if may_see(each, caller)]
            yield revocation_pb2.WatchRevocationsResponse(revocations=shown, up_to_date=up_to_date)

    async def RegisterPerson(
        self, request: person_pb.RegisterPersonRequest, _: object
    ) -> person_pb.RegisterPersonResponse:
        checks.check_account(request.channel, request.subject, request.display_name, request.phone)
        found = await self._persons.register(messages.proof_of(request), request.phone)
        return messages.registration_message(found)

    async def BatchRegisterPersons(
        self, request: person_pb.BatchRegisterPersonsRequest, _: object
    ) -> person_pb.BatchRegisterPersonsResponse:
        async def register(
            given: list[person_pb.RegisterPersonRequest],
        ) -> list[person_pb.RegisteredPerson]:
            found = await self._persons.register_all(
                [(messages.proof_of(each), each.phone) for each in given], dry=request.dry_run
            )
            return [
                person_pb.RegisteredPerson(person_id=person_id, registered=is_new)
                for person_id, is_new in found
            ]

        results = await answer_each(
            "persons",
            request.persons,
            check=checks.note_account,
            do=register,
            refuse=messages.not_registered,
        )
        return person_pb.BatchRegisterPersonsResponse(results=results)

    async def GetPerson(
        self, request: person_pb.GetPersonRequest, _: object
    ) -> person_pb.GetPersonResponse:
        person = await self._persons.get(request.person_id)
        return person_pb.GetPersonResponse(person=messages.person_message(person))

    async def BatchGetPersons(
        self, request: person_pb.BatchGetPersonsRequest, _: object
    ) -> person_pb.BatchGetPersonsResponse:
        persons = await self._persons.get_all(request.person_ids)
        return person_pb.BatchGetPersonsResponse(persons=messages.person_message.each(persons))

    async def UpdatePerson(
        self, request: person_pb.UpdatePersonRequest, _: object
    ) -> person_pb.UpdatePersonResponse:
        named = list(request.update_mask.paths)
        wanted = {n: getattr(request.person, n) for n in named if n in checks.UPDATABLE}
        checks.check_changes(request.request_id, wanted, named)
        return await self._changes.once(
            request,
            person_pb.UpdatePersonResponse,
            lambda unit: self._persons.update(unit, request.person.person_id, wanted),
            lambda person: person_pb.UpdatePersonResponse(person=messages.person_message(person)),
        )

    async def ListPersons(
        self, request: person_pb.ListPersonsRequest, _: object
    ) -> person_pb.ListPersonsResponse:
        checks.check_filters(request.phone, request.channel)
        page = page_of(request, key_types=(str,))
        rows = await self._persons.list_persons(request.phone, request.channel, page)
        shown, token = page.cut(rows, key=lambda person: (person.person_id,))
        return person_pb.ListPersonsResponse(
            persons=messages.person_message.each(shown), next_page_token=token
        )

    async def FindPersonByIdentity(
        self, request: person_pb.FindPersonByIdentityRequest, _: object
    ) -> person_pb.FindPersonByIdentityResponse:
        checks.check_account(request.channel, request.subject)
        found = await self._persons.find_by_account(request.channel, request.subject)
        return messages.found_message(found)

    async def BindIdentity(
        self, request: account_pb.BindIdentityRequest, _: object
    ) -> account_pb.BindIdentityResponse:
        checks.check_code(request.channel, request.code, request.request_id)
        whose(request.person_id)
        before = await self._changes.answered(request, account_pb.BindIdentityResponse)
        if before is not None:
            return before
        proof = await self._providers.exchange_code(request.channel, request.code, merchant_id())
        return await self._changes.once(
            request,
            account_pb.BindIdentityResponse,
            lambda unit: self._persons.bind_identity(unit, request.person_id, proof),
            lambda identity: account_pb.BindIdentityResponse(
                identity=messages.identity_message(identity)
            ),
        )

    async def UnbindIdentity(
        self, request: account_pb.UnbindIdentityRequest, _: object
    ) -> account_pb.UnbindIdentityResponse:
        return await self._changes.once(
            request,
            account_pb.UnbindIdentityResponse,
            lambda unit: self._persons.unbind_identity(
                unit, request.person_id, request.identity_id
            ),
            lambda ended: account_pb.UnbindIdentityResponse(revoked_login_count=ended),
        )

    async def ListIdentities(
        self, request: account_pb.ListIdentitiesRequest, _: object
    ) -> account_pb.ListIdentitiesResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._persons.list_identities(request.person_id, page)
        shown, token = page.cut(rows, key=lambda identity: (identity.identity_id,))
        return account_pb.ListIdentitiesResponse(
            identities=messages.identity_message.each(shown), next_page_token=token
        )

    async def StartPhoneVerification(
        self, request: person_pb.StartPhoneVerificationRequest, _: object
    ) -> person_pb.StartPhoneVerificationResponse:
        checks.check_phone_to_verify(request.request_id, request.phone)
        whose(request.person_id)

        async def start() -> person_pb.StartPhoneVerificationResponse:
            started = await self._phones.start(request.person_id, request.phone, request.request_id)
            return messages.verification_message(started)

        return await self._changes.once_outside(
            request, person_pb.StartPhoneVerificationResponse, start
        )

    async def ConfirmPhoneVerification(
        self, request: person_pb.ConfirmPhoneVerificationRequest, _: object
    ) -> person_pb.ConfirmPhoneVerificationResponse:
        checks.check_sent_code(request.verification_id, request.code)
        person = await self._phones.confirm(request.verification_id, request.code)
        return person_pb.ConfirmPhoneVerificationResponse(person=messages.person_message(person))

    async def VerifyChannelPhone(
        self, request: person_pb.VerifyChannelPhoneRequest, _: object
    ) -> person_pb.VerifyChannelPhoneResponse:
        checks.check_code(request.channel, request.code, request.request_id)
        whose(request.person_id)
        before = await self._changes.answered(request, person_pb.VerifyChannelPhoneResponse)
        if before is not None:
            return before
        phone = await self._providers.verify_phone(request.channel, request.code, merchant_id())
        return await self._changes.once(
            request,
            person_pb.VerifyChannelPhoneResponse,
            lambda unit: self._persons.set_verified_phone(unit, request.person_id, phone),
            lambda person: person_pb.VerifyChannelPhoneResponse(
                person=messages.person_message(person)
            ),
        )

    async def MergePersons(
        self, request: person_pb.MergePersonsRequest, _: object
    ) -> person_pb.MergePersonsResponse:
        from_id, into_id, reason = request.from_person_id, request.into_person_id, request.reason
        checks.check_merge(request.request_id, from_id, into_id, reason)
        return await self._changes.once(
            request,
            person_pb.MergePersonsResponse,
            lambda unit: self._merges.merge(unit, from_id, into_id, reason),
            lambda done: person_pb.MergePersonsResponse(
                merge=messages.merge_message(done[0]), person=messages.person_message(done[1])
            ),
        )

    async def UndoMerge(
        self, request: person_pb.UndoMergeRequest, _: object
    ) -> person_pb.UndoMergeResponse:
        merge = await self._changes.run(lambda unit: self._merges.undo(unit, request.merge_id))
        return person_pb.UndoMergeResponse(merge=messages.merge_message(merge))

    async def ListMerges(
        self, request: person_pb.ListMergesRequest, _: object
    ) -> person_pb.ListMergesResponse:
        checks.check_merge_filter(request.person_id)
        page = page_of(request, key_types=(str,))
        rows = await self._merges.list_merges(
            request.person_id, page, standing_only=request.standing_only
        )
        shown, token = page.cut(rows, key=lambda merge: (merge.merge_id,))
        return person_pb.ListMergesResponse(
            merges=messages.merge_message.each(shown), next_page_token=token
        )

    async def CreateAddress(
        self, request: account_pb.CreateAddressRequest, _: object
    ) -> account_pb.CreateAddressResponse:
        wanted = messages.new_address_of(request.address)
        checks.check_address(request.request_id, wanted.label, wanted.postal, None)
        return await self._changes.once(
            request,
            account_pb.CreateAddressResponse,
            lambda unit: self._addresses.create(unit, request.person_id, wanted),
            lambda kept: account_pb.CreateAddressResponse(
                address=messages.saved_address_message(kept)
            ),
        )

    async def UpdateAddress(
        self, request: account_pb.UpdateAddressRequest, _: object
    ) -> account_pb.UpdateAddressResponse:
        wanted, address_id = messages.new_address_of(request.address), request.address.address_id
        checks.check_address(request.request_id, wanted.label, wanted.postal, address_id)
        return await self._changes.once(
            request,
            account_pb.UpdateAddressResponse,
            lambda unit: self._addresses.update(unit, request.person_id, address_id, wanted),
            lambda kept: account_pb.UpdateAddressResponse(
                address=messages.saved_address_message(kept)
            ),
        )

    async def DeleteAddress(
        self, request: account_pb.DeleteAddressRequest, _: object
    ) -> account_pb.DeleteAddressResponse:
        await self._changes.run(
            lambda unit: self._addresses.delete(unit, request.person_id, request.address_id)
        )
        return account_pb.DeleteAddressResponse()

    async def ListAddresses(
        self, request: account_pb.ListAddressesRequest, _: object
    ) -> account_pb.ListAddressesResponse:
        page = page_of(request, key_types=(int,))
        rows = await self._addresses.list_addresses(request.person_id, page)
        shown, token = page.cut(rows, key=lambda pair: (pair[0],))
        return account_pb.ListAddressesResponse(
            addresses=messages.saved_address_message.each(address for _, address in shown),
            next_page_token=token,
        )
