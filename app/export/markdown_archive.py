"""The public site as a content folder: Markdown with front matter that can be built, or imported, again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from app.content.blocks import relinked
from app.content.importers.front import as_yaml
from app.export.folder import write
from app.export.search_index import Bodies
from app.generations import Edition
from app.model import RenderedArticle, Site, Synonyms, Thresholds
from app.portal import Portal

_KEYS = "id title slug summary category questions keywords workflows former_ids aliases weight".split()  # noqa: SIM905


def write_markdown(
    folder: Path,
    edition: Edition,
    bodies: Bodies,
    synonyms: Mapping[str, Synonyms],
    media: Mapping[str, Path],
) -> int:
    """Write the archive into a new folder; returns how many articles it has. `media` are pictures by name."""
    write(folder, "site.yaml", _document(_site(edition.site)).encode())
    write(folder, "portal.yaml", _document(_portal(edition.portal)).encode())
    for locale, own in synonyms.items():
        if own.groups:
            lines = (f"- {as_yaml(list(group))}\n" for group in own.groups)
            write(folder, f"{locale}/synonyms.yaml", "".join(lines).encode())
    by_address = {f"/{a.locale}/articles/{a.slug}": a.id for a in edition.articles}
    for article in edition.articles:
        text = relinked(bodies(article.locale, article.id).markdown, _authored(by_address))
        path = f"{article.locale}/{article.category}/{article.id}.md"
        write(folder, path, _file(article, text).encode())
        for name in article.media:
            write(folder, f"{article.locale}/_images/{name}", media[name].read_bytes())
    return len(edition.articles)


def _authored(by_address: Mapping[str, str]) -> Callable[[str], str]:
    """Addresses of the served site as an author writes them."""

    def target(written: str) -> str:
        parts = urlsplit(written)
        path = unquote(parts.path)
        anchor = f"#{parts.fragment.removeprefix('h-')}" if parts.fragment else ""
        if identity := by_address.get(path):
            return f"article:{identity}{anchor}"
        if path.startswith("/go/"):
            return f"portal:{path.removeprefix('/go/')}"
        if path.startswith("/media/"):
            return f"../_images/{path.removeprefix('/media/')}"
        return written

    return target


def _file(article: RenderedArticle, text: str) -> str:
    values: dict[str, Any] = {key: getattr(article, key) for key in _KEYS}
    # What the build found beside what the author named is found again.
    values["related"] = article.named
    for key, when in (
        # The day it first appeared is in the history of its repository, which an archive has not.
        ("publish_at", article.published),
        ("unpublish_at", article.unpublish_at),
        ("updated", article.updated),
    ):
        values[key] = when.isoformat() if when else ""
    lines = [f"{key}: {as_yaml(value)}" for key, value in values.items() if value]
    # The title is in the front matter; a heading above the text would be a second one.
    return "\n".join(["---", *lines, "---", "", text.strip("\n"), ""])


def _site(site: Site) -> dict[str, Any]:
    variables: dict[str, Any] = {"brand": {}, "support": {}, "variables": {}}
    for name, text in site.variables.items():
        top, _, rest = name.partition(".")
        place = variables[top] if top in ("brand", "support") and rest else variables["variables"]
        *above, last = (rest if place is not variables["variables"] else name).split(".")
        for part in above:
            place = place.setdefault(part, {})
        place[last] = text
    plain = Site()
    brand = {
        **({"name": site.brand_name} if site.brand_name != plain.brand_name else {}),
        **({"color": site.brand_color} if site.brand_color != plain.brand_color else {}),
        **variables["brand"],
    }
    support = {"email": site.support_email, "phone": site.support_phone, **variables["support"]}
    usual, own = asdict(Thresholds()), asdict(site.thresholds)
    categories = [{"id": c.id, "icon": c.icon, "title": dict(c.title), "intro": dict(c.intro)} for c in site.categories]
    return {
        "brand": brand,
        "support": support,
        "locales": list(site.locales),
        "timezone": site.timezone,
        "categories": categories,
        "popularity": {key: str(value) for key, value in own.items() if value != usual[key]},
        "training": site.training,
        "security": {"contact": site.security_contact},
        "indexing": "" if site.indexing else "false",
        "variables": variables["variables"],
    }


def _portal(portal: Portal) -> dict[str, Any]:
    """The portal with everything that its preset said."""
    workflows: dict[str, Any] = {name: {"unsupported": "true"} for name in portal.unsupported}
    for name, workflow in portal.workflows.items():
        workflows[name] = {
            "path": dict(workflow.paths) or workflow.path,
            "login": "true" if workflow.login else "false",
            "without": workflow.without or "",
            "patterns": dict(workflow.patterns),
            "label": dict(workflow.label),
            "hint": dict(workflow.hint),
        }
    return {"preset": "custom", "base_url": dict(portal.base_urls) or portal.base_url or "", "workflows": workflows}


def _document(value: Mapping[str, Any]) -> str:
    return "\n".join(_lines(value, 0)) + "\n"


def _lines(value: Mapping[str, Any], depth: int) -> list[str]:
    """A mapping as YAML, what is empty left out."""
    found: list[str] = []
    indent = "  " * depth
    for key, item in value.items():
        if item in ("", {}, [], None):
            continue
        if isinstance(item, Mapping):
            found += [f"{indent}{as_yaml(key)}:", *_lines(item, depth + 1)]
        elif isinstance(item, list) and isinstance(item[0], Mapping):
            found.append(f"{indent}{as_yaml(key)}:")
            for each in item:
                first, *rest = _lines(each, depth + 2)
                found += [f"{indent}  - {first.strip()}", *rest]
        else:
            found.append(f"{indent}{as_yaml(key)}: {as_yaml(item)}")
    return found
