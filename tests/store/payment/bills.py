"""Bills of the scripted provider, and comparisons with them."""

from datetime import UTC, datetime, time, timedelta

from zhongtai.payment.v1 import book_messages_pb2 as book_pb
from zhongtai.payment.v1 import notice_pb2
from zhongtai.plugin.v1 import payment_provider_pb2 as pb
from zhongtai.plugin.v1 import plugin_pb2

from centers.payment.reconciliation.checks import FURTHEST_EAST
from tests.store.payment.world import World, cny, fresh_id

BILLS = plugin_pb2.CAPABILITY_PAYMENT_BILL
RUNNING = notice_pb2.RECONCILIATION_STATUS_RUNNING
FINISHED = notice_pb2.RECONCILIATION_STATUS_FINISHED
FAILED = notice_pb2.RECONCILIATION_STATUS_FAILED
MISSING_HERE = notice_pb2.DIFFERENCE_KIND_MISSING_HERE
MISSING_AT_PROVIDER = notice_pb2.DIFFERENCE_KIND_MISSING_AT_PROVIDER
BILL_AMOUNT = notice_pb2.DIFFERENCE_KIND_BILL_AMOUNT


def entry(payment_id: str, amount: int, refund_id: str = "", **fields) -> pb.BillEntry:
    """A line of a bill; what goes back is negative."""
    key = refund_id or payment_id
    line = pb.BillEntry(
        payment_id=payment_id,
        refund_id=refund_id,
        amount=cny(-amount if refund_id else amount),
        provider_trade_no=f"T-{key}" if key else "",
    )
    line.MergeFrom(pb.BillEntry(**fields))
    return line


class Books:
    """A world whose provider gives bills, on the last day that is over anywhere."""

    def __init__(self, world: World) -> None:
        self.world = world
        where_it_is_latest = world.clock.now().astimezone(UTC) + FURTHEST_EAST
        self.day = where_it_is_latest.date() - timedelta(days=1)
        world.provider.claims.add(BILLS)
        self.bill()

    def bill(self, *parts: list[pb.BillEntry]) -> None:
        """The provider's bill of the day from now on; what is booked today is of that day."""
        first = pb.DownloadBillResponse(entries=parts[0] if parts else [])
        begins = datetime.combine(self.day, time(), UTC) - timedelta(hours=8)
        first.day_begin_time.FromDatetime(begins)
        first.day_end_time.FromDatetime(begins + timedelta(hours=48))
        others = [pb.DownloadBillResponse(entries=part) for part in parts[1:]]
        self.world.provider.bill = [first, *others]

    async def start(self, **fields) -> notice_pb2.Reconciliation:
        request = book_pb.StartReconciliationRequest(
            request_id=fresh_id(), provider="sandbox", bill_date=self.day.isoformat()
        )
        request.MergeFrom(book_pb.StartReconciliationRequest(**fields))
        reply = await self.world.center.servicer.StartReconciliation(request, None)
        return reply.reconciliation

    async def get(self, reconciliation_id: str) -> notice_pb2.Reconciliation:
        request = book_pb.GetReconciliationRequest(reconciliation_id=reconciliation_id)
        return (await self.world.center.servicer.GetReconciliation(request, None)).reconciliation

    async def compared(self) -> notice_pb2.Reconciliation:
        """A comparison that was started and worked off."""
        started = await self.start()
        await self.world.center.reconciler.sweep()
        return await self.get(started.reconciliation_id)

    async def differences(self, reconciliation_id: str = "") -> list[notice_pb2.Difference]:
        request = book_pb.ListDifferencesRequest(reconciliation_id=reconciliation_id)
        reply = await self.world.center.servicer.ListDifferences(request, None)
        return list(reply.differences)
