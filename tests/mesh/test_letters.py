"""Letters in the database: kept once, due in order, listed, retried and dropped."""

import pytest
from zhongtai.common.v1 import letter_pb2 as pb

from mesh.call.context import Identity, as_call, internal_identity
from mesh.feed.letter_calls import LetterMethods
from mesh.feed.letters import Letters
from mesh.pure.errors import InvalidRequest, LetterNotFound


class Desk(LetterMethods):
    def __init__(self, letters: Letters) -> None:
        self.letters = letters


@pytest.fixture
def desk(db):
    with as_call(Identity("operator", "olga", "m1", frozenset({"personal_data"}))):
        yield Desk(Letters(db))


def new(item: str, subject: str, *, again: float | None = None, attempts: int = 1, **fields):
    given = {"merchant_id": "m1", "message_type": "x.Y", "payload": b"p", "reason": "no"} | fields
    letter = pb.NewLetter(item_id=item, subject_id=subject, attempts=attempts, **given)
    if again is not None:
        letter.try_after.FromNanoseconds(int(again * 1e9))
    return letter


async def keep(desk: Desk, *letters: pb.NewLetter, done=()) -> None:
    request = pb.KeepLettersRequest(reader="r", letters=letters, done_letter_ids=done)
    await desk.KeepLetters(request, None)


async def listed(desk: Desk, **fields) -> list[pb.Letter]:
    return list((await desk.ListLetters(pb.ListLettersRequest(**fields), None)).letters)


async def test_of_each_subject_only_the_first_letter_is_due(desk):
    await keep(desk, new("a1", "a", again=0), new("a2", "a", again=0, attempts=0), new("b", "b"))
    taken = await desk.TakeLetters(pb.TakeLettersRequest(reader="r"), None)
    assert [(each.item_id, each.payload) for each in taken.due] == [("a1", b"p")]
    assert sorted(taken.subject_ids) == ["a", "b"]
    assert (taken.letter_count, taken.stopped_count) == (3, 1)
    await keep(desk, done=[taken.due[0].letter_id])
    (due,) = (await desk.TakeLetters(pb.TakeLettersRequest(reader="r"), None)).due
    assert due.item_id == "a2"


async def test_an_item_is_one_letter_however_often_it_is_kept(desk):
    await keep(desk, new("a", "a", attempts=2))
    await keep(desk, new("a", "a", again=0, attempts=0))
    (letter,) = await listed(desk)
    assert (letter.attempts, letter.state) == (2, pb.LETTER_STATE_DEAD)
    await keep(desk, new("a", "a", again=60, attempts=3, reason="busy"))
    (letter,) = await listed(desk)
    assert (letter.attempts, letter.reason) == (3, "busy")
    assert letter.state == pb.LETTER_STATE_WAITING


async def test_a_list_has_pages_filters_and_no_payloads(desk):
    await keep(desk, *(new(f"a{n}", "a") for n in range(3)))
    page = await desk.ListLetters(pb.ListLettersRequest(page_size=2), None)
    request = pb.ListLettersRequest(page_size=2, page_token=page.next_page_token)
    rest = await desk.ListLetters(request, None)
    both = [*page.letters, *rest.letters]
    assert [each.item_id for each in both] == ["a0", "a1", "a2"]
    assert not any(each.payload for each in both)
    assert [e.item_id for e in await listed(desk, state=pb.LETTER_STATE_DEAD)] == ["a0"]
    assert await listed(desk, reader="other") == []


async def test_an_operator_has_letters_tried_again_and_drops_them(desk):
    await keep(desk, new("a", "a", attempts=9), new("b", "b"))
    a, b = await listed(desk)
    assert (await desk.GetLetter(pb.GetLetterRequest(letter_id=a.letter_id), None)).letter.payload
    await desk.RetryLetters(pb.RetryLettersRequest(letter_ids=[a.letter_id, 999]), None)
    (due,) = (await desk.TakeLetters(pb.TakeLettersRequest(reader="r"), None)).due
    assert (due.item_id, due.attempts) == ("a", 0)
    gone = await desk.DropLetters(pb.DropLettersRequest(letter_ids=[b.letter_id]), None)
    assert list(gone.letter_ids) == [b.letter_id]
    with pytest.raises(LetterNotFound):
        await desk.GetLetter(pb.GetLetterRequest(letter_id=b.letter_id), None)


async def test_a_letter_that_is_dropped_while_it_is_tried_stays_away(desk):
    await keep(desk, new("a", "a", again=0), new("b", "b", again=0))
    request = pb.TakeLettersRequest(reader="r")
    a, b = (await desk.TakeLetters(request, None)).due
    await desk.DropLetters(pb.DropLettersRequest(letter_ids=[a.letter_id]), None)
    await keep(
        desk,
        new("a", "a", attempts=2, letter_id=a.letter_id),
        new("b", "b", attempts=2, letter_id=b.letter_id, reason="twice"),
        new("c", "c"),
    )
    left = [(each.item_id, each.attempts, each.reason) for each in await listed(desk)]
    assert left == [("b", 2, "twice"), ("c", 1, "no")]
    assert (await listed(desk))[0].first_time == b.first_time


async def test_a_merchant_sees_its_own_letters_and_those_of_none(desk):
    await keep(desk, new("a", "a"), new("b", "b", merchant_id=""), new("c", "c", merchant_id="m2"))
    assert [each.item_id for each in await listed(desk)] == ["a", "b"]
    with as_call(internal_identity("order_control")):
        ids = [each.letter_id for each in await listed(desk)]
    assert len(ids) == 3
    assert not (await desk.DropLetters(pb.DropLettersRequest(letter_ids=ids[2:]), None)).letter_ids


async def test_what_an_item_holds_is_shown_only_to_who_may_see_personal_data(desk):
    await keep(desk, new("a", "a"))
    (letter,) = await listed(desk)
    with as_call(Identity("operator", "otto", "m1")):
        seen = await desk.GetLetter(pb.GetLetterRequest(letter_id=letter.letter_id), None)
    assert (seen.letter.item_id, seen.letter.payload) == ("a", b"")


@pytest.mark.parametrize(
    "request_",
    [
        pb.KeepLettersRequest(),
        pb.KeepLettersRequest(reader="r", letters=[new("a\0", "a")]),
        pb.KeepLettersRequest(reader="r", letters=[new("a", "a"), new("a", "a")]),
        pb.KeepLettersRequest(reader="r", letters=[new("a", "a", reason="x" * 1001)]),
    ],
)
async def test_what_cannot_be_kept_is_refused(desk, request_):
    with pytest.raises(InvalidRequest):
        await desk.KeepLetters(request_, None)
