"""How a command ends that has a defect."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli.main import Guichet


class Defective(Guichet):
    """The group of commands, each of which has a defect."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        def fail() -> None:
            raise RuntimeError("a defect of ours")

        return click.Command(cmd_name, callback=fail)


def test_a_defect_is_one_sentence_and_its_details_are_in_the_instance_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUICHET_INSTANCE", str(tmp_path / "state"))
    done = CliRunner().invoke(Defective("guichet"), ["build"])
    kept = tmp_path / "state" / "crash.log"
    assert (done.exit_code, done.output) == (1, f"guichet: unexpected RuntimeError; the details are in {kept}\n")
    assert "a defect of ours" in kept.read_text("utf-8")
