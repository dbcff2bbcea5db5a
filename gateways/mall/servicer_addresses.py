"""The app's RPCs about the addresses that the customer keeps."""

from __future__ import annotations

from zhongtai.mall.v1 import address_messages_pb2 as pb
from zhongtai.user.v1 import account_requests_pb2 as user_pb

from gateways.mall import adapt
from gateways.mall.peers import Peers


class AddressMethods:
    """The address book."""

    _peers: Peers

    async def ListAddresses(
        self, request: pb.ListAddressesRequest, _: object
    ) -> pb.ListAddressesResponse:
        reply = await self._peers.user.ListAddresses(
            user_pb.ListAddressesRequest(page_size=request.page_size, page_token=request.page_token)
        )
        return pb.ListAddressesResponse(
            addresses=map(adapt.address, reply.addresses), next_page_token=reply.next_page_token
        )

    async def KeepAddress(
        self, request: pb.KeepAddressRequest, _: object
    ) -> pb.KeepAddressResponse:
        user, kept = self._peers.user, adapt.to_keep(request.address)
        if kept.address_id:
            update = user_pb.UpdateAddressRequest(request_id=request.request_id, address=kept)
            address = (await user.UpdateAddress(update)).address
        else:
            create = user_pb.CreateAddressRequest(request_id=request.request_id, address=kept)
            address = (await user.CreateAddress(create)).address
        return pb.KeepAddressResponse(address=adapt.address(address))

    async def DeleteAddress(
        self, request: pb.DeleteAddressRequest, _: object
    ) -> pb.DeleteAddressResponse:
        asked = user_pb.DeleteAddressRequest(address_id=request.address_id)
        await self._peers.user.DeleteAddress(asked)
        return pb.DeleteAddressResponse()
