"""The servicer of the store center: message in, one operation, message out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from google.protobuf.timestamp_pb2 import Timestamp
from zhongtai.store.v1 import serving_pb2, store_import_pb2, store_pb2, store_service_pb2, till_pb2
from zhongtai.store.v1 import store_service_pb2 as pb
from zhongtai.store.v1.store_service_pb2_grpc import StoreServiceServicer

from centers.store import checks, messages, rules, scope
from centers.store.errors import StoreNotFound
from centers.store.model import ServiceType, Store
from centers.store.operations import Stores
from centers.store.tills.model import Credentials, Till
from centers.store.tills.operations import Tills
from centers.store.tills.rules import new_secret, secret_text
from mesh.call.batch_answers import answer_each
from mesh.call.context import merchant_id
from mesh.call.wire import known_or_none
from mesh.data.auditing import Audit
from mesh.data.change import Changes, Effect, Unit
from mesh.data.idempotency import RequestWithId
from mesh.data.paging import page_of
from mesh.feed.center_methods import CenterMethods
from mesh.feed.feed import Feed
from mesh.pure.clock import Clock
from mesh.pure.errors import InvalidRequest
from mesh.pure.validation import Check

SERVICE = store_service_pb2.DESCRIPTOR.services_by_name["StoreService"]


class StoreServicer(CenterMethods, StoreServiceServicer):
    """StoreService of zhongtai.store.v1."""

    def __init__(
        self,
        stores: Stores,
        tills: Tills,
        changes: Changes,
        feed: Feed,
        audit: Audit,
        *,
        clock: Clock,
    ) -> None:
        super().__init__(SERVICE, feed, audit)
        self._stores = stores
        self._tills = tills
        self._changes = changes
        self._clock = clock

    async def CreateStore(
        self, request: pb.CreateStoreRequest, _: object
    ) -> pb.CreateStoreResponse:
        profile = messages.profile_of(request.store)
        store = await self._once(request, lambda unit: self._stores.create(unit, profile))
        return pb.CreateStoreResponse(store=store)

    async def UpdateStore(
        self, request: pb.UpdateStoreRequest, _: object
    ) -> pb.UpdateStoreResponse:
        wanted, mask = request.store, request.update_mask
        store = await self._once(
            request,
            lambda unit: self._stores.update(
                unit,
                wanted.store_id,
                wanted.revision,
                lambda store: messages.merged(store, wanted, mask),
            ),
        )
        return pb.UpdateStoreResponse(store=store)

    async def GetStore(self, request: pb.GetStoreRequest, _: object) -> pb.GetStoreResponse:
        store = await self._stores.get(request.store_id)
        return pb.GetStoreResponse(store=messages.store_message(store))

    async def ListStores(self, request: pb.ListStoresRequest, _: object) -> pb.ListStoresResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._stores.list_stores(messages.filter_of(request), page)
        shown, token = page.cut(rows, key=lambda store: (store.store_id,))
        return pb.ListStoresResponse(
            stores=map(messages.store_message, shown), next_page_token=token
        )

    async def ImportStores(
        self, request: store_import_pb2.ImportStoresRequest, _: object
    ) -> store_import_pb2.ImportStoresResponse:
        check = Check()
        check.count("stores", request.stores, max=checks.MAX_IMPORT)
        check.raise_if_any()
        items = [messages.import_item_of(store) for store in request.stores]
        decisions = await self._stores.import_stores(items, dry_run=request.dry_run)
        results = messages.imported_message.each(decisions)
        return store_import_pb2.ImportStoresResponse(results=results)

    async def SetStoreStatus(
        self, request: pb.SetStoreStatusRequest, _: object
    ) -> pb.SetStoreStatusResponse:
        standing = messages.standing_of(request)
        scope.demand_may_set_status(request.store_id, standing.status)
        store = await self._once(
            request, lambda unit: self._stores.set_standing(unit, request.store_id, standing)
        )
        return pb.SetStoreStatusResponse(store=store)

    async def SetOpeningHours(
        self, request: pb.SetOpeningHoursRequest, _: object
    ) -> pb.SetOpeningHoursResponse:
        hours = messages.hours_of(request.hours, "hours") if request.HasField("hours") else None
        service_type = known_or_none(ServiceType, request.service_type, "service_type")
        change = rules.set_hours(service_type, hours)
        store = await self._once(
            request, lambda unit: self._stores.change(unit, request.store_id, change)
        )
        return pb.SetOpeningHoursResponse(store=store)

    async def SetSpecialDays(
        self, request: pb.SetSpecialDaysRequest, _: object
    ) -> pb.SetSpecialDaysResponse:
        days = messages.special_days_of(request.set, "set")
        change = rules.set_special_days(days, request.remove_dates)
        store = await self._once(
            request, lambda unit: self._stores.change(unit, request.store_id, change)
        )
        return pb.SetSpecialDaysResponse(store=store)

    async def FindNearbyStores(
        self, request: serving_pb2.FindNearbyStoresRequest, _: object
    ) -> serving_pb2.FindNearbyStoresResponse:
        page = page_of(request, key_types=(int, str))
        search = messages.search_of(request, self._clock.now())
        rows = await self._stores.find_nearby(search, page)
        shown, token = page.cut(rows, key=lambda n: (n.distance_m, n.serving.store.store_id))
        return serving_pb2.FindNearbyStoresResponse(
            stores=messages.nearby_messages(shown), next_page_token=token
        )

    async def CheckStore(
        self, request: serving_pb2.CheckStoreRequest, _: object
    ) -> serving_pb2.CheckStoreResponse:
        question = messages.question_of(request, self._clock.now())
        return messages.check_message_of(await self._stores.check(request.store_id, question))

    async def CheckStores(
        self, request: serving_pb2.CheckStoresRequest, _: object
    ) -> serving_pb2.CheckStoresResponse:
        answers = await answer_each(
            "questions",
            request.questions,
            check=lambda check, question: check.identifier("store_id", question.store_id),
            do=self._answers,
            refuse=lambda _, refusal: messages.check_refused(refusal),
        )
        return serving_pb2.CheckStoresResponse(answers=answers)

    async def ResolveChannelCode(
        self, request: serving_pb2.ResolveChannelCodeRequest, _: object
    ) -> serving_pb2.ResolveChannelCodeResponse:
        found = await self._stores.resolve_channel_code(request.channel, request.code)
        return messages.channel_store_message(found)

    async def CreateTill(
        self, request: till_pb2.CreateTillRequest, _: object
    ) -> till_pb2.CreateTillResponse:
        store_id, name = request.store_id, request.name
        checks.check_new_till(request.request_id, store_id, name)
        await self._tills.demand_place(store_id)
        till, secret = await self._with_secret(
            request,
            lambda unit, credentials: self._tills.create(unit, store_id, name, credentials),
        )
        return till_pb2.CreateTillResponse(till=till, secret=secret)

    async def RotateTillSecret(
        self, request: till_pb2.RotateTillSecretRequest, _: object
    ) -> till_pb2.RotateTillSecretResponse:
        checks.check_till(request.request_id, request.till_id)
        till, secret = await self._with_secret(
            request,
            lambda unit, credentials: self._tills.rotate_secret(unit, request.till_id, credentials),
        )
        return till_pb2.RotateTillSecretResponse(till=till, secret=secret)

    async def SetTillDisabled(
        self, request: till_pb2.SetTillDisabledRequest, _: object
    ) -> till_pb2.SetTillDisabledResponse:
        checks.check_till(request.request_id, request.till_id)
        till = await self._changes.once(
            request,
            till_pb2.Till,
            lambda unit: self._tills.set_disabled(unit, request.till_id, request.disabled),
            messages.till_message,
        )
        return till_pb2.SetTillDisabledResponse(till=till)

    async def AuthenticateTill(
        self, request: till_pb2.AuthenticateTillRequest, _: object
    ) -> till_pb2.AuthenticateTillResponse:
        till, signed = await self._tills.authenticate(request.till_id, request.secret)
        return till_pb2.AuthenticateTillResponse(
            till=messages.till_message(till),
            access_token=signed.token,
            expire_time=Timestamp(seconds=signed.expires_at),
        )

    async def ListTills(
        self, request: till_pb2.ListTillsRequest, _: object
    ) -> till_pb2.ListTillsResponse:
        page = page_of(request, key_types=(str,))
        rows = await self._tills.list_tills(request.store_id, page)
        shown, token = page.cut(rows, key=lambda till: (till.till_id,))
        return till_pb2.ListTillsResponse(
            tills=messages.till_message.each(shown), next_page_token=token
        )

    async def _once(self, request: RequestWithId, effect: Effect[Store]) -> store_pb2.Store:
        return await self._changes.once(request, store_pb2.Store, effect, messages.store_message)

    async def _with_secret(
        self, request: RequestWithId, change: Callable[[Unit, Credentials], Awaitable[Till]]
    ) -> tuple[till_pb2.Till, str]:
        """Run the change once with a new secret, and return the till and the secret's text.

        The answer that is kept for repetitions must not hold the secret: only the call that had
        the effect returns it, a repeated one an empty text.
        """
        random, credentials = new_secret()
        ran = False

        async def effect(unit: Unit) -> Till:
            nonlocal ran
            till = await change(unit, credentials)
            ran = True
            return till

        till = await self._changes.once(request, till_pb2.Till, effect, messages.till_message)
        return till, secret_text(merchant_id(), till.till_id, random) if ran else ""

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
            return serving_pb2.StoreCheck(answer=await self.CheckStore(question, None))
        except (InvalidRequest, StoreNotFound) as refusal:
            return messages.check_refused(refusal)
