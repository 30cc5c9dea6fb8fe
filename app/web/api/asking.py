"""What every API view begins with: the snapshot, the parameters and the locale of this request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.library import Snapshot
from app.web.api.parameters import Parameters
from app.web.problems import Problem
from app.web.services import snapshot

RETRY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: everything its answer is made from."""

    snapshot: Snapshot
    parameters: Parameters
    locale: str

    def category(self) -> str | None:
        """The category asked for, None for all. Raises Problem (`invalid_parameter`) for one that does not exist."""
        category_id = self.parameters.text("category")
        if category_id and self.snapshot.category(category_id) is None:
            known = ", ".join(category.id for category in self.snapshot.categories)
            raise Problem(400, "invalid_parameter", f"category must be one of: {known}.")
        return category_id or None


def asked() -> Asked:
    """This request. Raises Problem: `no_index` (503) before anything was published, `unknown_locale` (400)."""
    current = snapshot()
    if current is None:
        raise Problem(503, "no_index", "No article has been published yet.", {"Retry-After": RETRY_SECONDS})
    parameters = Parameters(request.query_string)
    locale = parameters.text("locale") or current.site.default_locale
    if locale not in current.locales:
        raise Problem(400, "unknown_locale", f"locale must be one of: {', '.join(current.locales)}.")
    return Asked(current, parameters, locale)
