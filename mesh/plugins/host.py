"""All plug-ins whose owner lives in this process: started, watched, told of, removed.

A plug-in that does not come up, or whose manifest cannot be used, never keeps the platform
from coming up: `status` says what is wrong with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mesh.plugins.handle import PluginHandle, PluginState, PluginStatus, open_channel
from mesh.plugins.keeper import PROBE_EVERY_SECONDS, Keeper
from mesh.plugins.manifest import Manifest, Unusable, bound, discover
from mesh.plugins.platform import Door
from mesh.plugins.process import socket_path, state_folder

FIRST_START_SECONDS = 20.0
FOUND_SECONDS = 5.0
"""How long a worker waits for plug-ins that the first one has started."""

Wanted = Callable[[], Mapping[str, str]]
"""Gives the plug-ins that are needed and not there, each with words for a person."""

Forget = Callable[[str], Awaitable[None]]
"""Drops what a unit keeps for the plug-in of that name."""


class NoSuchPlugin(Exception):
    """This process has no plug-in of that name; the text says so."""


class PluginHost:
    """All plug-ins of one process of the platform."""

    def __init__(
        self,
        home: Path,
        units: Collection[str],
        environ: Mapping[str, str],
        *,
        bindings: Mapping[str, Any] | None = None,
        folders: Iterable[Path] | None = None,
        probe_every_seconds: float = PROBE_EVERY_SECONDS,
        platform: Door | None = None,
        starts: bool = True,
    ) -> None:
        """`units` are those of this process, `bindings` the topology's [plugins.<name>].

        `platform` lets in those that call the platform themselves; without it none does. Without
        `starts` another worker starts the plug-ins and tells of those that are not there.

        Make it inside the running event loop; nothing is started before `start`.
        """
        self._home = home
        self._environ = environ
        self._probe_every = probe_every_seconds
        self._platform = platform
        self._starts = starts
        self._forgets: list[Forget] = []
        self._wants: list[tuple[str, Wanted]] = []
        elsewhere, here = bound(bindings or {}), discover(environ, folders)
        taken = {item.name for item in elsewhere.manifests}
        taken |= {item.name for item in elsewhere.unusable}
        local = [item for item in here.manifests if item.name not in taken]
        self._known = [*elsewhere.manifests, *local]
        mine = [item for item in self._known if item.is_of(units)]
        owned = units if starts else ()
        self._started_here = {item.name for item in mine if item.owner in owned}
        self._unusable = [
            item for item in (*elsewhere.unusable, *here.unusable) if item.owner in owned
        ]
        self._removed = [item for item in mine if _mark(home, item.name).exists()]
        kept = [item for item in mine if item not in self._removed]
        idle = [item for item in kept if item.not_set(environ)]
        self._not_set_up = [item for item in idle if item.owner in owned]
        self._keepers = [self._keeper(item) for item in kept if item not in idle]

    async def start(self) -> None:
        """Start all and wait until each is up or has failed for the first time.

        Those that another process of ours starts are not waited for.
        """
        for keeper in self._keepers:
            keeper.begin()
        own = [each for each in self._keepers if each.handle.name in self._started_here]
        awaited = own if self._starts else self._keepers
        if awaited:
            waits = [asyncio.create_task(keeper.first_try.wait()) for keeper in awaited]
            patience = FIRST_START_SECONDS if self._starts else FOUND_SECONDS
            _, late = await asyncio.wait(waits, timeout=patience)
            for wait in late:
                wait.cancel()

    def of_kind(self, kind: str) -> list[PluginHandle]:
        """Return the plug-ins of a kind (pos, payment, identity, carrier, erp, …), by name."""
        handles = [
            keeper.handle for keeper in self._keepers if kind in keeper.handle.manifest.kinds
        ]
        return sorted(handles, key=lambda handle: handle.name)

    def named(self, kind: str, name: str) -> PluginHandle | None:
        """Return one plug-in by kind and name."""
        return next((handle for handle in self.of_kind(kind) if handle.name == name), None)

    def installed(self, kind: str) -> list[str]:
        """Return the names of the plug-ins of a kind, also of those that no unit of here talks to.

        One that is not set up, or was removed, is not among them.
        """
        return sorted(
            item.name
            for item in self._known
            if kind in item.kinds
            and not item.not_set(self._environ)
            and not _mark(self._home, item.name).exists()
        )

    async def look(self) -> None:
        """Have those that run say now how they are, for who asks for their `status`."""
        await asyncio.gather(*(keeper.look() for keeper in self._keepers))

    def status(self) -> list[PluginStatus]:
        """Return how each plug-in is, also those that cannot be used or were removed."""
        found = [keeper.handle.status() for keeper in self._keepers]
        if not self._starts:
            return found
        return [
            *found,
            *(_status_of_unusable(item) for item in self._unusable),
            *(_status_of_removed(item) for item in self._removed),
            *(self._status_of_not_set_up(item) for item in self._not_set_up),
            *(
                PluginStatus(name, kind, PluginState.MISSING.value, message=words)
                for kind, wanted in self._wants
                for name, words in wanted().items()
            ),
        ]

    def when_missing(self, kind: str, wanted: Wanted) -> None:
        """Have `status` show the plug-ins of a kind that `wanted` names as missing."""
        self._wants.append((kind, wanted))

    def when_removed(self, forget: Forget) -> None:
        """Have `forget` called with the name of each plug-in that an operator removes."""
        self._forgets.append(forget)

    def restart(self, name: str) -> str:
        """Start a plug-in again, also one that was given up; returns words for a person.

        One that was removed comes back with the next start. Raise NoSuchPlugin.
        """
        for keeper in self._keepers:
            if keeper.handle.name == name:
                keeper.restart()
                return f"{name} is started again"
        if any(item.name == name for item in self._removed):
            _mark(self._home, name).unlink(missing_ok=True)
            return f"{name} was removed; it comes back with the next `zhongtai up`"
        for item in self._not_set_up:
            if item.name == name:
                raise NoSuchPlugin(self._status_of_not_set_up(item).message)
        raise NoSuchPlugin(f"There is no plug-in {name} here that could be started.")

    async def remove(self, name: str) -> str:
        """End a plug-in for good and drop what units keep for it; returns words for a person.

        Its own state folder stays. A name that is not known any more, because its folder is
        gone already, is forgotten all the same.
        """
        found = [keeper for keeper in self._keepers if keeper.handle.name == name]
        if found:
            mark = _mark(self._home, name)
            mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            mark.touch()
        for keeper in found:
            self._keepers.remove(keeper)
            self._removed.append(keeper.handle.manifest)
            await keeper.end(PluginState.REMOVED)
            await keeper.handle.work_ended()
        for forget in self._forgets:
            await forget(name)
        return f"{name} is removed; what it kept for itself stays in its folder"

    async def close(self) -> None:
        """End all of them. Harmless when repeated."""
        await asyncio.gather(*(keeper.end() for keeper in self._keepers))

    def _status_of_not_set_up(self, item: Manifest) -> PluginStatus:
        needed = ", ".join(item.not_set(self._environ))
        return _status(item, PluginState.NOT_SET_UP, f"to use it, set {needed} and start again")

    def _keeper(self, manifest: Manifest) -> Keeper:
        endpoint = manifest.address or f"unix:{socket_path(self._home, manifest.name)}"
        if manifest.name not in self._started_here:
            # The process of its owner starts it there, and we find it.
            manifest = replace(manifest, address=endpoint)
        handle = PluginHandle(manifest, endpoint, open_channel(manifest, endpoint))
        return Keeper(handle, self._home, self._environ, self._probe_every, self._platform)


def _mark(home: Path, name: str) -> Path:
    """Return the file that says that an operator removed the plug-in."""
    return state_folder(home, name).with_suffix(".removed")


def _status_of_unusable(item: Unusable) -> PluginStatus:
    return PluginStatus(
        name=item.name, kind=item.kind, state=PluginState.INVALID.value, message=item.problem
    )


def _status_of_removed(item: Manifest) -> PluginStatus:
    message = f"removed; `zhongtai plugin restart {item.name}` takes it back"
    return _status(item, PluginState.REMOVED, message)


def _status(item: Manifest, state: PluginState, message: str) -> PluginStatus:
    return PluginStatus(
        name=item.name,
        kind=item.kind,
        state=state.value,
        version=item.version,
        summary=item.summary,
        message=message,
    )
