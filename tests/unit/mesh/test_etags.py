"""Entity tags as readers and proxies send them back."""

from __future__ import annotations

import pytest

from mesh.edge.etags import etag, matches


@pytest.mark.parametrize("sent", ['"v1"', 'W/"v1"', '"other", "v1"', '"other" , W/"v1"', "*"])
def test_a_reader_who_names_the_version_has_it(sent: str) -> None:
    assert matches(sent, "v1")


@pytest.mark.parametrize("sent", ["", "v1", '"v2"', '"v1', 'w/"v1"', '"v11"', '"other","v2"'])
def test_any_other_tag_is_of_something_else(sent: str) -> None:
    assert not matches(sent, "v1")


def test_a_tag_matches_its_own_version() -> None:
    assert etag("v1") == '"v1"'
    assert matches(etag("v1"), "v1")
