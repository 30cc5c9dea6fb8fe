"""A client of the repository's own help centre, and of a small one that holds every special case."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.ports import Store
from app.settings import Settings
from app.store import upgrade
from app.web import create_app
from app.web.services import KEY, Services
from tests.support.sites import article, compiler_for, settings_for, write_site

CANARY = "canaryword"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
READER = {"User-Agent": AGENT}
ROBOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
WIDGET = "https://clients.example.com"
SITE = """
brand: {name: "Exemple & <b>fils</b>", color: "#7a1fa2"}
support: {email: aide@example.com, phone: "01 02 03 04 05"}
locales: [fr, en]
categories:
  - {id: domains, icon: domains, title: {fr: Domaines, en: Domains}, intro: {fr: Vos noms., en: Your names.}}
  - {id: billing, icon: billing, title: {fr: Factures, en: Billing}}
"""
PORTAL = "preset: whmcs\nbase_url: https://clients.example.com/\n"
HOSTILE = "Un titre <svg/onload=alert(1)> & l'apostrophe"


def picture() -> bytes:
    """A small PNG."""
    file = io.BytesIO()
    Image.new("RGB", (40, 20), "#336699").save(file, "PNG")
    return file.getvalue()


def small_files() -> dict[str, str | bytes]:
    """One article of each special kind, by path."""
    steps = "## Les étapes {#steps}\n\n1. Ouvrez [la liste](portal:domains.list)."
    body = f"Le code est sur la fiche.\n\n{steps}\n\n## Et ensuite {{#next}}\n\nFin."
    return {
        "site.yaml": SITE,
        "portal.yaml": PORTAL,
        "fr/epp.md": article(
            "Obtenir le code EPP",
            body + "\n\n![Un rectangle bleu](_images/plan.png)",
            id="epp-code",
            slug="code-epp",
            summary="Le code est sur la fiche du domaine.",
            category="domains",
            workflows=["domains.epp-code", "domains.list", "support.open-ticket", "billing.invoices"],
            aliases=["ancien-code", "/index.php/kb/12"],
            former_ids=["auth-code"],
            related=["facture"],
            updated="2026-03-03",
        ),
        "en/epp.md": article(
            "Get the EPP code",
            "The code is on the page.",
            id="epp-code",
            slug="get-code",
            category="domains",
            updated="2026-03-04",
        ),
        "fr/_images/plan.png": picture(),
        "fr/facture.md": article(
            "Payer une facture",
            "Ouvrez la facture.",
            id="facture",
            slug="payer",
            category="billing",
            updated="2026-05-05",
        ),
        "fr/hostile.md": article(
            f'"{HOSTILE}"', "Texte.", id="hostile", slug="hostile", summary="'<i>résumé</i>'", category="billing"
        ),
        "fr/agents.md": article(
            f"Note {CANARY}",
            f"Le mot {CANARY}.",
            id="secret-note",
            slug="secret-note",
            category="domains",
            visibility="agents",
        ),
        "fr/brouillon.md": article(
            f"Brouillon {CANARY}",
            f"Le mot {CANARY}.",
            id="draft-note",
            slug="draft-note",
            category="domains",
            status="draft",
        ),
    }


def built(folder: Path, files: dict[str, str | bytes], **settings: object) -> Settings:
    """Settings of a help centre made of these files, built with every real part; its store is ready."""
    articles = write_site(folder / "articles", files)
    with compiler_for(folder, articles) as compiler:
        compiler.build()
    configured = replace(settings_for(folder, articles), **settings)  # type: ignore[arg-type]
    upgrade(configured.store)
    return configured


def app_with(settings: Settings) -> Flask:
    """The application that serves what was built; no thread runs."""
    app = create_app(settings)
    parts: Services = app.extensions[KEY]
    parts.library.refresh()
    return app


def app_over(folder: Path, files: dict[str, str | bytes], **settings: object) -> Flask:
    """The application over a help centre made of these files."""
    return app_with(built(folder, files, **settings))


def close(app: Flask) -> None:
    """Give the store back."""
    parts: Services = app.extensions[KEY]
    parts.store.close()


@pytest.fixture(scope="session")
def small_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return built(
        tmp_path_factory.mktemp("small"),
        small_files(),
        base_url="https://aide.example.com",
        trusted_hosts=("localhost",),
    )


@pytest.fixture(scope="session")
def small_app(small_settings: Settings) -> Iterator[Flask]:
    app = app_with(small_settings)
    yield app
    close(app)


@pytest.fixture
def small(small_app: Flask) -> FlaskClient:
    """A client of the small help centre."""
    return small_app.test_client()


@pytest.fixture
def real(real_app: Flask) -> FlaskClient:
    """A client of the repository's own help centre."""
    return real_app.test_client()


@pytest.fixture
def counting(small_settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """The application over the small help centre with a store of its own, whose writer runs as in a worker."""
    settings = replace(small_settings, store=f"sqlite:///{tmp_path / 'record.db'}", widget_origins=(WIDGET,))
    upgrade(settings.store)
    yield from recording(app_with(settings))


def start(app: Flask) -> Services:
    """Start the application's writer, and wait until it knows the day's salt: whoever comes earlier is not counted."""
    parts: Services = app.extensions[KEY]
    parts.writer.start()
    assert eventually(lambda: parts.writer.salt(today()) is not None)
    return parts


def recording(app: Flask) -> Iterator[Flask]:
    """The application while its writer runs."""
    parts = start(app)
    yield app
    parts.writer.stop()
    close(app)


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it holds within some seconds."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def record_of(app: Flask) -> Store:
    """The store of the application, once everything that waited was written."""
    parts: Services = app.extensions[KEY]
    assert parts.writer.stop() == 0
    return parts.store


def today() -> date:
    """The day that is written on what is recorded now."""
    return datetime.now(UTC).date()


@pytest.fixture(scope="module")
def still(small_settings: Settings) -> Iterator[Flask]:
    """An application that can record nothing: whatever is not refused gets 503."""
    app = app_with(replace(small_settings, widget_origins=(WIDGET,)))
    yield app
    close(app)
