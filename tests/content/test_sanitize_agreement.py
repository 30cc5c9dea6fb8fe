"""The quick reading of cleaned HTML accepts nothing that the strict parser refuses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.content.sanitize import _as_written, _Checker

_PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<p", ">", "<", "&lt;", "&gt;", "text", '"', "'", " ", "<br>", "<br/>", "</br>", "<!-- x -->"),
        *(
            '<a href="/x">',
            '<a href="javascript:x">',
            "</a>",
            '<p id="h-a" id="h-a">',
            '<p title="a>b">',
            "<P>",
            "<p/>",
        ),
        *(
            "<script>",
            "</script>",
            "<style>",
            "<!DOCTYPE html>",
            "<?x?>",
            "<![CDATA[",
            '<p onclick="x">',
            "\0",
            "&#x6a;",
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=12).map("".join))
def test_a8_what_the_quick_check_accepts_the_parser_accepts_too(html: str) -> None:
    if _as_written(html):
        checker = _Checker(convert_charrefs=True)
        checker.feed(html)
        checker.close()
        assert not checker.open
