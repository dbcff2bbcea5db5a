"""The gRPC face of the store center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.store.v1 import serving_pb2, store_feed_pb2, store_import_pb2, store_pb2, till_pb2
from zhongtai.store.v1 import store_service_pb2 as pb
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceServicer

from centers.store.answers import (
    check_message,
    imported_message,
    nearby_message,
    store_message,
    summary_message,
    till_message,
)
from centers.store.changes import set_hours, set_special_days
from centers.store.errors import StoreNotFound
from centers.store.index import Search
from centers.store.messages import (
    hours_of,
    merged,
    particulars_of,
    point_of,
    required_point,
    special_days_of,
    store_filter,
)
from centers.store.model import (
    ImportOutcome,
    Particulars,
    ServiceType,
    Standing,
    StoreStatus,
)
from centers.store.operations import DEFAULT_RADIUS_M, MAX_IMPORT, Stores
from centers.store.rules import ImportDecision, standing_at
from centers.store.till_operations import Tills
from mesh.call import message_rule
from mesh.call.batch_answers import answer_each
from mesh.call.wire import known, known_or_none, moment
from mesh.data.auditing import Audit
from mesh.data.paging import Page, read_page
from mesh.feed.calls import ack_events, remove_reader, watch_events
from mesh.feed.feed import Feed
from mesh.feed.letter_calls import LetterMethods
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest, Refusal
from mesh.pure.validation import Check


class StoreServicer(LetterMethods, StoreServiceServicer):
    """StoreService of zhongtai.store.v1."""

    def __init__(
        self, stores: Stores, tills: Tills, feed: Feed, audit: Audit, clock: Clock
    ) -> None:
        self._stores = stores
        self._tills = tills
        self._feed = feed
        self.letters = feed.letters
        self._audit = audit
        self._clock = clock

    async def CreateStore(
        self, request: pb.CreateStoreRequest, _: object
    ) -> pb.CreateStoreResponse:
        store = await self._stores.create(request, particulars_of(request.store))
        return pb.CreateStoreResponse(store=store)

    async def UpdateStore(
        self, request: pb.UpdateStoreRequest, _: object
    ) -> pb.UpdateStoreResponse:
        wanted, mask = request.store, request.update_mask
        store = await self._stores.update(
            request,
            wanted.store_id,
            wanted.revision,
            lambda store: merged(store, wanted, mask),
        )
        return pb.UpdateStoreResponse(store=store)

    async def GetStore(self, request: pb.GetStoreRequest, _: object) -> pb.GetStoreResponse:
        return pb.GetStoreResponse(store=store_message(await self._stores.get(request.store_id)))

    async def ListStores(self, request: pb.ListStoresRequest, _: object) -> pb.ListStoresResponse:
        page = _page("stores", request, (str,))
        rows = await self._stores.list_stores(store_filter(request), page)
        shown, token = page.cut(rows, key=lambda store: (store.store_id,))
        return pb.ListStoresResponse(stores=map(store_message, shown), next_page_token=token)

    async def ImportStores(
        self, request: store_import_pb2.ImportStoresRequest, _: object
    ) -> store_import_pb2.ImportStoresResponse:
        check = Check()
        check.count("stores", request.stores, max=MAX_IMPORT)
        check.raise_if_any()
        items = [_import_item(store) for store in request.stores]
        decisions = await self._stores.import_stores(items, dry_run=request.dry_run)
        results = map(imported_message, decisions)
        return store_import_pb2.ImportStoresResponse(results=results)

    async def SetStoreStatus(
        self, request: pb.SetStoreStatusRequest, _: object
    ) -> pb.SetStoreStatusResponse:
        standing = Standing(
            known(StoreStatus, request.status, "status"),
            moment(request, "until"),
            request.busy_extra_minutes,
        )
        store = await self._stores.set_standing(request, request.store_id, standing)
        return pb.SetStoreStatusResponse(store=store)

    async def SetOpeningHours(
        self, request: pb.SetOpeningHoursRequest, _: object
    ) -> pb.SetOpeningHoursResponse:
        hours = hours_of(request.hours, "hours") if request.HasField("hours") else None
        service_type = known_or_none(ServiceType, request.service_type, "service_type")
        change = set_hours(service_type, hours)
        store = await self._stores.change(request, request.store_id, change)
        return pb.SetOpeningHoursResponse(store=store)

    async def SetSpecialDays(
        self, request: pb.SetSpecialDaysRequest, _: object
    ) -> pb.SetSpecialDaysResponse:
        change = set_special_days(special_days_of(request.set), request.remove_dates)
        store = await self._stores.change(request, request.store_id, change)
        return pb.SetSpecialDaysResponse(store=store)

    async def FindNearbyStores(
        self, request: serving_pb2.FindNearbyStoresRequest, _: object
    ) -> serving_pb2.FindNearbyStoresResponse:
        page = _page("nearby", request, (int, str))
        rows = await self._stores.find_nearby(self._search(request), page)
        shown, token = page.cut(rows, key=lambda n: (n.distance_m, n.serving.store.store_id))
        stores = map(nearby_message, shown)
        return serving_pb2.FindNearbyStoresResponse(stores=stores, next_page_token=token)

    async def CheckStore(
        self, request: serving_pb2.CheckStoreRequest, _: object
    ) -> serving_pb2.CheckStoreResponse:
        return await self._check(request)

    async def CheckStores(
        self, request: serving_pb2.CheckStoresRequest, _: object
    ) -> serving_pb2.CheckStoresResponse:
        answers = await answer_each(
            "questions",
            request.questions,
            check=lambda check, question: check.identifier("store_id", question.store_id),
            do=self._answers,
            refuse=lambda _, refusal: _refused(refusal),
        )
        return serving_pb2.CheckStoresResponse(answers=answers)

    async def ResolveChannelCode(
        self, request: serving_pb2.ResolveChannelCodeRequest, _: object
    ) -> serving_pb2.ResolveChannelCodeResponse:
        store, paused = await self._stores.resolve_channel_code(request.channel, request.code)
        status = standing_at(store, self._clock.now()).status
        summary = summary_message(store, status)
        return serving_pb2.ResolveChannelCodeResponse(store=summary, paused=paused)

    async def CreateTill(
        self, request: till_pb2.CreateTillRequest, _: object
    ) -> till_pb2.CreateTillResponse:
        till, secret = await self._tills.create(request, request.store_id, request.name)
        return till_pb2.CreateTillResponse(till=till, secret=secret)

    async def RotateTillSecret(
        self, request: till_pb2.RotateTillSecretRequest, _: object
    ) -> till_pb2.RotateTillSecretResponse:
        till, secret = await self._tills.rotate_secret(request, request.till_id)
        return till_pb2.RotateTillSecretResponse(till=till, secret=secret)

    async def SetTillDisabled(
        self, request: till_pb2.SetTillDisabledRequest, _: object
    ) -> till_pb2.SetTillDisabledResponse:
        till = await self._tills.set_disabled(request, request.till_id, request.disabled)
        return till_pb2.SetTillDisabledResponse(till=till)

    async def AuthenticateTill(
        self, request: till_pb2.AuthenticateTillRequest, _: object
    ) -> till_pb2.AuthenticateTillResponse:
        till, signed = await self._tills.authenticate(request.till_id, request.secret)
        return till_pb2.AuthenticateTillResponse(
            till=till_message(till),
            access_token=signed.token,
            expire_time=Timestamp(seconds=signed.expires_at),
        )

    async def ListTills(
        self, request: till_pb2.ListTillsRequest, _: object
    ) -> till_pb2.ListTillsResponse:
        page = _page("tills", request, (str,))
        rows = await self._tills.list_tills(request.store_id, page)
        shown, token = page.cut(rows, key=lambda till: (till.till_id,))
        return till_pb2.ListTillsResponse(tills=map(till_message, shown), next_page_token=token)

    def WatchEvents(
        self, request: store_feed_pb2.WatchEventsRequest, _: object
    ) -> AsyncIterator[store_feed_pb2.WatchEventsResponse]:
        return watch_events(
            self._feed, request, store_feed_pb2.StoreEvent, store_feed_pb2.WatchEventsResponse
        )

    async def AckEvents(
        self, request: store_feed_pb2.AckEventsRequest, _: object
    ) -> store_feed_pb2.AckEventsResponse:
        return await ack_events(self._feed, request, store_feed_pb2.AckEventsResponse)

    async def RemoveReader(
        self, request: store_feed_pb2.RemoveReaderRequest, _: object
    ) -> store_feed_pb2.RemoveReaderResponse:
        return await remove_reader(self._feed, request, store_feed_pb2.RemoveReaderResponse)

    async def Audit(self, _request: pb.AuditRequest, _: object) -> pb.AuditResponse:
        return await self._audit.answer(pb.AuditResponse)

    async def ListMerchants(
        self, _request: pb.ListMerchantsRequest, _: object
    ) -> pb.ListMerchantsResponse:
        return await self._audit.merchants(pb.ListMerchantsResponse)

    async def _check(
        self, request: serving_pb2.CheckStoreRequest
    ) -> serving_pb2.CheckStoreResponse:
        question = self._stores.question(
            moment(request, "at"),
            known(ServiceType, request.service_type, "service_type"),
            request.channel,
            point_of(request.point, request.HasField("point")),
        )
        return check_message(await self._stores.check(request.store_id, question))

    async def _answers(
        self, questions: list[serving_pb2.CheckStoreRequest]
    ) -> list[serving_pb2.StoreCheck]:
        """Answer each question; orders of one import often ask the same."""
        answers: dict[bytes, serving_pb2.StoreCheck] = {}
        asked = [question.SerializeToString(deterministic=True) for question in questions]
        for key, question in zip(asked, questions, strict=True):
            if key not in answers:
                answers[key] = await self._answer(question)
        return [answers[key] for key in asked]

    async def _answer(self, question: serving_pb2.CheckStoreRequest) -> serving_pb2.StoreCheck:
        try:
            return serving_pb2.StoreCheck(answer=await self._check(question))
        except (InvalidRequest, StoreNotFound) as refusal:
            return _refused(refusal)

    def _search(self, request: serving_pb2.FindNearbyStoresRequest) -> Search:
        point = required_point(request.point, request.HasField("point"), "point")
        question = self._stores.question(
            moment(request, "at"),
            known_or_none(ServiceType, request.service_type, "service_type"),
            request.channel,
            point,
        )
        radius_m = request.radius_m or DEFAULT_RADIUS_M
        return Search(question, point, radius_m, request.only_open)


def _page(name: str, request: Any, key_types: tuple[type[str | int], ...]) -> Page:
    """The page a list is asked for; its token fits only the same question."""
    question = type(request)()
    question.CopyFrom(request)
    question.ClearField("page_size")
    question.ClearField("page_token")
    scope = question.SerializeToString(deterministic=True).hex()
    return read_page(name, request.page_size, request.page_token, scope, key_types=key_types)


def _import_item(message: store_pb2.Store) -> Particulars | ImportDecision:
    """One item of an import; what cannot be read is rejected and spares its neighbours."""
    try:
        message_rule.check_message(message)
        return particulars_of(message)
    except InvalidRequest as wrong:
        code, rejected = message.external_code, ImportOutcome.REJECTED
        return ImportDecision(code, rejected, violations=wrong.violations)


def _refused(refusal: Refusal) -> serving_pb2.StoreCheck:
    return serving_pb2.StoreCheck(refusal_reason=refusal.reason, refusal_message=refusal.message)
