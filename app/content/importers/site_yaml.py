"""The site.yaml of an import: its languages and categories, in their order."""

from __future__ import annotations

from app.content.importers.foreign import Export
from app.content.importers.front import as_yaml, one_line
from app.content.importers.naming import Names
from app.locales import LANGUAGES


def site_yaml(export: Export, names: Names) -> str:
    """Ready to be completed with brand and contacts."""
    found = {article.locale for article in export.articles}
    locales = [code for code in LANGUAGES if code in found]
    lines = [
        "# Made by an import: add the brand and the ways to reach you, see docs/editing.md.",
        f"locales: {as_yaml(locales)}",
    ]
    if export.categories:
        lines += ["", "categories:"]
    for category in export.categories:
        lines.append(f"  - id: {names.categories[category.key]}")
        for name, texts in (("title", category.title), ("intro", category.intro)):
            given = {code: one_line(texts[code])[:300] for code in LANGUAGES if texts.get(code)}
            if given:
                lines.append(f"    {name}:")
                lines += [f"      {code}: {as_yaml(text)}" for code, text in given.items()]
    return "\n".join(lines) + "\n"
