"""A served page made static: its addresses lead to files, and what needs a server is gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from html.parser import HTMLParser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)
"""As a server would send it. What only a header can say (frame-ancestors) is not in it."""

_ADDRESSES = re.compile(r"(\s)(href|src|action)=\"([^\"]*)\"")
_SERVED = re.compile(
    r"\s(?:data-(?:combobox|suggest|read|feedback|sending|failed|copy|copied)|method|srcset|sizes)=\"[^\"]*\""
)
"""What needs a server; of a picture, only the file itself is exported."""
_GONE = {"section": {"feedback"}, "span": {"label"}, "a": {"permalink"}}
"""What counts readers, or asks them something that nobody would hear."""
_VOID = frozenset({"meta", "link", "img", "input", "br", "hr", "col"})
_HELD = frozenset({"li", "section", "span", "a", "script", "template"})
"""Elements that may turn out to have no place: they wait for their end."""
_AROUND = frozenset({"footer", "nav", "header"})
_ABSOLUTE = re.compile(r"canonical|alternate|search")

Resolve = Callable[[str], str | None]


def static_page(html: str, resolve: Resolve, whole: Resolve | None, scripts: Sequence[str]) -> str:
    """The page with other addresses.

    `resolve` gives what to write for an address of the site, None for one that has no file: its link is then gone, with
    the item of a list that holds only it. `whole` does the same for whole addresses of the site where it has some: what
    must be whole (canonical, previews) is gone where it is None. `scripts` are put in place of the page's own.
    """
    page = _Page(resolve, whole, scripts)
    page.feed(html)
    page.close()
    return page.text()


class _Page(HTMLParser):
    def __init__(self, resolve: Resolve, whole: Resolve | None, scripts: Sequence[str]) -> None:
        super().__init__(convert_charrefs=False)
        self._resolve = resolve
        self._whole = whole
        self._scripts = scripts
        self._out: list[list[str]] = [[]]
        self._open: list[tuple[str, bool]] = []
        """Open elements, and whether each waits for its end."""
        self._dropped: list[bool] = [False]

    def text(self) -> str:
        while len(self._out) > 1:
            self._release()
        return "".join(self._out[0])

    def handle_decl(self, decl: str) -> None:
        self._put(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        text = self.get_starttag_text() or ""
        if tag == "link" or tag == "meta":
            self._head(tag, given, text)
            return
        waits = tag in _HELD
        if waits:
            self._out.append([])
            gone = tag == "script" or bool(_GONE.get(tag, set()) & set(given.get("class", "").split()))
            self._dropped.append(gone)
        text = _ADDRESSES.sub(self._address, _SERVED.sub("", text))
        if tag == "a" and given.get("href") and " href=" not in text:
            self._without_link()
        elif "suggest" in given.get("class", "").split() and self._open and self._open[-1][0] == "template":
            self._dropped[-1] = True
        self._put(text)
        if tag not in _VOID:
            self._open.append((tag, waits))

    def _without_link(self) -> None:
        """A link around the text of the page is gone with the item made for it; in an article its words stay."""
        if any(name in _AROUND for name, _ in self._open):
            held = [name for name, waits in self._open if waits]
            place = len(held) - 1 - held[::-1].index("li") if "li" in held else len(held)
            self._dropped[place + 1] = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        text = _ADDRESSES.sub(self._address, _SERVED.sub("", self.get_starttag_text() or ""))
        self._put(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._put("".join(f'<script defer src="{escape(script)}"></script>\n' for script in self._scripts))
        self._put(f"</{tag}>")
        if self._open and self._open[-1][0] == tag and self._open.pop()[1]:
            self._release()

    def handle_data(self, data: str) -> None:
        self._put(data)

    def handle_entityref(self, name: str) -> None:
        self._put(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._put(f"&#{name};")

    def _put(self, text: str) -> None:
        self._out[-1].append(text)

    def _release(self) -> None:
        text = self._out.pop()
        if not self._dropped.pop():
            self._out[-1] += text

    def _head(self, tag: str, given: dict[str, str], text: str) -> None:
        """What stands in the head: the policy after the encoding, whole addresses only where the site has one."""
        if tag == "meta":
            if given.get("property", "").startswith("og:") or given.get("name", "").startswith("twitter:"):
                text = self._preview(given, text)
            self._put(text)
            if "charset" in given:
                self._put(f'\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">')
            return
        if given.get("rel") == "stylesheet" or given.get("rel") == "icon":
            self._put(_ADDRESSES.sub(self._address, text))
        elif _ABSOLUTE.fullmatch(given.get("rel", "")):
            found = self._whole(given.get("href", "")) if self._whole else None
            if found:
                self._put(_ADDRESSES.sub(f' href="{escape(found)}"', text))

    def _preview(self, given: dict[str, str], text: str) -> str:
        """What networks show of a link: with its picture only where that has a whole address."""
        content = given.get("content", "")
        if content.startswith(("http://", "https://")):
            found = self._whole(content) if self._whole else None
            return text.replace(escape(content), escape(found)) if found else ""
        pictured = given.get("property", "").startswith("og:image") or "name" in given
        return "" if pictured and self._whole is None else text

    def _address(self, match: re.Match[str]) -> str:
        space, name, value = match.groups()
        written = unescape(value)
        if not written.startswith("/") or written.startswith("//"):
            return match[0]
        found = self._resolve(written)
        return f'{space}{name}="{escape(found)}"' if found is not None else ""
