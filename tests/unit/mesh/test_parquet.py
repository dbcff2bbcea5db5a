"""Tables as Parquet files, as pyarrow reads them."""

import io
from datetime import UTC, datetime

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh.data import parquet
from mesh.data.parquet import ParquetFile
from mesh.pure.tables import Kind

COLUMNS = {
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "flag": Kind.FLAG,
    "day": Kind.DAY,
    "moment": Kind.MOMENT,
    "parts": {"what": Kind.TEXT, "count": Kind.NUMBER},
}
NUMBERS = st.integers(-(2**63), 2**63 - 1)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FIRST, LAST = datetime(1970, 1, 1), datetime(2199, 12, 31)  # noqa: DTZ001 - given a zone below
ROWS = st.fixed_dictionaries(
    {
        "text": WORDS,
        "number": NUMBERS,
        "flag": st.booleans(),
        "day": st.dates(FIRST.date(), LAST.date()),
        "moment": st.none() | st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
        "parts": st.lists(st.fixed_dictionaries({"what": WORDS, "count": NUMBERS}), max_size=4),
    }
)


@given(st.lists(st.lists(ROWS, max_size=6), max_size=5), st.sampled_from([1, 3, 1000]))
def test_what_is_added_is_read_again_in_its_order(batches, rows_of_group):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parquet, "GROUP_ROWS", rows_of_group)
        file = ParquetFile(COLUMNS)
        data = b"".join([*map(file.add, batches), file.end()])
    assert pq.read_table(io.BytesIO(data)).to_pylist() == [row for rows in batches for row in rows]


def test_a_group_goes_out_when_it_is_large_enough_and_not_before(monkeypatch):
    monkeypatch.setattr(parquet, "GROUP_ROWS", 2)
    row = dict.fromkeys(COLUMNS)
    file = ParquetFile(COLUMNS)
    assert file.add([row]) in (b"", b"PAR1")
    assert len(file.add([row])) > 100
    assert file.add([]) == b""
