"""Tables as Parquet files, written from the front to the end, so that little is in memory."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from mesh.pure.tables import Columns, Kind, Row

GROUP_ROWS = 1_000
"""So many rows make a row group, and are in memory until then."""


class ParquetFile:
    """One file. What `add` and `end` return, one after the other, is the file."""

    def __init__(self, columns: Columns) -> None:
        # Some 50 MB that a process without exports does without.
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        self._schema = pa.schema(
            [pa.field(name, _type(pa, kind)) for name, kind in columns.items()]
        )
        self._table = pa.Table.from_pylist
        self._written = _Written()
        self._writer = pq.ParquetWriter(self._written, self._schema)
        self._waiting: list[Row] = []

    def add(self, rows: Sequence[Row]) -> bytes:
        """Add rows; return what is to be sent now."""
        self._waiting += rows
        if len(self._waiting) >= GROUP_ROWS:
            self._end_group()
        return self._written.taken()

    def end(self) -> bytes:
        """Return the rest of the file."""
        if self._waiting:
            self._end_group()
        self._writer.close()
        return self._written.taken()

    def _end_group(self) -> None:
        self._writer.write_table(self._table(self._waiting, schema=self._schema))
        self._waiting = []


class _Written(io.RawIOBase):
    """Keeps what was written until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        """Return that it is there to be written."""
        return True

    def write(self, data: Any) -> int:
        """Keep a part."""
        part = bytes(data)
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def tell(self) -> int:
        """Return how much was written in all, what was taken included."""
        return self._size

    def taken(self) -> bytes:
        """Return what was written since this was asked last."""
        taken, self._parts = b"".join(self._parts), []
        return taken


def _type(pa: Any, kind: Kind | Mapping[str, Kind]) -> Any:
    if not isinstance(kind, Kind):
        return pa.list_(pa.struct([(name, _type(pa, each)) for name, each in kind.items()]))
    return {
        Kind.TEXT: pa.string(),
        Kind.NUMBER: pa.int64(),
        Kind.FLAG: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.MOMENT: pa.timestamp("us", tz="UTC"),
    }[kind]
