"""Whatever people and orders do to a session: no piece is promised twice, and the line is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.flash_sale.admissions.model import OF_AN_ORDER, OPEN, TAKING, AdmissionState, Ask
from apps.flash_sale.admissions.work import SessionWork
from apps.flash_sale.errors import (
    AdmissionNotFound,
    AdmissionNotUsable,
    OtherStore,
    PersonLimit,
    SessionNotRunning,
    SoldOut,
)
from apps.flash_sale.model import PriceState, Session
from mesh.pure.errors import Refusal

BEGINS = datetime(2026, 11, 29, 12, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=1)
SESSION = Session(
    merchant_id="demo",
    session_id="fls_1",
    name="One-yuan tea",
    sku_id="tea",
    store_ids=(),
    amount=100,
    currency="CNY",
    pieces=2,
    pieces_per_person=1,
    begins_at=BEGINS,
    ends_at=ENDS,
    admission_seconds=60,
    price_state=PriceState.ACTIVE,
)


class Sale:
    """A session of which everything is in memory, as if each step were a transaction."""

    def __init__(self, **terms):
        self.work = SessionWork(replace(SESSION, **terms), BEGINS)

    def ask(self, person, pieces=1, store="sto_1"):
        ask = Ask("demo", "fls_1", person, store, pieces, "r", b"")
        admission = self.work.ask(ask, f"adm_{len(self.work.admissions)}")
        return admission.token

    def state(self, token):
        return self.work.admissions[token].state

    def pieces(self, token):
        return self.work.admissions[token].pieces

    def hold(self, token, order="o1", pieces=1, person=None, store="sto_1"):
        person = person or self.work.admissions[token].person_id
        return self.work.hold(token, person, store, order, pieces)

    def later(self, seconds):
        self.work.now += timedelta(seconds=seconds)
        self.work.lapse()
        self.work.settle()


def test_pieces_go_to_who_asks_first_and_the_others_wait_in_line():
    sale = Sale()
    tokens = [sale.ask(person) for person in ("ann", "bob", "cem", "dan")]
    assert [sale.state(token).name for token in tokens] == ["ADMITTED"] * 2 + ["WAITING"] * 2
    assert [sale.work.admissions[token].number for token in tokens] == [0, 0, 1, 2]


def test_asking_again_gives_the_same_admission():
    sale = Sale()
    assert sale.ask("ann") == sale.ask("ann")
    assert sale.work.session.taken == 1


def test_what_is_not_used_in_its_time_goes_to_who_has_waited_longest():
    sale = Sale(pieces=1)
    ann, bob, cem = sale.ask("ann"), sale.ask("bob"), sale.ask("cem")
    sale.later(60)
    assert [sale.state(x).name for x in (ann, bob, cem)] == ["LAPSED", "ADMITTED", "WAITING"]
    again = sale.ask("ann")
    assert sale.work.admissions[again].number > sale.work.admissions[cem].number


def test_of_a_line_only_those_are_due_for_whom_there_is_something():
    sale = Sale(pieces=3, ends_at=BEGINS + timedelta(seconds=30))
    inside = [sale.ask(person) for person in ("ann", "bob", "cem")]
    for person in ("dan", "eve"):
        sale.ask(person)
    assert sale.work.due_in_line == 0
    for due, token in enumerate(inside, 1):
        sale.work.give_back(sale.work.admissions[token])
        assert sale.work.due_in_line == min(due, 2)
    sale.work.now += timedelta(seconds=30)
    assert sale.work.due_in_line == 2
    sale.later(0)
    assert sale.work.due_in_line == 0


def test_one_more_than_there_are_gets_what_is_left():
    sale = Sale(pieces=3, pieces_per_person=2)
    assert [sale.pieces(sale.ask(person, 2)) for person in ("ann", "bob")] == [2, 1]


def test_pieces_that_an_order_does_not_have_go_to_the_next():
    sale = Sale(pieces_per_person=2)
    ann, bob = sale.ask("ann", 2), sale.ask("bob")
    sale.hold(ann, pieces=1)
    sale.later(0)
    assert (sale.pieces(ann), sale.state(bob)) == (1, AdmissionState.ADMITTED)


def test_a_cancelled_order_gives_its_piece_to_the_next_and_sells_it_once():
    sale = Sale(pieces=1)
    ann, bob = sale.ask("ann"), sale.ask("bob")
    sale.hold(ann)
    sale.work.sell(sale.work.admissions[ann])
    with pytest.raises(SoldOut):
        sale.ask("cem")
    for _ in "twice":
        sale.work.give_back(sale.work.admissions[ann])
        sale.work.sell(sale.work.admissions[ann])
    sale.later(0)
    assert (sale.state(ann), sale.state(bob)) == (AdmissionState.RETURNED, AdmissionState.ADMITTED)
    assert (sale.work.session.taken, sale.work.session.sold) == (1, 0)


def test_an_order_that_was_not_placed_gives_the_admission_back_to_its_person_in_its_time():
    sale = Sale()
    ann = sale.ask("ann")
    sale.hold(ann)
    sale.work.release(sale.work.admissions[ann])
    assert sale.hold(ann, order="o2").order_id == "o2"
    sale.later(60)
    sale.work.release(sale.work.admissions[ann])
    assert sale.state(ann) is AdmissionState.LAPSED


def test_who_has_asked_again_meanwhile_has_no_second_admission_back():
    sale = Sale(pieces_per_person=2)
    first = sale.ask("ann")
    sale.hold(first)
    second = sale.ask("ann")
    sale.work.release(sale.work.admissions[first])
    states = [sale.state(token) for token in (first, second)]
    assert states == [AdmissionState.RETURNED, AdmissionState.ADMITTED]


def test_an_admission_is_used_by_its_person_at_its_store_once_and_in_time():
    sale = Sale()
    ann, bob = sale.ask("ann"), sale.ask("bob")
    with pytest.raises(AdmissionNotFound):
        sale.hold(ann, person="bob")
    with pytest.raises(AdmissionNotUsable, match="OTHER_STORE"):
        sale.hold(ann, store="sto_2")
    assert sale.hold(ann) == sale.hold(ann)
    with pytest.raises(AdmissionNotUsable, match="ORDERED"):
        sale.hold(ann, order="o2")
    sale.work.now += timedelta(seconds=60)
    with pytest.raises(AdmissionNotUsable, match="LAPSED"):
        sale.hold(bob, order="o3")


def test_who_has_bought_as_much_as_allowed_is_refused():
    sale = Sale(pieces=5, pieces_per_person=2)
    sale.hold(sale.ask("ann"))
    assert sale.ask("ann", 1)
    sale.hold(sale.ask("ann", 1), order="o2")
    with pytest.raises(PersonLimit):
        sale.ask("ann", 1)


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"begins_at": BEGINS + timedelta(seconds=1)}, SessionNotRunning),
        ({"ends_at": BEGINS}, SessionNotRunning),
        ({"cancelled_at": BEGINS}, SessionNotRunning),
        ({"price_state": PriceState.DRAFT}, SessionNotRunning),
        ({"store_ids": ("sto_2",)}, OtherStore),
    ],
)
def test_nobody_is_let_into_a_session_that_does_not_run_there(terms, refusal):
    with pytest.raises(refusal):
        Sale(**terms).ask("ann")


def test_after_the_end_who_was_let_in_may_order_and_the_line_is_over():
    sale = Sale(pieces=1, ends_at=BEGINS + timedelta(seconds=30))
    ann, bob = sale.ask("ann"), sale.ask("bob")
    sale.later(30)
    assert sale.ask("ann") == ann
    assert (sale.hold(ann).pieces, sale.state(bob)) == (1, AdmissionState.LAPSED)


def test_a_session_that_is_called_off_lets_nobody_use_an_admission():
    sale = Sale()
    ann = sale.ask("ann")
    sale.work.session = replace(sale.work.session, cancelled_at=BEGINS)
    with pytest.raises(AdmissionNotUsable):
        sale.hold(ann)


STEPS = st.tuples(
    st.sampled_from(["ask", "hold", "release", "sell", "give_back", "later", "late"]),
    st.integers(0, 7),
    st.integers(1, 3),
)


def do(sale, step, who, pieces):
    admissions = list(sale.work.admissions.values())
    if step == "ask":
        sale.ask(f"p{who}", pieces)
    elif step == "later":
        sale.later(pieces * 10)
    elif step == "late":
        sale.work.now += timedelta(seconds=50)
    elif admissions:
        admission = admissions[who % len(admissions)]
        if step == "hold":
            sale.hold(admission.token, f"o{who}", pieces)
        else:
            getattr(sale.work, step)(admission)


@given(st.integers(1, 6), st.integers(1, 3), st.lists(STEPS, max_size=60))
def test_no_piece_is_promised_twice_and_no_piece_waits_while_somebody_does(pieces, limit, steps):
    sale = Sale(pieces=pieces, pieces_per_person=limit)
    for step, who, some in steps:
        try:
            do(sale, step, who, some)
        except Refusal:
            continue
        check(sale, limit)
    sale.later(0)
    check(sale, limit)
    session = sale.work.session
    assert not session.waiting or not session.free or session.is_over(sale.work.now)


def check(sale, limit):
    session, all_of = sale.work.session, list(sale.work.admissions.values())
    assert session.taken == sum(x.pieces for x in all_of if x.state in TAKING) <= session.pieces
    assert session.sold == sum(x.pieces for x in all_of if x.state is AdmissionState.SOLD)
    assert session.waiting == sum(x.waits for x in all_of)
    for person in {x.person_id for x in all_of}:
        own = [x for x in all_of if x.person_id == person]
        assert sum(x.state in OPEN for x in own) <= 1
        assert sum(x.pieces for x in own if x.state in OF_AN_ORDER) <= limit
