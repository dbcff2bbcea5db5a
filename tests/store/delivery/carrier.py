"""Carriers in memory, scripted by tests; the center reaches them like plug-ins."""

import asyncio
import itertools
from collections import defaultdict, deque
from dataclasses import dataclass

from zhongtai.common.v1 import money_pb2
from zhongtai.plugin.v1 import carrier_pb2 as pb
from zhongtai.plugin.v1 import http_answer_pb2, plugin_pb2

from mesh.plugins.faults import PluginRejected
from mesh.pure.errors import PluginUnavailable

CREATED = pb.CARRIER_DELIVERY_STATUS_CREATED
ASSIGNED = pb.CARRIER_DELIVERY_STATUS_ASSIGNED
AT_STORE = pb.CARRIER_DELIVERY_STATUS_AT_STORE
PICKED_UP = pb.CARRIER_DELIVERY_STATUS_PICKED_UP
DELIVERED = pb.CARRIER_DELIVERY_STATUS_DELIVERED
CANCELLED = pb.CARRIER_DELIVERY_STATUS_CANCELLED
FAILED = pb.CARRIER_DELIVERY_STATUS_FAILED

_updates = itertools.count(1)


@dataclass
class Job:
    """A delivery as the carrier has it."""

    delivery_id: str
    status: int = CREATED
    reason: str = ""

    def word(self, fee: int) -> pb.CarrierDelivery:
        word = pb.CarrierDelivery(
            delivery_id=self.delivery_id,
            status=self.status,
            carrier_delivery_no=f"N-{self.delivery_id}",
            fee=money_pb2.Money(minor_units=fee, currency_code="CNY"),
            reason=self.reason,
        )
        if self.status in (ASSIGNED, AT_STORE, PICKED_UP, DELIVERED):
            word.rider.name, word.rider.phone = "Wang", "13800001234"
        return word


class ScriptedCarriers:
    """A plug-in host with carriers of these names."""

    def __init__(self, *names: str) -> None:
        self.carriers = [ScriptedCarrier(name) for name in names]

    def __getitem__(self, name: str) -> "ScriptedCarrier":
        return next(each for each in self.carriers if each.name == f"carrier_{name}")

    def of_kind(self, kind: str) -> list["ScriptedCarrier"]:
        return self.carriers if kind == "carrier" else []


class ScriptedCarrier:
    """A plug-in's handle and its back office in one.

    `faults[method]` holds what the next calls do: "before" loses the request, "after" the
    answer, an exception is raised.
    """

    def __init__(self, name: str) -> None:
        self.name = f"carrier_{name}"
        self.jobs: dict[str, Job] = {}
        self.fee = 600
        self.refuses = ""
        self.query_first = False
        self.faults: dict[str, deque[str | Exception]] = defaultdict(deque)
        self.calls: list[str] = []
        self.told: asyncio.Queue[pb.DeliveryUpdate] = asyncio.Queue()
        self.acked: list[str] = []

    def can(self, capability: int) -> bool:
        return capability == plugin_pb2.CAPABILITY_CARRIER_WATCH

    def stub(self, _: object) -> "ScriptedCarrier":
        return self

    async def wait_usable(self) -> None:
        return None

    async def call(self, method, request, *, timeout, repeatable=False):
        self.calls.append(method.__name__)
        planned = self.faults[method.__name__]
        fault = planned.popleft() if planned else None
        if isinstance(fault, Exception):
            raise fault
        if fault == "before":
            raise PluginUnavailable(plugin=self.name)
        answer = method(request)
        if fault == "after":
            raise PluginUnavailable(plugin=self.name)
        return answer

    async def stream(self, method, request):
        """Batches of one update each, as `tell` hands them over."""
        async for batch in method(request):
            yield batch

    async def WatchDeliveryUpdates(self, _request):
        while True:
            update = await self.told.get()
            cursor = update.update_id
            yield pb.WatchDeliveryUpdatesResponse(updates=[update], cursor=cursor)

    @property
    def job(self) -> Job:
        """The only job of this carrier."""
        (job,) = self.jobs.values()
        return job

    def update(self, status: int, *, job: Job | None = None, reason: str = "", update_id=""):
        """The job moves; gives what the carrier tells about it."""
        job = job or self.job
        job.status, job.reason = status, reason
        return pb.DeliveryUpdate(
            update_id=update_id or f"u-{next(_updates)}",
            merchant_id="demo",
            store_id="sto_1",
            delivery=job.word(self.fee),
        )

    def Quote(self, _request):
        self._refuse()
        fee = money_pb2.Money(minor_units=self.fee, currency_code="CNY")
        return pb.QuoteResponse(fee=fee, distance_metres=1200)

    def CreateDelivery(self, request):
        self._refuse()
        job = self.jobs.setdefault(request.delivery_id, Job(request.delivery_id))
        return pb.CreateDeliveryResponse(delivery=job.word(self.fee))

    def QueryDelivery(self, request):
        job = self.jobs.get(request.delivery_id)
        if job is None:
            status = pb.CARRIER_DELIVERY_STATUS_UNKNOWN
            word = pb.CarrierDelivery(delivery_id=request.delivery_id, status=status)
        else:
            word = job.word(self.fee)
        return pb.QueryDeliveryResponse(delivery=word)

    def CancelDelivery(self, request):
        job = self.jobs[request.delivery_id]
        if job.status in (PICKED_UP, DELIVERED):
            raise PluginRejected(plugin=self.name, code="TOO_LATE")
        fee = 0 if job.status == CREATED else 200
        job.status = CANCELLED
        return pb.CancelDeliveryResponse(
            delivery=job.word(self.fee),
            cancel_fee=money_pb2.Money(minor_units=fee, currency_code="CNY"),
        )

    def AckDeliveryUpdates(self, request):
        self.acked.append(request.cursor)
        return pb.AckDeliveryUpdatesResponse()

    def VerifyCallback(self, request):
        answer = pb.VerifyCallbackResponse(
            query_first=self.query_first,
            success_answer=http_answer_pb2.HttpAnswer(status=200, body=b"ok"),
            failure_answer=http_answer_pb2.HttpAnswer(status=401, body=b"no"),
        )
        if request.headers.get("signature") == "good":
            answer.update.ParseFromString(request.body)
        else:
            auth = plugin_pb2.ERROR_CLASS_AUTH
            answer.error.CopyFrom(plugin_pb2.PluginError(error_class=auth, code="BAD_SIGNATURE"))
        return answer

    def _refuse(self) -> None:
        if self.refuses:
            raise PluginRejected(self.refuses, plugin=self.name, code="NO_RIDERS")
