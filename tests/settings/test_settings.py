"""Settings: each variable is checked at start and named in the message."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from app.errors import EnvironmentFault, SettingError
from app.settings import Settings, environment, load_settings

SECRET = "0123456789abcdef0123456789abcdef"


def load(tmp_path: Path, **values: str) -> Settings:
    return load_settings({f"GUICHET_{name}": value for name, value in values.items()}, tmp_path / "instance")


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.store == f"sqlite:///{tmp_path / 'instance' / 'guichet.db'}"
    assert len(settings.secret_key) >= 32


def test_e1_a_generated_secret_is_kept_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert stat.S_IMODE((tmp_path / "instance" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize("secret", ["changeme", "", "x" * 64, "short but mixed 123"])
def test_e1_a_weak_secret_is_refused_without_being_shown(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_SECRET_KEY") as caught:
        load(tmp_path, SECRET_KEY=secret)
    assert not secret or secret not in str(caught.value)


def test_e10_a_line_end_after_a_secret_is_not_part_of_it(tmp_path: Path) -> None:
    assert load(tmp_path, SECRET_KEY=f"{SECRET}\r\n").secret_key == SECRET


def test_e4_an_unknown_variable_is_refused_with_the_nearest_known_name(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="GUICHET_WEBHOK_SECRET, did you mean GUICHET_WEBHOOK_SECRET"):
        load(tmp_path, WEBHOK_SECRET=SECRET)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORE", "mysql://x"),
        ("SEARCH", "elastic:"),
        ("BASE_URL", "help.example.com"),
        ("BASE_URL", "https://help.example.com/path"),
        ("BASE_URL", "https://u:p@help.example.com"),
        ("BASE_URL", "https://help.example.com:port"),
        ("BASE_URL", "https://help example.com"),
        ("BASE_URL", "https://exämple.com"),
        ("BASE_URL", "https://help.example.com;script-src"),
        ("BASE_URL", "https://help..example.com"),
        ("WIDGET_ORIGINS", "https://portal.example.com;script-src"),
        ("WIDGET_ORIGINS", "https://portal.example.com'"),
        ("TRUSTED_PROXIES", "everybody"),
        ("TRUSTED_HOSTS", "*"),
        ("TRUSTED_HOSTS", "https://help.example.com"),
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("WORKERS", "²"),
        ("LOG_FORMAT", "xml"),
        ("RATE_LIMITS", "maybe"),
        ("PORTAL_URL", "http://portal.example.com"),
        ("PORTAL_URL", "javascript:alert(1)"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"^GUICHET_{name} ") as caught:
        load(tmp_path, **{name: value})
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["DEBUG", "FLASK_DEBUG", "RELOAD"])
def test_e2_there_is_no_setting_for_a_debugger(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingError, match=f"GUICHET_{name}") as caught:
        load(tmp_path, **{name: "1"})
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "*.example.com",
        ".example.com",
        "a/b",
        "help.example.com/fr",
        "u@a.example",
        "help.example.com:8000",
        "exämple.com",
        "a..b",
        "::1::",
    ],
)
def test_e3_no_pattern_of_hosts_is_trusted(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_TRUSTED_HOSTS"):
        load(tmp_path, TRUSTED_HOSTS=value)


@pytest.mark.parametrize(
    "value", ["htp://help.example.com", "https:/help.example.com", "https://help.example.com//x", "//help.example.com"]
)
def test_e3_an_address_with_a_slip_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_BASE_URL"):
        load(tmp_path, BASE_URL=value)


def test_e3_every_name_that_is_accepted_can_be_asked_for(tmp_path: Path) -> None:
    names = "localhost help-2.example.com my_host xn--exmple-cua.fr 10.0.0.1 ::1 [2001:db8::1] example.com."
    assert load(tmp_path, TRUSTED_HOSTS=names).trusted_hosts == tuple(names.split())
    assert load(tmp_path, BASE_URL="HTTPS://Help.Example.com:8443/").base_url == "https://help.example.com:8443"
    assert load(tmp_path, BASE_URL="http://[::1]:8000").base_url == "http://[::1]:8000"


def test_e3_without_trusted_hosts_nobody_elses_name_is_known(tmp_path: Path) -> None:
    assert load(tmp_path, TRUSTED_HOSTS="").trusted_hosts == ()
    assert not load(tmp_path, BASE_URL="http://help.example.com").https


def test_a_reserved_variable_is_accepted_with_a_warning(tmp_path: Path) -> None:
    assert load(tmp_path, CONTENT_BRANCH="main").warnings == (
        "GUICHET_CONTENT_BRANCH has no effect without GUICHET_CONTENT_GIT",
    )


def test_an_instance_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file")
    with pytest.raises(EnvironmentFault, match="instance folder"):
        load(tmp_path)


def test_lists_are_separated_by_commas_or_spaces(tmp_path: Path) -> None:
    settings = load(tmp_path, TRUSTED_HOSTS="Help.example.com, other.example.com", TRUSTED_PROXIES="10.0.0.0/8 ::1")
    assert settings.trusted_hosts == ("help.example.com", "other.example.com")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"\xff\xfeGUICHET_WORKERS=2", "is not UTF-8 at byte 0"),
        (b'GUICHET_WORKERS=2\nGUICHET_PORTAL_URL="https://a.example\n', "cannot be read from line 2 on"),
    ],
)
def test_e10_a_file_of_settings_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: bytes, sentence: str
) -> None:
    (tmp_path / ".env").write_bytes(file)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError, match=sentence):
        environment()


def test_e10_a_file_of_settings_may_come_from_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfGUICHET_WORKERS=3\r\n# a remark\r\nGUICHET_LOG_FORMAT='json'\r\n")
    monkeypatch.chdir(tmp_path)
    found = load_settings({key: value for key, value in environment().items() if key.startswith("GUICHET_")}, tmp_path)
    assert (found.workers, found.log_format) == (3, "json")


@pytest.mark.parametrize("network", ["0.0.0.0/0", "::/0"])
def test_e3_trusting_everybody_who_connects_is_a_warning(tmp_path: Path, network: str) -> None:
    assert load(tmp_path, TRUSTED_PROXIES="10.0.0.0/8").warnings == ()
    assert load(tmp_path, TRUSTED_PROXIES=f"10.0.0.0/8 {network}").warnings == (
        f"GUICHET_TRUSTED_PROXIES holds {network}: whoever reaches the port may claim to be anybody",
    )


def test_widget_origins_are_written_as_browsers_send_them(tmp_path: Path) -> None:
    given = "https://Clients.example:443/, http://127.0.0.1:8080 http://intranet:80"
    assert load(tmp_path, WIDGET_ORIGINS=given).widget_origins == (
        "https://clients.example",
        "http://127.0.0.1:8080",
        "http://intranet",
    )


@pytest.mark.parametrize("value", ["*", "null", "https://a.example/path", "clients.example", "https://u@a.example"])
def test_a_widget_origin_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_WIDGET_ORIGINS"):
        load(tmp_path, WIDGET_ORIGINS=value)


@pytest.mark.parametrize("name", ["NOTIFY_SECRET"])
@pytest.mark.parametrize("value", ["", "short", "x" * 40, SECRET, "é" + SECRET, f"a b {SECRET}", "tab\t" + SECRET])
def test_e1_a_weak_or_shared_token_is_refused_without_being_shown(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"GUICHET_{name}") as caught:
        load(tmp_path, SECRET_KEY=SECRET, **{name: value})
    assert not value or value not in str(caught.value)


def test_tokens_are_kept_as_they_are(tmp_path: Path) -> None:
    token = "fedcba9876543210" * 2 + "-_"
    settings = load(tmp_path, SECRET_KEY=SECRET, NOTIFY_SECRET=token)
    assert settings.notify_secret == token


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/x",
        "https://u:p@hooks.example.com/",
        "https:///x",
        "ftp://x/",
        "hooks.example.com",
        "https://hooks.example.com/#x",
        "https://hooks.example.com/?a=b c",
        "https://hooks.example.com/é",
        "https://hooks.example.com:port/",
    ],
)
def test_notices_leave_by_https_only_but_for_this_machine(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_NOTIFY_URL"):
        load(tmp_path, NOTIFY_URL=url)
    for allowed in ("https://hooks.example.com/x?key=1", "http://127.0.0.1:9/x", "http://localhost/"):
        assert load(tmp_path, NOTIFY_URL=allowed).notify_url == allowed


@pytest.mark.parametrize(
    "url",
    [
        "memory://",
        "http://cache/",
        "redis://",
        "redis:///0",
        "redis://cache:port",
        "redis://cache/x",
        "redis://c/0?ssl=1",
    ],
)
def test_limits_are_shared_in_a_server_that_has_an_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingError, match="GUICHET_RATE_LIMITS_URL"):
        load(tmp_path, RATE_LIMITS_URL=url)
    for allowed in ("redis://127.0.0.1:6379/0", "rediss://:secret@cache.example.com", "valkey://cache"):
        assert load(tmp_path, RATE_LIMITS_URL=allowed).rate_limits_url == allowed
    assert load(tmp_path).rate_limits_url is None


def test_shared_limits_without_their_client_are_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(EnvironmentFault, match=r"GUICHET_RATE_LIMITS_URL needs .* guichet\[redis\]") as caught:
        load(tmp_path, RATE_LIMITS_URL="redis://:hunter2@cache")
    assert caught.value.exit_code == 3
    assert "hunter2" not in str(caught.value)
