"""synonyms.yaml: which groups are read, and what is said of the others."""

from __future__ import annotations

import pytest

from app.content.synonyms import MAX_GROUPS, contradictions, read_synonyms
from app.content.yaml_strict import load
from app.errors import ContentError
from app.model import Problem, Synonyms

PATH = "fr/synonyms.yaml"
SMALL = {"non", "de", "un", "au", "la"}


def read(text: str) -> tuple[Synonyms, list[Problem]]:
    return read_synonyms(load(text, path=PATH), "fr", PATH)


def terms(text: str) -> list[str]:
    """Stands for the analysis: lower case, small words left out, no plural."""
    return [word.rstrip("s") for word in text.lower().split() if word not in SMALL]


def said(text: str) -> list[str]:
    """Every problem that a file's groups have with each other."""
    synonyms, problems = read(text)
    assert problems == []
    found = list(contradictions(synonyms, PATH, terms))
    assert {(problem.code, problem.severity) for problem in found} <= {("synonyms", "warning")}
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("group", "fault"),
    [
        ("[]", "the group is empty: write two words"),
        ("", "the group is empty: write two words"),
        ("facture", "must be a list of words or phrases"),
        ("{facture: note}", "must be a list of words or phrases"),
        ("[facture, [note]]", "must be a list of words or phrases"),
        ("[facture]", "'facture' is alone in its group"),
        ("[facture, Facture]", "'facture' is alone in its group"),
        ("[facture, '']", "the group holds an empty text"),
        ("[facture, '  ']", "the group holds an empty text"),
        (f"[facture, {'note ' * 21}]", "has more than 100 characters"),
        (f"[{', '.join(f'mot{i}' for i in range(51))}]", "the group has 51 words and phrases, the most is 50"),
        ('["facture", "no\\u202ete"]', "holds a character that nobody sees"),
    ],
)
def test_a_group_that_cannot_be_used_is_left_out_and_named_at_its_line(group: str, fault: str) -> None:
    synonyms, (problem,) = read(f"# nos mots\n- [mdp, mot de passe]\n- {group}\n- [ndd, domaine]\n")
    assert (synonyms.groups, synonyms.lines) == ((("mdp", "mot de passe"), ("ndd", "domaine")), (2, 4))
    assert (problem.path, problem.line, problem.code, problem.severity) == (PATH, 3, "synonyms", "error")
    assert fault in problem.message
    assert "\u202e" not in problem.message


def test_a_member_written_twice_is_a_warning_and_counts_once() -> None:
    synonyms, (problem,) = read("- [facture, note, Facture, note]\n- [a, b]\n")[0], read("- [note, a, Note]\n")[1]
    assert synonyms.groups[0] == ("facture", "note", "Facture")
    assert (problem.severity, problem.message) == ("warning", "'Note' is twice in its group: remove one")


@pytest.mark.parametrize("text", ["a: b", "mot", f"[{'[a, b], ' * (MAX_GROUPS + 1)}]"])
def test_a_file_that_is_no_list_of_groups_is_refused(text: str) -> None:
    with pytest.raises(ContentError, match="must be a list of at most 2,000 lists"):
        read(text)


def test_an_empty_file_has_no_groups() -> None:
    assert read("# rien\n") == (Synonyms("fr"), [])


def test_one_word_in_two_groups_is_named_with_the_line_of_the_other() -> None:
    assert said("- [identifiant, login]\n- [connexion, login]\n") == [
        "fr/synonyms.yaml:2: 'login' is also in the group of line 1: "
        "keep it in one of them, or make one group of both if all of it means the same"
    ]


def test_a_word_that_is_the_same_after_analysis_is_a_conflict_that_says_why() -> None:
    (problem,) = said("- [payer, régler]\n- [impayé, non payer]\n")
    assert problem.startswith(
        "fr/synonyms.yaml:2: 'non payer' is also in the group of line 1, as 'payer' (the search keeps 'payer'): "
    )


def test_a_chain_of_groups_is_reported_at_every_link_and_a_circle_where_it_closes() -> None:
    lines = [problem.split(": ")[0] for problem in said("- [a, b]\n- [b, c]\n- [c, d]\n")]
    assert lines == ["fr/synonyms.yaml:2", "fr/synonyms.yaml:3"]
    circle = said("- [a, b]\n- [b, c]\n- [c, a]\n")
    assert [problem.split(" ")[0] for problem in circle] == [f"fr/synonyms.yaml:{line}:" for line in (3, 2, 3)]


def test_a_group_that_is_one_word_to_the_search_does_nothing() -> None:
    assert said("- [facture, factures]\n- [mdp, mot de passe]\n") == [
        "fr/synonyms.yaml:1: the search takes all of this group for one word (facture, factures): remove the group"
    ]


def test_a_member_of_small_words_only_is_named() -> None:
    (problem,) = said("- [mdp, mot de passe, de la]\n")
    assert problem.startswith("fr/synonyms.yaml:1: 'de la' is made of small words only")


def test_a_phrase_may_hold_another_member_of_its_own_group() -> None:
    assert said("- [ndd, nom de domaine, domaine]\n") == []
