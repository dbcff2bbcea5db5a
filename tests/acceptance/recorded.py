"""Small made-up tables in the shape of the recorded ones, and what a replay of them must give."""

import itertools
from dataclasses import dataclass
from pathlib import Path

PIZZAS = (
    b"pizza_type_id,name,category,ingredients\n"
    b'ham,The Ham Pizza,Classic,"Ham, Cheese"\n'
    # A byte of Windows-1252, as in the recorded table.
    b'nduja,The Nduja Pizza,Supreme,"\x91Nduja Salami, Pancetta"\n'
)
SIZES = {"ham_s": 1200, "ham_m": 1450, "ham_xl": 2195, "nduja_m": 1625}

BURRITOS = (
    "order_id\tquantity\titem_name\tchoice_description\titem_price\n"
    "1\t1\tChips\tNULL\t$2.39 \n"
    "1\t2\tChicken Bowl\t[Salsa (Hot), [Black Beans, Rice, Cheese]]\t$16.98 \n"
    # Equal lines are two lines.
    "2\t1\tCanned Soda\t[Sprite]\t$1.09 \n"
    "2\t1\tCanned Soda\t[Sprite]\t$1.09 \n"
    "3\t1\tChips\tNULL\tfree\n"
    "4\t1\tSteak Burrito\t[Corn Salsa, [Rice, [Double]]]\t$11.75 \n"
)
BURRITO_TOTALS = (3, 5, 239 + 1698 + 109 + 109 + 1175)

STORE_COLUMNS = (
    "ID", "Name", "Phone Number", "Address", "City", "Coordinates", "Regular hours",
    "Saturday Openint TImes", "Sunday Opening Times", "24-Hour Service", "Drive-Thru",
    "Free Wi-Fi", "Mobile Payment",
)  # fmt: skip


@dataclass(frozen=True)
class Year:
    """A made-up year of pizza orders, and its sums (pieces ordered, turnover in cents)."""

    folder: Path
    orders: int
    lines: int
    pieces: int
    turnover: int


def pizza_year(folder: Path, first: int, count: int) -> Year:
    """Orders numbered from `first`, of one to three lines each; same menu for all years."""
    folder.mkdir()
    (folder / "pizza_types.csv").write_bytes(PIZZAS)
    types = [f"{code},{code.split('_')[0]},{code.split('_')[1].upper()}" for code in SIZES]
    prices = [f"{price / 100:.2f}" for price in SIZES.values()]
    sizes = map(",".join, zip(types, prices, strict=True))
    _write(folder / "pizzas.csv", "pizza_id,pizza_type_id,size,price", *sizes)
    codes, ids = itertools.cycle(SIZES), itertools.count(1)
    orders, lines, pieces, turnover = [], [], 0, 0
    for number in range(first, first + count):
        orders.append(f"{number},2015-01-01,11:38:36")
        for quantity in range(1, 2 + number % 3):
            code = next(codes)
            lines.append(f"{next(ids)},{number},{code},{quantity}")
            pieces += quantity
            turnover += SIZES[code] * quantity
    _write(folder / "orders.csv", "order_id,date,time", *orders)
    _write(folder / "order_details.csv", "order_details_id,order_id,pizza_id,quantity", *lines)
    return Year(folder, count, len(lines), pieces, turnover)


def spoil(year: Year) -> None:
    """Two more rows, neither of which can be taken: order 9001 names no pizza, 9002 no lines."""
    with (year.folder / "order_details.csv").open("a") as details:
        details.write("9001,9001,moon_m,1\n")
    with (year.folder / "orders.csv").open("a") as orders:
        orders.write("9001,2015-01-01,11:38:36\n9002,2015-01-01\n")


def store_list(folder: Path) -> Path:
    """Four stores: ordinary, past midnight, of unknown hours, and one that cannot be taken."""
    hours, late = "5:00 AM to 11:00 PM", "6:00 PM to 2:30 AM"
    rows = [
        ("1", "Pier", '"37.7,-122.4"', hours, hours, "Closed"),
        ("2", "Night Owl", '"34.6,-118.1"', late, late, late),
        ("3", "Quiet", '"36.1,-119.5"', "", "", ""),
        ("4", "Nowhere", "somewhere", hours, hours, hours),
    ]
    lines = [
        f"{code},{name},(415) 664-8370,1 Way,Town - County,{place},{week},{sat},{sun},No,Yes,Yes,No"
        for code, name, place, week, sat, sun in rows
    ]
    return _write(folder / "stores.csv", ",".join(STORE_COLUMNS), *lines)


def burrito_list(folder: Path) -> Path:
    """Four burrito orders, one of which has a line without a price."""
    path = folder / "orders.tsv"
    path.write_text(BURRITOS)
    return path


def _write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path
