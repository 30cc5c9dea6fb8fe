"""Portal actions in an article's text: a button where they stand alone, a link in a sentence, never a dead end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.content.links import World
from app.content.render import Rendering

Render = Callable[..., Rendering]

NOTE = "La demande du code EPP. Connexion demandée."
WORLD = World(
    {"b": "/fr/articles/bb"},
    workflows=frozenset({"domains.epp-code", "domains.list"}),
    notes={"domains.epp-code": NOTE},
)
ADDRESS = "/go/domains.epp-code?from=a"


def test_an_action_alone_in_its_paragraph_is_a_button_with_what_is_found_there(rendered: Render) -> None:
    html = rendered("[Obtenir mon code](portal:domains.epp-code)", WORLD).html
    assert html == (f'<p class="go"><a href="{ADDRESS}">Obtenir mon code</a><small class="go-note">{NOTE}</small></p>')


def test_an_action_in_a_sentence_is_a_link_that_says_it_as_its_title(rendered: Render) -> None:
    html = rendered("Ouvrez [la page](portal:domains.epp-code), puis copiez.", WORLD).html
    assert html == f'<p>Ouvrez <a class="go" href="{ADDRESS}" title="{NOTE}">la page</a>, puis copiez.</p>'


def test_a_title_that_the_author_wrote_stays(rendered: Render) -> None:
    assert 'title="Ici"' in rendered('Ouvrez [la page](portal:domains.epp-code "Ici").', WORLD).html


def test_an_action_of_a_list_stays_in_its_line(rendered: Render) -> None:
    html = rendered("1. [Ouvrir](portal:domains.epp-code)\n2. Copier", WORLD).html
    assert f'<li><a class="go" href="{ADDRESS}"' in html


@pytest.mark.parametrize("written", ["portal:domains.list", "/go/domains.list"])
def test_an_action_without_a_note_is_a_button_all_the_same(rendered: Render, written: str) -> None:
    html = rendered(f"[Mes domaines]({written})", WORLD).html
    assert html.startswith('<p class="go"><a href="/go/domains.list')
    assert "small" not in html


def test_a_portal_without_that_screen_leaves_plain_text(rendered: Render) -> None:
    assert rendered("[Configurer](portal:ssl.configure)", WORLD).html == "<p>Configurer</p>"


def test_two_actions_in_a_paragraph_are_links(rendered: Render) -> None:
    html = rendered("[Un](portal:domains.list) [Deux](portal:domains.epp-code)", WORLD).html
    assert html.startswith("<p><a")


def test_a_button_and_what_we_say_beside_it_are_no_text_of_a_section(rendered: Render) -> None:
    button = "[Obtenir mon code](portal:domains.epp-code)"
    rendering = rendered(f"## Où {{#x}}\n\nAvant.\n\n{button}\n\nOu bien {button}.\n\n- {button}", WORLD)
    assert [section.text for section in rendering.sections] == ["Avant.\nOu bien Obtenir mon code.\nObtenir mon code"]
    assert NOTE not in rendering.markdown


def test_a_hostile_note_is_text(rendered: Render) -> None:
    world = World({}, workflows=frozenset({"a.b"}), notes={"a.b": '<img src=x onerror="alert(1)">'})
    html = rendered("[x](portal:a.b)\n\ny [z](portal:a.b)", world).html
    assert "<img" not in html
    assert "&lt;img" in html
