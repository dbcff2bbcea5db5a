"""Members of one chain: each made once in pretix, read from there, kept as they stand."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime

from zhongtai.plugin.v1 import crm_member_pb2 as pb
from zhongtai_plugin import Alone, Conflict, PluginFault, RetryLater

from plugins.crm_pretix import mapping
from plugins.crm_pretix.books import Books
from plugins.crm_pretix.client import Client
from plugins.crm_pretix.faults import Refused
from plugins.crm_pretix.model import Customer, Member, Profile, Row

READ_SECONDS = 10.0
"""How long a call waits for the first reading."""
_SECRET_BYTES = 10


class Members:
    """What pretix has of one chain's members."""

    def __init__(self, client: Client, books: Books) -> None:
        self.chain = client.account.merchant_id
        self.client = client
        self.books = books
        self._currency = client.account.currency
        self._alone = Alone()
        """Holds everybody else off a member."""
        self._tried = asyncio.Event()
        self._unread: PluginFault | None = None
        """Why nothing was ever read."""
        if books.was_read(self.chain):
            self._tried.set()

    async def join(self, message: pb.CrmProfile) -> bool:
        """Take a membership as it stands; return whether it, or a later one, was known.

        Raise Conflict for another one under its key, BadRequest, Rejected, RetryLater.
        """
        profile, digest = mapping.profile_of(message), mapping.digest_of(message)
        key = f"{self.chain}/{message.profile_id}"
        async with self._alone(profile.member_id):
            if key in self.books.profiles.find([key]):
                return await self.books.profiles.take(key, digest)
            member = self._remembered(profile.member_id)
            is_late = profile.revision <= member.known_revision
            if not is_late:
                await self._make(profile, member)
            await self.books.profiles.take(key, digest)
            return is_late

    def look_up(self, member_ids: list[str]) -> list[pb.CrmMember]:
        """Return how members stand."""
        found = self.books.members(self.chain, dict.fromkeys(member_ids))
        return [mapping.state_of(each, self._currency) for each in found if each.identifier]

    def changes(self, cursor: str, limit: int) -> tuple[list[pb.CrmMember], str]:
        """Return members that have changed after a cursor, and the next one. Raise BadRequest."""
        found, cursor = self.books.changes(self.chain, cursor, limit)
        return [mapping.state_of(each, self._currency) for each in found], cursor

    async def demand_read(self) -> None:
        """Wait until all was read once: what was made before these books is not made again.

        Raise RetryLater, or what the last reading failed with.
        """
        try:
            async with asyncio.timeout(READ_SECONDS):
                await self._tried.wait()
        except TimeoutError:
            raise RetryLater("NOT_READ_YET", "pretix is still being read.") from None
        if self._unread is not None:
            raise self._unread

    async def read_all(self) -> None:
        """Read all customers and gift cards, and keep what changed. Raise PluginFault."""
        try:
            await self._read_all()
        except PluginFault as fault:
            if not self.books.was_read(self.chain):
                self._unread = fault
            raise
        else:
            self._unread = None
        finally:
            self._tried.set()

    async def _read_all(self) -> None:
        customers: defaultdict[str, list[Customer]] = defaultdict(list)
        async for row in self.client.all("customers"):
            customer = mapping.customer_of(row)
            if customer.member_id:
                customers[customer.member_id].append(customer)
        cards: defaultdict[str, list[Row]] = defaultdict(list)
        async for row in self.client.all("giftcards"):
            if owner := mapping.owner_of(row):
                cards[owner].append(row)
        for member_id in customers.keys() | self.books.all_ids(self.chain):
            async with self._alone(member_id):
                await self._keep_read(member_id, customers[member_id], cards[member_id])
        await self.books.note_read(self.chain)

    async def _keep_read(self, member_id: str, found: list[Customer], cards: list[Row]) -> None:
        """Keep what was read of a member; who is missing is asked for by name."""
        member = before = self._remembered(member_id)
        if found:
            member = _as_read(member, mapping.chosen(found, member.identifier))
        elif member.identifier and not member.gone:
            row = await self.client.customer(member.identifier)
            customer = mapping.customer_of(row) if row is not None else None
            if customer is not None and customer.member_id == member_id:
                member = _as_read(member, customer)
            else:
                modified = customer.modified if customer else datetime.now(UTC).timestamp()
                member = replace(member, gone=True, modified=modified)
        if cards:
            card = min(cards, key=lambda each: (each["secret"] != member.secret, each["id"]))
            value = mapping.value_of(card, self._currency, datetime.now(UTC))
            member = replace(member, secret=card["secret"], card=card["id"], value=value)
        if member != before:
            await self.books.keep(member)

    async def _make(self, profile: Profile, member: Member) -> None:
        """Have a member stand in pretix as on the platform, with a card."""
        if not member.secret:
            # Kept before it is used: a card whose answer gets lost is found by it.
            secret = secrets.token_hex(_SECRET_BYTES).upper()
            member = await self.books.keep(replace(member, secret=secret))
        if not member.identifier:
            customer = await self._customer(profile)
            member = _as_read(replace(member, standing=profile.standing), customer)
        if mapping.is_to_be_set(profile, member):
            is_active = mapping.is_active_of(profile.standing)
            row = await self.client.set_active(member.identifier, is_active=is_active)
            member = _as_read(member, mapping.customer_of(row))
        if not (member.card or member.gone):
            member = replace(member, card=await self._card(member))
        told = replace(member, standing=profile.standing, known_revision=profile.revision)
        await self.books.keep(told)

    async def _customer(self, profile: Profile) -> Customer:
        """Return a member's customer, made now or when an answer got lost."""
        try:
            row = await self.client.create_customer(mapping.customer_body(profile))
        except Refused as refused:
            email = mapping.email_of(self.chain, profile.member_id)
            found = await self.client.customer_with(email) if "email" in refused.fields else None
            if found is None:
                raise
            row = found
        customer = mapping.customer_of(row)
        if customer.member_id != profile.member_id:
            raise Conflict("CUSTOMER_TAKEN", "pretix's customer of this member is another's.")
        return customer

    async def _card(self, member: Member) -> int:
        """Return the number of a member's card, made now or when an answer got lost."""
        try:
            row = await self.client.create_card(mapping.card_body(member, self._currency))
        except Refused as refused:
            found = await self.client.card_with(member.secret)
            if found is None or mapping.owner_of(found) != member.member_id:
                raise refused from None
            row = found
        return int(row["id"])

    def _remembered(self, member_id: str) -> Member:
        return self.books.member(self.chain, member_id) or Member(self.chain, member_id)


def _as_read(member: Member, customer: Customer) -> Member:
    """Return a member as pretix has them; what was read before something newer changes nothing."""
    if customer.identifier == member.identifier and customer.modified < member.modified:
        return member
    return replace(
        member,
        identifier=customer.identifier,
        is_active=customer.is_active,
        gone=False,
        modified=customer.modified,
    )
