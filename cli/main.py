"""`zhongtai <command>`: finds the command, runs it, and turns broken situations into words.

A command is a module with `add_arguments(parser)` and `run(options) -> int`; it is imported
only when it is called, so that `zhongtai token` does not pay for `zhongtai up`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from cli.problems import EXIT_CODE, known, of_os_error
from cli.text import speak_any_locale
from mesh.process.telemetry import configure_logging

COMMANDS = {
    "up": ("cli.up", "start the platform and stay until Ctrl-C"),
    "down": ("cli.down", "stop the platform of this state folder, and its PostgreSQL"),
    "status": ("cli.status", "say what runs, where it is reached and how far readers are"),
    "plugin": ("cli.plugin", "list, restart or remove plug-ins, or show what they print"),
    "letters": ("cli.letters", "what readers could not deal with: list, show, retry, drop"),
    "new": ("cli.new.command", "write a gateway that works into this source tree"),
    "token": ("cli.tokens", "make a token for a service or an operator; list them"),
    "migrate": ("cli.migrate", "bring the schemas of all centers to what this version needs"),
    "replay": ("cli.replay.command", "bring recorded menus, stores and orders in, as real calls"),
    "move": ("cli.move.command", "move over from an old system, step by step, and back"),
    "simulate": (
        "cli.simulate.command",
        "play a takeaway platform or WeChat, and compare the books",
    ),
    "audit": ("cli.audit.command", "check across all centers what must always be true"),
    "drift": (
        "cli.drift.command",
        "say where another system's books differ from ours, and what to do",
    ),
}
INTERRUPTED = 130


def usage() -> str:
    """Return the list of commands."""
    lines = ["usage: zhongtai COMMAND [options]", ""]
    lines += [f"  {name:<9} {words}" for name, (_module, words) in COMMANDS.items()]
    lines += ["", "`zhongtai COMMAND --help` tells the options of a command."]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 2: the call or the surroundings must be mended first."""
    speak_any_locale()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
        return 0 if words else EXIT_CODE
    if words[0] not in COMMANDS:
        print(f"zhongtai: there is no command {words[0]!r}\n\n{usage()}", file=sys.stderr)
        return EXIT_CODE
    module_name, summary = COMMANDS[words[0]]
    command = importlib.import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"zhongtai {words[0]}", description=summary)
    command.add_arguments(parser)
    options = parser.parse_args(words[1:])
    return run(command, options)


def run(command: ModuleType, options: argparse.Namespace) -> int:
    """Run an imported command and turn what can be mended outside into one line."""
    # Logs go to stderr, and only what went wrong: the output is the command's answer.
    configure_logging("warning", process="zhongtai")
    try:
        return int(command.run(options) or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as exc:
        return refuse(of_os_error(exc))
    except Exception as exc:
        if isinstance(exc, known()):
            return refuse(exc)
        raise


def refuse(problem: Exception) -> int:
    """Say what is wrong, once, and answer the exit code for it."""
    print(f"zhongtai: {problem}", file=sys.stderr)
    return EXIT_CODE


if __name__ == "__main__":
    raise SystemExit(main())
