"""Searches as tests: a question that does not find its article is an error at its line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.compiler.asking import ask_all
from app.compiler.question_rounds import Answers, Corpus, Round
from app.model import SearchDocument, Section, Synonyms
from app.search import open_engine
from tests.support.server import environment
from tests.support.sites import article, compiler_for, write_site

OTHERS = {
    f"fr/o{n}.md": article("Payer la facture", "Payer la facture par carte.", id=f"o{n}", slug=f"o{n}")
    for n in range(5)
}


def failures(folder: Path, files: dict[str, str]) -> list[str]:
    with compiler_for(folder, write_site(folder / "articles", files)) as compiler:
        return [str(problem) for problem in compiler.check() if problem.code == "question"]


def test_a_question_that_finds_its_article_is_no_problem(tmp_path: Path) -> None:
    text = article("Verrouiller mon domaine", id="lock", questions=["protéger mon domaine contre le vol"])
    assert failures(tmp_path, {**OTHERS, "fr/lock.md": text}) == []


def test_a_question_that_finds_others_is_an_error_at_its_line(tmp_path: Path) -> None:
    text = "---\ntitle: Verrouiller\nquestions:\n  - le verrou\n  - payer la facture\n---\nUn texte.\n"
    (problem,) = failures(tmp_path, {**OTHERS, "fr/lock.md": text})
    assert problem.startswith("fr/lock.md:5: question 'payer la facture' does not find this article")


def test_a_question_of_an_article_for_agents_is_asked_where_agents_search(tmp_path: Path) -> None:
    text = article("Remise commerciale", id="x", visibility="agents", questions=["geste commercial"])
    assert failures(tmp_path, {**OTHERS, "fr/x.md": text}) == []


def test_questions_of_drafts_are_not_asked(tmp_path: Path) -> None:
    text = article("Brouillon", id="x", status="draft", questions=["payer la facture"])
    assert failures(tmp_path, {**OTHERS, "fr/x.md": text}) == []


def corpus(*texts: str, locale: str = "fr") -> Corpus:
    """Articles of one section each."""
    documents = [
        SearchDocument(
            id=f"a{place}",
            locale=locale,
            title=text,
            summary="",
            category="other",
            category_title="",
            questions=(),
            keywords=(),
            sections=(Section("", "", 0, text),),
            updated=None,
        )
        for place, text in enumerate(texts)
    ]
    return Corpus(f"public-{locale}", locale, (), documents, Synonyms(locale))


def asked(of: Corpus, questions: Sequence[str], folder: Path | None, large: int) -> dict[str, Answers]:
    waiting = Round(of, b"", {}, questions, {}, questions)
    return ask_all([waiting], open_engine("whoosh:"), folder, large)


def test_a_large_index_is_kept_for_the_next_check_and_finds_the_same(tmp_path: Path) -> None:
    texts = [f"Article {word} numéro {n}" for n, word in enumerate(("facture", "domaine", "serveur", "courriel"))]
    for of in (corpus(*texts), corpus(*texts[1:], "Résilier mon hébergement")):
        questions = ["payer la facture", "mon domaine", "résilier", "\0", "article"]
        kept = asked(of, questions, tmp_path, 2)
        assert (tmp_path / "public-fr" / "about.json").is_file()
        assert kept == asked(of, questions, tmp_path, 500) == asked(of, questions, None, 2)
        assert kept["public-fr"]["\0"].fault


def test_questions_on_two_processors_find_what_they_find_on_one(tmp_path: Path) -> None:
    themes = ("facture", "domaine", "serveur")
    files: dict[str, str | bytes] = {"site.yaml": "locales: [fr, en]\n"}
    for n, theme in enumerate(themes * 5):
        questions = [f"où est ma {theme} {n}", f"mon {theme} numéro {n + 1}", f"{theme}s"]
        for locale in ("fr", "en"):
            files[f"{locale}/a{n}.md"] = article(f"Ma {theme} {n}", id=f"a{n}", slug=f"a{n}", questions=questions)
    site = write_site(tmp_path / "articles", files)
    with compiler_for(tmp_path, site) as compiler:
        expected = [problem.message for problem in compiler.check() if problem.code == "question"]
    env = environment(tmp_path, site, INSTANCE=str(tmp_path / "instance"))
    command = [sys.executable, "-m", "app", "check", "--format", "json"]
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    found = [problem["message"] for problem in json.loads(done.stdout) if problem["code"] == "question"]
    assert (found, done.stderr) == (expected, b"")
    assert len(expected) > 5
