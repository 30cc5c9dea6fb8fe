"""A check starts fast because it imports little."""

from __future__ import annotations

import subprocess
import sys

FOREIGN = {"flask", "werkzeug", "sqlalchemy", "authlib", "argon2", "whoosh", "bleach", "markdown", "PIL", "filelock"}
OURS = {"app.web", "app.store", "app.generations", "app.compiler.compiler", "app.compiler.writing"}


def modules_after(program: str) -> set[str]:
    program += "; import sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_check_imports_no_web_no_store_no_builder() -> None:
    program = "import app.cli.main, app.cli.check, app.compiler.checking"
    assert modules_after(program) & (FOREIGN | OURS) == set()


def test_a_renderer_imports_no_search_and_no_reader_of_articles() -> None:
    unwanted = {"numpy", "yaml", "PIL", "app.search", "app.compiler", "app.settings", "app.content.source"}
    assert modules_after("import app.content.worker") & unwanted == set()
