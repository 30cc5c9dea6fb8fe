"""What the team's search box offers while somebody types: articles that agents see, each read on the team's pages."""

from __future__ import annotations

import msgspec
from flask import Blueprint, Response

from app.web import paths
from app.web.api.answers import SuggestAnswer
from app.web.api.asking import asked
from app.web.api.shapes import suggestion_entry
from app.web.api.suggest import SuggestParameters, found
from app.web.problems import Problem, problem_response
from app.web.urls import absolute


def install(blueprint: Blueprint) -> None:
    """Register what the box asks."""
    blueprint.add_url_rule("/suggest", view_func=suggest)


def suggest() -> Response:
    """Articles and completions as the API gives them, errors too, for whoever is signed in; kept nowhere."""
    try:
        wanted = asked(SuggestParameters)
        articles, completions = found(wanted)
    except Problem as error:
        return problem_response(error)
    read = ((each, wanted.snapshot.article(each.id, each.locale)) for each in articles)
    results = [
        msgspec.structs.replace(
            suggestion_entry(each, article), url=absolute(paths.agent_article(article.locale, article.slug))
        )
        for each, article in read
        if article
    ]
    answer = SuggestAnswer(wanted.parameters.q, results, list(completions))
    return Response(msgspec.json.encode(answer) + b"\n", content_type="application/json")
