"""Pages of Crisp's help centres with everything that its editor makes, as saved pages have it.

No page is published under a free licence. The elements, classes and attributes are those of pages that public
repositories hold, and those that a public importer of such pages reads
(its cases: emphasis, image, bold, italic, underline, delete, color, list, line, code, blockquote, video, smiley).
"""

from __future__ import annotations

import re

from tests.content.importers.conftest import Import, png

NEW_LINE = '<br class="csh-new-line">'
SPAN = '<span class="csh-markdown csh-markdown-{0} csh-font-sans-regular"{1}>{2}</span>'


def span(kind: str, text: str, more: str = "") -> str:
    return SPAN.format(kind, more, text)


def bullet(text: str, sign: str = "*") -> str:
    return span("list", text, f' data-type="{sign}"') + NEW_LINE


def title(level: int, anchor: str, text: str) -> str:
    return (
        f'<h{level} id="{anchor}" data-type="{"#" * level}" onclick="CrispHelpdeskCommon.go_to_anchor(this)" '
        f'class="csh-markdown csh-markdown-title csh-font-sans-semibold">{text}</h{level}>{NEW_LINE}'
    )


TEXT = "".join(
    [
        f"Three ways to pay.{NEW_LINE}{NEW_LINE}",
        title(2, "2-by-card", "By card"),
        bullet("Open the menu"),
        bullet(f"Choose {span('bold', 'Billing')}, then {span('italic', 'Pay')}"),
        NEW_LINE,
        bullet("First this", "1."),
        bullet("Then that", "2."),
        NEW_LINE,
        '<span class="csh-markdown csh-markdown-image"><img src="https://storage.crisp.chat/users/helpdesk/website/ab/'
        'menu_12ab.png" alt="The menu" loading="lazy" onclick="CrispHelpdeskCommon.zoom(this)"></span>',
        NEW_LINE,
        span(
            "emphasis",
            'Next: <a class="csh-markdown csh-markdown-link" role="link" href="/en/article/old-name-3fgh4/">'
            "the code</a>",
            ' data-type="||"',
        ),
        NEW_LINE,
        title(3, "3-by-transfer", "By transfer"),
        f"Our {span('underline', 'account')} is {span('delete', 'closed')} ",
        f"{span('color', 'open', ' style=color:red')}; run ",
        span("code-inline", "pay --now"),
        NEW_LINE,
        '<pre class="csh-markdown csh-markdown-code" data-copied="false"><code>pay --all\n  --really</code><span class='
        '"csh-markdown csh-markdown-code-clipboard">Copy</span></pre>',
        span("blockquote", "He who pays, pays."),
        NEW_LINE,
        '<table class="csh-markdown csh-markdown-table"><thead><tr><th>Way</th><th>Days</th>'
        "</tr></thead><tbody><tr><td>Card</td><td>0</td></tr></tbody></table>",
        '<span class="csh-markdown csh-markdown-video"><span class="csh-markdown-video-wrap"><iframe src='
        '"https://www.youtube-nocookie.com/embed/abc123" type="text/html" title="How to pay"></iframe></span></span>',
        f"Thank you {NEW_LINE}",
        '<span class="csh-smiley" data-name="winking" data-size="small"></span>',
        '<span class="csh-markdown csh-markdown-line"></span>The end.',
    ]
)


def page(address: str, heading: str, text: str) -> str:
    return f"""<!DOCTYPE html><html lang="en" class="is-theme-light"><head><title>{heading} | Acme</title>
<link rel="canonical" href="https://help.acme.example/{address}/"><meta name="description" content="How to pay."></head>
<body><aside role="complementary"><div class="csh-aside"><div class="csh-article-category csh-navigation">
<a href="/en/category/billing-ekqxm7/" role="link" class="csh-navigation-back csh-navigation-back-item">
<span style="background-color: #000;" data-has-category="true" class="csh-category-badge csh-font-sans-medium">Billing
</span></a></div><p class="csh-aside-title">Related articles</p><ul role="list"><li><a href="/en/article/x-9z9z9/">
Elsewhere</a></li></ul></div></aside>
<div role="main" class="csh-article-content csh-article-content-split"><div class="csh-article-content-wrap">
<article class="csh-text-wrap"><div role="heading" class="csh-article-content-header">
<div class="csh-article-content-header-metas"><div class="csh-article-content-header-metas-category">
Articles on:<span> </span><a href="/en/category/billing-ekqxm7/" role="link">Billing</a></div></div>
<h1 class="csh-font-sans-bold">{heading}</h1></div>
<div role="article" class="csh-article-content-text csh-article-content-text-large">{text}
<span class="csh-markdown csh-markdown-line csh-article-content-separate csh-article-content-separate-top"></span>
<p class="csh-article-content-updated csh-text-wrap csh-font-sans-light">Updated on: 13/03/2023</p>
<span class="csh-markdown csh-markdown-line csh-article-content-separate csh-article-content-separate-bottom"></span>
</div></article>
<section data-has-answer="false" role="none" class="csh-article-rate"><p>Was this article helpful?</p></section>
</div></div></body></html>"""


def test_everything_that_the_editor_of_crisp_makes_is_kept(imported: Import) -> None:
    built = imported(
        {
            "en/article/how-to-pay-1abc2d/index.html": page("en/article/how-to-pay-1abc2d", "How to pay", TEXT),
            "en/article/the-code-3fgh4/index.html": page("en/article/the-code-3fgh4", "The code", "It is 42."),
            "storage.crisp.chat/users/helpdesk/website/ab/menu_12ab.png": png(),
        }
    )
    assert built.done.kind == "crisp"
    article = next(a for a in built.edition.articles if a.title == "How to pay")
    assert (article.category, str(article.updated), article.summary) == ("billing", "2023-03-13", "How to pay.")
    assert "/en/article/how-to-pay-1abc2d/" in article.aliases
    html = built.html(article.id, "en")
    text = re.sub(r"</?(?:span|strong|em|p|br)[^>]*>", "", html)
    assert 'id="h-2-by-card"' in html
    assert 'id="h-3-by-transfer"' in html
    assert html.count("<ul>") == html.count("<ol>") == 1
    assert html.count("<li>") == 4
    assert "<strong>Billing</strong>, then <em>Pay</em>" in html
    assert html.count("<img ") == 1
    assert '<div class="admonition info">' in html
    assert 'href="/en/articles/the-code"' in html
    assert "Our account is" in text
    assert "closed" in text
    assert "open; run" in text
    assert "<code>pay --now</code>" in html
    assert "pay --all\n  --really" in text
    assert "<blockquote>" in html
    assert html.count("<tr>") == 2
    assert 'href="https://www.youtube-nocookie.com/embed/abc123"' in html
    assert ":winking:" in text
    assert text.index("Three ways") < text.index("By card") < text.index("He who pays") < text.index("The end.")
    for gone in ("Copy", "Updated on", "helpful", "Elsewhere", "Articles on", "13/03/2023"):
        assert gone not in html
