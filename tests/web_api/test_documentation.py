"""docs/api.md says what the API does."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_code_of_the_api_is_documented() -> None:
    documented = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "api.md").read_text("utf-8")))
    sources = [ROOT / "app" / "web" / "problems.py", *(ROOT / "app" / "web" / "api").glob("*.py")]
    raised = {
        code for source in sources for code in re.findall(r'Problem\(\s*\d{3}, "([a-z_]+)"', source.read_text("utf-8"))
    }
    by_status = set(re.findall(r'^        \d{3}: "([a-z_]+)"', sources[0].read_text("utf-8"), re.MULTILINE))
    assert raised >= {"unknown_locale", "unknown_article", "search_unavailable", "cross_site"}
    assert by_status >= {"not_found", "internal_error"}
    assert (raised | by_status) - documented == set()
