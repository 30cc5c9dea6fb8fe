"""Reading as the team: the list of internal articles, any article, its permanent address, its pictures."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from app.library import Snapshot
from app.model import Category, RenderedArticle
from app.web import paths
from app.web.agent.reading_kit import best_locale, everything, in_locale, is_internal, redirect, render
from app.web.pages.article import contents
from app.web.pages.files import picture


def install(blueprint: Blueprint) -> None:
    """Register the pages."""
    blueprint.add_url_rule("/articles/<locale>/", view_func=internal_articles, strict_slashes=False)
    blueprint.add_url_rule("/articles/<locale>/<name>", view_func=article)
    blueprint.add_url_rule("/a/<article_id>", view_func=permalink)
    blueprint.add_url_rule("/media/<name>", view_func=media)


def internal_articles(locale: str) -> Response:
    """What only the team can read, by category."""
    return _list(in_locale(locale), locale)


def article(locale: str, name: str) -> Response:
    """An article by its slug; by an id or a former slug, to where it is."""
    current = in_locale(locale)
    found = current.find(locale, name)
    if found is None or found.kind == "moved":
        target = found.article if found else current.best(name, locale) or abort(404)
        return redirect(paths.agent_article(locale, target.slug))
    return _article(current, locale, found.article)


def permalink(article_id: str) -> Response:
    """To the article, in the locale that `lang` asks for or the browser's."""
    current = everything()
    locale = best_locale(current)
    target = current.best(article_id, locale) or abort(404)
    return redirect(paths.agent_article(locale, target.slug))


def media(name: str) -> Response:
    """A picture of any article that agents see."""
    response = picture(everything(), name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _list(current: Snapshot, locale: str) -> Response:
    def of(category: Category) -> list[RenderedArticle]:
        return [article for article in current.in_category(locale, category.id) if is_internal(article)]

    groups = [(category, found) for category in current.categories if (found := of(category))]
    return render("list.html", locale, paths.agent_home, groups=groups)


def _article(current: Snapshot, locale: str, shown: RenderedArticle) -> Response:
    translations = current.alternates(shown.id)
    body = current.body(shown)
    return render(
        "article.html",
        locale,
        lambda code: paths.agent_article(code, translations.get(code, shown).slug),
        article=shown,
        html=body.html,
        category=current.category(shown.category),
        toc=contents(body),
        related=current.related(shown, locale),
        actions=current.portal.offered(shown.workflows),
        fallback=shown.locale != locale,
    )
