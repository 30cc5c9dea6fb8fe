"""The smaller forms of pictures: offered by the pages that show them, made once, seen by nobody else."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image

from app.generations import Generations
from app.library import Library, Snapshot
from app.search import open_engine
from tests.support.sites import SECRET, article, compiler_for, write_site

SHOWN = "Avant.\n\n![Un plan](_images/plan.png)\n\n## Puis\n\n![Le même](_images/plan.png)"


def picture(color: str, width: int = 1000) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 500), color).save(file, "PNG")
    return file.getvalue()


def build(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The folder of the generation that these files give."""
    with compiler_for(folder, write_site(folder / "articles", files)) as compiler:
        return folder / "index" / compiler.build().generation


def opened(folder: Path) -> tuple[Snapshot, Snapshot]:
    library = Library(Generations(folder / "index", SECRET), open_engine("whoosh:"))
    library.refresh()
    views = library.views
    assert views
    return views.public, views.agents


def test_an_article_offers_smaller_forms_and_leads_to_the_picture_itself(tmp_path: Path) -> None:
    build(tmp_path, {"fr/a.md": article("A", SHOWN, id="a"), "fr/_images/plan.png": picture("#336699")})
    public, _ = opened(tmp_path)
    [shown] = public.articles("fr")
    html = public.body(shown).html
    first, second = re.findall(r"<img [^>]*>", html)
    assert "loading" not in first
    assert 'loading="lazy"' in second
    assert 'width="1000"' in first
    assert 'height="500"' in first
    [choices] = set(re.findall(r'srcset="([^"]+)"', html))
    assert re.fullmatch(r"/media/\w{64}\.webp 480w, /media/\w{64}\.webp 800w, /media/\w{64}\.png 1000w", choices)
    whole = f"/media/{shown.media[0]}"
    assert html.count(f'href="{whole}"') == 2
    assert 'title="Voir l’image en grand"' in html
    for name, width in zip(shown.variants, (480, 800), strict=True):
        path = public.media(name)
        assert path
        with Image.open(path) as form:
            assert (form.format, form.width) == ("WEBP", width)


def test_a_form_is_made_once_and_gone_with_its_picture(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "fr/a.md": article("A", SHOWN, id="a"),
        "fr/_images/plan.png": picture("#336699"),
        "fr/_images/unused.png": picture("#996633"),
    }
    first = build(tmp_path, files)
    before = sorted((first / "media").iterdir())
    assert len(before) == 3
    kept = next(path for path in before if path.suffix == ".webp")
    # Had it been made anew it would be another one: what the generation before has is taken from it.
    second = build(tmp_path, {"fr/a.md": article("A bis", SHOWN, id="a")})
    assert second != first
    assert (second / "media" / kept.name).read_bytes() == kept.read_bytes()
    third = build(tmp_path, {"fr/_images/plan.png": picture("#112233")})
    assert not (third / "media" / kept.name).exists()


def test_i8_the_forms_of_a_private_picture_are_not_found_by_their_names(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "fr/a.md": article("Privé", SHOWN, id="a", visibility="agents"),
        "fr/b.md": article("B", "Rien.", id="b"),
        "fr/_images/plan.png": picture("#336699"),
    }
    build(tmp_path, files)
    public, agents = opened(tmp_path)
    shown = agents.article("a", "fr")
    assert shown
    assert len(shown.variants) == 2
    for name in shown.variants:
        assert public.media(name) is None
        assert agents.media(name) is not None
    html = agents.body(shown).html
    assert "/agent/media/" in html
    assert not re.search(r"(?<!/agent)/media/", html)
