"""A small site with everything special, exported once for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.content.importers.conftest import png
from tests.support.server import environment, run
from tests.support.sites import article, compiler_for, write_site

CANARY = "canaryword"
SITE = """
brand: {name: "Exemple & <b>fils</b>"}
support: {email: aide@example.ma, phone: "0802 08 08 08"}
locales: [fr, en]
categories:
  - {id: domains, title: {fr: Domaines, en: Domains}}
variables: {tarif: 90 MAD}
training: refused
security: {contact: "mailto:securite@example.ma"}
"""


LINKS = """Voir [la note](article:secret), [le tarif](https://exemple.ma/a_(b)?c=d&e=<f>), <https://exemple.ma/x>.

* un point
    * imbriqué, `{{ tarif }}` et \\*étoiles\\*

        ```sh
        dig +short # {{ tarif }}
        ```

> Une citation de [code][1].

[1]: article:code#steps

Terme
: Sa définition, écrite à aide@exemple.ma.
"""


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    body = (
        "Lisez [la suite](article:verrou#steps), [demandez](portal:domains.epp-code) ou écrivez {{ tarif }}.\n\n"
        "## Étapes {#steps}\n\n1. Un\n2. Deux\n\n![Le menu](../_images/menu.png)\n\n"
        '!!! tip "Astuce"\n    Dedans\n\n| a | b |\n|---|---|\n| c\\|d | `e` |\n'
    )
    verrou = "Ouvrez [le code](article:code#steps).\n\n## Étapes {#steps}\n\nTexte.\n"
    return write_site(
        tmp_path_factory.mktemp("content"),
        {
            "site.yaml": SITE,
            "portal.yaml": "preset: whmcs\nbase_url: https://clients.example.com/\n",
            "fr/synonyms.yaml": "- [code epp, code de transfert]\n",
            "fr/_images/menu.png": png(),
            "fr/domains/code.md": article(
                "Récupérer le code EPP",
                body,
                id="code",
                slug="code-epp",
                aliases="[ancien-code, /hc/fr/articles/12-Code]",
                questions="[où est mon code]",
                workflows="[domains.epp-code]",
                # `secret` is for agents: nobody else learns that it is there.
                related="[secret, verrou]",
                updated="2024-03-02",
                publish_at="2024-03-01",
                unpublish_at='"2099-01-02T03:04:00+01:00"',
            ),
            "fr/domains/verrou.md": article("Verrouiller un domaine", verrou, id="verrou", former_ids="[lock]"),
            "en/domains/code.md": article("Get the EPP code", "Ask for it.", id="code", slug="epp-code"),
            "fr/other/liens.md": article("Des liens {{ tarif }}", LINKS, id="liens", weight="3", keywords="[renvoi]"),
            "fr/domains/secret.md": article("Interne", f"{CANARY} ![x](../_images/hidden.png)", visibility="agents"),
            "fr/_images/hidden.png": png("blue"),
            "fr/domains/draft.md": article("Brouillon", CANARY, status="draft"),
            "fr/domains/future.md": article("Plus tard", CANARY, publish_at="2099-01-01"),
            "fr/domains/gone.md": article("Avant", CANARY, unpublish_at="2020-01-01"),
        },
    )


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory, content: Path) -> dict[str, str]:
    """The environment of commands over a generation of that content."""
    folder = tmp_path_factory.mktemp("built")
    with compiler_for(folder, content) as compiler:
        compiler.build()
    return environment(folder, content)


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Path:
    """The site, exported by the command."""
    folder = tmp_path_factory.mktemp("export") / "site"
    done = run("export", "--to", str(folder), env=env)
    assert done.returncode == 0, done.stderr
    assert os.listdir(folder)
    return folder
