"""A small published help centre behind the whole application, and a client that checks every response it gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.compiler.editions import search_document
from app.generations import Edition, Generations
from app.model import AUDIENCES, Body, Category, RenderedArticle, Section, Site, Synonyms
from app.portal import Portal, Workflow
from app.search import open_engine
from app.settings import Settings
from app.store import upgrade
from app.web import create_app
from app.web.security import security_headers
from app.web.services import KEY, Services

SECRET = "0123456789abcdef" * 3
CANARY = "zanzibarien"
"""A word that only an article for agents holds."""

_TELLTALE = re.compile(
    r"Traceback|File \"|site-packages|/app/|\.py\b|werkzeug|flask|gunicorn|whoosh|sqlite|sqlalchemy|psycopg|"
    r"SELECT |INSERT INTO|Error:|Python/|\bline \d+, in ",
    re.IGNORECASE,
)

SITE = Site(
    brand_name="Exemple",
    locales=("fr", "en"),
    categories=(
        Category("account", "account", {"fr": "Compte", "en": "Account"}, {"fr": "Vous.", "en": "You."}),
        Category("domains", "domains", {"fr": "Domaines", "en": "Domains"}, {"fr": "Vos noms.", "en": "Your names."}),
    ),
)
PORTAL = Portal(
    "https://client.example/",
    {
        "account.password-reset": Workflow(
            "account.password-reset",
            "index.php?rp=/password/reset",
            label={"fr": "Réinitialiser mon mot de passe", "en": "Reset my password"},
            hint={"fr": "Le formulaire.", "en": "The form."},
        ),
        "domains.list": Workflow("domains.list", "clientarea.php?action=domains", label={"fr": "Mes domaines"}),
        "domains.details": Workflow(
            "domains.details", "clientarea.php?action=domaindetails&id={domain_id}", without="domains.list"
        ),
    },
)


BODIES: dict[tuple[str, str], Body] = {}
"""The text of every article made by `an_article`."""


def an_article(article_id: str, locale: str, title: str, text: str, **others: Any) -> RenderedArticle:
    """An article of one introduction and one section « steps »."""
    BODIES[locale, article_id] = Body(
        html=f'<p>{text}</p><h2 id="h-steps">Étapes</h2><p>{text}</p>',
        markdown=f"{text}\n\n## Étapes\n\n{text}\n",
        sections=(Section("", "", 0, text), Section("h-steps", "Étapes", 2, text)),
    )
    values: dict[str, Any] = {
        "id": article_id,
        "locale": locale,
        "title": title,
        "slug": f"{article_id}-{locale}",
        "summary": f"{title}.",
        "category": "account",
        "source": f"account/{article_id}.md",
    }
    return RenderedArticle(**(values | others))


ARTICLES = (
    an_article(
        "password-reset",
        "fr",
        "J’ai oublié mon mot de passe",
        "Cliquez sur « mot de passe oublié » et suivez le lien reçu par e-mail.",
        workflows=("account.password-reset", "no.longer-known"),
        related=("epp-code",),
        former_ids=("lost-password",),
        updated=date(2026, 3, 5),
    ),
    an_article(
        "password-reset",
        "en",
        "I forgot my password",
        "Click on forgotten password and follow the link that you receive by e-mail.",
        workflows=("account.password-reset",),
    ),
    an_article(
        "epp-code",
        "fr",
        "Obtenir le code EPP d'un nom de domaine",
        "Le code EPP est envoyé à l'adresse du titulaire du domaine.",
        category="domains",
        workflows=("domains.list", "account.password-reset"),
    ),
    an_article(
        "brackets",
        "fr",
        "Le [crochet] & <b>l'esperluette</b>",
        "Du texte </b><script>alert(1)</script> esperluette.",
        category="domains",
    ),
)
PRIVATE = an_article("refund-rules", "fr", f"Règle {CANARY}", f"Le {CANARY} interne.", visibility="agents")


def publish(settings: Settings, name: str = "gen-0123456789abcdef", searchable: tuple[str, ...] = SITE.locales) -> None:
    """Write and publish a generation of the articles, with the engine that serves them."""
    generations, engine = Generations(settings.index, settings.secret_key), open_engine(settings.search)
    generations.prepare()
    with generations.building():
        staging = generations.stage(name)
        for audience in AUDIENCES:
            articles = ARTICLES if audience == "public" else (*ARTICLES, PRIVATE)
            staging.write_edition(
                audience, Edition(SITE, PORTAL, articles, {(a.locale, a.id): BODIES[a.locale, a.id] for a in articles})
            )
            for locale in searchable:
                documents = [
                    search_document(article, BODIES[locale, article.id], SITE)
                    for article in articles
                    if article.locale == locale
                ]
                engine.build(staging.search_folder(audience, locale), locale, documents, Synonyms(locale))
        generations.commit(staging, engine.version)
        generations.publish(name)


class StrictClient(FlaskClient):
    """Every response has the security headers and tells nothing about what made it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        assert_secure(response)
        assert_tells_nothing(response)
        return response


def assert_secure(response: TestResponse) -> None:
    """The headers of the policy, each once; a view may have set a value of its own."""
    for name, _ in security_headers(https=False):
        assert len(response.headers.getlist(name)) == 1, f"{response.request.path}: {name}"


def assert_tells_nothing(response: TestResponse) -> None:
    """S14: no traceback, path, SQL or version, in the headers or in the body of an error; no canary anywhere."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers)
    assert not re.search(r"^(Server|X-Powered-By|Set-Cookie):", headers, re.MULTILINE | re.IGNORECASE)
    body = response.get_data().decode(errors="replace")
    if CANARY not in unquote_plus(response.request.query_string.decode(errors="replace")):
        assert CANARY not in headers + body
    if response.status_code >= 400:
        found = _TELLTALE.search(headers + body)
        assert found is None, f"{response.request.path}: {found}"


@pytest.fixture(scope="session")
def base_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over a folder with one published generation."""
    folder = tmp_path_factory.mktemp("web-api")
    settings = Settings(
        articles=folder / "articles",
        index=folder / "index",
        store=f"sqlite:///{folder / 'guichet.db'}",
        secret_key=SECRET,
        instance=folder / "instance",
        rate_limits=False,
    )
    upgrade(settings.store)
    publish(settings)
    return settings


@pytest.fixture(scope="session")
def make_app(base_settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Makes applications over that folder, with some settings changed."""
    made: list[Services] = []

    def make(**changes: Any) -> Flask:
        app = create_app(replace(base_settings, **changes))
        app.test_client_class = StrictClient
        parts: Services = app.extensions[KEY]
        made.append(parts)
        parts.library.refresh()
        if parts.library.current:
            parts.board.refresh(parts.library.current)
        return app

    yield make
    for parts in made:
        if parts.library.current:
            parts.library.current.close()
        parts.store.close()


@pytest.fixture(scope="session")
def app(make_app: Callable[..., Flask]) -> Flask:
    """The application with default settings and no rate limits."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def answered(path: str, client: FlaskClient, **parameters: object) -> Any:
    """The JSON of a good answer."""
    response = client.get(path, query_string=parameters)
    assert response.status_code == 200
    assert response.content_type == "application/json"
    return response.json


def problem(path: str, client: FlaskClient, query_string: str) -> tuple[int, str]:
    """Status and code of a refusal."""
    response = client.get(f"{path}?{query_string}")
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert set(response.json) == {"type", "title", "status", "detail", "code"}
    assert response.json["status"] == response.status_code
    return response.status_code, response.json["code"]
