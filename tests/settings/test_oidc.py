"""Settings of the provider that people of the team may sign in at."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from app.errors import EnvironmentFault, SettingError
from app.settings import Provider, Settings, load_settings

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"
GIVEN = {
    "BASE_URL": "https://help.example.com",
    "SECRET_KEY": KEY,
    "OIDC_ISSUER": "https://login.example.com/realms/team",
    "OIDC_CLIENT_ID": "guichet",
    "OIDC_CLIENT_SECRET": "from-the-provider",
}


def load(tmp_path: Path, **values: str) -> Settings:
    every = {**GIVEN, **values}
    return load_settings({f"GUICHET_{name}": value for name, value in every.items()}, tmp_path / "instance")


def test_a_provider_is_read_and_called_by_its_host_until_it_has_a_name(tmp_path: Path) -> None:
    found = load(tmp_path).oidc
    assert found == Provider(GIVEN["OIDC_ISSUER"], "guichet", "from-the-provider", "login.example.com")
    assert "from-the-provider" not in repr(found)
    named = load(tmp_path, OIDC_NAME="Compte NindoHost").oidc
    assert named
    assert named.name == "Compte NindoHost"
    assert load(tmp_path, **dict.fromkeys((name for name in GIVEN if name.startswith("OIDC")), "")).oidc is None


@pytest.mark.parametrize("issuer", ["https://tenant.eu.auth0.com/", "http://127.0.0.1:9400", "http://localhost:9400"])
def test_an_issuer_is_kept_as_it_is_written(tmp_path: Path, issuer: str) -> None:
    found = load(tmp_path, OIDC_ISSUER=issuer).oidc
    assert found
    assert found.issuer == issuer


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"OIDC_ISSUER": "http://login.example.com"}, "GUICHET_OIDC_ISSUER must be https"),
        ({"OIDC_ISSUER": "https://a:b@login.example.com"}, "GUICHET_OIDC_ISSUER must not hold a user name"),
        ({"OIDC_ISSUER": "https://login.example.com/?a=b"}, "GUICHET_OIDC_ISSUER must not hold"),
        ({"OIDC_ISSUER": "login.example.com"}, "GUICHET_OIDC_ISSUER must be https"),
        ({"OIDC_ISSUER": "https://login.example.com/" + "a" * 255}, "GUICHET_OIDC_ISSUER must be ASCII"),
        (
            {"OIDC_ISSUER": "https://login.example.com/.well-known/openid-configuration"},
            "GUICHET_OIDC_ISSUER must end before",
        ),
        ({"OIDC_ISSUER": ""}, "GUICHET_OIDC_CLIENT_ID has no effect without GUICHET_OIDC_ISSUER"),
        ({"OIDC_CLIENT_ID": ""}, "GUICHET_OIDC_CLIENT_ID must be set"),
        ({"OIDC_CLIENT_SECRET": ""}, "GUICHET_OIDC_CLIENT_SECRET must be set"),
        ({"OIDC_CLIENT_SECRET": "a b"}, "GUICHET_OIDC_CLIENT_SECRET must be ASCII"),
        ({"OIDC_CLIENT_SECRET": KEY}, "GUICHET_OIDC_CLIENT_SECRET must differ"),
        ({"OIDC_NAME": "a" * 41}, "GUICHET_OIDC_NAME must be one line"),
        ({"BASE_URL": ""}, "GUICHET_OIDC_ISSUER needs GUICHET_BASE_URL"),
        ({"BASE_URL": "http://help.example.com"}, "GUICHET_BASE_URL must be https"),
        ({"OIDC_CLIENT": "guichet"}, "unknown setting GUICHET_OIDC_CLIENT, did you mean GUICHET_OIDC_CLIENT_ID"),
    ],
)
def test_a_setting_that_cannot_work_is_one_sentence_that_names_it(
    tmp_path: Path, values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingError, match=sentence) as caught:
        load(tmp_path, **values)
    assert "from-the-provider" not in str(caught.value)


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "authlib" else ModuleSpec(name, None)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    with pytest.raises(EnvironmentFault, match=r"pip install guichet\[oidc\]") as caught:
        load(tmp_path)
    assert caught.value.exit_code == 3
