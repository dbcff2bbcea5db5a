"""Stores as rows."""

from __future__ import annotations

import json

from centers.store.records import store_columns, store_of
from tests.unit.store.builders import store
from tests.unit.store.test_messages import FULL

COLUMNS = (
    *("store_id", "external_code", "name", "latitude", "longitude", "time_zone", "currency"),
    *("detail", "status", "until", "busy_extra_minutes", "revision", "created_at", "updated_at"),
)


def test_a_store_comes_back_from_its_row_as_it_was():
    here = store(**FULL, currencies=frozenset())
    values = [column[0] for column in store_columns([here])]
    codes = '[{"channel": "meituan", "code": "7", "paused": true, "auto_accept": true}]'
    assert store_of(dict(zip(COLUMNS, values, strict=True), channel_codes=codes)) == here


def test_the_detail_of_a_store_has_the_names_that_rows_of_before_have():
    detail = json.loads(store_columns([store()])[7][0])
    assert set(detail) == {
        *("hours", "address", "phone", "services", "special_days", "delivery_areas"),
        *("business_day_starts", "features", "order_ahead_days", "pos_plugin", "names"),
    }
    assert set(detail["hours"]["periods"][0]) == {"weekday", "opens", "closes"}
    assert "free_packaging" in detail["services"][0]
    assert "route" in detail["services"][0]
