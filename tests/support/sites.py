"""Content folders made of a few lines, and builds of them with every real part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.compiler import Compiler
from app.generations import Generations
from app.search import open_engine
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret for tests that is long enough to be accepted"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def article(title: str, body: str = "Ouvrez la fiche du domaine.", **keys: object) -> str:
    """An article's file: front matter of the given keys (lists and text), then the body."""
    lines = [f"title: {title}", *(f"{key}: {_yaml(value)}" for key, value in keys.items())]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def _yaml(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list | tuple) else str(value)


def write_site(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by path below the folder."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            target.write_text(content, "utf-8", newline="")
    return folder


def settings_for(folder: Path, articles: Path) -> Settings:
    """Settings whose index, store and instance are below `folder`."""
    return Settings(
        articles=articles,
        index=folder / "index",
        store=f"sqlite:///{folder / 'guichet.db'}",
        secret_key=SECRET,
        instance=folder / "instance",
        rate_limits=False,
    )


def compiler_for(folder: Path, articles: Path, now: datetime = NOON) -> Compiler:
    """A compiler into `folder`/index, at a fixed moment."""
    generations = Generations(folder / "index", SECRET)
    return Compiler(articles, generations, open_engine("whoosh:"), now=lambda: now)
