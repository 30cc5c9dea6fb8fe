"""Imports into a scratch folder, built and rendered by every real part."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from app.content.importers import Imported, import_from
from app.generations import Edition, Generations
from app.model import Body
from tests.support.sites import SECRET, compiler_for, write_site


@dataclass(frozen=True)
class Built:
    """What an import wrote, and what a build of it shows the public."""

    done: Imported
    folder: Path
    edition: Edition
    bodies: Callable[[str, str], Body]
    messages: tuple[str, ...]

    def html(self, identity: str, locale: str = "fr") -> str:
        return self.bodies(locale, identity).html

    def words(self, identity: str, locale: str = "fr") -> list[str]:
        return words(re.sub(r"<[^>]*>", " ", self.html(identity, locale)))

    def file(self, path: str) -> str:
        return (self.folder / path).read_text("utf-8")


Import = Callable[..., Built]


def words(text: str) -> list[str]:
    """The words of a text, without signs, in their order."""
    return re.findall(r"\w+", unescape(text))


def png(color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), color).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    """Imports files (by path; values that are no text are written as JSON), then builds what came of it."""

    def run(files: dict[str, object] | Path, **options: object) -> Built:
        source = files if isinstance(files, Path) else tmp_path / "source"
        if not isinstance(files, Path):
            texts = {p: t if isinstance(t, str | bytes) else json.dumps(t) for p, t in files.items()}
            write_site(source, texts)
        folder = tmp_path / "content"
        done = import_from(source, folder, **options)  # type: ignore[arg-type]
        with compiler_for(tmp_path, folder) as compiler:
            outcome = compiler.build()
        generations = Generations(tmp_path / "index", SECRET)
        edition, bodies = generations.open(outcome.generation).edition("public")
        return Built(done, folder, edition, bodies, tuple(p.message for p in done.problems))

    return run
