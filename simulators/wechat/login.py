"""Logging in to mini-programs: codes that are good once, and what they stand for."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulators.core.clock import Clock
from simulators.wechat.account import Account

BUSY, OFTEN, BAD_CODE, USED_CODE = -1, 45011, 40029, 40163
NO_APP, WRONG_SECRET, BLOCKED, NO_CODE = 40013, 40125, 40226, 41008
CODE_SECONDS = 300
WORDS = {
    BUSY: "system error",
    OFTEN: "api minute-quota reach limit",
    BAD_CODE: "invalid code",
    USED_CODE: "code been used",
    NO_APP: "invalid appid",
    WRONG_SECRET: "invalid appsecret",
    BLOCKED: "code blocked",
    NO_CODE: "missing code",
}

Body = dict[str, Any]


@dataclass
class Login:
    """The mini-programs' login. `troubles` are errors that the next calls are answered with."""

    accounts: Mapping[str, Account]
    clock: Clock
    troubles: list[int] = field(default_factory=list)
    _codes: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def code(self, appid: str, name: str) -> str:
        """Return a code as wx.login gives it to a person's phone; a name is always one person.

        "anna~smith" has a union id, that of "smith".
        """
        code = secrets.token_urlsafe(24)
        self._codes[code] = (appid, name, self.clock.now() + CODE_SECONDS)
        return code

    def session(self, query: Mapping[str, str]) -> Body:
        """Answer jscode2session."""
        if self.troubles:
            return refused(self.troubles.pop(0))
        account = self.accounts.get(query.get("appid", ""))
        if account is None or query.get("secret") != account.app_secret:
            return refused(WRONG_SECRET if account else NO_APP)
        code = query.get("js_code", "")
        if not code or query.get("grant_type") != "authorization_code":
            return refused(NO_CODE)
        appid, name, until = self._codes.get(code, ("", "", 0.0))
        if code in self._used or appid != account.appid or self.clock.now() > until:
            return refused(USED_CODE if code in self._used else BAD_CODE)
        self._used.add(code)
        return session_of(account.appid, name)


def session_of(appid: str, name: str) -> Body:
    """Return who a person is in an app."""
    person, _, family = name.partition("~")
    body: Body = {
        "openid": openid_of(appid, person),
        "session_key": base64.b64encode(secrets.token_bytes(16)).decode(),
    }
    if family:
        body["unionid"] = "u" + _letters(f"union\n{family}")
    return body


def openid_of(appid: str, person: str) -> str:
    """Return a person's openid: the same in an app, another in another."""
    return "o" + _letters(f"{appid}\n{person}")


def refused(code: int) -> Body:
    """Return an error as WeChat answers it: with status 200."""
    return {"errcode": code, "errmsg": WORDS[code]}


def _letters(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()[:27]
