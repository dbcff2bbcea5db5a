"""What a platform sends, before anybody knows whether it is the platform."""

from __future__ import annotations

from mesh.pure.callback import MAX_FIELDS, Callback


def form(count: int) -> Callback:
    names = "&".join(f"f{number}=x" for number in range(count - 1))
    return Callback("POST", "", query=(("app_id", "1"),), body=f"app_id=2&{names}".encode())


def test_the_last_of_several_fields_counts_and_a_body_is_read_once() -> None:
    callback = form(3)
    assert callback.fields == {"app_id": "2", "f0": "x", "f1": "x"}
    assert callback.fields is callback.fields


def test_a_form_of_very_many_fields_has_none_so_that_nobody_is_known_by_it() -> None:
    assert len(form(MAX_FIELDS).fields) == MAX_FIELDS
    assert form(MAX_FIELDS + 1).fields == {}
