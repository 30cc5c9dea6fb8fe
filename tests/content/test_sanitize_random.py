"""S1: no random input leaves a tag, attribute or address outside the policy (FUZZ_INPUTS=20000 for the long run)."""

# ruff: noqa: SIM905

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

from app.content.render import Rendering
from app.content.sanitize import UnsafeHtmlError, sanitize
from app.errors import ContentError

INPUTS = int(os.environ.get("FUZZ_INPUTS", "2000"))
TAGS = (
    "a b p div img script style svg math table td tr th ul li ol h1 h2 form input iframe object embed base meta link "
    "details summary noscript template textarea title select option xmp plaintext mglyph mtext annotation-xml "
    "foreignobject animate set use video audio figure code pre sup"
).split()
ATTRIBUTES = (
    "href src class id style onclick onerror onload title alt xlink:href srcdoc formaction action rel target name "
    "lang dir width height start scope colspan data-x is slot"
).split()
VALUES = [
    *("javascript:alert(1)", "jav&#x09;ascript:alert(1)", "//evil.example", "/\\evil", "https://ok@evil/", "data:x,y"),
    *("https://x.example/?a=1&b=2", "mailto:a@b.example", "#h-x", "/fr/", "&#x6a;avascript:x", "\x01javascript:x"),
    *("/media/" + "0" * 64 + ".png", "note", "admonition tip", "h-x", "fn:1", "__proto__", "12", "fr", '"><script>'),
    *("--><img src=x onerror=alert(1)>", "language-python", "noopener noreferrer nofollow", "\u202e", "`", "col"),
]
TEXTS = [
    *(
        "x",
        "é",
        " ",
        "\n",
        "\n\n",
        "\t",
        "<",
        ">",
        "&",
        "&lt;",
        "&#60;",
        "&#0;",
        "\u200b",
        "\u00a0",
        "</",
        "<!--",
        "-->",
    ),
    *(
        "<![CDATA[",
        "]]>",
        "<?",
        "<!",
        "`",
        "``",
        "```\n",
        "~~~\n",
        "*",
        "**",
        "_",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "# ",
    ),
    *(
        "## x {#x}\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "| a | b |\n|---|:-:|\n",
        "[^1]",
        "[^1]: ",
        ": ",
        "!!! note\n    ",
        "\\",
    ),
    *(
        "{{ x }}",
        "{{ brand.name }}",
        "{: onclick=x }",
        "article:a",
        "portal:x",
        "<https://x.example>",
        "<a@b.c>",
        "- [ ] ",
    ),
    *("[x](javascript:alert(1))", "[x](//evil)", "[x]: javascript:x\n", "\x02", "wzxhzdk:0", "&colon;", "&Tab;", "://"),
]


def piece(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.45:
        return rng.choice(TEXTS)
    if kind < 0.6:
        return f"</{rng.choice(TAGS)}>"
    attributes = ""
    for _ in range(rng.randrange(3)):
        quote = rng.choice(["", "'", '"'])
        separator = rng.choice([" ", "/", "\n", "\t", " \x0c"])
        attributes += f"{separator}{rng.choice(ATTRIBUTES)}={quote}{rng.choice(VALUES)}{quote}"
    return f"<{rng.choice(TAGS)}{attributes}{rng.choice(['>', '>', '>', '/>', ''])}"


def inputs(seed: int) -> list[str]:
    rng = random.Random(seed)
    return ["".join(piece(rng) for _ in range(rng.randrange(1, 14))) for _ in range(INPUTS // 2)]


def test_s1_random_html_leaves_nothing_outside_the_policy(violations: Callable[[str], list[str]]) -> None:
    refused = 0
    for text in inputs(1):
        try:
            assert violations(sanitize(text)) == [], text
        except UnsafeHtmlError:
            refused += 1
    assert refused <= INPUTS // 200, "the cleaners should agree with the check on nearly everything"


def test_s1_random_markdown_leaves_nothing_outside_the_policy(
    rendered: Callable[..., Rendering], violations: Callable[[str], list[str]]
) -> None:
    refused: Counter[str] = Counter()
    for text in inputs(2):
        try:
            outcome = rendered(text.replace("\x02", "").replace("\x01", "").replace("\x0c", ""))
            assert violations(outcome.html) == [], text
        except ContentError as error:
            refused[error.code] += 1
    assert set(refused) <= {"remote-image"}, "what Markdown makes of text is always HTML that the check knows"
