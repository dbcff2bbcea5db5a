"""A real Tryton for tests: installed and set up once on a machine, a copy of it for each module.

`python -m tests.tryton` installs it and says how far it is; `make test` begins with that. It lies
in `.zhongtai-tryton/` of this folder, under names that change with what it is made of. It needs the
package index, and a minute or more of a processor.
"""

import base64
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from zhongtai_plugin.tryton import wire

from tests.made_once import Say, alone_in, digest, forget, run, scratch
from tests.platform import ROOT, free_ports

PLACE = ROOT / ".zhongtai-tryton"
SETUP = ROOT / "plugins" / "erp_tryton" / "setup"
REQUIREMENTS, COMPANY = SETUP / "requirements.txt", SETUP / "company.py"
TILLS = ROOT / "plugins" / "pos_tryton" / "setup" / "tills.py"
ADMIN, USER, TILLS_USER, PASSWORD = "admin", "zhongtai", "tills", "tests-password-1"
PRODUCTS = ("T1=Tea=18.50", "B1=Bun=6.00", "CONFORMANCE=Conformance tea=15.00")
STORES = ("R1=Riverside", "R2=Hill")
POINTS = ("Riverside=R1", "Hill=R2")
BUSY_SECONDS = 60.0
"""How long a call is repeated that is not done: with SQLite nobody waits in line."""
DATABASE = "erp"
CONFIG = """
[database]
uri = sqlite://
path = {folder}
[web]
listen = 127.0.0.1:{port}
"""


def installed(say: Say = print) -> tuple[Path, Path]:
    """Return Tryton's programs and the database to copy, made if need be.

    Raise RuntimeError, in words for a person, when it cannot be installed.
    """
    with alone_in(PLACE):
        programs = _environment(say)
        made_of = digest(REQUIREMENTS, COMPANY, TILLS, *PRODUCTS, *STORES, *POINTS)
        database = PLACE / f"erp-{made_of}.sqlite"
        if not database.exists():
            forget(PLACE, "erp-*.sqlite")
            _make_database(programs, database, say)
        return programs, database


def _environment(say: Say) -> Path:
    folder = PLACE / f"venv-{digest(REQUIREMENTS)}"
    if not (folder / ".installed").exists():
        forget(PLACE, "venv-*")
        say("Tryton for the tests 1/4: an environment of its own")
        venv.create(folder)
        say("Tryton for the tests 2/4: its packages, from the package index")
        pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install"]
        words = ["--quiet", "--disable-pip-version-check", "--require-hashes", "-r", REQUIREMENTS]
        problem = "Tryton cannot be installed from the package index; tests of its plug-ins need it"
        run([*pip, *words], problem)
        (folder / ".installed").touch()
    return folder / "bin"


def _make_database(programs: Path, database: Path, say: Say) -> None:
    with scratch() as folder:
        config, password = _config(folder, 0), folder / "password"
        password.write_text(f"{PASSWORD}\n")
        (folder / f"{DATABASE}.sqlite").touch()
        env = {**os.environ, "TRYTONPASSFILE": str(password)}
        say("Tryton for the tests 3/4: its database, which takes a minute")
        python = programs / "python"  # scripts name it by its path, which may have been another
        admin = [python, programs / "trytond-admin", "-c", config, "-d", DATABASE, "--all"]
        modules = ["-u", "sale", "stock", "sale_point", "--activate-dependencies"]
        run([*admin, *modules, "--email", "a@example.com"], "Tryton makes no database", env)
        say("Tryton for the tests 4/4: a company, stores, products and tills")
        where = ["--config", config, "--database", DATABASE, "--company", "Noodles"]
        words = [python, COMPANY, *where, "--user", USER, "--password-file", password]
        words += [word for each in STORES for word in ("--store", each)]
        words += [word for each in PRODUCTS for word in ("--product", each)]
        run(words, "Tryton cannot be set up", env)
        words = [python, TILLS, *where, "--user", TILLS_USER, "--password-file", password]
        words += [word for each in POINTS for word in ("--point", each)]
        run(words, "Tryton's tills cannot be set up", env)
        draft = database.with_suffix(".draft")
        shutil.copy(folder / f"{DATABASE}.sqlite", draft)
        draft.rename(database)
    say("Tryton for the tests: ready")


def _config(folder: Path, port: int) -> Path:
    path = folder / "trytond.conf"
    path.write_text(CONFIG.format(folder=folder, port=port))
    return path


class Tryton:
    """A Tryton with a database of its own; it can be stopped and started again."""

    def __init__(self, programs: Path, database: Path, folder: Path) -> None:
        self.database = folder / f"{DATABASE}.sqlite"
        shutil.copy(database, self.database)
        (self._port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{self._port}"
        config = _config(folder, self._port)
        self._words = [programs / "python", programs / "trytond", "-c", config, "-d", DATABASE]
        self._log = folder / "trytond.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._http = httpx.Client(base_url=self.url, timeout=120)
        self._context: dict[str, Any] = {}

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*map(str, self._words)], stdout=log, stderr=log, start_new_session=True
            )
        ends = time.monotonic() + 120
        while True:
            try:
                self._http.get("/")
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

    def ask(self, method: str, *params: Any, **context: Any) -> Any:
        """What Tryton itself says, to its administrator."""
        if not self._context:
            self._enter()
        return self._call(f"model.{method}", [*params, {**self._context, **context}])

    def find(self, model: str, domain: list[Any], *fields: str) -> list[dict[str, Any]]:
        """Records by id."""
        found: list[dict[str, Any]] = self.ask(
            f"{model}.search_read", domain, 0, None, [["id", "ASC"]], list(fields)
        )
        return found

    def lock(self, user: str) -> None:
        """Have Tryton lock a user: one wrong password, and four more as if they were tried."""
        self._post(wire.request_of("common.db.login", [user, {"password": "wrong"}]))
        columns = "login, ip_address, ip_network, create_date"
        again = f"INSERT INTO res_user_login_attempt ({columns}) SELECT {columns} FROM "
        self._write(*[f"{again} res_user_login_attempt LIMIT 1"] * 5)

    def forget(self, table: str) -> None:
        """Empty a table: of attempts to log in, or of sessions."""
        self._write(f"DELETE FROM {table}")
        self._context = {}  # our own session may be gone with them

    def age(self, table: str) -> None:
        """Have what stands in a table be of long ago."""
        self._write(f"UPDATE {table} SET create_date = '2020-01-31', write_date = '2020-01-31'")

    def _write(self, *statements: str) -> None:
        with sqlite3.connect(self.database, timeout=60) as db:
            for statement in statements:
                db.execute(statement)
        db.close()

    def _enter(self) -> None:
        self._http.headers.pop("authorization", None)
        user_id, key, _ = self._call("common.db.login", [ADMIN, {"password": PASSWORD}])
        token = base64.b64encode(f"{ADMIN}:{user_id}:{key}".encode()).decode()
        self._http.headers["authorization"] = f"Session {token}"
        self._context = self._call("model.res.user.get_preferences", [True, {}])

    def _call(self, method: str, params: list[Any]) -> Any:
        ends = time.monotonic() + BUSY_SECONDS
        while True:
            answer = self._post(wire.request_of(method, params))
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > ends:
                return wire.result_of(answer.raise_for_status().content)
            time.sleep(0.2)

    def _post(self, body: bytes) -> httpx.Response:
        headers = {"content-type": "application/json"}
        return self._http.post(f"/{DATABASE}/rpc/", content=body, headers=headers)


def account(url: str, stores: Mapping[str, str], chain: str, **other: str) -> str:
    """The table of an account in erp_tryton's file."""
    own = {"user": USER, "customer": "ZHONGTAI", "sold": "SOLD"}
    return _table(url, stores, chain, own | other)


def tills(url: str, stores: Mapping[str, str], chain: str, **other: str) -> str:
    """The table of an account in pos_tryton's file."""
    own = {"user": TILLS_USER, "payment": "Online", "other": "OTHER"}
    return _table(url, stores, chain, own | other)


def _table(url: str, stores: Mapping[str, str], chain: str, own: Mapping[str, str]) -> str:
    values = {"url": url, "database": DATABASE, "password": PASSWORD, **own}
    lines = [f"[{chain}]", *(f'{name} = "{value}"' for name, value in values.items())]
    lines += [f"[{chain}.stores]", *(f'"{name}" = "{code}"' for name, code in stores.items())]
    return "\n".join(lines) + "\n"


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
