"""The year of pizza orders: menu with sizes, orders with their lines. Pure reading."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cli.replay.rows import Dirty, Row, read_table
from mesh.pure.money import parse_minor

CURRENCY = "USD"
# The ingredients hold quotes of Windows-1252.
MENU_ENCODING = "cp1252"
SIZES = ("S", "M", "L", "XL", "XXL")


@dataclass(frozen=True, slots=True)
class Size:
    """A size of a pizza: one SKU. Price in cents."""

    code: str
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Pizza:
    """A pizza with its sizes, the smallest first."""

    code: str
    name: str
    category: str
    ingredients: str
    sizes: tuple[Size, ...]


@dataclass(frozen=True, slots=True)
class PizzaLine:
    """So many of one size."""

    size_code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PizzaOrder:
    """An order; its total in cents."""

    number: str
    lines: tuple[PizzaLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PizzaYear:
    """All of it, and the rows that were not taken."""

    pizzas: tuple[Pizza, ...]
    orders: tuple[PizzaOrder, ...]
    dirty: Dirty


def parse_pizza_year(folder: Path) -> PizzaYear:
    """Read the folder. Raise Problem when a file is missing or of another kind."""
    dirty = Dirty()
    sizes = _sizes(folder, dirty)
    pizzas = _pizzas(folder, sizes, dirty)
    on_menu = {size.code: size for pizza in pizzas for size in pizza.sizes}
    return PizzaYear(pizzas, _orders(folder, on_menu, dirty), dirty)


def _sizes(folder: Path, dirty: Dirty) -> dict[str, list[Size]]:
    sizes: dict[str, list[Size]] = {}
    seen: set[str] = set()
    columns = ("pizza_id", "pizza_type_id", "size", "price")
    for row in read_table(folder / "pizzas.csv", columns, dirty, encoding="utf-8"):
        size = _size(row)
        if size is None or size.code in seen:
            reason = "has no known size or price" if size is None else "comes twice"
            dirty.add("pizzas.csv", row.line, f"{row.cells['pizza_id']!r} {reason}")
            continue
        seen.add(size.code)
        sizes.setdefault(row.cells["pizza_type_id"], []).append(size)
    return sizes


def _size(row: Row) -> Size | None:
    name = row.cells["size"].strip()
    try:
        price = parse_minor(row.cells["price"], CURRENCY)
    except ValueError:
        return None
    code = row.cells["pizza_id"].strip()
    return Size(code, name, price) if code and name in SIZES and price >= 0 else None


def _pizzas(folder: Path, sizes: dict[str, list[Size]], dirty: Dirty) -> tuple[Pizza, ...]:
    pizzas = []
    columns = ("pizza_type_id", "name", "category", "ingredients")
    path = folder / "pizza_types.csv"
    for row in read_table(path, columns, dirty, encoding=MENU_ENCODING):
        code = row.cells["pizza_type_id"].strip()
        own = sizes.pop(code, [])
        if not own:
            dirty.add(path.name, row.line, f"{code!r} has no sizes")
            continue
        own.sort(key=lambda size: SIZES.index(size.name))
        cells = row.cells
        pizzas.append(
            Pizza(code, cells["name"], cells["category"], cells["ingredients"], tuple(own))
        )
    for code in sizes:
        dirty.add("pizzas.csv", 0, f"{code!r} is no type of {path.name}")
    return tuple(pizzas)


def _orders(folder: Path, on_menu: dict[str, Size], dirty: Dirty) -> tuple[PizzaOrder, ...]:
    lines: dict[str, list[PizzaLine]] = {}
    broken: set[str] = set()
    path = folder / "order_details.csv"
    for row in read_table(path, ("order_id", "pizza_id", "quantity"), dirty, encoding="utf-8"):
        number = row.cells["order_id"].strip()
        line = _line(row, on_menu)
        if line is None:
            dirty.add(path.name, row.line, "names no pizza of the menu, or no quantity")
            broken.add(number)
            continue
        lines.setdefault(number, []).append(line)
    orders = []
    path = folder / "orders.csv"
    for row in read_table(path, ("order_id", "date", "time"), dirty, encoding="utf-8"):
        number = row.cells["order_id"].strip()
        own = tuple(lines.pop(number, ()))
        if number in broken or not own:
            # Half an order is none: nobody ordered what is left of it.
            dirty.add(path.name, row.line, f"order {number!r} has a broken line or none")
            continue
        total = sum(on_menu[line.size_code].price * line.quantity for line in own)
        orders.append(PizzaOrder(number, own, total))
    for number in lines:
        dirty.add("order_details.csv", 0, f"lines of order {number!r}, which is not there")
    return tuple(orders)


def _line(row: Row, on_menu: dict[str, Size]) -> PizzaLine | None:
    code, quantity = row.cells["pizza_id"].strip(), row.cells["quantity"].strip()
    if code not in on_menu or not quantity.isdecimal() or not 1 <= int(quantity) <= 999:
        return None
    return PizzaLine(code, int(quantity))
