"""What an assistant reads of an article: a section of its Markdown, and links that lead somewhere from anywhere."""

from __future__ import annotations

import pytest

from app.content.render import Rendering, World, render
from app.mcp.texts import absolute_links, cut
from app.model import Article

BODY = """Avant. Voir [la suite](#c).

## Les étapes : « A » {#a}

1. Un
2. Deux, voir [ceci][tel] et une note[^1].

    ```sh
    # Deuxième
    ```

### Plus *bas*

- Point

Deuxième
--------

Autre texte[^2].

```
## Troisième
```

> #### Troisième {#c}
>
> Cité.

[tel]: /go/ailleurs
[^1]: Une note

    sur deux paragraphes.
[^2]: Une autre.
"""


@pytest.fixture(scope="module")
def rendering() -> Rendering:
    values = {"id": "x", "locale": "fr", "title": "X", "slug": "x", "summary": "", "category": "", "source": "x.md"}
    return render(Article(**{**values, "path": "fr/x.md", "body": BODY}), World({}, frozenset({"ailleurs"})))  # type: ignore[arg-type]


def section(rendering: Rendering, anchor: str) -> str:
    found = cut(rendering.markdown, rendering.sections, anchor)
    assert found is not None
    return found


def test_a_section_has_its_lists_what_is_below_it_and_the_notes_it_refers_to(rendering: Rendering) -> None:
    start, end = BODY.index("## Les étapes"), BODY.index("Deuxième\n---")
    notes = "[tel]: /go/ailleurs\n\n[^1]: Une note\n\n    sur deux paragraphes."
    assert section(rendering, "h-a") == f"{BODY[start:end].strip()}\n\n{notes}"
    assert section(rendering, "h-plus-bas") == "### Plus *bas*\n\n- Point"


def test_a_heading_is_found_however_it_is_written_and_never_in_code(rendering: Rendering) -> None:
    second = section(rendering, "h-deuxieme")
    assert second.startswith("Deuxième\n--------\n\nAutre texte[^2].")
    assert second.endswith(
        "> Cité.\n\n[tel]: /go/ailleurs\n[^1]: Une note\n\n    sur deux paragraphes.\n[^2]: Une autre."
    )
    assert section(rendering, "h-c").startswith("> #### Troisième {#c}\n>\n> Cité.")


def test_every_section_of_the_page_is_found(rendering: Rendering) -> None:
    anchors = [each.anchor for each in rendering.sections if each.anchor]
    assert anchors == ["h-a", "h-plus-bas", "h-deuxieme", "h-c"]
    assert all(cut(rendering.markdown, rendering.sections, anchor) for anchor in anchors)
    assert cut("Sans titre.", rendering.sections, "h-a") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[a](/fr/articles/b#h-c)", "[a](https://h.example/fr/articles/b#h-c)"),
        ("[a](#h-c)", "[a](https://h.example/a/x?lang=fr#h-c)"),
        ("[![p](/media/1.png)](</go/x> 't')", "[![p](https://h.example/media/1.png)](<https://h.example/go/x> 't')"),
        ("[t]: /go/x", "[t]: https://h.example/go/x"),
        ("[a](https://x.example/) [b](mailto:a@x.example)", "[a](https://x.example/) [b](mailto:a@x.example)"),
        ("[a](//x.example/y) `[a](/b)`", "[a](//x.example/y) `[a](/b)`"),
    ],
)
def test_links_inside_the_site_are_made_whole_and_no_others(written: str, expected: str) -> None:
    assert absolute_links(written, "https://h.example", "https://h.example/a/x?lang=fr") == expected
