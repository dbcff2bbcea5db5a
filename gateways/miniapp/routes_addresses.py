"""Routes: the addresses that the customer keeps."""

from __future__ import annotations

from litestar import Router, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from zhongtai.user.v1 import account_requests_pb2 as pb

from gateways.miniapp import adapt_people, bodies, views
from gateways.miniapp.peers import Peers
from mesh.edge.gate import Gate
from mesh.edge.parameters import SENT_ONCE, IdempotencyKey, PageSize


def address_routes(peers: Peers, gate: Gate) -> Router:
    """Routes about addresses."""

    @get("/addresses", summary="The customer's addresses")
    async def list_addresses(
        page_size: PageSize = 20, page_token: FromQuery[str] = ""
    ) -> views.SavedAddressesView:
        """The default one, then the newest first."""
        request = pb.ListAddressesRequest(page_size=page_size, page_token=page_token)
        reply = await peers.user.ListAddresses(request)
        kept = [adapt_people.saved_address_view(each) for each in reply.addresses]
        return views.SavedAddressesView(kept, reply.next_page_token)

    @post("/addresses", summary="Keep an address")
    async def create(
        data: JSONBody[bodies.SavedAddressBody], idempotency_key: IdempotencyKey
    ) -> views.SavedAddressView:
        """The first one is the default, whatever it says."""
        wanted = adapt_people.saved_address(data)
        request = pb.CreateAddressRequest(request_id=idempotency_key, address=wanted)
        return adapt_people.saved_address_view((await peers.user.CreateAddress(request)).address)

    @post("/addresses/{address_id:str}", summary="Replace an address", status_code=200)
    async def update(
        address_id: FromPath[str],
        data: JSONBody[bodies.SavedAddressBody],
        idempotency_key: IdempotencyKey,
    ) -> views.SavedAddressView:
        """All of it; the default one stays the default until another is."""
        wanted = adapt_people.saved_address(data, address_id)
        request = pb.UpdateAddressRequest(request_id=idempotency_key, address=wanted)
        return adapt_people.saved_address_view((await peers.user.UpdateAddress(request)).address)

    @post("/addresses/{address_id:str}/delete", summary="Forget an address", status_code=200)
    async def delete(address_id: FromPath[str]) -> views.SavedAddressesView:
        """One that is gone already changes nothing; answers those that are left."""
        await peers.user.DeleteAddress(pb.DeleteAddressRequest(address_id=address_id))
        left = (await peers.user.ListAddresses(pb.ListAddressesRequest())).addresses
        return views.SavedAddressesView(
            [adapt_people.saved_address_view(each) for each in left], ""
        )

    changing = Router("", route_handlers=[create, update, delete], parameters=SENT_ONCE)
    return Router(
        "", route_handlers=[changing, list_addresses], guards=[gate.person], tags=["Customer"]
    )
