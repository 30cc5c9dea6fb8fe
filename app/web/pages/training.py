"""What the site says of its texts being used to train models, where it says something (`training` of site.yaml)."""

from __future__ import annotations

from collections.abc import Mapping

from app.locales import Catalogue
from app.model import Site


def robots_lines(site: Site) -> list[str]:
    """Lines for the group of all robots in robots.txt; none where nothing is said.

    `Content-Signal` is contentsignals.org's, `Content-Usage` that of the IETF's working group
    (draft-ietf-aipref-attach). Both name searching and answering too: those are what a help centre is for.
    """
    if not site.training:
        return []
    allowed = site.training == "allowed"
    signal = f"search=yes, ai-input=yes, ai-train={'yes' if allowed else 'no'}"
    return [f"Content-Signal: {signal}", f"Content-Usage: {_preference(allowed)}"]


def headers(site: Site) -> Mapping[str, str]:
    """Headers of articles and their texts: the IETF's, and the reservation of rights of the W3C's group (TDMRep)."""
    if not site.training:
        return {}
    allowed = site.training == "allowed"
    return {"Content-Usage": _preference(allowed), "TDM-Reservation": "0" if allowed else "1"}


def statement(site: Site, catalogue: Catalogue) -> str:
    """A sentence for who reads, empty where nothing is said."""
    if not site.training:
        return ""
    return catalogue.text("training.allowed" if site.training == "allowed" else "training.refused")


def _preference(allowed: bool) -> str:
    return f"train-ai={'y' if allowed else 'n'}"
