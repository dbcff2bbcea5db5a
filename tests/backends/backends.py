"""The systems behind the adapters: Tryton, pretix and Square's stand-in, each its own process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from demo.load import APP_ID
from simulators.square.files import ACCOUNTS, location_of, write_accounts
from tests import pretix as pretixes
from tests import tryton as trytons
from tests.platform import MERCHANT, ROOT, free_ports
from tests.pretix import Pretix
from tests.tryton import Tryton

SISTER = "sister"
"""The chain whose CRM is pretix; Tryton, Square and the points are the first one's."""
SISTER_APP_ID = "wx-sister"
STORES = {
    "bund": "pos_till",
    "harbour": "pos_square",
    "quay": "pos_square",
    "riverside": "pos_tryton",
    "hill": "pos_tryton",
}
"""The plug-in of each store's till, by the store's code."""
WAREHOUSES = {"bund": "B1", "harbour": "H1", "quay": "Q1", "riverside": "R1", "hill": "R2"}
POINTS = {"riverside": "Riverside", "hill": "Hill"}
"""What stores are called in Tryton."""
CARD = "noodle-card"
"""The voucher that the chain sells."""
START_SECONDS = 60


class Backend(Protocol):
    """A process that can be killed, held up and started again."""

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def hold(self, *, on: bool) -> None: ...


class Square:
    """Square's stand-in as a process that keeps its book in a folder."""

    def __init__(self, folder: Path) -> None:
        (port,) = free_ports(1)
        self.url, self.folder = f"http://127.0.0.1:{port}", folder
        self._port, self._words = port, []
        self._process: subprocess.Popen[bytes] | None = None
        self._http = httpx.Client(base_url=self.url, timeout=60)

    def of(self, store_ids: Sequence[str], skus: Sequence[str]) -> None:
        """Have it know these stores as its locations, and these codes as its catalogue."""
        words = ["-m", "simulators.square", str(self.folder), *store_ids, "--port", str(self._port)]
        words += ["--chain", MERCHANT, *(word for sku in skus for word in ("--sku", sku))]
        self._words = [sys.executable, *words]
        self.variations = {sku: f"VARIATION{n}" for n, sku in enumerate(skus)}

    def start(self) -> None:
        with (self.folder / "square.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._words, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )
        ends = time.monotonic() + START_SECONDS
        while True:
            try:
                self._http.get("/by-hand/orders")
                return
            except httpx.TransportError:
                if time.monotonic() > ends or self._process.poll() is not None:
                    raise AssertionError((self.folder / "square.log").read_text()) from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def hold(self, *, on: bool) -> None:
        """Have it answer nothing for now, or again."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def close(self) -> None:
        self.stop()
        self._http.close()

    def orders(self, stands: str = "") -> list[dict[str, Any]]:
        """What it has, those of a state alone."""
        answer = self._http.get("/by-hand/orders", params={"stands": stands})
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    def payment(self, order: Mapping[str, Any]) -> tuple[int, int]:
        """What was paid for an order, and given back of that, as a seller is told."""
        (tender,) = order["tenders"]
        headers = {"authorization": f"Bearer the-token-of-{MERCHANT}"}
        answer = self._http.get(f"/v2/payments/{tender['payment_id']}", headers=headers)
        told = answer.raise_for_status().json()["payment"]
        return told["total_money"]["amount"], told["refunded_money"]["amount"]

    def move(self, order_id: str, state: str) -> None:
        """Have somebody at the till move an order; one that ended meanwhile stays so."""
        self._http.post("/by-hand/move", params={"order_id": order_id, "to": state})

    def sell(self, store_id: str, sku: str, quantity: int) -> None:
        """Have a till sell something over the counter."""
        place = {"chain": MERCHANT, "location": location_of(MERCHANT, store_id)}
        what = {"variation": self.variations[sku], "quantity": quantity}
        self._http.post("/by-hand/sell", params=place | what).raise_for_status()


@dataclass
class Backends:
    """All of them, and the files of accounts that the adapters read."""

    tryton: Tryton
    pretix: Pretix
    square: Square
    folder: Path

    def settings(self) -> dict[str, str]:
        """The settings of a platform whose adapters find them."""
        for name in ("erp", "tills", "oms", "crm"):
            self._file(name).touch(mode=0o600)
        self._name_chains()
        write_accounts(self.square.folder, {MERCHANT: []})
        return {
            "ZHONGTAI_MINIAPP_APPS": f"{APP_ID}={MERCHANT},{SISTER_APP_ID}={SISTER}",
            "ZHONGTAI_POS_PLUGIN": "pos_till",
            "ZHONGTAI_POS_SQUARE_ACCOUNTS": str(self.square.folder / ACCOUNTS),
            "ZHONGTAI_POS_SQUARE_API_URL": self.square.url,
            "ZHONGTAI_POS_SQUARE_POLL_SECONDS": "1",
            "ZHONGTAI_SQUARE_PORT": "0",
            "ZHONGTAI_POS_TRYTON_ACCOUNTS": str(self._file("tills")),
            "ZHONGTAI_POS_TRYTON_LOGIN_PAUSE_SECONDS": "1",
            "ZHONGTAI_READER_LONGEST_PAUSE_SECONDS": "10",
            "ZHONGTAI_ERP_PLUGIN": f"{MERCHANT}=erp_tryton",
            "ZHONGTAI_ERP_PULL_SECONDS": "10",
            "ZHONGTAI_ERP_TRYTON_ACCOUNTS": str(self._file("erp")),
            "ZHONGTAI_ERP_TRYTON_LOGIN_PAUSE_SECONDS": "1",
            "ZHONGTAI_OMS_PLUGIN": "oms_pretix",
            "ZHONGTAI_OMS_PRETIX_ACCOUNTS": str(self._file("oms")),
            "ZHONGTAI_CRM_PLUGIN": f"{MERCHANT}=crm_ledger,{SISTER}=crm_pretix",
            "ZHONGTAI_CRM_PULL_SECONDS": "2",
            "ZHONGTAI_CRM_LEDGER_CHAINS": MERCHANT,
            "ZHONGTAI_CRM_PRETIX_ACCOUNTS": str(self._file("crm")),
            "ZHONGTAI_CRM_PRETIX_POLL_SECONDS": "5",
        }

    def name_stores(self, stores: Mapping[str, str], skus: Sequence[str]) -> None:
        """Write the accounts: which warehouse, point of sale and location each store is."""
        warehouses = {stores[code]: name for code, name in WAREHOUSES.items()}
        points = {stores[code]: name for code, name in POINTS.items()}
        at_square = [stores[code] for code, plugin in STORES.items() if plugin == "pos_square"]
        url = self.tryton.url
        self._file("erp").write_text(trytons.account(url, warehouses, MERCHANT))
        self._file("tills").write_text(trytons.tills(url, points, MERCHANT))
        self.square.of(at_square, skus)

    def named(self) -> dict[str, Backend]:
        """Each of them by its name."""
        return {"Tryton": self.tryton, "pretix": self.pretix, "Square": self.square}

    def _name_chains(self) -> None:
        pretix, url = self.pretix, self.pretix.url
        cards = {CARD: pretix.items["V1"]}
        self._file("oms").write_text(pretixes.account(pretix, url, MERCHANT, **cards))
        self._file("crm").write_text(pretixes.members_account(pretix, url, SISTER))

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.toml"


@contextmanager
def backends_in(folder: Path) -> Iterator[Backends]:
    """Tryton and pretix, which run, and Square, which does not yet."""
    with ExitStack() as stack:
        places = {name: folder / name for name in ("tryton", "pretix", "square")}
        for place in places.values():
            place.mkdir()
        tryton = Tryton(*trytons.installed(), places["tryton"])
        pretix = Pretix(*pretixes.installed(), places["pretix"])
        square = Square(places["square"])
        for each in (tryton, pretix, square):
            stack.callback(each.close)
        tryton.start()
        pretix.start()
        yield Backends(tryton, pretix, square, folder)
