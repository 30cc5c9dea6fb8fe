"""docs/api.md says what the API does."""

from __future__ import annotations

import re
from pathlib import Path

from app.web.api.codes import CODES
from app.web.api.endpoint import PREFIX
from app.web.api.endpoints import ENDPOINTS

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_code_of_the_api_is_documented_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| ([^|]+) \|", TEXT, re.MULTILINE)
    documented = {(int(status), code) for status, codes in rows for code in re.findall(r"`([a-z_]+)`", codes)}
    assert documented == {(code.status, code.name) for code in CODES.values()}


def test_every_address_is_documented() -> None:
    for endpoint in ENDPOINTS:
        named = endpoint.path if endpoint.name not in ("description", "documentation") else PREFIX + endpoint.path
        assert re.search(rf"`({endpoint.method} )?{re.escape(named)}[`?]", TEXT), endpoint.path
