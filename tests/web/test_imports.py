"""What a web process loads: nothing that reads Markdown or YAML, nothing that builds."""

from __future__ import annotations

import subprocess
import sys

FORBIDDEN = ("markdown", "frontmatter", "bleach", "nh3", "yaml", "app.content", "app.compiler", "alembic", "watchfiles")


def test_a_web_process_loads_no_markdown_front_matter_or_sanitiser() -> None:
    program = "import sys, app.web.wsgi, app.web.factory; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "flask" in loaded
    assert loaded.isdisjoint(FORBIDDEN)
