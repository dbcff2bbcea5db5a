"""Whether a request about the books has the form and the limits of the contract."""

from __future__ import annotations

from mesh.pure.validation import Check


def check_resolution(request_id: str, difference_id: str, note: str) -> None:
    """Raise InvalidRequest unless a difference may be resolved so."""
    check = Check()
    check.request_id(request_id)
    check.identifier("difference_id", difference_id)
    check.text("note", note, max=500)
    check.raise_if_any()
