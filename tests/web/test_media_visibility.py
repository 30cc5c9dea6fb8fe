"""Pictures of articles that readers may not see."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from app.store import upgrade
from app.web import create_app
from app.web.services import KEY, Services
from tests.support.sites import article, compiler_for, settings_for, write_site


def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (4, 2)).save(out, "PNG")
    return out.getvalue()


def test_i8_a_picture_of_a_private_article_is_not_found_by_its_hash(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "fr/public.md": article("Public"),
        "fr/interne.md": article("Interne", "![Un rectangle](x.png)", visibility="agents"),
        "fr/x.png": picture(),
    }
    folder = write_site(tmp_path / "articles", files)
    with compiler_for(tmp_path, folder) as compiler:
        generation = tmp_path / "index" / compiler.build().generation
    (stored,) = (generation / "media").iterdir()
    settings = settings_for(tmp_path, folder)
    upgrade(settings.store)
    app = create_app(settings)
    parts: Services = app.extensions[KEY]
    assert parts.library.refresh()
    try:
        assert app.test_client().get(f"/media/{stored.name}").status_code == 404
    finally:
        parts.store.close()
