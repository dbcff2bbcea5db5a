"""A headless Chromium, driven over its own DevTools protocol."""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pytest
import websockets

from cli.children import LEASH

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
PATIENCE_SECONDS = 30.0
WIDTH, HEIGHT = 780, 493
"""Of a screen that no test has resized, in CSS pixels."""
SIGNS_OF_LEAVING = ("navigated or closed", "context was destroyed", "Cannot find context")

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed here")


class PageLeft(AssertionError):
    """The page went to another address, or was loaded again, before it could answer."""


class Tab:
    """One page."""

    def __init__(self, socket: Any, session: str) -> None:
        self._socket = socket
        self._session = session
        self._numbers = itertools.count(100)

    async def run(self, script: str) -> Any:
        """The value of an expression, promises awaited; raises when the page does."""
        parameters = {"expression": script, "awaitPromise": True, "returnByValue": True}
        result = await self._call("Runtime.evaluate", parameters)
        if "exceptionDetails" in result:
            raise AssertionError(result["exceptionDetails"])
        return result["result"].get("value")

    async def until(self, script: str) -> Any:
        """Wait until an expression is true; the page's own clock decides how often to look.

        A page that leaves while it is asked is asked again once it is back.
        """
        look = (
            f"new Promise(done => {{ const look = () => {{ const found = ({script}); "
            "if (found) done(found); else setTimeout(look, 20); }; look(); })"
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                with suppress(PageLeft):
                    return await self.run(look)

    async def go(self, url: str) -> None:
        """Open an address and wait until it has loaded."""
        await self._call("Page.navigate", {"url": url})
        await self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    async def reload(self, first: str = "") -> None:
        """Load the page anew, after running a script on the one that goes."""
        await self.run(f"window.stale = true; {first}")
        await self._call("Page.reload", {})
        await self.until("document.readyState === 'complete' && !window.stale")

    async def resize(self, width: int, height: int, *, mobile: bool = True) -> None:
        """Show the page on a screen of that size, in CSS pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        await self._call("Emulation.setDeviceMetricsOverride", size)

    async def focus(self) -> None:
        """Have the page believe that somebody works with it, and with no other."""
        await self._call("Emulation.setFocusEmulationEnabled", {"enabled": True})

    async def _call(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        return await _call(self._socket, next(self._numbers), method, parameters, self._session)


async def _call(
    socket: Any, number: int, method: str, parameters: dict[str, Any], session: str = ""
) -> dict[str, Any]:
    message = {"id": number, "method": method, "params": parameters}
    await socket.send(json.dumps({**message, "sessionId": session} if session else message))
    while True:
        answer = json.loads(await socket.recv())
        if answer.get("id") == number:
            refused = answer.get("error", {}).get("message", "")
            if any(sign in refused for sign in SIGNS_OF_LEAVING):
                raise PageLeft(refused)
            assert not refused, answer["error"]
            return answer["result"]


@contextmanager
def a_browser(profile: Path) -> Iterator[str]:
    """A browser that nobody sees; gives the address at which it is driven.

    On a leash, so that it does not outlive tests that are killed.
    """
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", str(LEASH), str(os.getpid())),
            str(CHROMIUM),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-extensions",
            "--disable-component-update",
            "--disable-background-networking",
            # No process in store for a page that nobody has asked for yet, and none for casting.
            "--disable-features=SpareRendererForSitePerProcess,MediaRouter",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
        ],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(profile)},
        start_new_session=True,
    )
    with process, process.stderr as said:  # type: ignore[union-attr]
        try:
            yield _address(said)
        finally:
            process.terminate()


def _address(said: IO[str]) -> str:
    for line in said:
        if "DevTools listening on " in line:
            return line.partition("DevTools listening on ")[2].strip()
    raise AssertionError("the browser ended")


@asynccontextmanager
async def a_tab(browser: str) -> AsyncIterator[Tab]:
    """An empty page of somebody who has not used the browser before; forgotten afterwards."""
    async with websockets.connect(browser, max_size=None) as socket:
        person = await _call(socket, 1, "Target.createBrowserContext", {})
        # Hidden: what no test looks at, the window around the page and its pixels, cost the most.
        hidden = {"url": "about:blank", "hidden": True}
        page = await _call(socket, 2, "Target.createTarget", {**hidden, **person})
        attach = {"targetId": page["targetId"], "flatten": True}
        session = (await _call(socket, 3, "Target.attachToTarget", attach))["sessionId"]
        tab = Tab(socket, session)
        await tab.resize(WIDTH, HEIGHT, mobile=False)
        await tab.focus()
        yield tab
        await _call(socket, 4, "Target.disposeBrowserContext", person)
