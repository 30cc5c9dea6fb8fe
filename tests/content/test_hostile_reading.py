"""What is read outside the rendering children stays cheap and short, whatever is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.content.admission import admit
from app.content.check import check
from app.content.source import Content

SIZE = 500_000


@pytest.mark.parametrize(
    "text",
    [
        "#" + " " * SIZE + "x",
        "# " + "x " * (SIZE // 2) + "#" * 10,
        "#" * SIZE,
        "# T\n\n" + "![" * (SIZE // 2),
        "# T\n\n" + "[" * SIZE,
        "# T\n\n" + "{{" + " " * SIZE,
        "# T\n\n" + "`" * SIZE,
        "# T\n\n" + "```\n~~~\n" * (SIZE // 8),
        "# T\n\n" + "* " * (SIZE // 2),
        "# T\n\n" + "-\n=\n" * (SIZE // 4),
        "---\ntitle: T\n" + "".join(f"k{i:05}:\n" for i in range(1000)) + "---\n",
        "\n" * SIZE + "# T",
        "x\n" * (SIZE // 2) + "===\n",
    ],
    ids=range(13),
)
def test_r12_a_hostile_file_is_read_in_time_that_grows_with_its_size(
    text: str, content_of: Callable[..., Content]
) -> None:
    content = content_of({"fr/a.md": text, "fr/b.md": "# B\n"})
    assert "fr/b.md" in [article.path for article in content.articles]


def test_a21_a_thousand_files_that_are_alike_make_short_messages(content_of: Callable[..., Content]) -> None:
    text = "---\ntitle: Same\nquestions: [same]\naliases: [old]\n---\n"
    content = admit(content_of({f"fr/{i}.md": text for i in range(1000)}), ())
    assert content.articles == ()
    assert max(len(problem.message) for problem in content.problems) < 200
    content = content_of({f"fr/{i}.md": text.replace("aliases: [old]", f"id: a{i}") for i in range(1000)})
    assert max(len(problem.message) for problem in check(content, {}, ())) < 200
    content = content_of({f"fr/{i}.md": text + f"{i}" for i in range(500)} | {f"fr/{i}.MD": text for i in range(500)})
    assert content.articles == ()
    content = content_of({f"fr/{i}.md": "---\ntitle: T\nid: one\n---\n" for i in range(1000)})
    assert max(len(problem.message) for problem in content.problems) < 200
