"""A third locale, read from right to left: one record in the program, and data, as docs/extending.md says."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, chdir
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from playwright.sync_api import Browser

from tests.browser.access import SMALL, assert_accessible
from tests.support.server import Server, environment, run, serving
from tests.support.sites import ROOT

DATA = Path(__file__).parent / "arabic"
RECORD = 'Language("ar", "العربية", direction="rtl", fallback=("fr", "en")),'
AFTER = re.compile(r'\n    Language\("en".*\),\n')


def a_program_with_arabic(folder: Path) -> Path:
    """A copy of the program with one more record, and the catalogue that a translator began."""
    shutil.copytree(ROOT / "app", folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    languages = folder / "app" / "locales" / "languages.py"
    text, count = AFTER.subn(lambda found: f"{found[0]}    {RECORD}\n", languages.read_text("utf-8"))
    assert count == 1
    languages.write_text(text, "utf-8")
    translations = folder / "app" / "locales" / "translations"
    with (translations / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = in_arabic(read_po(file, locale="en"), yaml.safe_load((DATA / "messages.yaml").read_text("utf-8")))
    (translations / "ar" / "LC_MESSAGES").mkdir(parents=True)
    with (translations / "ar" / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    return folder


def in_arabic(english: Catalog, written: Mapping[str, str | list[str]]) -> Catalog:
    """Every message, in as many forms as the language has; what nobody has translated yet stays English."""
    made, forms = Catalog(locale="ar"), get_plural("ar").num_plurals
    for message in english:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        given = written.get(name)
        if isinstance(message.id, str):
            made.add(name, given or message.string, flags=message.flags)
        else:
            assert given is None or len(given) == forms
            made.add(message.id, tuple(given or [(message.string or ("",))[-1]] * forms), flags=message.flags)
    assert written.keys() <= {m.id if isinstance(m.id, str) else m.id[0] for m in english if m.id}
    return made


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_program_with_arabic(tmp_path_factory.mktemp("program"))


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("arabic")
    # Outside of our own repository, whose history is not theirs.
    articles = shutil.copytree(DATA / "articles", folder / "articles")
    return environment(folder, articles, WORKERS="1")


@pytest.fixture(scope="module")
def site(program: Path, variables: dict[str, str]) -> Iterator[Server]:
    with ExitStack() as stack:
        with chdir(program):
            server = stack.enter_context(serving(variables))
        yield server


def text(site: Server, path: str) -> str:
    status, _, body = site.get(path)
    assert status == 200, path
    return body.decode()


def found(site: Server, query: str) -> list[str]:
    answer = json.loads(text(site, f"/api/v1/search?locale=ar&q={quote(query)}"))
    return [hit["id"] for hit in answer["results"] if hit["locale"] == "ar"]


def test_every_page_under_the_locale_reads_from_right_to_left(site: Server) -> None:
    for path in ("/ar/", "/ar/c/domains", "/ar/articles/domain-renewal", "/ar/search", "/ar/privacy"):
        assert '<html lang="ar" dir="rtl">' in text(site, path)
    assert "كيف يمكننا مساعدتك؟" in text(site, "/ar/")
    assert '<html lang="fr" dir="ltr">' in text(site, "/fr/")


def test_a_number_has_the_form_that_the_language_gives_it(site: Server) -> None:
    home = text(site, "/ar/")
    assert "3 إجابات" in home


def test_the_article_is_there_with_its_action_and_its_other_languages(site: Server) -> None:
    page = text(site, "/ar/articles/domain-renewal")
    assert "كيف أجدد اسم النطاق؟" in page
    assert "تجديد نطاق" in page
    assert "بعد انتهاء الصلاحية" in page
    for code in ("fr", "en", "ar"):
        assert f'hreflang="{code}" href="{site.url}/{code}/articles/domain-renewal"' in page
    assert 'href="/ar/articles/domain-renewal" hreflang="ar" lang="ar" dir="rtl"' in text(
        site, "/fr/articles/domain-renewal"
    )


def test_what_is_not_translated_is_shown_in_the_next_language(site: Server) -> None:
    page = text(site, "/ar/articles/only-french")
    assert "هذه المقالة لم تُترجم بعد" in page
    assert 'lang="fr" dir="ltr"' in page
    assert 'name="robots" content="noindex"' in page


@pytest.mark.parametrize(
    ("query", "article"),
    [
        ("تجديد النطاق", "domain-renewal"),
        ("تَجْدِيدُ النِّطَاق", "domain-renewal"),
        ("تجـــديد النطـاق", "domain-renewal"),
        ("تجديد دومين", "domain-renewal"),
        ("أسم النطاق", "domain-renewal"),
        ("الاعدادات", "email-settings"),
        ("كلمه السر", "email-settings"),
        ("الاخري", "email-settings"),
        ("ns1.example.com", "nameservers"),
        ("DNS", "nameservers"),
    ],
)
def test_the_search_finds_words_however_they_are_spelled(site: Server, query: str, article: str) -> None:
    assert found(site, query)[:1] == [article]


def test_the_reader_gets_the_language_of_the_browser(site: Server) -> None:
    assert site.get("/", Accept_Language="ar-MA,ar;q=0.9,fr;q=0.5")[1]["location"] == "/ar/"
    assert site.get("/a/nameservers", Accept_Language="ar")[1]["location"] == "/ar/articles/nameservers"


def test_feeds_and_maps_name_it(site: Server) -> None:
    feed = text(site, "/ar/feed.atom")
    assert 'xml:lang="ar"' in feed
    assert "كيف أجدد اسم النطاق؟" in feed
    assert "/ar/articles/nameservers" in text(site, "/sitemap.xml")
    assert "مساعدة" in text(site, "/opensearch-ar.xml")


def test_the_content_passes_the_check_and_its_gaps_are_listed(program: Path, variables: dict[str, str]) -> None:
    checked = run("check", "--severity", "error", env=variables, cwd=program)
    assert checked.returncode == 0, checked.stdout
    board = run("translations", "--locale", "ar", "--format", "json", env=variables, cwd=program)
    assert [(one["article"], one["state"]) for one in json.loads(board.stdout)["translations"]] == [
        ("only-french", "missing")
    ]


@pytest.mark.browser
def test_nothing_is_wider_than_a_small_telephone(site: Server, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": SMALL, "height": 700}, base_url=site.url)
    for path in ("/ar/", "/ar/c/domains", "/ar/articles/domain-renewal", f"/ar/search?q={quote('تجديد')}"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL, path
        assert_accessible(page)
    page.close()
