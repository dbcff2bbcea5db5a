"""The gRPC face of the addresses a person keeps."""

from __future__ import annotations

from zhongtai.user.v1 import account_requests_pb2 as account_pb

from centers.user import addresses, checks
from centers.user.messages import saved_address_message
from centers.user.servicer_feed import FeedMethods
from mesh.call.wire import address_of
from mesh.data.database import Connection
from mesh.data.idempotency import once
from mesh.data.paging import read_page


class AddressMethods(FeedMethods):
    """The RPCs around addresses."""

    async def CreateAddress(
        self, request: account_pb.CreateAddressRequest, _: object
    ) -> account_pb.CreateAddressResponse:
        wanted, postal = request.address, address_of(request.address.address)
        checks.check_address(request.request_id, wanted.label, postal, None)
        scope = self.scope()

        async def effect(conn: Connection) -> account_pb.CreateAddressResponse:
            kept = await addresses.create_address(
                scope.within(conn),
                request.person_id,
                wanted.label,
                postal,
                is_default=wanted.is_default,
            )
            return account_pb.CreateAddressResponse(address=saved_address_message(kept))

        return await once(self.db, request, account_pb.CreateAddressResponse, effect)

    async def UpdateAddress(
        self, request: account_pb.UpdateAddressRequest, _: object
    ) -> account_pb.UpdateAddressResponse:
        wanted, postal = request.address, address_of(request.address.address)
        checks.check_address(request.request_id, wanted.label, postal, wanted.address_id)
        scope = self.scope()

        async def effect(conn: Connection) -> account_pb.UpdateAddressResponse:
            kept = await addresses.update_address(
                scope.within(conn),
                request.person_id,
                wanted.address_id,
                wanted.label,
                postal,
                is_default=wanted.is_default,
            )
            return account_pb.UpdateAddressResponse(address=saved_address_message(kept))

        return await once(self.db, request, account_pb.UpdateAddressResponse, effect)

    async def DeleteAddress(
        self, request: account_pb.DeleteAddressRequest, _: object
    ) -> account_pb.DeleteAddressResponse:
        scope = self.scope()
        await self.db.run_in_transaction(
            lambda conn: addresses.delete_address(
                scope.within(conn), request.person_id, request.address_id
            )
        )
        return account_pb.DeleteAddressResponse()

    async def ListAddresses(
        self, request: account_pb.ListAddressesRequest, _: object
    ) -> account_pb.ListAddressesResponse:
        scope = self.scope()
        whose = scope.whose(request.person_id)
        page = read_page("addresses", request.page_size, request.page_token, whose)
        rows = await addresses.list_addresses(scope, whose, page)
        shown, token = page.cut(rows, key=lambda pair: (pair[0],))
        return account_pb.ListAddressesResponse(
            addresses=[saved_address_message(address) for _, address in shown],
            next_page_token=token,
        )
