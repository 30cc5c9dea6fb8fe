"""Relevance is measured as the figures say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.relevance_measure import main
from scripts.relevance_queries import Figures, Row, figures, ranks, read, summed
from scripts.relevance_services import Found, Service
from tests.support.sites import article, write_site

ROOT = Path(__file__).resolve().parents[2]


def test_figures_count_places() -> None:
    assert figures([1, 2, 4, None]) == Figures(4, 0.25, 0.5, 0.75, 0.4375)
    assert figures([]) == Figures(0, 0.0, 0.0, 0.0, 0.0)


def test_a_right_answer_is_known_by_id_or_by_path(tmp_path: Path) -> None:
    path = tmp_path / "some.en.jsonl"
    path.write_text('{"q": "a", "ids": ["x", "y"]}\n\n{"q": "b", "path": "d/z.md", "locale": "fr", "kind": "k"}\n')
    service = Service(
        lambda text, locale: Found(["w", "y"] if locale == "en" else ["z"], answered=True),
        lambda locale: {"d/z.md": "z"},
    )
    queries = read(path, None)
    assert [(query.locale, query.kind) for query in queries] == [("en", "all"), ("fr", "k")]
    assert [place for _, place, _ in ranks(service, queries)] == [2, 1]


def test_a_line_without_an_answer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"q": "a"}\n')
    with pytest.raises(SystemExit, match=r"bad\.jsonl:1"):
        read(path, None)


def test_queries_that_nothing_answers_count_for_what_is_told_only() -> None:
    rows = [Row(True, 1, True), Row(True, 2, False), Row(False, None, True), Row(False, None, False)]
    assert summed(rows) == (Figures(2, 0.5, 1.0, 1.0, 0.75), 0.5)


@pytest.mark.parametrize(("told", "code"), [("0.5", 0), ("0.51", 1)])
def test_fewer_queries_told_rightly_than_the_floor_end_with_1(tmp_path: Path, told: str, code: int) -> None:
    articles = write_site(tmp_path / "articles", {"fr/payer.md": article("Payer une facture", id="payer")})
    queries = tmp_path / "nothing.fr.jsonl"
    queries.write_text('{"q": "zinguer", "ids": []}\n{"q": "payer", "ids": []}\n')
    assert main([str(queries), "--articles", str(articles), "--first", "1", "--told", told]) == code


def test_the_repositorys_queries_name_articles_that_exist() -> None:
    for locale, least in (("fr", 120), ("en", 60)):
        lines = (ROOT / "tests" / "relevance" / f"queries.{locale}.jsonl").read_text("utf-8").splitlines()
        stems = {path.stem for path in (ROOT / "articles" / locale).rglob("*.md")}
        assert len(lines) >= least
        assert {article for line in lines for article in json.loads(line)["ids"]} <= stems


def test_the_repositorys_queries_find_their_articles(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(ROOT / "tests" / "relevance" / f"queries.{locale}.jsonl") for locale in ("fr", "en")]
    assert main([*files, "--first", "0.90", "--third", "0.97"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(("floor", "code"), [("0.5", 0), ("0.51", 1)])
@pytest.mark.parametrize("place", ["first", "third"])
def test_fewer_right_answers_than_the_floor_end_with_1(tmp_path: Path, place: str, floor: str, code: int) -> None:
    articles = write_site(tmp_path / "articles", {"fr/payer.md": article("Payer une facture", id="payer")})
    queries = tmp_path / "queries.fr.jsonl"
    queries.write_text('{"q": "payer", "ids": ["payer"]}\n{"q": "zinguer", "ids": ["payer"]}\n')
    assert main([str(queries), "--articles", str(articles), f"--{place}", floor]) == code


def test_a_translation_of_the_right_article_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"fr/a.md": article("Payer", id="payer"), "en/b.md": article("Something", id="other")}
    queries = tmp_path / "queries.en.jsonl"
    queries.write_text('{"q": "payer", "ids": ["payer"]}\n')
    arguments = [str(queries), "--articles", str(write_site(tmp_path / "articles", files)), "--first", "1"]
    assert main(arguments) == 0, capsys.readouterr().out
