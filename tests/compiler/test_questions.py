"""Searches as tests: a question that does not find its article is an error at its line."""

from __future__ import annotations

from pathlib import Path

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
