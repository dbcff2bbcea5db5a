"""Bytes of an Excel workbook as rows of texts: pure. Of several sheets the first counts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from plugins.file_drop.tables import FileUnreadable

SIGN = b"PK\x03\x04"
"""How a workbook begins: it is an archive."""
MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes of all parts of a workbook."""


def rows_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet, each with its number from 1; formulas by their results.

    Raise FileUnreadable.
    """
    try:
        _demand_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [text_of_cell(cell) for cell in cells]
    except FileUnreadable:
        raise
    except Exception as wrong:  # noqa: BLE001 - whatever an odd archive or odd XML makes of it
        raise FileUnreadable(
            f"The workbook cannot be read ({type(wrong).__name__})",
            "save it as .xlsx again, without a password, or as CSV UTF-8",
        ) from None


def text_of_cell(cell: Any) -> str:
    """Return what a cell shows: numbers without a needless point, yes and no, times as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _demand_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED:
        raise FileUnreadable("The workbook is too large", "split it into several files")
