"""site.yaml: what is read, what is reported and defaulted, what stops a build."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.content.directory import DirectoryTree
from app.content.source import Content, read_content
from app.errors import ContentError

Read = Callable[..., Content]


def test_every_key_of_site_yaml_is_read(content_of: Read) -> None:
    text = """\
brand: {name: Acme, color: "#123456", url: https://acme.example}
support: {email: help@acme.example, phone: "01"}
locales: [en, fr]
timezone: Europe/Paris
categories:
  - id: domains
    icon: domains
    title: {fr: Domaines, en: Domains}
    intro: {fr: Une phrase., en: A sentence.}
popularity: {half_life_days: 7, new_days: 10, popular: 0.1, popular_minimum: 5, regular: 0.5, regular_minimum: 1}
variables: {nameserver: ns1.acme.example, offer: {days: "30"}}
replies:
  greeting: "Hello {{ customer.name }},"
  closing:
    en: |
      Regards,
      {{ agent.name }} of {{ brand.name }}
"""
    content = content_of({"site.yaml": text})
    site = content.site
    assert (site.brand_name, site.brand_color, site.support_email) == ("Acme", "#123456", "help@acme.example")
    assert (site.locales, site.default_locale, site.timezone) == (("en", "fr"), "en", "Europe/Paris")
    assert site.categories[0].title["fr"] == "Domaines"
    assert site.categories[0].intro["en"] == "A sentence."
    assert (site.thresholds.half_life_days, site.thresholds.new_days, site.thresholds.popular) == (7.0, 10, 0.1)
    assert site.variables == {
        "brand.name": "Acme",
        "brand.color": "#123456",
        "brand.url": "https://acme.example",
        "support.email": "help@acme.example",
        "support.phone": "01",
        "nameserver": "ns1.acme.example",
        "offer.days": "30",
    }
    assert site.replies.greeting == dict.fromkeys(("en", "fr"), "Hello {{ customer.name }},")
    assert site.replies.closing == {"en": "Regards,\n{{ agent.name }} of {{ brand.name }}"}
    assert content.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("x: y\nbrnad: {name: a}\n", 2, "did you mean 'brand'?"),
        ("brand:\n  color: red\n", 2, "brand.color: must be a color"),
        ("brand: text\n", 1, "brand: must be a mapping"),
        ("support:\n  email: nobody\n", 2, "support.email: must be an e-mail address"),
        ("popularity:\n  popular: 20\n", 2, "popularity.popular: must be a share from 0 to 1"),
        ("popularity:\n  half_life_days: 0\n", 2, "popularity.half_life_days: must be"),
        ("popularity:\n  half_life_days: nan\n", 2, "popularity.half_life_days: must be"),
        ("popularity:\n  halflife: 1\n", 2, "unknown key"),
        ("categories: x\n", 1, "categories: a list is expected"),
        ("categories:\n  - a\n", 2, "each category is a mapping"),
        ("categories:\n  - {id: a}\n  - {id: a}\n", 3, "given twice"),
        ("categories:\n  - id: a\n    title: {xx: b}\n", 3, "one text by locale"),
        ("replies: x\n", 1, "replies: must be a mapping"),
        ("replies:\n  greetings: x\n", 2, "did you mean 'greeting'?"),
        ("replies:\n  greeting: {xx: b}\n", 2, "one text by locale"),
        (
            "replies:\n  closing:\n    fr: Bien à vous, {{ brand.nom }}\n",
            3,
            "'{{ brand.nom }}' stands for nothing here",
        ),
        ("replies:\n  one: [a]\n", 2, "replies.one: must be a mapping"),
        ("variables:\n  A b: c\n", 2, "a variable is a name"),
        ("variables:\n  a: [b]\n", 2, "a variable is a name"),
    ],
)
def test_a_wrong_value_is_reported_at_its_line_and_its_default_stands(
    content_of: Read, text: str, line: int, reason: str
) -> None:
    content = content_of({"site.yaml": text, "fr/a.md": "# A\n"})
    assert [a.id for a in content.articles] == ["a"]
    problem = next(p for p in content.problems if reason in p.message)
    assert (problem.path, problem.line, problem.severity) == ("site.yaml", line, "error")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("timezone: Mars/Olympus\n", "site.yaml:1: timezone: 'Mars/Olympus' is no time zone"),
        ("timezone: ../../etc/passwd\n", "is no time zone"),
        ("timezone: [a]\n", "is no time zone"),
        ("timezone: ''\n", "is no time zone"),
        ("a: b\nlocales: [fr, zz]\n", "site.yaml:2: locales: 'zz' is not one of en, fr"),
        ("locales: fr\n", "locales: a list is expected"),
        ("locales: []\n", "locales: a list is expected"),
    ],
)
def test_e6_what_decides_who_sees_what_and_when_has_no_default_when_it_is_wrong(
    content_of: Read, text: str, reason: str
) -> None:
    with pytest.raises(ContentError) as caught:
        content_of({"site.yaml": text, "fr/a.md": "# A\n"})
    assert reason in str(caught.value)


def test_the_shipped_site_is_that_of_the_source_documents() -> None:
    content = read_content(DirectoryTree(Path(__file__).parents[2] / "articles"), {})
    site = content.site
    assert (site.brand_name, site.support_email, site.support_phone) == (
        "NindoHost",
        "support@nindohost.com",
        "0802 08 08 08",
    )
    assert site.locales == ("fr", "en")
    assert site.timezone == "Africa/Casablanca"
    assert {c.id for c in site.categories} == {
        "account",
        "domains",
        "hosting",
        "billing",
        "security",
        "email",
        "support",
    }
    for category in site.categories:
        assert set(category.title) == set(category.intro) == {"fr", "en"}
        assert all(text.endswith(".") for text in category.intro.values())
