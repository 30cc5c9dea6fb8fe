"""The picture of a link card: every title has room, every brand can be read, and none is drawn twice."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, features

from app.compiler.cards import card_colors, card_name
from app.compiler.drawing import PLAIN, SHAPED, Painter
from app.compiler.typesetting import set_lines, words_of
from app.generations import Generation, Generations
from app.model import Article, Site
from app.model.colors import contrast
from tests.support.sites import SECRET, article, compiler_for, write_site

SIZE = (1200, 630)
MARGIN = 84


LAYOUTS = [
    pytest.param(
        SHAPED,
        id="with FriBiDi",
        marks=pytest.mark.skipif(not features.check("raqm"), reason="there is no FriBiDi on this machine"),
    ),
    pytest.param(PLAIN, id="without"),
]


@pytest.fixture(scope="module", params=LAYOUTS)
def painter(request: pytest.FixtureRequest) -> Painter:
    """Pillow sets letters by a library of the machine, and plainly on one that has none."""
    return Painter("Exemple", card_colors("#0b6e99"), request.param)


def drawn(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of everything that is written, but for the stripe."""
    places = Image.frombytes("L", image.size, image.tobytes()).crop((0, 0, 1200, 600))
    box = places.getbbox()
    assert box
    return box


@pytest.mark.parametrize(
    "title",
    [
        "Payer",
        "Où trouver « le code » ? L’œuvre à 5 €",
        "Un titre " * 22,
        "x" * 200,
        "Ligne\nnouvelle\u200b",
        "Ω и ł ẞ",
    ],
)
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_title_stays_inside_its_margins(painter: Painter, title: str, direction: str) -> None:
    image = drawn(painter.card(title, direction))  # type: ignore[arg-type]
    left, top, right, bottom = ink(image)
    assert image.size == SIZE
    assert left >= MARGIN - 8
    assert right <= SIZE[0] - MARGIN + 8
    assert top >= 60
    assert bottom <= 580


def test_a_title_in_letters_that_the_font_lacks_is_left_out_instead_of_boxes(painter: Painter) -> None:
    assert painter.card("كود EPP", "rtl") == painter.card("", "rtl")
    assert painter.card("漢字", "ltr") == painter.card("", "ltr") != painter.card("EPP", "ltr")


def test_a_card_from_right_to_left_begins_at_the_right(painter: Painter) -> None:
    assert ink(drawn(painter.card("EPP", "rtl")))[2] > 1100
    assert ink(drawn(painter.card("EPP", "ltr")))[0] < 100


@pytest.mark.parametrize("color", ["#0b6e99", "#ffff00", "#ffffff", "#000000", "#7a1fa2", "#ff8800"])
def test_what_is_written_can_be_read_on_every_brand_s_colour(color: str) -> None:
    colors = card_colors(color)
    assert contrast(colors.ground, colors.ink) >= 4.5


def test_a_card_is_small(painter: Painter) -> None:
    assert len(painter.card("Où trouver le code EPP (code d’autorisation) de mon nom de domaine ?", "ltr")) < 12_000


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_title_makes_it_fail(painter: Painter, title: str) -> None:
    assert drawn(painter.card(title, "ltr")).size == SIZE


@given(st.text(max_size=120), st.integers(3, 40), st.integers(1, 4))
def test_lines_are_no_wider_than_their_room_and_lose_nothing_that_has_room(text: str, room: int, most: int) -> None:
    words = words_of(text)
    lines, whole = set_lines(words, len, room, most)
    assert len(lines) <= most
    assert all(len(" ".join(line)) <= room for line in lines)
    written = "".join("".join(line) for line in lines)
    assert written == "".join(words) if whole else written.endswith("…")


def test_french_marks_stay_with_their_word() -> None:
    assert words_of("Que faire ?") == ["Que", "faire\u00a0?"]
    assert words_of("Le « code » !") == ["Le", "«\u00a0code\u00a0»\u00a0!"]


def an_article(**changes: str) -> Article:
    values = {"id": "a", "locale": "fr", "title": "Titre", "slug": "a", "summary": "", "category": "", "source": "a.md"}
    return Article(**{**values, "path": "fr/a.md", "body": "", **changes})  # type: ignore[arg-type]


def test_a_card_s_name_changes_with_what_is_drawn_and_with_nothing_else() -> None:
    name = card_name(an_article(), Site())
    assert name == card_name(an_article(id="b", summary="Autre", body="Autre"), Site())
    others = {
        card_name(an_article(title="Autre"), Site()),
        card_name(an_article(), Site(brand_name="Autre")),
        card_name(an_article(), Site(brand_color="#ff0000")),
    }
    assert len(others | {name}) == 4


def test_s2_an_internal_article_has_no_card() -> None:
    assert card_name(an_article(visibility="agents"), Site()) == ""


FILES = {f"fr/a{number}.md": article(f"Article {number}") for number in range(4)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_site(tmp_path / "articles", {**FILES, "fr/x.md": article("Secret", visibility="agents")})
    return tmp_path


def build(folder: Path) -> Generation:
    with compiler_for(folder, folder / "articles") as compiler:
        name = compiler.build().generation
    return Generations(folder / "index", SECRET).open(name)


def test_each_public_article_has_its_card_and_no_other_has(folder: Path) -> None:
    generation = build(folder)
    edition, _ = generation.edition("public")
    names = {each.card for each in edition.articles}
    cards = generation.cards()
    assert set(cards.extents) == names
    assert len(names) == 4
    assert all(drawn(cards.read(name)).size == SIZE for name in names)
    assert cards.get("0" * 64 + ".png") is None


def test_an_edit_draws_one_card_and_keeps_the_bytes_of_the_others(folder: Path) -> None:
    before = build(folder).cards()
    write_site(folder / "articles", {"fr/a0.md": article("Un autre titre")})
    after = build(folder).cards()
    shared = set(before.extents) & set(after.extents)
    assert len(shared) == 3
    assert all(before.read(name) == after.read(name) for name in shared)


def test_a_build_from_nothing_has_the_same_cards_as_one_after_edits(folder: Path, tmp_path: Path) -> None:
    build(folder)
    write_site(folder / "articles", {"fr/a1.md": article("Un autre titre")})
    edited = build(folder)
    fresh = tmp_path / "fresh"
    shutil.copytree(folder / "articles", fresh / "articles")
    first, second = edited.cards(), build(fresh).cards()
    assert {name: first.read(name) for name in first.extents} == {name: second.read(name) for name in second.extents}
