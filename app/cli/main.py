"""The group of commands, and how an error ends one."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from app import __version__
from app.errors import GuichetError, fault_of
from app.settings import environment, instance_folder

COMMANDS = {
    "serve": "app.cli.serve",
    "build": "app.cli.build",
    "check": "app.cli.check",
    "preview": "app.cli.preview",
    "search": "app.cli.search",
    "link": "app.cli.link",
    "mcp": "app.cli.mcp",
    "report": "app.cli.report_command",
    "translations": "app.cli.translations",
    "new": "app.cli.new",
    "rename": "app.cli.rename",
    "translate": "app.cli.translate",
    "user": "app.cli.user",
    "token": "app.cli.token",
    "import": "app.cli.import_command:import_command",
    "export": "app.cli.export_command:export_command",
    "db": "app.cli.db",
    "rollback": "app.cli.rollback",
    "doctor": "app.cli.doctor",
    "background": "app.cli.background",
    "portal": "app.cli.portal",
    "demo-portal": "app.cli.demo_portal",
}
"""Where each command is (after a colon its name there, where that is another); a module is imported when its command is
used: all of them take 1 s, `serve` alone 0.5 s."""


class Guichet(click.Group):
    """Ends a command that fails with one sentence on standard error and the exit code of the error's kind."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the library's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name or cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GuichetError as error:
            click.echo(f"guichet: {error}", err=True)
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            # A closed pipe (`| head`) is no defect: click ends quietly.
            raise
        except Exception as error:
            fault = fault_of(error)
            click.echo(f"guichet: {fault or f'unexpected {type(error).__name__}; {_kept(error)}'}", err=True)
            ctx.exit(fault.exit_code if fault else 1)


def _kept(error: Exception) -> str:
    """Keep the traceback of a defect in a file, for whoever mends it, and say where."""
    path = instance_folder(environment()) / "crash.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)) + "\n")
    except OSError:
        return str(error)
    return f"the details are in {path}"


@click.group(cls=Guichet, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="guichet")
def cli() -> None:
    """A help centre from a folder of Markdown: build it, check it, search it, serve it."""


def main() -> None:
    """Run the command line; never returns. Nobody else may write what it writes, whatever the shell's umask says."""
    os.umask(os.umask(0o022) | 0o002)
    sys.exit(cli())
