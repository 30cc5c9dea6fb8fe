"""What the application answers by itself, beside what an article may claim as its former address."""

from __future__ import annotations

import re

from flask import Flask

from app.content.admission import is_route

_VARIABLE = re.compile(r"<(?:[^:<>]+:)?(?P<name>\w+)>")


def test_no_address_of_the_application_can_be_an_articles_alias(small_app: Flask) -> None:
    paths = {
        _VARIABLE.sub(lambda found: "fr" if found["name"] == "locale" else "x", rule.rule)
        for rule in small_app.url_map.iter_rules()
    }
    assert "/fr/portal" in paths
    assert [path for path in sorted(paths - {"/"}) if not is_route(path, ("fr", "en"))] == []


def test_a_former_address_of_another_product_is_no_address_of_ours() -> None:
    assert not is_route("/hc/fr/articles/12", ("fr", "en"))
    assert not is_route("/fr/portals", ("fr", "en"))
