"""Miniature content folders in memory, and an oracle for safe HTML that shares nothing with the sanitiser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

import pytest

from app.content.links import World
from app.content.pictures import Picture
from app.content.render import Rendering, render
from app.content.source import Content, read_content
from app.content.tree import Found, Listing, admit
from app.model import Article

SITE = """\
brand: {name: Acme & <Co>, color: "#123456"}
support: {email: help@acme.example, phone: 01 23 45 67 89}
locales: [fr, en]
timezone: Africa/Casablanca
categories:
  - {id: domains, icon: domains, title: {fr: Domaines, en: Domains}}
"""
PICTURE = Picture("0" * 64 + ".png", 640, 480, "fr/_images/x.png")
WORLD = World(
    articles={"a": "/fr/articles/aa", "b": "/fr/articles/bb", "gone": "/fr/articles/gone"},
    workflows=frozenset({"domains.renew"}),
    pictures={PICTURE.path: PICTURE},
    variables={"brand.name": "Acme & <Co> *x*", "support.email": "help@acme.example"},
    dead=frozenset({"gone", "b#lost"}),
    files={"fr/domains/a.md": "a", "fr/email/b.md": "b"},
    labels={"warning": "Attention"},
)
"""What an article may refer to, some of it dead."""


class MemoryTree:
    """A content tree made of a dictionary; refuses what `admit` refuses."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def files(self) -> Listing:
        return admit(Found(path, len(data), True) for path, data in self._files.items())

    def read(self, path: str) -> bytes:
        return self._files[path]


@pytest.fixture
def content_of() -> Callable[..., Content]:
    """Read a folder given as path → text or bytes; site.yaml is a small one unless given (None: without)."""

    def read(files: Mapping[str, str | bytes | None], dates: Mapping[str, Any] | None = None) -> Content:
        given = {"site.yaml": SITE, **files}
        data = {p: f if isinstance(f, bytes) else f.encode() for p, f in given.items() if f is not None}
        return read_content(MemoryTree(data), dates or {})

    return read


@pytest.fixture
def article() -> Callable[..., Article]:
    """An article around a Markdown body."""

    def make(body: str, **values: Any) -> Article:
        given = {"id": "a", "locale": "fr", "title": "T", "slug": "a", "summary": "", "category": "domains"}
        source = values.pop("source", "domains/a.md")
        return Article(**{**given, "source": source, "path": f"fr/{source}", "body": body, **values})

    return make


@pytest.fixture
def rendered(article: Callable[..., Article]) -> Callable[..., Rendering]:
    """Render a Markdown body in a small world."""

    def make(body: str, world: World | None = None, **values: Any) -> Rendering:
        return render(article(body, **values), world or World({"a": "/fr/articles/a", "b": "/fr/articles/bb"}))

    return make


_ALLOWED: dict[str, set[str]] = {
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "td": {"colspan", "rowspan", "scope"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "details": {"open"},
    "col": {"span"},
    "colgroup": {"span"},
}
_PLAIN = (
    "abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i ins kbd mark "
    "p pre q s samp section small span strong sub summary sup table tbody tfoot thead tr u ul var"
)
_ALLOWED |= {tag: set() for tag in _PLAIN.split()}
_GLOBAL = {"class", "id", "lang", "dir", "title"}
_CLASS = re.compile(
    r"admonition|admonition-title|footnote|footnote-ref|footnote-backref|align-(left|center|right)"
    r"|language-[a-z0-9+#-]{1,20}|note|tip|warning|danger|info|important|caution|hint|success|question|example|error"
    r"|attention"
)


class _Oracle(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _ALLOWED:
            self.wrong.append(f"tag {tag}")
            return
        for name, value in attrs:
            if name not in _ALLOWED[tag] | _GLOBAL:
                self.wrong.append(f"attribute {tag} {name}")
            elif (judge := getattr(self, f"_judge_{name}", None)) and not judge(value or ""):
                self.wrong.append(f"value {tag} {name}={value!r}")

    handle_startendtag = handle_starttag

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"declaration {data!r}")

    def _judge_href(self, value: str) -> bool:
        """What a browser makes of it: controls and spaces are dropped, a backslash is a slash."""
        seen = re.sub(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202f\ufeff\u00ad]", "", value).replace("\\", "/")
        if seen != value:
            return False
        if re.match(r"(mailto|tel):", seen, re.I) or re.match(r"#.", seen):
            return True
        if seen.startswith("/"):
            return seen[1:2] != "/"
        host = re.match(r"https?://([^/?#]+)", seen, re.I)
        return bool(host) and "@" not in (host[1] if host else "")

    def _judge_src(self, value: str) -> bool:
        return re.fullmatch(r"/media/[0-9a-f]{64}\.(png|jpe?g|gif|webp|avif)", value) is not None

    def _judge_class(self, value: str) -> bool:
        return all(_CLASS.fullmatch(name) for name in value.split(" "))

    def _judge_id(self, value: str) -> bool:
        return re.fullmatch(r"h-[a-z0-9-]{1,80}|fn(ref)?:[a-z0-9-]{1,40}", value) is not None

    def _judge_rel(self, value: str) -> bool:
        return value == "noopener noreferrer nofollow"


@pytest.fixture(scope="session")
def violations() -> Callable[[str], list[str]]:
    """What a text of HTML holds that the policy of the design does not allow."""

    def judge(html: str) -> list[str]:
        oracle = _Oracle()
        oracle.feed(html)
        oracle.close()
        return oracle.wrong

    return judge


@pytest.fixture
def html(rendered: Callable[..., Rendering]) -> Callable[[str], str]:
    """The HTML of a text, rendered in WORLD."""
    return lambda body: rendered(body, WORLD).html.strip()


def codes(rendering: Rendering) -> list[str]:
    """The codes of its problems."""
    return [problem.code for problem in rendering.problems]
