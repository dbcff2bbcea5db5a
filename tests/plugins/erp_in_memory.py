"""An ERP plug-in that keeps the contract, and breaks one promise of it when told to."""

import secrets

from zhongtai.common.v1.money_pb2 import Money
from zhongtai.plugin.v1 import erp_pb2 as pb
from zhongtai.plugin.v1 import erp_pb2_grpc, plugin_pb2
from zhongtai_plugin import BadRequest, Conflict, PluginFault, PluginInfo, Rejected

CAPABILITIES = (
    plugin_pb2.CAPABILITY_ERP_ITEMS,
    plugin_pb2.CAPABILITY_ERP_COUNTS,
    plugin_pb2.CAPABILITY_ERP_MOVEMENTS,
)
INFO = PluginInfo("erp_in_memory", "1", "An ERP to break.", CAPABILITIES)
CHAIN = "conformance"


class ErpInMemory(erp_pb2_grpc.ErpServiceServicer):
    """All there is lies in memory; `broken` names the promise that it does not keep."""

    def __init__(self, broken: str = "") -> None:
        self._broken = broken
        self._queue = secrets.token_hex(4)
        self._kept: list[bytearray] = []
        self._keys: dict[tuple[str, str], bytes] = {}
        self.items = [self._item(f"C{n}") for n in range(3)]

    async def list_item(self, code: str) -> None:
        """Sell something under a code."""
        self.items.append(self._item(code))

    async def archive_item(self, code: str) -> None:
        """Sell it no more."""
        if self._broken != "forgets archived":
            self.items.append(pb.ErpItem(code=code, archived=True))

    async def restart(self) -> None:
        """What is left of it when its process was killed."""
        if self._broken == "keeps nothing":
            self._keys.clear()

    async def PullItems(self, request, _context) -> pb.PullItemsResponse:
        if request.merchant_id != CHAIN and self._broken != "serves any chain":
            raise Rejected("CHAIN_UNKNOWN", "This chain is not served.")
        found, cursor = self._page(request, self.items)
        return pb.PullItemsResponse(items=found, cursor=cursor)

    async def PullCounts(self, request, _context) -> pb.PullCountsResponse:
        counts = [pb.ErpCount(store_id="S1", sku_code=f"C{n}", quantity=n) for n in range(3)]
        for count in counts:
            if self._broken != "counts without moment":
                count.count_time.GetCurrentTime()
        found, cursor = self._page(request, counts)
        return pb.PullCountsResponse(counts=found, cursor=cursor)

    async def PushSales(self, request, _context) -> pb.PushSalesResponse:
        if self._broken == "keeps all":
            self._kept.append(bytearray(b"x") * (2**18 * len(request.sales)))
        most = {"small batches": 100, "endless batches": 1_000}.get(self._broken, 500)
        if len(request.sales) > most or (not request.sales and self._broken != "takes nothing"):
            raise BadRequest("BATCH_SIZE", "A batch has 1 to 500 items.")
        if self._broken == "later words" and not all(x.kind in (1, 2) for x in request.sales):
            raise BadRequest("KIND_UNKNOWN", "This kind is not known.")
        if self._broken == "fails neighbours" and not all(x.lines for x in request.sales):
            raise BadRequest("FIELDS_MISSING", "A sale has lines.")
        refunds = self._broken != "wants lines"
        right = [bool(x.lines) or (x.kind == 2 and refunds) for x in request.sales]
        if self._broken == "plain texts":
            right = [
                is_right and _is_plain(x) for is_right, x in zip(right, request.sales, strict=True)
            ]
        pairs = [(x.posting_id, x) for x in request.sales]
        return pb.PushSalesResponse(results=self._taken(pairs, right))

    async def LookUpSales(self, request, _context) -> pb.LookUpSalesResponse:
        known = self._known(request.merchant_id, request.posting_ids)
        return pb.LookUpSalesResponse(known_posting_ids=known)

    async def PushMovements(self, request, _context) -> pb.PushMovementsResponse:
        right = [x.quantity != 0 or self._broken == "moves nothing" for x in request.movements]
        pairs = [(x.movement_id, x) for x in request.movements]
        return pb.PushMovementsResponse(results=self._taken(pairs, right))

    async def LookUpMovements(self, request, _context) -> pb.LookUpMovementsResponse:
        known = self._known(request.merchant_id, request.movement_ids)
        return pb.LookUpMovementsResponse(known_movement_ids=known)

    def _taken(self, pairs, right) -> list[plugin_pb2.ItemResult]:
        results = []
        for (key, message), sound in zip(pairs, right, strict=True):
            result = plugin_pb2.ItemResult(item_id=key)
            try:
                result.already_known = self._keep(key, message, sound=sound)
            except PluginFault as fault:
                result.error.CopyFrom(fault.as_message())
            results.append(result)
        return results[::-1] if self._broken == "answers in any order" else results

    def _keep(self, key: str, message, *, sound: bool) -> bool:
        if not sound or self._broken == "takes no sale":
            raise BadRequest("FIELDS_MISSING", "Something is missing.")
        if message.merchant_id != CHAIN and self._broken != "serves any chain":
            raise Rejected("CHAIN_UNKNOWN", "This chain is not served.")
        content = message.SerializeToString(deterministic=True)
        before = self._keys.setdefault((message.merchant_id, key), content)
        if before != content and self._broken != "overwrites":
            raise Conflict("KEY_USED", "This key was used for something else.")
        fresh = before is content or self._broken == "posts twice"
        return not fresh

    def _known(self, chain: str, keys) -> list[str]:
        if self._broken == "forgets keys":
            return []
        any_chain = self._broken == "mixes chains"
        chains = {at for at, _ in self._keys} if any_chain else {chain}
        return [key for key in keys if any((at, key) in self._keys for at in chains)]

    def _page(self, request, rows) -> tuple[list, str]:
        queue, _, place = (request.after_cursor or f"{self._queue}.0").partition(".")
        if queue != self._queue:
            if self._broken != "takes any cursor":
                raise BadRequest("CURSOR_UNKNOWN", "This cursor is not of this queue.")
            place = "0"
        first = 0 if self._broken == "begins anew" else int(place)
        size = 9 if self._broken == "large pages" else request.page_size or 100
        found = rows[first : first + size]
        empty = self._broken == "no cursor"
        return found, "" if empty else f"{self._queue}.{first + len(found)}"

    def _item(self, code: str) -> pb.ErpItem:
        name = "" if self._broken == "items without name" and code.startswith("sku") else "Tea"
        price = Money(minor_units=1800, currency_code="CNY")
        return pb.ErpItem(code=code, name=name, price=price)


def _is_plain(sale) -> bool:
    return all(line.name.isascii() for line in sale.lines)
