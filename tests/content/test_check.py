"""Articles beside each other: what is refused, what is reported, which links die."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.content.admission import admit
from app.content.check import check, dead_targets, links_out_of_time
from app.content.render import RefusedError, Rendering, render
from app.content.source import Content, as_problem
from app.content.template import new_article
from app.content.world import world_of
from app.errors import ContentError
from app.model import Problem

WORKFLOWS = frozenset({"domains.renew"})
Read = Callable[..., Content]


def outcomes(content: Content, dead: frozenset[str] = frozenset()) -> dict[str, Rendering | Problem]:
    done: dict[str, Rendering | Problem] = {}
    for article in content.articles:
        world = world_of(content, article.locale, content.articles, workflows=WORKFLOWS, dead=dead)
        try:
            done[article.path] = render(article, world)
        except RefusedError as error:
            done[article.path] = error.refusal
        except ContentError as error:
            done[article.path] = as_problem(error)
    return done


def lines(content: Content, *, hints: bool = False) -> list[str]:
    problems = check(content, outcomes(content), WORKFLOWS)
    return [str(problem) for problem in problems if hints or problem.severity != "hint"]


def texts(**bodies: str) -> dict[str, str]:
    return {f"fr/{name}.md": f"---\ntitle: {name}\n---\n{body}\n" for name, body in bodies.items()}


def keyed(**keys: str) -> dict[str, str]:
    return {f"fr/{name}.md": f"---\ntitle: {name}\n{lines}\n---\n" for name, lines in keys.items()}


def test_a_sound_folder_has_no_problem(content_of: Read) -> None:
    files = texts(a="[x](article:b#s) [y](portal:domains.renew)", b="## S {#s}")
    assert lines(content_of(files)) == []


def test_f16_an_article_with_an_unknown_workflow_is_left_out(content_of: Read) -> None:
    content = admit(content_of(keyed(a="workflows: [domains.renew, 'javascript:x']", b="owner: x")), WORKFLOWS)
    assert [a.id for a in content.articles] == ["b"]
    assert [str(p) for p in content.problems] == ["fr/a.md:3: unknown workflow 'javascript:x'"]


@pytest.mark.parametrize(
    ("keys", "left", "reason"),
    [
        ({"a": "aliases: [b]", "b": "owner: x"}, ["b"], "aliases: 'b' is the slug of fr/b.md"),
        ({"a": "aliases: [a]", "b": "owner: x"}, ["b"], "aliases: 'a' is the slug of this very article"),
        ({"a": "aliases: [b]", "b": "aliases: [a]", "c": "owner: x"}, ["c"], "aliases: 'a' is the slug of fr/a.md"),
        ({"a": "aliases: [x]", "b": "aliases: [x]"}, [], "aliases: 'x' is also claimed by fr/a.md"),
        ({"a": "aliases: [/kb/1]", "b": "aliases: [/kb/1]"}, [], "aliases: '/kb/1' is also claimed by fr/a.md"),
        ({"a": "aliases: [/fr/search]", "b": "owner: x"}, ["b"], "is an address of the help centre itself"),
        ({"a": "aliases: [/fr/articles/old]", "b": "owner: x"}, ["b"], "is an address of the help centre itself"),
        ({"a": "aliases: [/api/v1/search]", "b": "owner: x"}, ["b"], "is an address of the help centre itself"),
        ({"a": "aliases: [/a/b]", "b": "owner: x"}, ["b"], "is an address of the help centre itself"),
    ],
)
def test_f15_an_alias_that_leads_to_two_places_or_to_none_is_refused(
    content_of: Read, keys: dict[str, str], left: list[str], reason: str
) -> None:
    content = admit(content_of(keyed(**keys)), WORKFLOWS)
    assert [a.id for a in content.articles] == left
    assert any(reason in problem.message for problem in content.problems)


def test_f15_translations_share_a_former_path(content_of: Read) -> None:
    text = "---\ntitle: T\naliases: [/hc/articles/12, old, /fr/guides/x]\n---\n"
    content = admit(content_of({"fr/a.md": text, "en/a.md": text}), WORKFLOWS)
    assert len(content.articles) == 2


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("[x](article:nope)", "link to unknown article 'nope'"),
        ("[x](article:b#nope)", "article 'b' has no anchor 'nope'"),
        ("[x](#nope)", "article 'a' has no anchor 'nope'"),
        ("[x](portal:no.such)", "unknown workflow 'no.such'"),
        ("[x](portal:domain.renew)", "unknown workflow 'domain.renew', did you mean 'domains.renew'?"),
        ("[x](article:long-nmae)", "link to unknown article 'long-nmae', did you mean 'long-name'?"),
        ("[x](article:long-name#stpes)", "article 'long-name' has no anchor 'stpes', did you mean 'steps'?"),
        ("[x](/fr/articles/long-names)", "link to unknown article 'long-names', did you mean 'long-name'?"),
        ("[x](/en/articles/nope#h-x)", "link to unknown article 'nope'"),
        ("[x](/a/nope?y)", "link to unknown article 'nope'"),
        ("[x](/go/no.such)", "unknown workflow 'no.such'"),
        ("[x](b/nope.md)", "link to 'b/nope.md', which is no article of the locale"),
        ("![x](nope.png)", "picture 'nope.png' does not exist: left out"),
    ],
)
def test_a18_what_is_broken_is_reported_where_it_stands(content_of: Read, body: str, reason: str) -> None:
    content = content_of(texts(a=f"Un.\n\nDeux {body}", b="x") | texts(**{"long-name": "## S {#steps}"}))
    assert lines(content) == [f"fr/a.md:6: {reason}"]
    rendering = outcomes(content)["fr/a.md"]
    assert isinstance(rendering, Rendering)
    assert "href" not in rendering.html or re.search("article:.*#", body)


def test_an_address_of_ours_that_leads_to_an_article_is_sound(content_of: Read) -> None:
    targets = ("/fr/articles/bee", "/en/articles/bee#h-s", "/fr/articles/old", "/a/b", "/a/gone", "/go/domains.renew")
    files = texts(a=" ".join(f"[x]({target})" for target in targets))
    files |= keyed(b="slug: bee\naliases: [old, /kb/articles/3]\nformer_ids: [gone]")
    content = content_of(files)
    rendering = outcomes(content)["fr/a.md"]
    assert isinstance(rendering, Rendering)
    assert (
        rendering.html.replace(' class="go"', "")
        == "<p>" + " ".join(f'<a href="{target}">x</a>' for target in targets) + "</p>"
    )
    assert lines(content) == []


def test_other_addresses_of_ours_are_left_alone(content_of: Read) -> None:
    body = "[x](/fr/search?q=y) [x](/fr/articles/b.md) [x](/hc/articles/12) [x](/fr/c/domains)"
    assert lines(content_of(texts(a=body))) == []


def test_a_private_target_of_an_address_is_plain_text(content_of: Read) -> None:
    content = content_of(texts(a="[x](/fr/articles/secret) [y](/a/secret)") | keyed(secret="visibility: agents"))
    public = [a for a in content.articles if a.visibility == "public"]
    assert render(public[0], world_of(content, "fr", public, workflows=WORKFLOWS)).html == "<p>x y</p>"
    assert lines(content) == ["fr/a.md:4: article 'secret' is for agents: readers see plain text"] * 2


def test_a_link_to_what_is_not_read_now_is_told(content_of: Read) -> None:
    keys = {"soon": "publish_at: 2027-01-15", "gone": "unpublish_at: 2026-02-01", "here": "publish_at: 2026-01-01"}
    files = keyed(**keys) | texts(a="[x](article:soon)\n\n[y](article:gone) [z](article:here)")
    files |= {"fr/later.md": "---\ntitle: later\npublish_at: 2027-02-01\n---\n[x](article:soon)\n"}
    content = content_of(files)
    found = links_out_of_time(content, outcomes(content), datetime(2026, 6, 15, tzinfo=UTC))
    assert [f"{problem.severity}: {problem}" for problem in found] == [
        "warning: fr/a.md:4: article 'soon' appears on 2027-01-15: the link is plain text until then",
        "warning: fr/a.md:6: article 'gone' was withdrawn on 2026-02-01: the link is plain text",
    ]


def test_a_remote_picture_hides_no_other_problem(content_of: Read) -> None:
    body = "![x](https://x.example/1.png)\n\n![x](https://x.example/2.png)\n\n[x](article:nope) ![y](no.png)"
    content = content_of(texts(a=body))
    remote = "remote images are not allowed: put the file into the locale's _images folder"
    assert lines(content) == [
        f"fr/a.md:4: {remote}",
        f"fr/a.md:6: {remote}",
        "fr/a.md:8: link to unknown article 'nope'",
        "fr/a.md:8: picture 'no.png' does not exist: left out",
    ]
    assert not isinstance(outcomes(content)["fr/a.md"], Rendering)


def test_a_link_to_an_article_that_failed_dies_in_the_second_rendering(content_of: Read) -> None:
    content = content_of(texts(a="[x](article:b) [y](article:c#no) [z](article:c#s)", b="- " * 40 + "x", c="## S {#s}"))
    first = outcomes(content)
    assert str(first["fr/b.md"]) == "fr/b.md:4: nested too deep (max 32)"
    dead = dead_targets(content, first, "fr")
    assert dead == {"b", "c#no"}
    second = outcomes(content, dead)["fr/a.md"]
    assert isinstance(second, Rendering)
    assert second.html == '<p>x <a href="/fr/articles/c">y</a> <a href="/fr/articles/c#h-s">z</a></p>'
    assert lines(content) == [
        "fr/a.md:4: link to article 'b', which is not published",
        "fr/a.md:4: article 'c' has no anchor 'no'",
        "fr/b.md:4: nested too deep (max 32)",
    ]


def test_a18_links_to_what_readers_do_not_see_are_warned_of(content_of: Read) -> None:
    files = texts(a="[x](article:b)\n\n[y](article:c)") | keyed(b="visibility: agents", c="status: draft")
    assert lines(content_of(files)) == [
        "fr/a.md:4: article 'b' is for agents: readers see plain text",
        "fr/a.md:6: article 'c' is a draft: the link is plain text",
    ]


def test_a18_a_private_target_leaves_no_trace_in_a_public_article(content_of: Read) -> None:
    content = content_of(
        texts(a="[x](article:secret-plan#s) [y](secret-plan.md)") | keyed(**{"secret-plan": "visibility: agents"})
    )
    public = [a for a in content.articles if a.visibility == "public"]
    rendering = render(public[0], world_of(content, "fr", public, workflows=WORKFLOWS))
    assert rendering.html == "<p>x y</p>"
    assert rendering.markdown == "x y\n"


def test_an_article_of_another_locale_is_linked_where_a_translation_is_missing(content_of: Read) -> None:
    content = content_of(texts(a="[x](article:b#s)") | {"en/b.md": "---\ntitle: B\nslug: bee\n---\n## S {#s}\n"})
    rendering = outcomes(content)["fr/a.md"]
    assert isinstance(rendering, Rendering)
    assert 'href="/fr/articles/bee#h-s"' in rendering.html
    assert lines(content, hints=True) == ["en/b.md:1: not translated into fr", "fr/a.md:1: not translated into en"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"a": "related: [b, zz]", "b": "owner: x"}, ["fr/a.md:3: related: unknown article 'zz'"]),
        ({"a": "former_ids: [b]", "b": "owner: x"}, ["fr/a.md:3: former_ids: article 'b' still exists"]),
        (
            {"a": "former_ids: [z]", "b": "former_ids: [z]"},
            ["fr/a.md:3: former_ids: 'z' is claimed by a, b", "fr/b.md:3: former_ids: 'z' is claimed by a, b"],
        ),
        (
            {"a": "questions: ['Comment payer ?']", "b": "questions: [comment   payer]"},
            [
                "fr/a.md:3: questions: 'Comment payer ?' is also in fr/b.md",
                "fr/b.md:3: questions: 'comment payer' is also in fr/a.md",
            ],
        ),
    ],
)
def test_ids_and_questions_are_compared_between_articles(
    content_of: Read, keys: dict[str, str], expected: list[str]
) -> None:
    assert lines(content_of(keyed(**keys))) == expected


def test_titles_that_are_alike_are_warned_of(content_of: Read) -> None:
    content = content_of({"fr/a.md": "# Le code\n", "fr/b.md": "# Le code !\n", "en/c.md": "# Le code\n"})
    problems = [p for p in check(content, outcomes(content), WORKFLOWS) if p.code == "duplicate-title"]
    assert [(p.path, p.severity) for p in problems] == [("fr/a.md", "warning"), ("fr/b.md", "warning")]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_text_of_the_template_that_readers_would_see_is_an_error(content_of: Read, locale: str) -> None:
    draft = new_article(locale, identity="a", title="T", category="domains")
    for text, severity in ((draft, "hint"), (draft.replace("status: draft\n", ""), "error")):
        content = content_of({f"{locale}/a.md": text})
        found = [p for p in check(content, outcomes(content), WORKFLOWS) if p.code == "template-text"]
        assert len(found) == 8
        assert {p.severity for p in found} == {severity}
        written = text.splitlines()[found[-1].line - 1]
        assert "{{ support.email }}" in written


def test_an_article_with_a_text_of_its_own_is_not_warned_of(content_of: Read) -> None:
    assert lines(content_of(texts(a="## Steps {#steps}\n\nWhat to have at hand: x."))) == []
