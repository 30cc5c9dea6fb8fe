"""Every code has an explanation and a page; schemas agree with what reads the files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from app.content import site
from app.content.checks.codes import LANGUAGES, codes
from app.content.fields import FIELDS
from app.content.schemas import schemas
from app.content.yaml_strict import load
from scripts.reference import DOCS, outdated, pages
from tests.support.sites import ROOT

_WRITTEN = re.compile(
    r"code=\"([a-z-]+)\"|\.report(?:_at)?\(\s*\"([a-z-]+)\"|code: str = \"([a-z-]+)\"|[A-Z_]+ = \"(t[a-z]+-?[a-z]*)\"$",
    re.M,
)
SCHEMAS = schemas()


def written_codes() -> set[str]:
    """The codes that the program gives to problems, as they stand in its source."""
    found = {"heading-order", "long-sentence", "duplicate-title", "duplicate-questions"}
    for folder in ("content", "compiler", "model"):
        for path in (ROOT / "app" / folder).rglob("*.py"):
            if "importers" not in path.parts:
                found |= {code for match in _WRITTEN.findall(path.read_text("utf-8")) for code in match if code}
    return found


def test_every_code_has_an_explanation_in_both_languages() -> None:
    known = codes()
    assert written_codes() == set(known)
    for code in known.values():
        for language in LANGUAGES:
            text = code.texts[language]
            assert all((text.title, text.what, text.do)), (code.name, language)
        assert bool(code.wrong) == bool(code.right)


def test_the_pages_and_schemas_in_docs_are_current() -> None:
    assert outdated() == [], "run python -m scripts.reference"
    assert {f"checks/{name}.md" for name in codes()} <= set(pages())
    assert (DOCS / "checks/broken-link.md").is_file()


def test_the_schemas_are_schemas() -> None:
    for schema in SCHEMAS.values():
        Draft7Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema


def valid(schema: str, value: object) -> bool:
    return bool(Draft7Validator(SCHEMAS[schema]).is_valid(value))


def test_the_schemas_name_every_key_and_no_other() -> None:
    assert list(SCHEMAS["article.schema.json"]["properties"]) == [field.name for field in FIELDS]
    assert set(SCHEMAS["site.schema.json"]["properties"]) == set(site._KEYS)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("title", value) for value in ("T", "", "x" * 200, "x" * 201)),
        *(("id", value) for value in ("a-1", "A", "", "x" * 97, "é")),
        *(("slug", value) for value in ("a-1", "search", "admin", "a b")),
        *(("status", value) for value in ("draft", "published", "Draft", "")),
        *(("visibility", value) for value in ("public", "agents", "PUBLIC", "true", "")),
        *(("publish_at", value) for value in ("2026-01-01", "2026-01-01T10:00+01:00", "2026-01-01 10:00", "demain")),
        *(("updated", value) for value in ("2026-01-01", "2026-01-01T10:00Z", "1/1/2026")),
        *(("weight", value) for value in ("0", "-12", "1.5", "9999999", "x")),
        *(("questions", value) for value in (["a"], [], ["", "b"], ["x" * 301], ["a"] * 51, "a", [["a"]])),
        *(("keywords", value) for value in (["a"], ["<b"], ["x" * 101], ["a"] * 51)),
        *(("aliases", value) for value in (["a"], ["/a/b"], ["//a"], ["/a?b"], ["https://a"], "a")),
        *(("related", value) for value in (["a"], ["A"])),
        *(("workflows", value) for value in (["a.b"], ["a"] * 21)),
        *(("summary", value) for value in ("x" * 500, "x" * 501)),
        *(("owner", value) for value in ("x", "x" * 101)),
    ],
)
def test_the_schema_accepts_what_the_parser_accepts(key: str, value: Any) -> None:
    field = next(field for field in FIELDS if field.name == key)
    try:
        parsed = (value == "" and field.empty) or field.parse(value, ZoneInfo("UTC")) is not None
    except ValueError:
        parsed = False
    assert valid("article.schema.json", {key: value}) == parsed


@pytest.mark.parametrize("key", [field.name for field in FIELDS])
def test_a_key_without_a_value_is_in_the_schema_what_it_is_for_the_parser(key: str) -> None:
    field = next(field for field in FIELDS if field.name == key)
    assert valid("article.schema.json", {key: None}) == field.empty


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("articles/site.yaml", "site"),
        ("articles/portal.yaml", "portal"),
        ("articles/fr/synonyms.yaml", "synonyms"),
        ("articles/en/synonyms.yaml", "synonyms"),
    ],
)
def test_the_shipped_files_name_their_schema_and_follow_it(path: str, schema: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named
    assert ((ROOT / path).parent / named[1]).resolve() == (DOCS / f"schemas/{schema}.schema.json").resolve()
    Draft7Validator(SCHEMAS[f"{schema}.schema.json"]).validate(typed(load(text, path=path).value))


def typed(value: Any) -> Any:
    """What YAML makes of our texts: numbers and booleans."""
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return (
        float(value)
        if re.fullmatch(r"[0-9]+\.[0-9]+", value)
        else int(value)
        if re.fullmatch("[1-9][0-9]*", value)
        else value
    )


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("site", {"brnad": {}}),
        ("site", {"locales": []}),
        ("site", {"locales": ["xx"]}),
        ("site", {"brand": {"color": "blue"}}),
        ("site", {"categories": [{"title": "x"}]}),
        ("site", {"popularity": {"popular": 2}}),
        ("portal", {"preset": "other"}),
        ("portal", {"workflows": {"Renew": {"path": "x"}}}),
        ("portal", {"workflows": {"a.b": {"label": "x"}}}),
        ("synonyms", {"a": "b"}),
        ("synonyms", [["a"]]),
    ],
)
def test_the_schemas_refuse_what_the_program_refuses(schema: str, value: object) -> None:
    assert not valid(f"{schema}.schema.json", value)


def test_the_pages_link_to_each_other() -> None:
    index = (DOCS / "checks/README.md").read_text("utf-8")
    assert set(re.findall(r"\]\(([a-z-]+\.md)\)", index)) == {
        path.name for path in Path(DOCS / "checks").glob("[a-z]*.md")
    }
