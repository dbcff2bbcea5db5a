"""A real pretix for tests: installed and set up once on a machine, a copy of it for each module.

`python -m tests.pretix` installs it and says how far it is; `make test` begins with that. It lies
in `.zhongtai-pretix/` of this folder, under names that change with what it is made of. It needs the
package index, and half a minute of a processor. Its tables are made from its models, as pretix's
own tests make them: its 350 migrations make the same ones in four minutes.
"""

import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import venv
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from tests.made_once import Say, alone_in, digest, forget, run, scratch
from tests.platform import ROOT, free_ports

PLACE = ROOT / ".zhongtai-pretix"
SETUP = ROOT / "plugins" / "oms_pretix" / "setup"
INSTALLER, REQUIREMENTS, EVENT = (
    SETUP / "installer.txt",
    SETUP / "requirements.txt",
    SETUP / "event.py",
)
ORGANIZER, VOUCHERS = "noodles", "vouchers"
ITEMS = ("V1=Tea for two=50.00", "CONFORMANCE=Conformance voucher=50.00")
PROBLEM = "pretix cannot be installed from the package index; tests of its plug-ins need it"
CONFIG = """
[pretix]
instance_name = Tests
url = http://127.0.0.1:{port}
datadir = {folder}
[database]
backend = sqlite3
name = {folder}/pretix.sqlite
[django]
secret = only-of-the-tests-and-of-nothing-else-0123456789
debug = off
"""


def installed(say: Say = print) -> tuple[Path, Path]:
    """Return pretix's programs and the database to copy, made if need be.

    Raise RuntimeError, in words for a person, when it cannot be installed.
    """
    with alone_in(PLACE):
        programs = _environment(say)
        database = PLACE / f"pretix-{digest(REQUIREMENTS, EVENT, *ITEMS)}.sqlite"
        if not database.exists():
            forget(PLACE, "pretix-*.sqlite")
            _make_database(programs, database, say)
        return programs, database


def _environment(say: Say) -> Path:
    folder = PLACE / f"venv-{digest(INSTALLER, REQUIREMENTS)}"
    if not (folder / ".installed").exists():
        forget(PLACE, "venv-*")
        say("pretix for the tests 1/3: an environment of its own")
        venv.create(folder)
        say("pretix for the tests 2/3: its packages, from the package index")
        python = folder / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
        pip += ["--disable-pip-version-check", "--no-deps", "--no-compile", "--require-hashes"]
        pinned = ["--no-deps", "--require-hashes", "-r", REQUIREMENTS]
        cache = PLACE / ".cache"
        try:
            run([*pip, "-r", INSTALLER], PROBLEM)
            uv = [folder / "bin" / "uv", "pip", "install", "--quiet", "--python", python]
            run([*uv, "--native-tls", *pinned], PROBLEM, {**os.environ, "UV_CACHE_DIR": str(cache)})
        except RuntimeError:
            # Where pip has an index of its own, uv may not find it.
            run([*pip, "-r", REQUIREMENTS], PROBLEM)
        shutil.rmtree(cache, ignore_errors=True)
        (folder / ".installed").touch()
    return folder / "bin"


def _make_database(programs: Path, database: Path, say: Say) -> None:
    with scratch() as folder:
        say("pretix for the tests 3/3: its database, with an event and its products")
        words = [programs / "python", EVENT, "--tables", "--token-file", folder / "token"]
        words += ["--members-token-file", folder / "members-token"]
        words += ["--organizer", ORGANIZER, "--event", VOUCHERS]
        words += [word for each in ITEMS for word in ("--item", each)]
        run(words, "pretix cannot be set up", _env(folder, 0))
        draft = database.with_suffix(".draft")
        shutil.copy(folder / "pretix.sqlite", draft)
        draft.rename(database)
    say("pretix for the tests: ready")


def _env(folder: Path, port: int) -> dict[str, str]:
    config = folder / "pretix.cfg"
    config.write_text(CONFIG.format(folder=folder, port=port))
    # What is compiled is kept: without it each start takes ten seconds more.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PRETIX_CONFIG_FILE": str(config)}


class Pretix:
    """A pretix with a database of its own; it can be stopped and started again."""

    def __init__(self, programs: Path, database: Path, folder: Path) -> None:
        self.database = folder / "pretix.sqlite"
        shutil.copy(database, self.database)
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        self._env = _env(folder, port)
        # One call at a time, as SQLite has one writer.
        words = ["runserver", f"127.0.0.1:{port}", "--noreload", "--nothreading", "--skip-checks"]
        self._words = [str(programs / "python"), "-m", "pretix", *words]
        self._log = folder / "pretix.log"
        self._process: subprocess.Popen[bytes] | None = None
        tokens = dict(self.rows("SELECT name, token FROM pretixbase_teamapitoken"))
        self.token, self.members_token = tokens["oms_pretix"], tokens["crm_pretix"]
        found = self.rows("SELECT internal_name, id FROM pretixbase_item")
        self.items = {str(code): str(number) for code, number in found}
        ((number,),) = self.rows("SELECT id FROM pretixbase_checkinlist")
        self.checkin_list = int(number)
        self._http = httpx.Client(
            base_url=f"{self.url}/api/v1/organizers/{ORGANIZER}/",
            headers={"authorization": f"Token {self.token}"},
            timeout=120,
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words, env=self._env, stdout=log, stderr=log, start_new_session=True
            )
        ends = time.monotonic() + 120
        while True:
            try:
                self.sell()  # what its first order needs, it loads for seconds
                return
            except httpx.TransportError:
                if time.monotonic() > ends or self._process.poll() is not None:
                    raise AssertionError(self._log.read_text()[-4000:]) from None
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop it as a crash would."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def hold(self, *, on: bool) -> None:
        """Have it answer nothing for now, or again."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def close(self) -> None:
        self.stop()
        self._http.close()

    def order(self, order_id: str) -> dict[str, Any]:
        """An order of the platform as pretix itself has it, by the platform's id."""
        (found,) = self.orders(order_id)
        return found

    def orders(self, order_id: str) -> list[dict[str, Any]]:
        """All orders that pretix has of one of the platform."""
        query = {"include_canceled_positions": "true", "ordering": "-datetime"}
        page = self.ask("GET", f"events/{VOUCHERS}/orders/", params=query)
        ours = [x for x in page["results"] if "zhongtai" in x["api_meta"]]
        return [x for x in ours if x["api_meta"]["zhongtai"]["order_id"] == order_id]

    def books(self, order_id: str) -> tuple[Decimal, Decimal]:
        """What was given back of an order by pretix's own books, and by how much it is overpaid."""
        order = self.order(order_id)
        total = Decimal(0) if order["status"] == "c" else Decimal(order["total"])
        paid = sum(Decimal(x["amount"]) for x in order["payments"] if x["state"] == "confirmed")
        refunds = [Decimal(x["amount"]) for x in order["refunds"] if x["state"] == "done"]
        assert len(refunds) == len(order["refunds"])
        back = sum(refunds, Decimal(0))
        return back, paid - back - total

    def sell(self) -> str:
        """Sell a voucher at pretix's own side; return its code."""
        position = {"item": next(iter(self.items.values())), "price": "1.00"}
        body = {"status": "p", "payment_provider": "manual", "positions": [position]}
        order = self.ask("POST", f"events/{VOUCHERS}/orders/", json=body)
        return str(order["positions"][0]["secret"])

    def redeem(self, secret: str) -> dict[str, Any]:
        """Redeem at pretix's own side, as its app at the door does."""
        body = {"secret": secret, "source_type": "barcode", "lists": [self.checkin_list]}
        found: dict[str, Any] = self.ask("POST", "checkinrpc/redeem/", json=body)
        return found

    def cancel(self, order_id: str) -> None:
        """Cancel an order at pretix's own side."""
        code = self.order(order_id)["code"]
        path = f"events/{VOUCHERS}/orders/{code}/mark_canceled/"
        self.ask("POST", path, json={"send_email": False})

    def expire(self, order_id: str) -> None:
        """End the time of an order's vouchers."""
        for position in self.order(order_id)["positions"]:
            path = f"events/{VOUCHERS}/orderpositions/{position['id']}/"
            self.ask("PATCH", path, json={"valid_until": "2026-01-01T00:00:00Z"})

    def customers(self, member_id: str) -> list[dict[str, Any]]:
        """All customers that pretix has of one member of the platform."""
        found = self.all_of_members("customers/")
        return [x for x in found if x["external_identifier"] == f"zhongtai.{member_id}"]

    def cards(self, member_id: str) -> list[dict[str, Any]]:
        """All gift cards that pretix has of one member of the platform."""
        found = self.all_of_members("giftcards/")
        return [x for x in found if x["conditions"] == f"zhongtai.{member_id}"]

    def all_of_members(self, path: str) -> list[dict[str, Any]]:
        """All customers, or all gift cards, on all pages."""
        return self.all(path, headers={"authorization": f"Token {self.members_token}"})

    def all(self, path: str, headers: Mapping[str, str] | None = None, **query: str) -> Any:
        """What pretix has on all pages."""
        found: list[dict[str, Any]] = []
        for number in itertools.count(1):
            asked = {**query, "page": str(number), "page_size": "50"}
            page = self.ask("GET", path, params=asked, headers=headers)
            found += page["results"]
            if not page["next"]:
                break
        return found

    def ask_of_members(self, verb: str, path: str, **more: Any) -> Any:
        """What pretix itself says of customers and gift cards."""
        headers = {"authorization": f"Token {self.members_token}"}
        return self.ask(verb, path, headers=headers, **more)

    def ask(self, verb: str, path: str, **more: Any) -> Any:
        """What pretix itself says."""
        answer = self._http.request(verb, path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def revoke(self, *, active: bool = False) -> None:
        """Revoke the adapters' tokens, or give them back."""
        self.rows("UPDATE pretixbase_teamapitoken SET active = ?", int(active))

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What stands in its database, read or written behind its back."""
        with sqlite3.connect(self.database, timeout=60) as db:
            found = db.execute(statement, values).fetchall()
        db.close()
        return found


def account(pretix: Pretix, url: str, chain: str, **items: str) -> str:
    """The table of an account in the file of accounts."""
    values = {
        "url": url,
        "organizer": ORGANIZER,
        "event": VOUCHERS,
        "token": pretix.token,
        "checkin_list": str(pretix.checkin_list),
    }
    lines = [f"[{chain}]", *(f'{name} = "{value}"' for name, value in values.items())]
    named: Mapping[str, str] = {**pretix.items, **items}
    lines += [f"[{chain}.items]", *(f'"{code}" = "{item}"' for code, item in named.items())]
    return "\n".join(lines) + "\n"


def members_account(pretix: Pretix, url: str, chain: str) -> str:
    """The table of an account of crm_pretix in its file of accounts."""
    values = {"url": url, "organizer": ORGANIZER, "token": pretix.members_token, "currency": "CNY"}
    return "\n".join([f"[{chain}]", *(f'{name} = "{value}"' for name, value in values.items())])


def main() -> int:
    """Install what is missing."""
    try:
        installed(lambda words: print(words, flush=True))
    except RuntimeError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
