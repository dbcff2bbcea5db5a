"""Which origins may call from a browser."""

import pytest

from mesh.edge.origins import Origins
from mesh.process.settings import SettingInvalid


def test_nobody_may_as_long_as_nobody_is_named():
    origins = Origins.read({}, "ORIGINS")
    assert origins.answer_headers("https://shop.example") == {}
    assert origins.preflight_headers("") == {}


def test_those_that_are_named_may():
    origins = Origins.read({"ORIGINS": "https://shop.example, http://localhost:5173"}, "ORIGINS")
    for origin in ("https://shop.example", "http://localhost:5173"):
        assert origins.preflight_headers(origin)["Access-Control-Allow-Origin"] == origin
    for origin in ("https://shop.example:444", "https://shop.example.evil", "null", "*"):
        assert origins.answer_headers(origin) == {}


@pytest.mark.parametrize("text", ["*", "shop.example", "https://shop.example/", "https://a b"])
def test_what_is_no_origin_is_refused_by_its_setting(text):
    with pytest.raises(SettingInvalid, match="ORIGINS"):
        Origins.read({"ORIGINS": text}, "ORIGINS")
