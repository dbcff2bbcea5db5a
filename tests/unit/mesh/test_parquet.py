"""Tables as Parquet files."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from mesh.pure import parquet
from mesh.pure.parquet import Column, Kind, ParquetWriter
from tests.parquet import rows_of

COLUMNS = (
    Column("text", Kind.TEXT),
    Column("number", Kind.NUMBER),
    Column("flag", Kind.FLAG),
    Column("day", Kind.DAY),
    Column("moment", Kind.MOMENT, optional=True),
    Column("what", Kind.TEXT, within="parts"),
    Column("count", Kind.NUMBER, within="parts"),
)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def rows(draw):
    parts = draw(st.lists(st.tuples(WORDS, NUMBERS), max_size=4))
    return (
        draw(WORDS),
        draw(NUMBERS),
        draw(st.booleans()),
        draw(st.dates()),
        draw(st.none() | st.datetimes(timezones=st.just(UTC))),
        [what for what, _ in parts],
        [count for _, count in parts],
    )


def shown(row):
    *plain, whats, counts = row
    parts = [{"what": what, "count": count} for what, count in zip(whats, counts, strict=True)]
    return dict(zip(("text", "number", "flag", "day", "moment"), plain, strict=True), parts=parts)


@given(st.lists(st.lists(rows(), max_size=20), max_size=5), st.sampled_from([1, 4 << 20]))
def test_what_is_added_is_read_again(batches, group_bytes):
    before, parquet.GROUP_BYTES = parquet.GROUP_BYTES, group_bytes
    try:
        writer = ParquetWriter(COLUMNS)
        data = b"".join([*map(writer.add, batches), writer.end()])
    finally:
        parquet.GROUP_BYTES = before
    assert rows_of(data) == [shown(row) for batch in batches for row in batch]


def test_a_group_goes_out_when_it_is_large_enough_and_not_before(monkeypatch):
    row = ("", 1, True, date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), [], [])
    writer = ParquetWriter(COLUMNS)
    assert writer.add([row]) == b"PAR1"
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1)
    assert len(writer.add([row])) > 100
    assert writer.add([]) == b""
