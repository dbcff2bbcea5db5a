"""Words of the code and words of the contract are the same."""

from zhongtai.inventory.v1 import error_reason_pb2, inventory_pb2, reservation_pb2, stock_pb2

from centers.inventory import errors, model
from centers.inventory.reservations import model as reservations


def members(enum, prefix):
    return {name.removeprefix(prefix): number for name, number in enum.items() if number}


def same(ours, theirs, prefix):
    numbers = members(theirs, prefix)
    return {member.name: member.value for member in ours} == numbers


def test_every_reason_of_the_contract_has_its_refusal():
    reasons = {each.reason for each in errors.InventoryRefusal.__subclasses__()}
    assert reasons == set(members(error_reason_pb2.ErrorReason, "ERROR_REASON_"))


def test_numbers_of_states_and_outcomes_are_those_of_the_contract():
    r, i, s = reservation_pb2, inventory_pb2, stock_pb2
    assert same(model.MovementKind, i.MovementKind, "MOVEMENT_KIND_")
    assert same(model.EventKind, i.StockEventKind, "STOCK_EVENT_KIND_")
    assert same(reservations.CommitOutcome, r.CommitOutcome, "COMMIT_OUTCOME_")
    assert same(reservations.ReleaseOutcome, r.ReleaseOutcome, "RELEASE_OUTCOME_")
    assert same(model.TillSaleOutcome, r.TillSaleOutcome, "TILL_SALE_OUTCOME_")
    assert same(model.CountOutcome, s.CountOutcome, "COUNT_OUTCOME_")


def test_every_stored_state_is_in_the_contract_which_also_knows_not_needed():
    states = members(inventory_pb2.ReservationState, "RESERVATION_STATE_")
    assert states.pop("NOT_NEEDED") == 6
    assert {state.name: state.value for state in reservations.ReservationState} == states
