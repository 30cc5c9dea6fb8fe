"""Style, scripts, icons, pictures; the feed, the site map, the rules for robots."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.pages.feeds import expiry
from app.web.services import KEY, Services
from tests.support.sites import ROOT, article
from tests.web.conftest import app_over, close

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BASE = "https://aide.example.com"


def assets_of(client: FlaskClient) -> list[str]:
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/fr/").text)))


def picture_of(client: FlaskClient) -> str:
    found = re.search(r'src="(/media/[^"]+)"', client.get("/fr/articles/code-epp").text)
    assert found
    return found[1]


def test_assets_are_kept_for_ever_under_a_name_that_changes(small: FlaskClient) -> None:
    names = assets_of(small)
    assert sorted(re.sub(r"\.[0-9a-f]{10,}", "", name) for name in names) == [
        "/static/favicon.svg",
        "/static/site.css",
        "/static/site.js",
    ]
    for name in names:
        response = small.get(name)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        packed = small.get(name, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.data) == response.data


def test_scripts_and_styles_are_sent_without_remarks_and_otherwise_as_they_were_written(small: FlaskClient) -> None:
    sent = {re.sub(r"\.[0-9a-f]{10,}", "", name): small.get(name).text for name in assets_of(small)}
    script, style = sent["/static/site.js"], sent["/static/site.css"]
    written = (ROOT / "app/web/static/site.js").read_text("utf-8").splitlines()
    remarks = [line for line in written if line.lstrip().startswith("//")]
    assert remarks
    assert script.splitlines() == [line for line in written if line not in remarks]
    assert "/*" not in style
    rules = re.sub(r"/\*.*?\*/", "", (ROOT / "app/web/static/site.css").read_text("utf-8"), flags=re.DOTALL)
    assert {line for line in rules.split("\n") if line} <= set(style.splitlines())


@pytest.mark.parametrize(
    "name",
    [
        "site.css",
        "site.0000000000.css",
        "site.7a1fa20000000000.css",
        "site.zzzzzz0000000000.css",
        "..%2fsite.css",
        "",
        "site.css/",
    ],
)
def test_any_other_name_is_not_found(small: FlaskClient, name: str) -> None:
    assert small.get(f"/static/{name}").status_code == 404


def test_a_palette_named_by_another_worker_is_found_too(small: FlaskClient, real: FlaskClient) -> None:
    [style] = [name for name in assets_of(small) if name.endswith(".css")]
    assert style not in assets_of(real)
    assert real.get(style).data == small.get(style).data


def test_only_pictures_may_be_shown_by_other_sites(small: FlaskClient) -> None:
    for name in (*assets_of(small), "/favicon.ico", "/fr/", "/fr/articles/code-epp"):
        assert small.get(name).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_favicon_is_where_browsers_look(small: FlaskClient) -> None:
    response = small.get("/favicon.ico")
    assert (response.status_code, response.content_type) == (200, "image/x-icon")


def test_i2_a_picture_is_sent_as_exactly_that(small: FlaskClient) -> None:
    response = small.get(picture_of(small))
    assert response.content_type == "image/png"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    [
        "../secret",
        "%2e%2e%2fsecret",
        "..%5csecret",
        "x%00.png",
        "/etc/passwd",
        "a" * 5000,
        f"{'0' * 64}.png",
        f"{'0' * 64}.svg",
        "",
    ],
)
def test_i7_anything_else_below_media_is_not_found(small: FlaskClient, name: str) -> None:
    assert small.get(f"/media/{name}").status_code == 404


def test_i7_a_picture_with_a_slash_after_it_is_not_found(small: FlaskClient) -> None:
    assert small.get(picture_of(small) + "/").status_code == 404
    assert small.get(picture_of(small).replace(".png", ".jpg")).status_code == 404


def test_i10_a_range_gives_the_whole_picture(small: FlaskClient) -> None:
    whole = small.get(picture_of(small))
    many = "bytes=" + ",".join(["0-"] * 300)
    for value in ("bytes=0-3", many, "bytes=9999999-", "lines=1"):
        response = small.get(picture_of(small), headers={"Range": value})
        assert (response.status_code, response.data) == (200, whole.data)
        assert not {"Accept-Ranges", "Content-Range"} & set(response.headers.keys())


def test_i11_a_link_in_the_place_of_a_picture_is_not_followed(small_app: Flask, tmp_path) -> None:  # type: ignore[no-untyped-def]
    parts: Services = small_app.extensions[KEY]
    snapshot = parts.library.current
    assert snapshot
    name = f"{'1' * 64}.png"
    (tmp_path / name).symlink_to("/etc/passwd")
    media, snapshot._media = snapshot._media, {name: tmp_path / name}
    try:
        response = small_app.test_client().get(f"/media/{name}")
    finally:
        snapshot._media = media
    assert response.status_code == 404


def test_the_feed_has_the_latest_changes_first(small: FlaskClient) -> None:
    response = small.get("/fr/feed.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")][:2] != []
    days = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    identities = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(identities)) == len(identities)
    assert all(entry.find(f"{ATOM}link").get("href", "").startswith(BASE) for entry in feed.iter(f"{ATOM}entry"))  # type: ignore[union-attr]


def test_the_site_map_lists_every_page_with_its_translations(small: FlaskClient) -> None:
    tree = ElementTree.fromstring(small.get("/sitemap.xml").data)
    places = {url.findtext(f"{MAP}loc"): url for url in tree}
    assert f"{BASE}/fr/articles/code-epp" in places
    assert f"{BASE}/en/articles/payer" not in places
    entry = places[f"{BASE}/en/articles/get-code"]
    assert entry.findtext(f"{MAP}lastmod") == "2026-03-04"
    assert {link.get("hreflang"): link.get("href") for link in entry.iter(LINK)} == {
        "fr": f"{BASE}/fr/articles/code-epp",
        "en": f"{BASE}/en/articles/get-code",
        "x-default": f"{BASE}/a/epp-code",
    }
    for place in places:
        assert place
        assert small.get(place.removeprefix(BASE)).status_code == 200


def test_robots_learn_of_the_site_map(small: FlaskClient) -> None:
    text = small.get("/robots.txt").text
    assert f"Sitemap: {BASE}/sitemap.xml" in text
    assert "Disallow: /go/" in text


def test_s10_no_address_comes_from_the_request(small_app: Flask) -> None:
    client = small_app.test_client()
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"}
    for path in ("/fr/", "/fr/articles/code-epp", "/sitemap.xml", "/robots.txt", "/fr/feed.atom"):
        assert "evil.example" not in client.get(path, headers=headers).text


def test_a_category_has_a_feed_of_its_own(small: FlaskClient) -> None:
    assert 'href="/fr/c/billing/feed.atom"' in small.get("/fr/c/billing").text
    feed = ElementTree.fromstring(small.get("/fr/c/billing/feed.atom").data)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Payer une facture"]
    assert feed.findtext(f"{ATOM}id") != ElementTree.fromstring(small.get("/fr/feed.atom").data).findtext(f"{ATOM}id")
    places = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert places == {"self": f"{BASE}/fr/c/billing/feed.atom", "alternate": f"{BASE}/fr/c/billing"}
    assert small.get("/fr/c/nothing/feed.atom").status_code == 404


def test_the_site_map_tells_when_a_list_changed_and_where_other_languages_go(small: FlaskClient) -> None:
    places = {url.findtext(f"{MAP}loc"): url for url in ElementTree.fromstring(small.get("/sitemap.xml").data)}
    assert places[f"{BASE}/fr/c/billing"].findtext(f"{MAP}lastmod") == "2026-05-05"
    assert f"{BASE}/en/accessibility" in places
    for place, default in (("/fr/", "/"), ("/en/articles/get-code", "/a/epp-code"), ("/en/privacy", "/fr/privacy")):
        [other] = [link for link in places[BASE + place].iter(LINK) if link.get("hreflang") == "x-default"]
        assert other.get("href") == BASE + default


def test_a_page_names_the_one_for_readers_of_any_other_language(small: FlaskClient) -> None:
    for path, default in (("/en/", "/"), ("/en/c/billing", "/fr/c/billing"), ("/en/articles/get-code", "/a/epp-code")):
        found = re.findall(r'hreflang="x-default" href="([^"]+)"', small.get(path).text)
        assert found == [BASE + default]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_browser_can_search_from_its_address_bar(small: FlaskClient, locale: str) -> None:
    found = re.search(r'<link rel="search" type="([^"]+)" title="[^"]+" href="([^"]+)">', small.get(f"/{locale}/").text)
    assert found
    response = small.get(found[2])
    assert response.content_type.startswith(found[1])
    root = ElementTree.fromstring(response.data)
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.findtext(f"{name}ShortName") == "Exemple & <b>fils</b>"[:16]
    [html] = [url for url in root.iter(f"{name}Url") if url.get("type") == "text/html"]
    assert html.get("template") == f"{BASE}/{locale}/search?q={{searchTerms}}"
    assert small.get("/opensearch-xx.xml").status_code == 404


def test_who_hears_of_a_fault_is_told_until_a_day_to_come(small: FlaskClient) -> None:
    response = small.get("/.well-known/security.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert lines["Contact"] == "mailto:aide@example.com"
    assert lines["Canonical"] == f"{BASE}/.well-known/security.txt"
    assert datetime.fromisoformat(lines["Expires"]) > datetime.now(UTC)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31), date(2028, 2, 29)])
def test_it_is_told_for_half_a_year_at_least_and_for_less_than_a_year(day: date) -> None:
    assert timedelta(days=180) < expiry(day) - day < timedelta(days=365)


def test_a_site_for_trials_is_kept_out_of_search_engines(tmp_path: Path) -> None:
    site = "indexing: false\nsecurity: {contact: 'https://example.com/security'}\n"
    app = app_over(tmp_path, {"site.yaml": site, "fr/a.md": article("Un titre", id="a", slug="a")})
    client = app.test_client()
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    for path in ("/fr/", "/fr/articles/a"):
        response = client.get(path)
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in response.text
    assert "Contact: https://example.com/security\n" in client.get("/.well-known/security.txt").text
    close(app)
