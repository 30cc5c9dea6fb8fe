"""The pages and schemas that are made from the program: docs/checks/ and docs/schemas/."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.content.checks.codes import LANGUAGES, Code, codes
from app.content.schemas import schemas

DOCS = Path(__file__).resolve().parents[1] / "docs"
_HEADS = {"en": "English", "fr": "Français"}
_DO = {"en": "What to do", "fr": "Que faire"}
_DO_SIGN = {"en": ":", "fr": " :"}


def pages() -> Mapping[str, str]:
    """Every generated file by its path below docs/."""
    known = codes()
    made = {f"checks/{code.name}.md": "\n".join(_page(code)) for code in known.values()}
    made["checks/README.md"] = "\n".join(_index(known.values()))
    for name, schema in schemas().items():
        made[f"schemas/{name}"] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return made


def _page(code: Code) -> Iterator[str]:
    yield f"# `{code.name}`"
    yield f"\n{' or '.join(code.severities)} · [all codes](README.md)"
    for language in LANGUAGES:
        text = code.texts[language]
        yield (
            f"\n## {_HEADS[language]}: {text.title}" if language == "en" else f"\n## {_HEADS[language]} : {text.title}"
        )
        yield f"\n{text.what}\n\n**{_DO[language]}{_DO_SIGN[language]}** {text.do}"
    if code.wrong:
        yield f"\n## Wrong · faux\n\n```\n{code.wrong}\n```\n\n## Right · juste\n\n```\n{code.right}\n```"
    yield ""


def _index(known: Iterable[Code]) -> Iterator[str]:
    yield "# Codes of `guichet check`"
    yield "\nAn error keeps an article, a link or a picture from being published as it was meant, or an address from"
    yield "working; warnings and hints change nothing. `guichet check --explain <code>` prints a page."
    yield "*Une page par code, en anglais et en français.*\n\n| code | severity | | |\n|---|---|---|---|"
    for code in sorted(known, key=lambda each: each.name):
        titles = " | ".join(code.texts[language].title for language in LANGUAGES)
        yield f"| [`{code.name}`]({code.name}.md) | {' or '.join(code.severities)} | {titles} |"
    yield ""


def outdated() -> list[str]:
    """The generated files that are not what they should be, and those that nothing makes any more."""
    made = pages()
    here = [path.relative_to(DOCS).as_posix() for folder in ("checks", "schemas") for path in (DOCS / folder).glob("*")]
    return sorted({name for name, text in made.items() if _read(DOCS / name) != text} | set(here) - made.keys())


def main() -> int:
    """Write what is not current, and name it."""
    made = pages()
    for name in outdated():
        print(f"docs/{name}")
        if name in made:
            (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
            (DOCS / name).write_text(made[name], "utf-8")
        else:
            (DOCS / name).unlink()
    return 0


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
