"""A help centre whose hidden articles hold words that stand nowhere else, and the same one without those articles."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping

from PIL import Image, ImageDraw

from tests.support.sites import article

MARK = "zorbl"
"""The beginning of every word of a hidden article; no public article holds it."""
STATES: Mapping[str, Mapping[str, str]] = {
    "internal": {"visibility": "agents"},
    "draft": {"status": "draft"},
    "future": {"publish_at": "2026-06-16"},
    "expired": {"unpublish_at": "2026-06-15"},
}
"""What hides an article at noon on 15 June 2026."""
LOCALES = ("fr", "en")
ALONE = "domains.contacts"
"""An action that only hidden articles have."""
SITE = """
brand: {name: Exemple}
support: {email: aide@example.com}
locales: [fr, en]
categories:
  - {id: domains, title: {fr: Domaines, en: Domains}}
  - {id: billing, title: {fr: Factures, en: Billing}}
"""
SYNONYMS = "- [zorblsynonyme, zorblinternalfrbody]\n- [zorblfacture, facture]\n"
"""A group of which only hidden articles hold a member, and one that leads to a public article."""


def word(state: str, locale: str, place: str) -> str:
    """The word that stands in one place of one hidden article."""
    return f"{MARK}{state}{locale}{place}"


def picture(name: str) -> bytes:
    """A picture that shows its own name, so that no two are the same file."""
    image, file = Image.new("RGB", (160, 30), "#336699"), io.BytesIO()
    ImageDraw.Draw(image).text((4, 8), name, "white")
    image.save(file, "PNG")
    return file.getvalue()


def hidden_pictures() -> list[str]:
    """The names under which the pictures of hidden articles would be served."""
    return [f"{hashlib.sha256(picture(f'{state}-{code}')).hexdigest()}.png" for state in STATES for code in LOCALES]


def _hidden(state: str, code: str) -> str:
    def at(place: str) -> str:
        return word(state, code, place)

    body = f"Le mot {at('body')} et [la {at('called')}](article:facture).\n\n"
    section = f"## Titre {at('heading')} {{#{at('anchor')}}}\n\n"
    return article(
        f"Code {at('title')}",
        f"{body}{section}Une facture {at('table')}.\n\n![{at('alt')}](_images/{state}.png)",
        id=f"{MARK}-{state}",
        slug=at("slug"),
        summary=f"Résumé {at('summary')} du code.",
        category="stray",
        questions=[f"où est {at('question')}"],
        keywords=[at("keyword"), "epp"],
        aliases=[at("alias"), f"/{MARK}/{state}/{code}"],
        former_ids=[f"{MARK}-former-{state}-{code}"],
        workflows=[ALONE, "domains.epp-code"],
        related=["facture", "epp-code"],
        updated="2026-06-14",
        owner=at("owner"),
        **STATES[state],
    )


def public_files() -> dict[str, str | bytes]:
    """What everybody may read; one article names hidden ones in every way that an author can."""
    named = " ".join(
        f"[a](article:{MARK}-{state}) [b](article:{MARK}-{state}#steps) [c](/a/{MARK}-{state}) [d]({state}.md)"
        f" [e](/fr/articles/{word(state, 'fr', 'slug')}) [f](/agent/articles/fr/{word(state, 'fr', 'slug')})"
        f" [g](/agent/a/{MARK}-{state}) [h](/a/{MARK}-former-{state}-fr)"
        for state in STATES
    )
    return {
        "site.yaml": SITE,
        "portal.yaml": "preset: whmcs\nbase_url: https://clients.example.com/\n",
        "fr/synonyms.yaml": SYNONYMS,
        "fr/epp.md": article(
            "Obtenir le code EPP",
            f"Le code est sur la fiche.\n\n## Étapes {{#steps}}\n\n{named}\n\n![plan](_images/plan.png)",
            id="epp-code",
            slug="code-epp",
            category="domains",
            workflows=["domains.epp-code"],
            related=[*(f"{MARK}-{state}" for state in STATES), "facture"],
            updated="2026-03-03",
        ),
        "en/epp.md": article(
            "Get the EPP code", id="epp-code", slug="get-code", category="domains", updated="2026-03-04"
        ),
        "fr/facture.md": article(
            "Payer une facture",
            "Ouvrez la facture.",
            id="facture",
            slug="payer",
            category="billing",
            updated="2026-05-05",
        ),
        "fr/_images/plan.png": picture("plan"),
    }


def hidden_files() -> dict[str, str | bytes]:
    """A hidden article of each state and locale, each with a picture; and a hidden translation of a public one."""
    files: dict[str, str | bytes] = {}
    for state in STATES:
        for code in LOCALES:
            files[f"{code}/{state}.md"] = _hidden(state, code)
            files[f"{code}/_images/{state}.png"] = picture(f"{state}-{code}")
    files["en/invoice.md"] = article(
        f"Pay {word('internal', 'en', 'mixed')}",
        id="facture",
        slug=word("internal", "en", "mixed"),
        visibility="agents",
    )
    return files
