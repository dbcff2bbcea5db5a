"""The calls around letters, alike at every center with a feed: a servicer inherits them."""

from __future__ import annotations

from typing import Any

import structlog
from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.context import current, merchant_id
from mesh.data.paging import read_page
from mesh.feed.events import cursor_seq
from mesh.feed.letters import Letters
from mesh.pure.validation import Check

PERSONAL_DATA = "personal_data"
"""The scope that a caller needs to see what an item holds."""
MAX_KEPT = 1000
MAX_NAMED = 500
MAX_TEXT = 200
MAX_READER = 80
MAX_REASON = 1000

log = structlog.get_logger()


class LetterMethods:
    """ListLetters, GetLetter, RetryLetters, DropLetters; for readers KeepLetters, TakeLetters."""

    letters: Letters

    async def ListLetters(  # noqa: N802 - the contract's name
        self, request: pb.ListLettersRequest, _: object
    ) -> pb.ListLettersResponse:
        """Answer a page of the letters of the caller's merchant, and of none."""
        check = Check()
        check.text("reader", request.reader, min=0, max=MAX_READER)
        check.one_of("state", request.state, pb.LetterState.values())
        check.raise_if_any()
        filters = (merchant_id(), request.reader, request.state)
        page = read_page(
            "letters", request.page_size, request.page_token, *filters, key_types=(int,)
        )
        rows = await self.letters.list_letters(*filters, page.after_number, page.limit + 1)
        shown, token = page.cut(rows, key=lambda letter: (letter.letter_id,))
        return pb.ListLettersResponse(letters=shown, next_page_token=token)

    async def GetLetter(  # noqa: N802 - the contract's name
        self, request: pb.GetLetterRequest, _: object
    ) -> pb.GetLetterResponse:
        """Answer one letter, with its payload to whom may see it. Raise LetterNotFound."""
        letter = await self.letters.get(merchant_id(), request.letter_id)
        identity = current().identity
        if not identity.is_internal and PERSONAL_DATA not in identity.scopes:
            letter.ClearField("payload")
        return pb.GetLetterResponse(letter=letter)

    async def RetryLetters(  # noqa: N802 - the contract's name
        self, request: pb.RetryLettersRequest, _: object
    ) -> pb.RetryLettersResponse:
        """Have letters tried again."""
        _check_named(request.letter_ids)
        there = await self.letters.retry(merchant_id(), request.letter_ids)
        return pb.RetryLettersResponse(letter_ids=there)

    async def DropLetters(  # noqa: N802 - the contract's name
        self, request: pb.DropLettersRequest, _: object
    ) -> pb.DropLettersResponse:
        """Throw letters away."""
        _check_named(request.letter_ids)
        gone = await self.letters.drop(merchant_id(), request.letter_ids)
        log.warning("letters_dropped", letter_ids=gone, by=current().identity.subject)
        return pb.DropLettersResponse(letter_ids=gone)

    async def KeepLetters(  # noqa: N802 - the contract's name
        self, request: pb.KeepLettersRequest, _: object
    ) -> pb.KeepLettersResponse:
        """Keep what a reader could not deal with."""
        check = Check()
        check.text("reader", request.reader, max=MAX_READER)
        check.count("letters", request.letters, min=0, max=MAX_KEPT)
        check.count("done_letter_ids", request.done_letter_ids, min=0, max=MAX_KEPT)
        check.distinct("letters", (letter.item_id for letter in request.letters))
        check.count("held", request.held, min=0, max=MAX_KEPT)
        check.distinct("held", (chain.merchant_id for chain in request.held))
        check.count("released_merchant_ids", request.released_merchant_ids, min=0, max=MAX_KEPT)
        for index, chain in enumerate(request.held[:MAX_KEPT]):
            check.text(f"held[{index}].merchant_id", chain.merchant_id, min=0, max=MAX_TEXT)
            cursor_seq(chain.cursor)
        for index, letter in enumerate(request.letters[:MAX_KEPT]):
            _check_new(check.at(f"letters[{index}]"), letter)
        check.raise_if_any()
        await self.letters.keep(request)
        return pb.KeepLettersResponse()

    async def TakeLetters(  # noqa: N802 - the contract's name
        self, request: pb.TakeLettersRequest, _: object
    ) -> pb.TakeLettersResponse:
        """Answer the letters of a reader that are due."""
        check = Check()
        check.text("reader", request.reader, max=MAX_READER)
        check.raise_if_any()
        return await self.letters.take(request.reader)


def _check_named(letter_ids: Any) -> None:
    check = Check()
    check.count("letter_ids", letter_ids, max=MAX_NAMED)
    check.raise_if_any()


def _check_new(check: Check, letter: pb.NewLetter) -> None:
    check.text("item_id", letter.item_id, max=MAX_TEXT)
    check.text("subject_id", letter.subject_id, max=MAX_TEXT)
    check.text("merchant_id", letter.merchant_id, min=0, max=MAX_TEXT)
    check.text("message_type", letter.message_type, max=MAX_TEXT)
    check.text("reason", letter.reason, min=0, max=MAX_REASON)
    check.integer("attempts", letter.attempts, min=0, max=2**31 - 1)
    check.integer("letter_id", letter.letter_id, min=0, max=2**63 - 1)
