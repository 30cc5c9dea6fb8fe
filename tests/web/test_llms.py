"""What language models read: the list, the texts, and what the site says of training."""

from __future__ import annotations

import re
from pathlib import Path

from flask.testing import FlaskClient

from tests.web.conftest import CANARY, PORTAL, SITE, app_over, close, small_files

ORIGIN = "https://aide.example.com"


def test_the_list_is_in_the_format_that_models_expect(small: FlaskClient) -> None:
    response = small.get("/llms.txt")
    lines = response.text.splitlines()
    assert response.content_type == "text/plain; charset=utf-8"
    assert lines[0] == "# Centre d’aide Exemple & <b>fils</b>"
    assert lines[2].startswith("> ")
    assert sum(line.startswith("# ") for line in lines) == 1
    headings = [line for line in lines if line.startswith("## ")]
    assert headings[0] == "## Domaines (Français)"
    assert "## Domains (English)" in headings
    assert headings[-1] == "## Optional"
    items = [line for line in lines if line.startswith("- ")]
    assert all(
        re.match(r"- \[(?:[^\[\]\\]|\\.)+\]\(https://aide\.example\.com/[^ )]+\)(: .+)?$", item) for item in items
    )


def test_every_article_of_every_language_is_listed_with_its_markdown(small: FlaskClient) -> None:
    text = small.get("/llms.txt").text
    address = f"{ORIGIN}/fr/articles/code-epp.md"
    assert f"- [Obtenir le code EPP]({address}): Le code est sur la fiche du domaine." in text.splitlines()
    for address in re.findall(r"\(https://aide\.example\.com(/[^)]+\.md)\)", text):
        assert small.get(address).content_type == "text/markdown; charset=utf-8"
    assert "/en/articles/get-code.md" in text


def test_the_texts_are_in_one_file_with_their_addresses(small: FlaskClient) -> None:
    text = small.get("/llms-full.txt").text
    assert f"{ORIGIN}/fr/articles/code-epp\n\n# Obtenir le code EPP\n\nLe code est sur la fiche." in text
    assert "# Get the EPP code" in text


def test_s2_nothing_internal_is_in_either(small: FlaskClient) -> None:
    for name in ("/llms.txt", "/llms-full.txt", "/robots.txt"):
        assert CANARY not in small.get(name).text


def test_both_are_made_once_for_a_generation(small: FlaskClient) -> None:
    first = small.get("/llms-full.txt")
    assert small.get("/llms-full.txt", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_nothing_is_said_of_training_unless_the_site_says_it(small: FlaskClient) -> None:
    assert "Content-" not in small.get("/robots.txt").text
    for path in ("/fr/articles/code-epp", "/fr/articles/code-epp.md"):
        assert not {"Content-Usage", "TDM-Reservation"} & set(small.get(path).headers.keys())


def test_what_the_site_says_of_training_is_said_everywhere(tmp_path: Path) -> None:
    files = {**small_files(), "site.yaml": SITE + "training: refused\n", "portal.yaml": PORTAL}
    app = app_over(tmp_path, files)
    client = app.test_client()
    robots = client.get("/robots.txt").text.splitlines()
    assert robots[:3] == [
        "User-agent: *",
        "Content-Signal: search=yes, ai-input=yes, ai-train=no",
        "Content-Usage: train-ai=n",
    ]
    for path in ("/fr/articles/code-epp", "/fr/articles/code-epp.md"):
        headers = client.get(path).headers
        assert (headers["Content-Usage"], headers["TDM-Reservation"]) == ("train-ai=n", "1")
    assert "They may not be used to train models." in client.get("/llms.txt").text
    close(app)
