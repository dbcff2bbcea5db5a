"""Folders of an old system's files, small, and read as the platform's two stores would have it."""

from pathlib import Path
from zoneinfo import ZoneInfo

from cli.move.files import NOUNS, read_folder
from cli.move.model import Place, Plan
from cli.move.plan import plan_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLACES = {
    code: Place(code, f"sto_{code}", "CNY", SHANGHAI, own_riders=False, taken={})
    for code in ("bund", "xujiahui")
}
STORES = "code,store\nT-1,bund\n17,bund\nT-2,xujiahui\n"
ORDER = {
    "system": "takeaway",
    "number": "9",
    "store": "T-1",
    "channel": "miniapp",
    "channel_number": "5",
    "status": "accepted",
    "service": "pick_up",
    "placed_at": "2025-06-02 12:00:07",
    "total": "30.00",
}
COPIED = ORDER | {"system": "mini", "number": "5", "store": "17", "channel_number": ""}
LINE = {
    "system": "takeaway",
    "order": "9",
    "line": "1",
    "code": "noodles",
    "name": "面",
    "quantity": "2",
    "unit_price": "15",
}


def sheet(noun: str, *rows: dict[str, str]) -> str:
    """A file of a noun."""
    columns = NOUNS[noun].columns
    lines = [",".join(columns), *(",".join(row.get(each, "") for each in columns) for row in rows)]
    return "\n".join(lines) + "\n"


def planned(folder: Path, **files: str) -> Plan:
    """What a folder says; a file's name has `_of_` where it has a dot."""
    for name, text in ({"stores": STORES} | files).items():
        noun, _, rest = name.partition("_of_")
        (folder / f"{noun}{'.' if rest else ''}{rest}.csv").write_text(text, encoding="utf-8")
    wrong: list[str] = []
    plan = plan_of(read_folder(folder, wrong), PLACES, "CNY")
    plan.wrong = wrong + plan.wrong
    return plan


def orders(
    folder: Path, *rows: dict[str, str], lines: tuple[dict[str, str], ...] = (LINE,)
) -> Plan:
    """What a folder with orders says."""
    return planned(folder, orders=sheet("orders", *rows), order_lines=sheet("order_lines", *lines))
